import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { threadId } from 'node:worker_threads'
import { parse } from 'yaml'
import { PROJECT_ROOT } from './paths.ts'

/**
 * YAML of ours as plain data, kept beside our bundled code as JSON, which is read in a hundredth of the time. It is found
 * by the SHA-256 of the text and the version of the parser, so that it is never older than either, and carries a digest of
 * its own, so that what was written half or changed is not taken.
 *
 * @param folders where it may be kept, the first that can be written; where none can, the text is parsed every time
 * @throws Error of the parser when it is not YAML
 */
export function parseKept(text: string, folders: readonly string[] = cacheFolders()): unknown {
  const name = `yaml-${sha256(`${parserVersion()}\n${text}`)}`
  for (const folder of folders) {
    const json = keptJson(join(folder, name))
    if (json !== null) return JSON.parse(json)
  }
  const value: unknown = parse(text)
  const json = JSON.stringify(value)
  // Dates, infinities and the like, which JSON has not.
  if (!isDeepStrictEqual(JSON.parse(json ?? 'null'), value)) return value
  for (const folder of folders) if (keep(json, folder, name)) break
  return value
}

/** The folders of code-cache.js, which removes from them what is hours old when the program has changed. */
function cacheFolders(): string[] {
  return [join(PROJECT_ROOT, 'node_modules/.cache/petakumuh'), join(homedir(), '.cache/petakumuh')]
}

let version: string | undefined

function parserVersion(): string {
  version ??= (createRequire(import.meta.url)('yaml/package.json') as { version: string }).version
  return version
}

function keptJson(path: string): string | null {
  try {
    const kept = readFileSync(path, 'utf8')
    const end = kept.indexOf('\n')
    const json = kept.slice(end + 1)
    return kept.slice(0, end) === sha256(json) ? json : null
  } catch {
    return null
  }
}

/** Under a name of its own first, since others may be reading or writing the same. */
function keep(json: string, folder: string, name: string): boolean {
  const part = join(folder, `${name}.${process.pid}-${threadId}.new`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(part, `${sha256(json)}\n${json}`)
    renameSync(part, join(folder, name))
    return true
  } catch {
    // Read-only, or full.
    removeIfThere(part)
    return false
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path)
  } catch {
    // It was never made, or the folder lets nobody remove it.
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
