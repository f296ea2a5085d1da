import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { keep, keptFolders, readKept } from './kept.ts'

/**
 * YAML of ours as plain data, kept beside our bundled code as JSON, which is read in a hundredth of the time. It is found
 * by the SHA-256 of the text and the version of the parser, so that it is never older than either.
 *
 * @param folders where it may be kept, the first that can be written; where none can, the text is parsed every time
 * @throws Error of the parser when it is not YAML
 */
export function parseKept(text: string, folders: readonly string[] = keptFolders()): unknown {
  const name = `yaml-${createHash('sha256').update(`${parserVersion()}\n${text}`).digest('hex')}`
  const kept = readKept(name, folders, (json) => ({ value: JSON.parse(json.toString('utf8')) as unknown }))
  if (kept !== null) return kept.value
  const value: unknown = parse(text)
  const json = JSON.stringify(value)
  // Dates, infinities and the like, which JSON has not.
  if (isDeepStrictEqual(JSON.parse(json ?? 'null'), value)) keep(name, Buffer.from(json), folders)
  return value
}

let version: string | undefined

function parserVersion(): string {
  version ??= (createRequire(import.meta.url)('yaml/package.json') as { version: string }).version
  return version
}
