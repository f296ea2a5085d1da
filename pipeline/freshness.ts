import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from './city.ts'
import { writeFileDurably } from './durable.ts'
import type { StageName } from './stage.ts'

/** Every input of a stage by name, each with the SHA-256 of its content (or its value, when short). */
export type Fingerprint = Record<string, string>

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Below this a file is read in one go, which is several times faster than a stream. */
const SMALL_BYTES = 4_000_000

/** SHA-256 of a file; large ones are streamed. */
export async function sha256File(path: string): Promise<string> {
  if (statSync(path).size <= SMALL_BYTES) return sha256(readFileSync(path))
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** One digest over a value of plain data, independent of the order of its keys. */
export function digest(value: unknown): string {
  return sha256(JSON.stringify(value, (_key, part) => (isPlainObject(part) ? sortedByKey(part) : part)))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortedByKey(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** What changed between two fingerprints, as sentences for `plan`. */
export function differences(before: Fingerprint, now: Fingerprint): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => {
      if (before[name] === undefined) return `${name} is new`
      if (now[name] === undefined) return `${name} is gone`
      if (name.startsWith('tool ')) return `${name} changed from ${before[name]} to ${now[name]}`
      return `${name} changed`
    })
}

interface Module {
  sha256: string
  /** Specifiers of what it imports at run time. */
  imports: readonly string[]
}

/**
 * What the files of one run contain, each read and hashed once: stages share most of their code and tables. It
 * lives as long as one run of the command; who writes files meanwhile says so with {@link Contents.forget}.
 */
export class Contents {
  readonly #root: string
  readonly #files = new Map<string, Promise<string>>()
  readonly #modules = new Map<string, Module | null>()
  readonly #versions = new Map<string, string>()

  /** @param root folder whose `node_modules` hold the packages; names of code files are relative to it. */
  constructor(root: string = PROJECT_ROOT) {
    this.#root = root
  }

  /** SHA-256 of a file. */
  sha256(path: string): Promise<string> {
    let hash = this.#files.get(path)
    if (hash === undefined) {
      hash = sha256File(path)
      this.#files.set(path, hash)
    }
    return hash
  }

  /** Files below the directory have been replaced. */
  forget(directory: string): void {
    for (const path of this.#files.keys()) if (path.startsWith(directory)) this.#files.delete(path)
  }

  /**
   * The code of a module: the SHA-256 of each of our files it reaches by imports or keeps in its own folder, and the
   * version of each package they use. Derived from the source, so that no list has to be kept.
   */
  code(entry: URL): Fingerprint {
    const fingerprint: Fingerprint = { 'tool node': process.version }
    const start = fileURLToPath(entry)
    const queue = [start, ...filesBelow(dirname(start))]
    const seen = new Set<string>()
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const module = this.#module(path)
      if (module === null) continue
      fingerprint[`code ${relative(this.#root, path).replaceAll('\\', '/')}`] = module.sha256
      for (const specifier of module.imports) {
        if (specifier.startsWith('.')) queue.push(join(dirname(path), specifier))
        else if (!specifier.startsWith('node:')) {
          const name = packageOf(specifier)
          fingerprint[`tool ${name}`] = this.#version(name)
        }
      }
    }
    return fingerprint
  }

  #module(path: string): Module | null {
    let module = this.#modules.get(path)
    if (module === undefined) {
      module = readModule(path)
      this.#modules.set(path, module)
    }
    return module
  }

  #version(name: string): string {
    let version = this.#versions.get(name)
    if (version === undefined) {
      version = versionOf(name, this.#root)
      this.#versions.set(name, version)
    }
    return version
  }
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** A file that a comment or a text only speaks of is none. */
function readModule(path: string): Module | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null
  const source = readFileSync(path)
  const imports = /\.[jt]s$/.test(path) ? importsOf(source.toString('utf8')) : []
  return { sha256: sha256(source), imports }
}

const IMPORT = new RegExp(
  [
    /(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'"]*?from\s*['"]([^'"]+)['"]/,
    /(?:^|\n)\s*import\s*['"]([^'"]+)['"]/,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/,
    /\bnew URL\(\s*['"](\.[^'"]*)['"]\s*,\s*import\.meta\.url\s*\)/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
)

/** What a module's source needs at run time: imports, later imports, files named beside it; `import type` shapes no byte. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => match.slice(1).find((part) => part !== undefined)!)
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function versionOf(name: string, root: string): string {
  for (let directory = root; ; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name, 'package.json')
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
    if (dirname(directory) === directory) return 'not installed'
  }
}

/** Written last into a stage's directory: a directory without it is known to be partial. */
export interface StageRecord {
  format: 'petakumuh-stage/1'
  stage: StageName
  fingerprint: Fingerprint
  /** SHA-256 of each file the stage wrote. */
  outputs: Record<string, string>
  rows: Record<string, number>
  summary: string
}

const RECORD = 'stage.json'

export function stageDirectory(outputDirectory: string, name: StageName): string {
  return join(outputDirectory, 'stages', name)
}

/** Where a stage writes until it has ended well. */
export function partialDirectory(outputDirectory: string, name: StageName): string {
  return join(outputDirectory, 'stages', `.${name}.partial`)
}

/** The record carries its own digest: what was changed by hand is not trusted. */
export function writeRecord(directory: string, record: StageRecord): void {
  const signed = { ...record, digest: digest(record) }
  writeFileDurably(join(directory, RECORD), `${JSON.stringify(signed, null, 1)}\n`)
}

/** The record of a finished stage, or null where there is none. */
export function readRecord(directory: string): StageRecord | 'damaged' | null {
  const path = join(directory, RECORD)
  if (!existsSync(path)) return null
  const text = readFileSync(path, 'utf8')
  try {
    const { digest: signed, ...record } = JSON.parse(text) as StageRecord & { digest?: string }
    return signed === digest(record) ? record : 'damaged'
  } catch {
    return 'damaged'
  }
}

export function isRecord(record: StageRecord | 'damaged' | null): record is StageRecord {
  return record !== null && record !== 'damaged'
}

/** The files a stage wrote, as they are now; what others laid beside them (a GIS its indexes) is not asked for. */
export async function hashesOf(directory: string, contents: Contents): Promise<Record<string, string>> {
  const record = readRecord(directory)
  const files = isRecord(record) ? Object.keys(record.outputs) : outputFiles(directory)
  const hashes: Record<string, string> = {}
  for (const file of files) {
    const path = join(directory, file)
    if (existsSync(path)) hashes[file] = await contents.sha256(path)
  }
  return hashes
}

export function outputFiles(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => file !== RECORD)
    .sort()
}
