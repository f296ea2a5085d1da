import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'
import { quietly, syncDirectory, writeFileDurably, writeWhole } from '../durable.ts'
import { READABLE_FILE } from '../folder-rights.ts'
import { type CityRun, isCityRun } from './city-run.ts'

/** Nights kept of each city: a year and some. */
export const KEPT_NIGHTS = 400

/**
 * The nights of all cities, oldest first, each of a city once, as it was said last; lines that are not whole, as a copy cut
 * short may have, are left out.
 */
export function readHistory(directory: string): CityRun[] {
  const path = pathOf(directory)
  if (!existsSync(path)) return []
  const runs = new Map<string, CityRun>()
  for (const run of readFileSync(path, 'utf8').split('\n').flatMap(readLine)) {
    const name = JSON.stringify([run.run, run.city])
    runs.delete(name)
    runs.set(name, run)
  }
  return [...runs.values()]
}

function readLine(line: string): CityRun[] {
  try {
    const run: unknown = JSON.parse(line)
    return isCityRun(run) ? [run] : []
  } catch {
    return []
  }
}

/**
 * Adds a night of a city at the end, flushed. A night said twice stands twice until {@link compactHistory}: to write the whole
 * file anew for each city of a night would cost the square of their number.
 */
export function addToHistory(directory: string, run: CityRun): void {
  const path = pathOf(directory)
  const isNew = !existsSync(path)
  const descriptor = openSync(path, 'a+', READABLE_FILE)
  try {
    if (isNew) quietly(() => fchmodSync(descriptor, READABLE_FILE))
    writeWhole(descriptor, `${endsALine(descriptor) ? '' : '\n'}${JSON.stringify(run)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  if (isNew) syncDirectory(directory)
}

/** A line that was cut short by a kill stays one of its own, which is left out when read. */
function endsALine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor)
  if (size === 0) return true
  const last = Buffer.alloc(1)
  readSync(descriptor, last, 0, 1, size - 1)
  return last[0] === 0x0a
}

/** Writes the file anew, once a night, with the last {@link KEPT_NIGHTS} of each city. */
export function compactHistory(directory: string, kept = KEPT_NIGHTS): void {
  if (!existsSync(pathOf(directory))) return
  const left = new Map<string, number>()
  const lines: string[] = []
  for (const run of readHistory(directory).reverse()) {
    const nights = left.get(run.city) ?? 0
    if (nights >= kept) continue
    left.set(run.city, nights + 1)
    lines.push(`${JSON.stringify(run)}\n`)
  }
  writeFileDurably(pathOf(directory), lines.reverse().join(''), READABLE_FILE)
}

function pathOf(directory: string): string {
  return join(directory, 'history.jsonl')
}
