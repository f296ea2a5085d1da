import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncDirectory, writeFileDurably } from '../../durable.ts'

/** Releases kept on the disk, the served one included. */
const KEPT_RELEASES = 5

export interface Pointer {
  release: string
  manifest: string
  style: string
  tiles: string[]
}

export function readPointer(publicDirectory: string): Pointer | null {
  const path = join(publicDirectory, 'latest.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pointer) : null
}

/** Gives a finished release its name; one of the same content that stands there already is kept as it is. */
export function installRelease(built: string, releases: string, release: string): void {
  const place = join(releases, release)
  if (existsSync(join(place, 'manifest.json'))) rmSync(built, { recursive: true, force: true })
  else {
    rmSync(place, { recursive: true, force: true })
    renameSync(built, place)
  }
  syncDirectory(releases)
}

/** Turns the public folder to a release: the last write of a publication. */
export function writePointer(publicDirectory: string, pointer: Pointer): void {
  writeFileDurably(join(publicDirectory, 'latest.json'), `${JSON.stringify(pointer, null, 1)}\n`)
}

/** Notes the release as the newest and removes the oldest beyond the kept ones; never the served one. */
export function retire(outputDirectory: string, releases: string, release: string): void {
  const path = join(outputDirectory, 'releases.json')
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : []
  const history = [...before.filter((id) => id !== release), release].slice(-KEPT_RELEASES)
  writeFileDurably(path, `${JSON.stringify(history)}\n`)
  for (const id of readdirSync(releases)) {
    if (!history.includes(id)) rmSync(join(releases, id), { recursive: true, force: true })
  }
}
