import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Text } from '../store/table-schema.ts'
import {
  type CityRun,
  isCityRun,
  isFault,
  isGood,
  isObject,
  isTextOrNull,
  isTime,
  isTitle,
  type PublicFault,
} from './city-run.ts'
import { readHistory } from './history.ts'

export interface CityStatus {
  city: string
  title: Text | null
  /** Start of its build, while it is going on. */
  building_since: string | null
  /** The release that the last good night served, when it was first, and when it was last found to be the newest. */
  last_good: { release: string | null; since: string; confirmed: string } | null
  last_run: CityRun | null
  last_failure: { run: string; exit: number; fault: PublicFault | null } | null
  consecutive_failures: number
}

/** `status.json`: times in UTC; no path, no machine, no word of a record. */
export interface Status {
  format: 'petakumuh-nightly-status/1'
  run: {
    started: string
    /** Null while it is going on, and for one that was killed. */
    ended: string | null
    seconds: number | null
    exit: number | null
    webhook: 'delivered' | 'failed' | null
    /** Names of the cities that it was to build. */
    cities: string[]
  }
  cities: CityStatus[]
}

export const STATUS_FILE = 'status.json'

/** A city of which nothing is known yet. */
export function neverBuilt(city: string): CityStatus {
  return {
    ...{ city, title: null, building_since: null, last_good: null, last_run: null, last_failure: null },
    consecutive_failures: 0,
  }
}

/** A city that another run held has not failed: that run says how it ended. */
export function take(status: CityStatus, run: CityRun): void {
  status.building_since = null
  status.last_run = run
  if (isGood(run)) {
    const { last_good } = status
    const since = last_good?.release === run.release ? last_good.since : run.run
    status.last_good = { release: run.release, since, confirmed: run.run }
    status.consecutive_failures = 0
  } else if (run.result !== 'held') {
    status.last_failure = { run: run.run, exit: run.exit, fault: run.fault }
    status.consecutive_failures++
  }
}

/** What was written last; cities that are not whole there, or lost with the file, are made anew from the history. */
export function readStatus(directory: string): Status {
  const read = readObject(join(directory, STATUS_FILE))
  const stated: unknown[] | null = Array.isArray(read?.cities) ? read.cities : null
  const whole = stated?.filter(isCityStatus) ?? []
  const isWhole = stated !== null && whole.length === stated.length
  return {
    format: 'petakumuh-nightly-status/1',
    run: runOf(read?.run),
    cities: isWhole ? whole : made(directory, whole),
  }
}

/** The cities of the history as their nights left them, but for those that are known better. */
function made(directory: string, known: readonly CityStatus[]): CityStatus[] {
  const cities = new Map<string, CityStatus>()
  for (const run of readHistory(directory)) {
    const status = cities.get(run.city) ?? neverBuilt(run.city)
    status.title = run.title ?? status.title
    take(status, run)
    cities.set(run.city, status)
  }
  for (const status of known) cities.set(status.city, status)
  return [...cities.values()]
}

/** A run of which nothing can be read is none that was killed. */
function runOf(value: unknown): Status['run'] {
  const none = { started: '', ended: '', seconds: null, exit: null, webhook: null, cities: [] }
  if (!isObject(value) || !isTime(value.started)) return none
  const { started, ended, seconds, exit, webhook, cities } = value
  return {
    started,
    ended: isTime(ended) ? ended : null,
    seconds: typeof seconds === 'number' ? seconds : null,
    exit: typeof exit === 'number' ? exit : null,
    webhook: webhook === 'delivered' || webhook === 'failed' ? webhook : null,
    cities: Array.isArray(cities) ? cities.filter((name) => typeof name === 'string') : [],
  }
}

function isCityStatus(value: unknown): value is CityStatus {
  if (!isObject(value)) return false
  const { city, title, building_since, last_good, last_run, last_failure, consecutive_failures } = value
  return (
    typeof city === 'string' &&
    isTitle(title) &&
    (building_since === null || isTime(building_since)) &&
    (last_good === null ||
      (isObject(last_good) &&
        isTextOrNull(last_good.release) &&
        isTime(last_good.since) &&
        isTime(last_good.confirmed))) &&
    (last_run === null || isCityRun(last_run)) &&
    (last_failure === null ||
      (isObject(last_failure) && isTime(last_failure.run) && isFault(last_failure.fault))) &&
    Number.isInteger(consecutive_failures)
  )
}

function readObject(path: string): Record<string, unknown> | null {
  if (!existsSync(path)) return null
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
