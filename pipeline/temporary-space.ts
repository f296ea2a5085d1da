import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from './durable.ts'
import { folderBytes } from './folder-bytes.ts'
import type { StageName } from './stage.ts'

/** In the output of a city: what the temporary files of each stage took at most when it last ran to its end. */
const FILE = 'temporary-space.json'
const FORMAT = 'petakumuh-temporary-space/1'
/** What runs differ by from one to the next is not worth a line that changes. */
const STEP_BYTES = 4_000_000
const INTERVAL_MS = 100

type Peaks = Partial<Record<StageName, number>>

/** Measures a folder from time to time until it is stopped; {@link FolderWatch.stop} gives the largest size in bytes. */
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

/** What the temporary files of a stage took last, in bytes, rounded up; null where that is not known. */
export function lastTemporaryBytes(outputDirectory: string, stage: StageName): number | null {
  return readPeaks(outputDirectory)[stage] ?? null
}

/** Remembers it for the next run, in steps, so that a stage that takes as much as before changes nothing. */
export function noteTemporaryBytes(outputDirectory: string, stage: StageName, peak_bytes: number): void {
  const before = readPeaks(outputDirectory)
  const noted_bytes = Math.max(1, Math.ceil(peak_bytes / STEP_BYTES)) * STEP_BYTES
  if (before[stage] === noted_bytes) return
  const bytes = { ...before, [stage]: noted_bytes }
  writeFileDurably(join(outputDirectory, FILE), `${JSON.stringify({ format: FORMAT, bytes })}\n`)
}

/** What is damaged is not known. */
function readPeaks(outputDirectory: string): Peaks {
  try {
    const { format, bytes } = JSON.parse(readFileSync(join(outputDirectory, FILE), 'utf8'))
    if (format !== FORMAT) return {}
    const sound = Object.entries(bytes as Peaks).filter(([, peak]) => Number.isSafeInteger(peak) && peak > 0)
    return Object.fromEntries(sound)
  } catch {
    return {}
  }
}
