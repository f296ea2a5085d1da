import { existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { City } from './city.ts'
import { UserError } from './errors.ts'
import { folderBytes } from './folder-bytes.ts'
import { displayPath } from './paths.ts'
import type { StageName } from './stage.ts'

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

/**
 * What a stage is expected to write: by what it wrote last, or by the size of the sources where that is not known.
 *
 * @param source_bytes size of all sources
 * @param last_bytes size of what it wrote last, or 0
 */
export function neededSpace(stage: StageName, source_bytes: number, last_bytes: number): SpaceNeed {
  const first = FIRST_BUILD[stage]
  const expected = last_bytes > 0 ? last_bytes * GROWTH : source_bytes * first.output
  return {
    output_bytes: Math.ceil(Math.max(expected, AT_LEAST_BYTES.output)),
    temporary_bytes: Math.ceil(Math.max(source_bytes * first.temporary, AT_LEAST_BYTES.temporary)),
  }
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
  const need = neededSpace(stage, sourceBytes(city), lastBytes(stage, outputDirectory))
  const output = ask(outputDirectory)
  const temporary = ask(temporaryFolder)
  const isOne = output?.file_system === temporary?.file_system
  const short = (folder: string, free: FreeSpace | null, bytes: number): void => {
    if (free !== null && free.free_bytes < bytes) throw tooLittle(stage, folder, free.free_bytes, bytes)
  }
  short(outputDirectory, output, need.output_bytes + (isOne ? need.temporary_bytes : 0))
  if (!isOne) short(temporaryFolder, temporary, need.temporary_bytes)
}

function sourceBytes(city: City): number {
  return city.sources.reduce((sum, { path }) => {
    const found = statSync(join(city.directory, path), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}

/** Of publishing it is the largest release that is kept. */
function lastBytes(stage: StageName, outputDirectory: string): number {
  if (stage !== '7-publish') return folderBytes(join(outputDirectory, 'stages', stage))
  return folderBytes(join(outputDirectory, 'public/releases'), Math.max)
}

function askSystem(folder: string): FreeSpace | null {
  let present = folder
  while (!existsSync(present) && dirname(present) !== present) present = dirname(present)
  try {
    const { bavail, bsize } = statfsSync(present)
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
    expected: `at least ${megabytes(needed)}, by what it wrote last or by the size of the sources`,
    next: 'free some space, keep fewer releases with --keep, or choose another folder with --output; what was published before is still served',
  })
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
