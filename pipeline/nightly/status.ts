import { join } from 'node:path'
import { quietly, writeFileDurably } from '../durable.ts'
import { EXIT } from '../errors.ts'
import { READABLE_FILE } from '../folder-rights.ts'
import type { Text } from '../store/table-schema.ts'
import type { CityRun } from './city-run.ts'
import { addToHistory, compactHistory, readHistory } from './history.ts'
import { statusPage } from './page.ts'
import { type CityStatus, neverBuilt, readStatus, STATUS_FILE, type Status, take } from './status-file.ts'

/** What is known of the nights, kept in `status.json`, `history.jsonl` and `index.html`: each is replaced as a whole. */
export class StatusFiles {
  readonly #directory: string
  readonly #status: Status

  /** Files that are damaged stop nothing: what of the status is lost is taken from the history. */
  constructor(directory: string, now = new Date()) {
    this.#directory = directory
    const before = readStatus(directory)
    this.#status = {
      format: 'petakumuh-nightly-status/1',
      run: {
        ...{ started: nameOfRun(directory, before, now), ended: null, seconds: null, exit: null },
        ...{ webhook: null, cities: [] },
      },
      cities: before.cities,
    }
    this.#closeKilled(before)
  }

  /** Start of this run, which is its name: no other run of the history has it, whatever the clock does. */
  get run(): string {
    return this.#status.run.started
  }

  /** Seconds that the last build of a city took, or null. */
  secondsOf(city: string): number | null {
    return this.#find(city)?.last_run?.seconds ?? null
  }

  /** Cities that are not of this run stay as they are while `isKept` says so. */
  begin(cities: readonly { name: string; title: Text | null }[], isKept: (city: string) => boolean): void {
    const { cities: known, run } = this.#status
    run.cities = cities.map(({ name }) => name)
    for (const { name, title } of cities) {
      const status = this.#find(name)
      if (status !== undefined) status.title = title ?? status.title
      else known.push({ ...neverBuilt(name), title })
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
    // Every line is kept already; a file that is too long is made shorter by the next night as well.
    quietly(() => compactHistory(this.#directory))
    return this.#status
  }

  /** What is known when it can no longer be written. */
  unkept(exit: number): Status {
    Object.assign(this.#status.run, { ended: new Date().toISOString(), exit })
    return this.#status
  }

  /** Cities that are known and not of this run. */
  get others(): string[] {
    const { cities, run } = this.#status
    return cities.map(({ city }) => city).filter((city) => !run.cities.includes(city))
  }

  webhook(outcome: 'delivered' | 'failed'): void {
    this.#status.run.webhook = outcome
    this.#write()
  }

  /**
   * A run that was killed could not say so: its cities that were building, or that were yet to be built, were
   * interrupted; but for one that had ended, and of which only the status does not know yet.
   */
  #closeKilled({ run, cities }: Status): void {
    const noted = readHistory(this.#directory).filter((line) => line.run === run.started)
    const waiting = run.ended === null ? run.cities : []
    for (const name of waiting) if (!cities.some(({ city }) => city === name)) cities.push(neverBuilt(name))
    for (const status of cities) {
      const { city, title, building_since, last_good, last_run } = status
      const isOfRun = building_since !== null || waiting.includes(city)
      if (!isOfRun || last_run?.run === run.started) continue
      const killed: CityRun = {
        ...{ format: 'petakumuh-nightly/1', run: run.started, city, title, result: 'interrupted' },
        ...{ exit: EXIT.publish, fault: { kind: 'publish', code: 'INTERRUPTED', stage: null } },
        ...{ started: building_since ?? run.started, seconds: null, stages: {}, changed: [] },
        ...{ release: last_good?.release ?? null, peak_memory_mb: null, old_sources: [] },
      }
      const ended = noted.find((line) => line.city === city)
      if (ended === undefined) addToHistory(this.#directory, killed)
      take(status, ended ?? killed)
    }
  }

  #find(city: string): CityStatus | undefined {
    return this.#status.cities.find((status) => status.city === city)
  }

  #write(): void {
    const write = (name: string, text: string): void =>
      writeFileDurably(join(this.#directory, name), text, READABLE_FILE)
    write(STATUS_FILE, `${JSON.stringify(this.#status, null, 1)}\n`)
    write('index.html', statusPage(this.#status))
  }
}

/** The time, or the first millisecond after it that no run is named by: a clock that was set back names none twice. */
function nameOfRun(directory: string, before: Status, now: Date): string {
  const taken = new Set([before.run.started, ...readHistory(directory).map(({ run }) => run)])
  for (let time_ms = now.getTime(); ; time_ms++) {
    const name = new Date(time_ms).toISOString()
    if (!taken.has(name)) return name
  }
}
