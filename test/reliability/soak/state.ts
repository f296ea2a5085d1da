import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { CityRun } from '../../../pipeline/nightly/city-run.ts'
import type { Status } from '../../../pipeline/nightly/status-file.ts'

/** What of a public folder is not as its pointer and manifest say; null where nothing was ever published. */
export function faultsOfPublic(publicFolder: string): string[] | null {
  const pointer = join(publicFolder, 'latest.json')
  if (!existsSync(pointer)) return null
  const { release, manifest } = JSON.parse(readFileSync(pointer, 'utf8'))
  const folder = join(publicFolder, 'releases', release)
  const path = join(publicFolder, manifest)
  if (!existsSync(path)) return [`${manifest} is missing`]
  const content = JSON.parse(readFileSync(path, 'utf8'))
  const faults = content.release === release ? [] : [`the manifest is of release ${content.release}`]
  for (const file of content.files as { path: string; bytes: number; sha256: string }[]) {
    const place = join(folder, file.path)
    const bytes = existsSync(place) ? readFileSync(place) : null
    if (bytes === null) faults.push(`${file.path} is missing`)
    else if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
      faults.push(`${file.path} is not what the manifest says`)
  }
  const page = join(publicFolder, 'index.html')
  const assets = existsSync(page)
    ? (readFileSync(page, 'utf8').match(/assets\/[\w.-]+/g) ?? [])
    : ['index.html']
  for (const asset of assets) if (!existsSync(join(publicFolder, asset))) faults.push(`${asset} is missing`)
  return faults
}

/** Every file of a folder, and what it takes. */
export function filesOf(folder: string): { path: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name)
    return { path: relative(folder, path), bytes: entry.isFile() ? lstatSync(path).size : 0 }
  })
}

export function bytesOf(folder: string): number {
  return existsSync(folder) ? filesOf(folder).reduce((sum, { bytes }) => sum + bytes, 0) : 0
}

/** What work that has ended may not leave behind; the empty folder that tells of a stage that did not end well is none of it. */
const LEFT =
  /(?:^|\/)(?:\.[^/]*\.partial\/|\.[^/]*\.(?:new|old|gone)$|\.release\.partial$|\.temporary|\.lock-|tmp(?:\/|$)|petakumuh-)/

export function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return []
  return filesOf(folder)
    .map(({ path }) => path)
    .filter((path) => LEFT.test(path))
}

/** Processes, but for this one, of which a word names the folder: each of a night does. */
export function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const isDead = /^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
        return !isDead && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })
    .map(Number)
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(')').at(-1)!.split(' ')[2] === String(pid)
      } catch {
        return false
      }
    })
    .map(Number)
}

export function readStatus(state: string): Status | null {
  const path = join(state, 'status.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** Every line, which must be one: a history that has to be guessed at is none. */
export function readHistory(state: string): CityRun[] {
  const path = join(state, 'history.jsonl')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
