import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../../durable.ts'
import { READABLE_FILE } from '../../folder-rights.ts'
import { missingFromRelease, POINTER, readJson, servedRelease } from '../../release/manifest.ts'

/** Names what is served: the one file of the public folder that changes. Paths are relative to it. */
export interface Pointer {
  release: string
  manifest: string
  style: string
  tiles: string[]
}

/** The pointer of a public folder, or null where there is none that can be read. */
export function readPointer(publicDirectory: string): Pointer | null {
  const pointer = readJson(join(publicDirectory, POINTER)) as Partial<Pointer> | null
  return servedRelease(publicDirectory) !== null &&
    typeof pointer?.manifest === 'string' &&
    typeof pointer.style === 'string' &&
    Array.isArray(pointer.tiles)
    ? (pointer as Pointer)
    : null
}

/** Turns the public folder to a release: the last write of a publication. */
export function writePointer(publicDirectory: string, pointer: Pointer): void {
  writeFileDurably(join(publicDirectory, POINTER), `${JSON.stringify(pointer, null, 1)}\n`, READABLE_FILE)
}

/** Says what of the served map is missing or cut short, or null; files are measured, not read. */
export function missingFromPublic(publicDirectory: string): string | null {
  const pointer = readPointer(publicDirectory)
  if (pointer === null) return 'public/latest.json is missing'
  const release = join(publicDirectory, 'releases', pointer.release)
  const lost = missingFromRelease(release)
  if (lost !== null) return `${lost} is missing from release ${pointer.release}`
  const page = join(publicDirectory, 'index.html')
  if (!existsSync(page)) return 'public/index.html is missing'
  const assets = readFileSync(page, 'utf8').match(/assets\/[\w.-]+/g) ?? []
  const asset = assets.find((path) => !existsSync(join(publicDirectory, path)))
  return asset === undefined ? null : `public/${asset} is missing`
}
