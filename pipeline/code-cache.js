// Bundles our TypeScript once and keeps the JavaScript in a cache, since a loader that compiles it file by file takes half
// a second at every start. A bundle is used only while every file it was made from is what it was: same size and times.
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { SourceMap } from 'node:module'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { holdOursAlone, keptRights, makeOwnFolder } from './own-files.js'

const OURSELVES = fileURLToPath(import.meta.url)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUR_CODE = join(ROOT, 'pipeline')
/** In parts, since it would be replaced here too where this module is in a bundle. */
const OWN_URL = ['import', 'meta', 'url'].join('.')
/** Packages of many small files, quicker to load within the bundle; the others are loaded from where they are. */
const WITHIN = new Set([
  ...['@mapbox/vector-tile', 'ajv', 'commander'],
  ...['flatqueue', 'pbf', 'pmtiles', 'yaml'],
])
/** Programs that were started from older bundles may still be running, and load parts of them late. */
const KEPT_MS = 6 * 3600_000

/**
 * The bundle of a module of ours, made when there is none or a source has changed; null when none can be made or kept.
 *
 * Modules keep their own URL, so that files and threads beside them are found.
 *
 * @param {URL} entry a `.ts` file
 * @param {string[]} folders where bundles may be kept, the first that we alone can write
 * @returns {Promise<URL | null>}
 */
export async function bundleOf(entry, folders = cacheFolders()) {
  const name = `${basename(fileURLToPath(entry), '.ts')}-${hash([fileURLToPath(entry), process.version])}`
  for (const folder of folders) {
    const kept = keptBundle(folder, name)
    if (kept !== null) return kept
  }
  const made = await makeBundle(entry, folders[0] ?? ROOT).catch(() => null)
  // Sources that do not compile: the loader says what is wrong with them.
  if (made === null) return null
  for (const folder of folders) {
    try {
      return keepBundle(made, folder, name)
    } catch {
      // Read-only, full, or of a file system that lets everybody write.
    }
  }
  return null
}

/**
 * Compiles our TypeScript file by file as it is loaded, where no bundle can be made or kept. The loader would keep what it compiled in
 * the folder of temporary files, where nobody would remove it.
 */
export async function loadSources() {
  process.env.TSX_DISABLE_CACHE = '1'
  const { register } = await import('tsx/esm/api')
  register()
}

/** Stacks name the places of the sources instead of those of the bundle. */
export function nameSourcesInStacks() {
  const maps = new Map()
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${sourcePlace(String(site), maps)}`)].join('\n')
}

/** The same as those of kept.ts. */
function cacheFolders() {
  return [join(ROOT, 'node_modules/.cache/petakumuh'), join(homedir(), '.cache/petakumuh')]
}

function hash(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}

/** Size and times of a file: the last cannot be set back by whoever copies an older file over a newer one. */
function stampOf(path) {
  const { size, mtimeMs, ctimeMs } = statSync(path)
  return `${size} ${mtimeMs} ${ctimeMs}`
}

function keptBundle(folder, name) {
  try {
    holdOursAlone(folder, statSync(folder))
    const told = join(folder, `${name}.json`)
    holdOursAlone(told, lstatSync(told))
    const { version, stamps } = JSON.parse(readFileSync(told, 'utf8'))
    for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return null
    return programOf(join(folder, version))
  } catch {
    return null
  }
}

/** The program of a bundle, which is run as it is: it must be there, and nobody else's to write. */
function programOf(bundle) {
  const program = join(bundle, 'program.mjs')
  for (const path of [bundle, program]) holdOursAlone(path, lstatSync(path))
  return pathToFileURL(program)
}

/** The files of a bundle, and what each source was like when it was read. */
async function makeBundle(entry, folder) {
  const stamps = new Map([[OURSELVES, stampOf(OURSELVES)]])
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [{ in: fileURLToPath(entry), out: 'program' }],
    outdir: join(folder, 'bundle'),
    // Which the maps name their sources from, wherever the bundle is kept.
    sourceRoot: pathToFileURL(join(folder, 'bundle/')).href,
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${OWN_URL})`,
    },
    plugins: [{ name: 'petakumuh', setup: (plugin) => setUp(plugin, stamps) }],
  })
  // In no order of time, so that processes that start at once make one bundle.
  return { files: outputFiles, stamps: [...stamps].sort(([a], [b]) => (a < b ? -1 : 1)) }
}

/** Under a name of its own first, since other processes may be starting too. */
function keepBundle({ files, stamps }, folder, name) {
  makeOwnFolder(folder)
  const rights = keptRights()
  const version = `${name}-${hash(stamps)}`
  const part = join(folder, `${version}.${process.pid}.new`)
  const told = join(folder, `${name}.${process.pid}.new`)
  try {
    mkdirSync(part, { recursive: true, mode: rights.folder })
    for (const { path, contents } of files)
      writeFileSync(join(part, basename(path)), contents, { mode: rights.file })
    programOf(part)
    moveUnlessThere(part, join(folder, version))
    writeFileSync(told, JSON.stringify({ version, stamps }), { mode: rights.file })
    renameSync(told, join(folder, `${name}.json`))
  } finally {
    rmSync(part, { recursive: true, force: true })
    rmSync(told, { force: true })
  }
  removeOld(folder, version)
  return programOf(join(folder, version))
}

function setUp(plugin, stamps) {
  plugin.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
    if (kind === 'entry-point') return undefined
    if (path.startsWith('node:') || importer.includes('node_modules')) return undefined
    const named = path.split('/').slice(0, path.startsWith('@') ? 2 : 1)
    if (WITHIN.has(named.join('/'))) return undefined
    // By its place, since a package is not found from a cache in another folder.
    return { path: import.meta.resolve(path), external: true }
  })
  plugin.onLoad({ filter: /./ }, ({ path }) => {
    // The time is taken before the reading: what changes in between is then seen as changed.
    stamps.set(path, stampOf(path))
    const isTypeScript = path.endsWith('.ts')
    if (!isTypeScript && !path.startsWith(OUR_CODE)) return undefined
    const source = readFileSync(path, 'utf8')
    return {
      loader: isTypeScript ? 'ts' : 'js',
      contents: source.replaceAll(OWN_URL, JSON.stringify(pathToFileURL(path).href)),
    }
  })
}

function moveUnlessThere(made, place) {
  try {
    renameSync(made, place)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error
    try {
      programOf(place)
    } catch {
      rmSync(place, { recursive: true, force: true })
      renameSync(made, place)
    }
  }
}

function removeOld(folder, current) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    try {
      if (name !== current && !name.endsWith('.json') && Date.now() - statSync(path).mtimeMs > KEPT_MS)
        rmSync(path, { recursive: true, force: true })
    } catch {
      // Another process removed it first.
    }
  }
}

function sourcePlace(site, maps) {
  return site.replace(/(file:\/\/[^)\s]+\.mjs):(\d+):(\d+)/, (place, url, line, column) => {
    const map = maps.has(url) ? maps.get(url) : mapOf(url)
    maps.set(url, map)
    const found = map?.findEntry(Number(line) - 1, Number(column) - 1)
    if (found?.originalSource === undefined) return place
    return `${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}`
  })
}

function mapOf(url) {
  try {
    const map = JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8'))
    // Node.js takes no account of the root.
    const sources = map.sources.map((source) => new URL(source, map.sourceRoot).href)
    return new SourceMap({ ...map, sources })
  } catch {
    return null
  }
}
