import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../durable.ts'
import { EXIT } from '../errors.ts'
import type { Text } from '../store/table-schema.ts'
import { type CityRun, isGood, type PublicFault } from './city-run.ts'
import { addToHistory } from './history.ts'
import { statusPage } from './page.ts'

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
  }
  cities: CityStatus[]
}

/** What is known of the nights, kept in `status.json`, `history.jsonl` and `index.html`: each is replaced as a whole. */
export class StatusFiles {
  readonly #directory: string
  readonly #status: Status

  /** @throws Error never for a damaged `status.json`: the next is written over it. */
  constructor(directory: string, run: string) {
    this.#directory = directory
    const before = readStatus(directory)
    this.#status = {
      format: 'petakumuh-nightly-status/1',
      run: { started: run, ended: null, seconds: null, exit: null, webhook: null },
      cities: before?.cities ?? [],
    }
    if (before !== null) this.#closeKilled(before)
  }

  /** Seconds that the last build of a city took, or null. */
  secondsOf(city: string): number | null {
    return this.#find(city)?.last_run?.seconds ?? null
  }

  /** Cities that are not of this run stay as they are while `isKept` says so. */
  begin(cities: readonly { name: string; title: Text | null }[], isKept: (city: string) => boolean): void {
    const { cities: known } = this.#status
    for (const { name, title } of cities) {
      const status = this.#find(name)
      if (status !== undefined) status.title = title ?? status.title
      else {
        known.push({
          ...{ city: name, title, building_since: null, last_good: null, last_run: null, last_failure: null },
          consecutive_failures: 0,
        })
      }
    }
    this.#status.cities = known
      .filter(({ city }) => cities.some(({ name }) => name === city) || isKept(city))
      .sort((a, b) => (a.city < b.city ? -1 : 1))
    this.#write()
  }

  cityBegins(city: string): void {
    this.#find(city)!.building_since = new Date().toISOString()
    this.#write()
  }

  cityEnds(run: CityRun): CityStatus {
    addToHistory(this.#directory, run)
    const status = this.#find(run.city)!
    take(status, run)
    this.#write()
    return status
  }

  runEnds(seconds: number, exit: number): Status {
    Object.assign(this.#status.run, { ended: new Date().toISOString(), seconds, exit })
    this.#write()
    return this.#status
  }

  webhook(outcome: 'delivered' | 'failed'): void {
    this.#status.run.webhook = outcome
    this.#write()
  }

  /** A run that was killed could not say so: its cities that were building were interrupted. */
  #closeKilled({ run, cities }: Status): void {
    for (const status of cities) {
      const { city, title, building_since, last_good } = status
      if (building_since === null) continue
      const killed: CityRun = {
        ...{ format: 'petakumuh-nightly/1', run: run.started, city, title, result: 'interrupted' },
        ...{ exit: EXIT.publish, fault: { kind: 'publish', code: 'INTERRUPTED', stage: null } },
        ...{ started: building_since, seconds: null, stages: {}, changed: [] },
        ...{ release: last_good?.release ?? null, peak_memory_mb: null, old_sources: [] },
      }
      addToHistory(this.#directory, killed)
      take(status, killed)
    }
  }

  #find(city: string): CityStatus | undefined {
    return this.#status.cities.find((status) => status.city === city)
  }

  #write(): void {
    writeFileDurably(join(this.#directory, 'status.json'), `${JSON.stringify(this.#status, null, 1)}\n`)
    writeFileDurably(join(this.#directory, 'index.html'), statusPage(this.#status))
  }
}

/** A city that another run held has not failed: that run says how it ended. */
function take(status: CityStatus, run: CityRun): void {
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

/** Null where there is none, or none that can be read. */
export function readStatus(directory: string): Status | null {
  const path = join(directory, 'status.json')
  if (!existsSync(path)) return null
  try {
    const status = JSON.parse(readFileSync(path, 'utf8')) as Partial<Status> | null
    const isWhole = status?.format === 'petakumuh-nightly-status/1' && typeof status.run?.started === 'string'
    return isWhole && Array.isArray(status.cities) ? (status as Status) : null
  } catch {
    return null
  }
}
