import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import { build, type Plugin, transform } from 'esbuild'
import { keep, keptFolders, readKept } from '../kept.ts'
import type { ViewerFile } from './bundle.ts'
import { licencesOf } from './licence-texts.ts'

/** What of the page is the same for all cities, as files named by their content. */
export interface PageParts {
  script: ViewerFile
  styles: ViewerFile
  /** What the script loads, and the licences. */
  others: ViewerFile[]
}

/** SHA-256 of the files that decide what the parts are, by their path from this folder; null of one that is not there. */
type Sources = Map<string, string | null>

/** Of what is kept; another number whenever {@link PageParts} or {@link Sources} has another shape. */
const FORM = 1

const HERE = dirname(fileURLToPath(import.meta.url))
const TARGET = ['es2022', 'chrome111', 'firefox114', 'safari16.4']

/**
 * The parts of the page. To bundle them takes a second, so they are kept, and taken again while every file they were made
 * from has the same bytes: each of ours, and of a package its `package.json` and what npm says is installed.
 *
 * @param folders where they may be kept, the first that can be written; where none can, they are made every time
 */
export async function pageParts(folders: readonly string[] = keptFolders()): Promise<PageParts> {
  const name = `page-${FORM}-${sha256(`${process.version}\n${HERE}`).slice(0, 16)}`
  const kept = readKept(name, folders, (bytes) => {
    const { sources, parts } = deserialize(bytes) as { sources: Sources; parts: PageParts }
    return [...sources].every(([path, digest]) => digestOf(path) === digest) ? parts : null
  })
  if (kept !== null) return kept
  const sources: Sources = new Map()
  const parts = await makeParts(sources)
  keep(name, serialize({ sources, parts }), folders)
  return parts
}

async function makeParts(sources: Sources): Promise<PageParts> {
  // Before anything is read: what changes meanwhile is then seen as changed.
  const deciding = ['page-parts.ts', 'licence-texts.ts', 'tsconfig.json', '../../tsconfig.json']
  for (const path of [...deciding, '../../node_modules/.package-lock.json', packageFile('esbuild')])
    sources.set(path, digestOf(path))
  const worker = named('map-worker', await mapWorker(), 'js')
  const writer = await bundled({ writer: 'list-writer.ts' }, {}, sources)
  const workbook = named('workbook', writer.file('writer.js'), 'js')
  const main = await bundled(
    { main: 'main.ts', style: 'style.css' },
    { WORKER_FILE: fromScript(worker), WORKBOOK_FILE: fromScript(workbook) },
    sources,
  )
  const licences = await licencesOf([...main.inputs, ...writer.inputs])
  for (const path of licences.files) sources.set(path, digestOf(path))
  return {
    script: named('main', main.file('main.js'), 'js'),
    styles: named('style', main.file('style.css'), 'css'),
    others: [worker, workbook, named('licences', licences.text, 'txt')],
  }
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
  sources: Sources,
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
    plugins: [{ name: 'sources', setup: (plugin) => noting(plugin, sources) }],
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

/** Notes the digest of each file of ours before it is read: what changes in between is then seen as changed. */
function noting(plugin: Parameters<Plugin['setup']>[0], sources: Sources): void {
  plugin.onLoad({ filter: /./, namespace: 'file' }, ({ path }) => {
    if (!path.includes('node_modules')) sources.set(fromHere(path), digestOf(fromHere(path)))
    return undefined
  })
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

function named(stem: string, bytes: Uint8Array, extension: string): ViewerFile {
  return { path: `assets/${stem}-${sha256(bytes).slice(0, 12)}.${extension}`, bytes }
}

/** How the script, which lies beside it, asks for a part. */
function fromScript({ path }: ViewerFile): string {
  return path.replace('assets/', './')
}

function packageFile(name: string): string {
  return fromHere(createRequire(import.meta.url).resolve(`${name}/package.json`))
}

function fromHere(path: string): string {
  return relative(HERE, path).replaceAll('\\', '/')
}

function digestOf(path: string): string | null {
  try {
    return sha256(readFileSync(join(HERE, path)))
  } catch {
    return null
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
