import { existsSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type City, sourcePath } from './city.ts'
import { UserError } from './errors.ts'
import { folderBytes } from './folder-bytes.ts'
import { displayPath } from './paths.ts'
import { sidecars } from './readers/sidecars.ts'
import type { StageName } from './stage.ts'
import { lastSourceBytes, lastTemporaryBytes } from './temporary-space.ts'

/** What the file system of a folder has left for this user; null where it does not tell. */
export interface FreeSpace {
  free_bytes: number
  /** The same for two folders of one file system. */
  file_system: string
}

export type AskFreeSpace = (folder: string) => FreeSpace | null

/**
 * Bytes that a stage writes for each byte of the sources where it was never run, several times what the demo city takes
 * (docs/reference/nightly.md): how much it is cannot be known before.
 */
const FIRST_BUILD: Record<StageName, { output: number; temporary: number }> = {
  '1-ingest': { output: 1, temporary: 1 },
  '2-validate': { output: 1, temporary: 1 },
  '3-area': { output: 1, temporary: 1 },
  '4-density': { output: 1, temporary: 1 },
  '5-indicators': { output: 1, temporary: 1 },
  '6-tiles': { output: 3, temporary: 3 },
  '7-publish': { output: 8, temporary: 1 },
}

/** What is written anew stands beside the last until it is whole, and may have grown by half. */
const GROWTH = 1.5
/** A release has its page, tables and catalogue, however small the city. */
const AT_LEAST_BYTES = { output: 8_000_000, temporary: 4_000_000 }

export interface SpaceNeed {
  output_bytes: number
  temporary_bytes: number
}

/** What a stage took when it last ran, and the size of the sources then; null where that is not known. */
export interface LastTaken {
  output_bytes: number | null
  temporary_bytes: number | null
  source_bytes: number | null
}

/**
 * What a stage is expected to write: by what it took last, by the size of the sources where that is not known, and by the larger
 * of both where the sources have grown by more than half since.
 *
 * @param source_bytes size of all sources
 */
export function neededSpace(stage: StageName, source_bytes: number, last: LastTaken): SpaceNeed {
  const hasGrown = last.source_bytes !== null && source_bytes > last.source_bytes * GROWTH
  const needed = (kind: 'output' | 'temporary'): number => {
    const taken = last[`${kind}_bytes`]
    const bySources = taken === null || hasGrown ? source_bytes * FIRST_BUILD[stage][kind] : 0
    return Math.ceil(Math.max(bySources, (taken ?? 0) * GROWTH, AT_LEAST_BYTES[kind]))
  }
  return { output_bytes: needed('output'), temporary_bytes: needed('temporary') }
}

export interface SpacePlaces {
  outputDirectory: string
  /** Where the temporary files of the stage will lie; it need not be there yet. */
  temporaryFolder: string
}

/**
 * Asked before a stage begins: a disk that fills up halfway costs an hour and the space of others.
 * @throws UserError `publish` (50, as a disk that is full) naming what is there and what is needed.
 */
export function checkFreeSpace(
  stage: StageName,
  city: City,
  { outputDirectory, temporaryFolder }: SpacePlaces,
  ask: AskFreeSpace = askSystem,
): void {
  const need = neededSpace(stage, sourceBytes(city), {
    output_bytes: lastOutputBytes(stage, outputDirectory),
    temporary_bytes: lastTemporaryBytes(outputDirectory, stage),
    source_bytes: lastSourceBytes(outputDirectory, stage),
  })
  const output = ask(outputDirectory)
  const temporary = ask(temporaryFolder)
  const isOne = output?.file_system === temporary?.file_system
  const short = (folder: string, free: FreeSpace | null, bytes: number): void => {
    if (free !== null && free.free_bytes < bytes) throw tooLittle(stage, folder, free.free_bytes, bytes)
  }
  short(outputDirectory, output, need.output_bytes + (isOne ? need.temporary_bytes : 0))
  if (!isOne) short(temporaryFolder, temporary, need.temporary_bytes)
}

/** Size of all sources of a city: a file that several read, or that goes by several names, lies on the disk once. */
export function sourceBytes(city: City): number {
  const paths = city.sources.flatMap((source) => {
    const path = sourcePath(city, source)
    return [path, ...sidecars(path)]
  })
  const files = new Set(paths.filter((path) => existsSync(path)).map((path) => realpathSync(path)))
  return [...files].reduce((sum, path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}

/** Of publishing it is the largest release that is kept; null where there is nothing. */
function lastOutputBytes(stage: StageName, outputDirectory: string): number | null {
  const bytes =
    stage === '7-publish'
      ? folderBytes(join(outputDirectory, 'public/releases'), Math.max)
      : folderBytes(join(outputDirectory, 'stages', stage))
  return bytes === 0 ? null : bytes
}

/** Null for a file system that counts no blocks, as one in user space that has no answer says: it is not full. */
export function askSystem(folder: string): FreeSpace | null {
  let present = folder
  while (!existsSync(present) && dirname(present) !== present) present = dirname(present)
  try {
    const { bavail, blocks, bsize } = statfsSync(present)
    if (blocks === 0) return null
    return { free_bytes: bavail * bsize, file_system: String(statSync(present).dev) }
  } catch {
    return null
  }
}

function tooLittle(stage: StageName, folder: string, free: number, needed: number): UserError {
  return new UserError('publish', {
    code: 'DISK_SPACE',
    what: `there is too little free space for ${stage}: it has not begun`,
    where: { file: displayPath(folder) },
    got: megabytes(free),
    expected: `at least ${megabytes(needed)}, by what it took last or by the size of the sources`,
    next: 'free some space, keep fewer releases with --keep, or choose another folder with --output; where you know that it is enough, build with --no-space-check; what was published before is still served',
  })
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
