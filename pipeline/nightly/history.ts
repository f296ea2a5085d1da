import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../durable.ts'
import { type CityRun, isCityRun } from './city-run.ts'

/** Nights kept of each city: a year and some. */
export const KEPT_NIGHTS = 400

/** The nights of all cities, oldest first; lines that are not whole, as a copy cut short may have, are left out. */
export function readHistory(directory: string): CityRun[] {
  const path = join(directory, 'history.jsonl')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').split('\n').flatMap(readLine)
}

function readLine(line: string): CityRun[] {
  try {
    const run: unknown = JSON.parse(line)
    return isCityRun(run) ? [run] : []
  } catch {
    return []
  }
}

/** Adds a night of a city, once, and lets go the oldest beyond those kept. */
export function addToHistory(directory: string, run: CityRun, kept = KEPT_NIGHTS): void {
  const others = readHistory(directory).filter((other) => !(other.run === run.run && other.city === run.city))
  const ofCity = others.filter(({ city }) => city === run.city)
  const dropped = new Set(ofCity.slice(0, Math.max(0, ofCity.length + 1 - kept)))
  const lines = [...others.filter((other) => !dropped.has(other)), run].map((one) => JSON.stringify(one))
  writeFileDurably(join(directory, 'history.jsonl'), `${lines.join('\n')}\n`)
}
