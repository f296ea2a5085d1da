import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

/** One file of the atlas page; `path` is relative to the public folder, with forward slashes. */
export interface ViewerFile {
  path: string
  bytes: Uint8Array
}

export interface BundleOptions {
  /** The basemap of the city; none when left out. */
  basemap?: { url: string } | null
}

const HERE = dirname(fileURLToPath(import.meta.url))
const TARGET = ['es2022', 'chrome111', 'firefox114', 'safari16.4']

/**
 * The atlas page as static files: `index.html` and `assets/*` named by their content. The same sources give the same
 * bytes wherever they lie; nothing in them asks for anything outside the folder they are served from, but for the tiles of
 * a basemap, whose origin alone the content security policy then lets through.
 */
export async function bundleViewer({ basemap = null }: BundleOptions = {}): Promise<ViewerFile[]> {
  const worker = await mapWorker()
  const workerFile = named('map-worker', worker, 'js')
  const writer = await bundled({ writer: 'list-writer.ts' }, {})
  const workbook = writer.file('writer.js')
  const workbookFile = named('workbook', workbook, 'js')
  const main = await bundled(
    { main: 'main.ts', style: 'style.css' },
    { WORKER_FILE: `./${workerFile}`, WORKBOOK_FILE: `./${workbookFile}` },
  )
  const script = main.file('main.js')
  const styles = main.file('style.css')
  const licences = await licenceTexts([...main.inputs, ...writer.inputs])
  const scriptFile = named('main', script, 'js')
  const stylesFile = named('style', styles, 'css')
  const page = (await readFile(join(HERE, 'index.html'), 'utf8'))
    .replace('assets/main.js', `assets/${scriptFile}`)
    .replace('assets/main.css', `assets/${stylesFile}`)
    .replace(
      "connect-src 'self'",
      `connect-src 'self'${basemap === null ? '' : ` ${new URL(basemap.url).origin}`}`,
    )
  return [
    { path: `assets/${scriptFile}`, bytes: script },
    { path: `assets/${workerFile}`, bytes: worker },
    { path: `assets/${named('licences', licences, 'txt')}`, bytes: licences },
    { path: `assets/${stylesFile}`, bytes: styles },
    { path: `assets/${workbookFile}`, bytes: workbook },
    { path: 'index.html', bytes: Buffer.from(page) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
}

interface Bundled {
  /** Files it is made of, from this folder. */
  inputs: string[]
  file(ending: string): Uint8Array
}

/** @param words texts put in for names of the sources */
async function bundled(
  entries: Readonly<Record<string, string>>,
  words: Readonly<Record<string, string>>,
): Promise<Bundled> {
  const { metafile, outputFiles } = await build({
    entryPoints: mapped(entries, (file) => join(HERE, file)),
    absWorkingDir: HERE,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'none',
    outdir: 'out',
    define: mapped(words, (word) => JSON.stringify(word)),
    logLevel: 'silent',
  })
  return {
    inputs: Object.keys(metafile.inputs),
    file(ending) {
      const file = outputFiles.find(({ path }) => path.endsWith(ending))
      if (!file) throw new Error(`the page bundle has no ${ending} file`)
      return file.contents
    },
  }
}

function mapped(
  texts: Readonly<Record<string, string>>,
  made: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, made(text)]))
}

/** The renderer's worker is a module of its own; it is only freed of its comment that points to a source map. */
async function mapWorker(): Promise<Uint8Array> {
  const path = createRequire(import.meta.url).resolve('maplibre-gl/dist/maplibre-gl-worker.mjs')
  const { code } = await transform(await readFile(path, 'utf8'), {
    minify: true,
    format: 'esm',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'none',
  })
  return Buffer.from(code)
}

function named(stem: string, bytes: Uint8Array, extension: string): string {
  return `${stem}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.${extension}`
}

/** Licence texts of the packages that ended up in the page, by name, and of those that are within them: they come put together. */
async function licenceTexts(inputs: string[]): Promise<Uint8Array> {
  const folders = new Map<string, string>()
  for (const input of inputs) {
    const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input)
    if (found?.[1] && found[2]) {
      if (!folders.has(found[2])) await addWithin(join(HERE, found[1]), found[2], join(HERE, input), folders)
    }
  }
  const texts: string[] = []
  for (const [name, folder] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
      license?: string
    }
    texts.push(`${name} ${version} (${license ?? 'see below'})\n\n${(await licenceText(folder)).trim()}\n`)
  }
  return Buffer.from(texts.join('\n\n'))
}

/** A package that comes put together names in its source maps what is within it. */
async function addWithin(
  folder: string,
  name: string,
  input: string,
  folders: Map<string, string>,
): Promise<void> {
  folders.set(name, folder)
  const dist = dirname(input)
  const maps = (await readdir(dist)).filter((file) => file.endsWith('.map')).sort()
  const places = createRequire(join(folder, 'package.json')).resolve.paths(name) ?? []
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(join(dist, map), 'utf8')) as { sources: string[] }
    for (const source of sources) {
      const inner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]
      const place = places
        .map((one) => join(one, inner ?? '.'))
        .find((one) => existsSync(join(one, 'package.json')))
      if (inner !== undefined && place !== undefined) folders.set(inner, place)
    }
  }
}

/** Of a package without a licence file: what we hold of its author's, or what its README says. */
async function licenceText(folder: string): Promise<string> {
  for (const file of ['LICENSE.txt', 'LICENSE', 'LICENSE.md', 'LICENSE-MIT', 'license', 'LICENCE']) {
    try {
      return await readFile(join(folder, file), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  const ours = join(HERE, 'licences', `${basename(folder)}.txt`)
  if (existsSync(ours)) return readFile(ours, 'utf8')
  const readme = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '')
  return /^.*\blicen[cs]e\b[\s\S]*/im.exec(readme)?.[0] ?? 'The package carries no licence file.'
}
