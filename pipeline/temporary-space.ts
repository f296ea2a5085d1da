import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from './durable.ts'
import { folderBytes } from './folder-bytes.ts'
import type { StageName } from './stage.ts'

/**
 * In the output of a city: the most that the temporary files of each stage were seen to take when it last ran to its end, and
 * the size of the sources then.
 */
const FILE = 'temporary-space.json'
const FORMAT = 'petakumuh-temporary-space/1'
/** What runs differ by from one to the next is not worth a line that changes. */
const STEP_BYTES = 4_000_000
const INTERVAL_MS = 100

type Sizes = Partial<Record<StageName, number>>

interface Noted {
  bytes: Sizes
  source_bytes: Sizes
}

/**
 * Measures a folder from time to time until it is stopped; {@link FolderWatch.stop} gives the largest size in bytes that was seen.
 * It looks between pieces of work: what was there only while this thread computed without a pause is not seen.
 */
export interface FolderWatch {
  stop(): number
}

export function watchFolder(folder: string): FolderWatch {
  let peak_bytes = 0
  const measure = (): void => {
    peak_bytes = Math.max(peak_bytes, folderBytes(folder))
  }
  const timer = setInterval(measure, INTERVAL_MS).unref()
  return {
    stop() {
      clearInterval(timer)
      measure()
      return peak_bytes
    },
  }
}

/** The most that the temporary files of a stage were seen to take last, in bytes, rounded up; null where that is not known. */
export function lastTemporaryBytes(outputDirectory: string, stage: StageName): number | null {
  return readNoted(outputDirectory).bytes[stage] ?? null
}

/** Size of the sources when a stage last ran, in bytes, rounded up; null where that is not known. */
export function lastSourceBytes(outputDirectory: string, stage: StageName): number | null {
  return readNoted(outputDirectory).source_bytes[stage] ?? null
}

/** Remembers both for the next run, in steps, so that a stage that takes as much as before changes nothing. */
export function noteTemporaryBytes(
  outputDirectory: string,
  stage: StageName,
  peak_bytes: number,
  source_bytes: number,
): void {
  const before = readNoted(outputDirectory)
  const [peak, sources] = [inSteps(peak_bytes), inSteps(source_bytes)]
  if (before.bytes[stage] === peak && before.source_bytes[stage] === sources) return
  const noted: Noted = {
    bytes: { ...before.bytes, [stage]: peak },
    source_bytes: { ...before.source_bytes, [stage]: sources },
  }
  writeFileDurably(join(outputDirectory, FILE), `${JSON.stringify({ format: FORMAT, ...noted })}\n`)
}

function inSteps(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / STEP_BYTES)) * STEP_BYTES
}

/** What is damaged is not known. */
function readNoted(outputDirectory: string): Noted {
  try {
    const { format, bytes, source_bytes } = JSON.parse(readFileSync(join(outputDirectory, FILE), 'utf8'))
    return format === FORMAT
      ? { bytes: sound(bytes), source_bytes: sound(source_bytes) }
      : { bytes: {}, source_bytes: {} }
  } catch {
    return { bytes: {}, source_bytes: {} }
  }
}

function sound(sizes: Sizes | null | undefined): Sizes {
  return Object.fromEntries(
    Object.entries(sizes ?? {}).filter(([, bytes]) => Number.isSafeInteger(bytes) && bytes > 0),
  )
}
