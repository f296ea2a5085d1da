import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from '../../../pipeline/errors.ts'
import type { CityRun } from '../../../pipeline/nightly/city-run.ts'
import { faultsOfPublic, leftoversIn, pathsOf } from '../output-state.ts'
import { bytesOf, readHistory, readStatus } from './state.ts'
import type { Town } from './town.ts'

export interface NightSeen {
  night: number
  exit: number | null
  signal: NodeJS.Signals | null
  mishap: string
  /** The calm night at the end, after which every city has to be well. */
  isLast: boolean
}

/** Holds what the nights left against what has to be so after each of them. */
export class Ledger {
  readonly faults: string[] = []
  readonly diskBytes: number[] = []
  releasesChecked = 0
  largestReleaseBytes = 0
  #largestStagesBytes = 0
  readonly #output: string
  readonly #state: string
  readonly #towns: readonly Town[]
  readonly #keep: number
  /** Starts of the runs that began, in their order. */
  readonly #runs: string[] = []
  readonly #published = new Set<string>()
  /** What was left behind of each city when it was last looked at. */
  readonly #left = new Map<string, readonly string[]>()

  constructor(output: string, towns: readonly Town[], keep: number) {
    this.#output = output
    this.#state = join(output, '_nightly')
    this.#towns = towns
    this.#keep = keep
  }

  /** @returns what the history tells of the cities of this night */
  check(seen: NightSeen): CityRun[] {
    const { night, exit, isLast } = seen
    const fault = (what: string): number => this.faults.push(`night ${night} (${seen.mishap}): ${what}`)
    const status = readStatus(this.#state)
    const begun = status?.run.started
    const isNew = begun !== undefined && begun !== this.#runs.at(-1)
    if (isNew) this.#runs.push(begun)
    else if (exit === 0) fault('it ended with 0 and has no run of its own')
    this.#published_ones(fault)
    const lines = readHistory(this.#state)
    const ofNight = isNew ? lines.filter(({ run }) => run === begun) : []
    this.#lines(lines, status?.run.ended !== null, fault)
    if (isNew && status?.run.ended && exit !== null) {
      const worst = Math.max(...ofNight.map((line) => line.exit))
      if (worst !== exit) fault(`it ended with ${exit}, and its cities with up to ${worst}`)
    }
    this.#folders(ofNight, fault)
    this.diskBytes.push(bytesOf(this.#output))
    if (this.diskBytes.at(-1)! > this.diskLimitBytes())
      fault(`${this.diskBytes.at(-1)} bytes on the disk, over the limit of ${this.diskLimitBytes()}`)
    if (isLast && exit !== 0) fault(`all cities were mended, and it ended with ${exit}`)
    return ofNight
  }

  /** @param left what lies in the temporary folder that was given to the nights */
  leftBehind(night: number, mishap: string, left: readonly string[]): void {
    if (mishap !== 'night killed' && left.length > 0)
      this.faults.push(
        `night ${night} (${mishap}): left in the temporary folder: ${left.slice(0, 3).join(', ')}`,
      )
  }

  noProcess(night: number, processes: readonly number[]): void {
    if (processes.length > 0) this.faults.push(`night ${night}: ${processes.length} processes are alive`)
  }

  /** Releases kept of each city and one more, its stages twice, the page, and what is told of the nights. */
  diskLimitBytes(): number {
    const city = (this.#keep + 1) * this.largestReleaseBytes + 2 * this.#largestStagesBytes + 4_000_000
    return this.#towns.length * city + 10_000_000
  }

  results(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { result } of readHistory(this.#state)) counts[result] = (counts[result] ?? 0) + 1
    return counts
  }

  get begun(): number {
    return this.#runs.length
  }

  /** What is served is whole, and what was served once is never gone. */
  #published_ones(fault: (what: string) => void): void {
    for (const { name } of this.#towns) {
      const faults = faultsOfPublic(join(this.#output, name, 'public'))
      if (faults === null) {
        if (this.#published.has(name)) fault(`${name} was served, and has no pointer now`)
        continue
      }
      this.#published.add(name)
      this.releasesChecked++
      for (const one of faults) fault(`${name}: ${one}`)
    }
  }

  /** Every run has each city once, in the order of the runs; the last may have ended before it could say so. */
  #lines(lines: readonly CityRun[], isWhole: boolean, fault: (what: string) => void): void {
    const order = lines.map(({ run }) => this.#runs.indexOf(run))
    if (order.includes(-1)) fault('the history has a run that never was')
    const ofCity = new Map<string, number[]>()
    for (const [index, { city }] of lines.entries())
      ofCity.set(city, [...(ofCity.get(city) ?? []), order[index]!])
    const due = this.#runs.length - (isWhole ? 0 : 1)
    for (const { name } of this.#towns) {
      const told = ofCity.get(name) ?? []
      const isOrdered = told.every((run, index) => run === index)
      if (!isOrdered || told.length < due)
        fault(`${name} has ${told.length} lines of ${due} nights: ${told.slice(-5)}`)
    }
    for (const name of ofCity.keys())
      if (!this.#towns.some((town) => town.name === name)) fault(`the history has ${name}, which is no city`)
  }

  /** No more releases than are kept, and one more where the oldest could not be let go; nothing temporary of work that could end. */
  #folders(lines: readonly CityRun[], fault: (what: string) => void): void {
    for (const { name } of this.#towns) {
      const folder = join(this.#output, name)
      if (!existsSync(folder)) continue
      const releases = join(folder, 'public/releases')
      const present = existsSync(releases) ? readdirSync(releases).filter((id) => !id.startsWith('.')) : []
      for (const id of present)
        this.largestReleaseBytes = Math.max(this.largestReleaseBytes, bytesOf(join(releases, id)))
      this.#largestStagesBytes = Math.max(this.#largestStagesBytes, bytesOf(join(folder, 'stages')))
      const run = lines.find(({ city }) => city === name)
      const before = this.#left.get(name) ?? []
      const left = leftoversIn(pathsOf(folder))
      this.#left.set(name, left)
      if (run === undefined || wasCut(run)) continue
      const most = this.#keep + (run.exit === EXIT.publish ? 1 : 0)
      if (present.length > most) fault(`${name} (exit ${run.exit}) keeps ${present.length} releases`)
      const own = left.filter((path) => !mayStay(path, run, before))
      if (own.length > 0)
        fault(`${name} (${run.result} ${run.exit}): left behind ${own.slice(0, 3).join(', ')}`)
    }
  }
}

/** Whether the work was ended from without, and could clear nothing away. */
function wasCut(run: CityRun): boolean {
  return run.result === 'interrupted' || wasKilled(run)
}

/** The night takes a `SIGKILL` for the one of a system that ran out of memory. */
export function wasKilled({ fault }: CityRun): boolean {
  return fault?.code === 'KILLED' || fault?.code === 'OUT_OF_MEMORY'
}

/**
 * Where the system refused it room or a right, a build may not have been able to put up its lock, and without it clears nothing
 * away: what an earlier one, which was killed, had left stays. What it made itself may not.
 */
function mayStay(path: string, { exit }: CityRun, before: readonly string[]): boolean {
  return exit === EXIT.publish && before.includes(path)
}
