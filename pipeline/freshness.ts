import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from './city.ts'

/** Every input of a stage by name, each with the SHA-256 of its content (or its value, when short). */
export type Fingerprint = Record<string, string>

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of a file, streamed. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** One digest over a whole fingerprint, independent of the order of its keys. */
export function digest(fingerprint: Fingerprint): string {
  const sorted = Object.entries(fingerprint).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return sha256(JSON.stringify(sorted))
}

/** What changed between two fingerprints, as sentences for `plan`. */
export function differences(before: Fingerprint, now: Fingerprint): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return names
    .filter((name) => before[name] !== now[name])
    .map((name) => {
      if (before[name] === undefined) return `${name} is new`
      if (now[name] === undefined) return `${name} is gone`
      return `${name} changed`
    })
}

/**
 * The code of a module: the SHA-256 of each of our files it reaches by imports or keeps in its own folder, and the
 * version of each package they use. Derived from the source, so that no list has to be kept.
 */
export function codeFingerprint(entry: URL): Fingerprint {
  const fingerprint: Fingerprint = {}
  const start = fileURLToPath(entry)
  const queue = [start, ...filesBelow(dirname(start))]
  const seen = new Set<string>()
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const source = readFileSync(path)
    fingerprint[`code ${relative(PROJECT_ROOT, path).replaceAll('\\', '/')}`] = sha256(source)
    if (!/\.[jt]s$/.test(path)) continue
    for (const specifier of importsOf(source.toString('utf8'))) {
      if (specifier.startsWith('.')) queue.push(join(dirname(path), specifier))
      else if (!specifier.startsWith('node:'))
        fingerprint[`tool ${packageOf(specifier)}`] = versionOf(packageOf(specifier))
    }
  }
  return fingerprint
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Imports that exist at run time; `import type` shapes no byte. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?!type\s)[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!)
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function versionOf(name: string): string {
  for (let directory = PROJECT_ROOT; ; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name, 'package.json')
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
    if (dirname(directory) === directory) return 'not installed'
  }
}
