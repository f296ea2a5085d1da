import { join } from 'node:path'
import { EXIT } from '../errors.ts'
import { STAGE_TITLES, type StageName } from '../stage.ts'
import { type ChildEnd, runChild, type SaidLine } from './child.ts'
import { type NightCity, servedRelease } from './cities.ts'
import { type Change, type CityRun, changesOf, isWarned, NOT_WITHDRAWN, unique } from './city-run.ts'
import { kindOf, logLines, publicFault, type SaidFault } from './fault.ts'

export interface CitySettings {
  /** Start of the whole run, ISO time. */
  run: string
  /** What builds a city; its workspace and options are added. */
  command: readonly string[]
  stateDirectory: string
  timeoutMs: number
  /** Threads and MB of memory of each city. */
  threads: number
  memoryMb?: number
  /** Releases that stay on the disk. */
  keep?: number
  /** False where stages are to begin whatever space there is. */
  spaceCheck?: boolean
  signal: AbortSignal
  /** A line for a person, with its facts for a machine. */
  tell(event: string, message: string, facts: Record<string, unknown>): void
}

/** Builds one city in a process of its own and says how it ended; it never throws for what a city does. */
export async function runCity(city: NightCity, settings: CitySettings): Promise<CityRun> {
  const begun = performance.now()
  const before = servedRelease(city.outputDirectory)
  const run: CityRun = {
    ...{ format: 'petakumuh-nightly/1', run: settings.run, city: city.name, title: city.title },
    ...{ result: 'failed', exit: EXIT.ok, fault: null, started: new Date().toISOString(), seconds: 0 },
    ...{ stages: {}, changed: [], release: before, peak_memory_mb: null, old_sources: [] },
  }
  const watch = new Watch(city, run, settings)
  const fault = city.refusal ?? (await built(city, settings, watch))
  run.seconds = seconds(begun)
  run.release = servedRelease(city.outputDirectory)
  run.changed = unique(run.changed)
  if (fault === null || fault.code === NOT_WITHDRAWN)
    run.result = run.release === before ? 'unchanged' : 'published'
  if (fault !== null) {
    if (fault.exit === EXIT.locked) run.result = 'held'
    if (fault.code === 'INTERRUPTED') run.result = 'interrupted'
    run.exit = fault.exit
    run.fault = publicFault(fault, watch.stage)
  }
  watch.end(fault)
  return run
}

/** @returns what went wrong, or null. */
async function built(city: NightCity, settings: CitySettings, watch: Watch): Promise<SaidFault | null> {
  const { command, threads, memoryMb, keep, spaceCheck, stateDirectory, signal } = settings
  const timeoutMs = city.timeoutMs ?? settings.timeoutMs
  const options = ['--output', city.outputDirectory, '--verify', '--json', '--jobs', String(threads)]
  if (memoryMb !== undefined) options.push('--memory', String(memoryMb))
  options.push('--status', stateDirectory)
  if (keep !== undefined) options.push('--keep', String(keep))
  if (spaceCheck === false) options.push('--no-space-check')
  const end = await runChild({
    command: [...command, city.directory, ...options],
    temporaryFolder: join(stateDirectory, 'tmp', city.name),
    onLine: (line) => watch.hear(line),
    ...{ timeoutMs, signal },
  })
  watch.run.peak_memory_mb = end.peak_memory_mb
  return faultOf(end, timeoutMs)
}

/** What a build said, or what is to be said for one that could not say anything. */
function faultOf(end: ChildEnd, timeoutMs: number): SaidFault | null {
  const killed = (code: string, what: string, next: string): SaidFault => ({
    ...{ error: 'publish', exit: EXIT.publish, code, what, next },
  })
  if (end.ended === 'interrupted')
    return killed('INTERRUPTED', 'the night was stopped before the city was built', 'run it again')
  if (end.notStarted !== null) {
    const what = `the system did not start the build (${end.notStarted})`
    return killed('NOT_STARTED', what, 'look at its limits of processes, memory and open files')
  }
  if (end.ended === 'timeout') {
    const what = `the city was not built within ${Math.round(timeoutMs / 600) / 100} minutes`
    return killed(
      'TIMEOUT',
      what,
      'allow more with --timeout or nightly.timeout_minutes, or look why it takes longer than it did',
    )
  }
  if (end.ranOutOfMemory || end.signal === 'SIGKILL') {
    const what = 'the build was killed, as a system does that runs out of memory'
    return killed('OUT_OF_MEMORY', what, 'give it more memory, or run fewer cities side by side with --jobs')
  }
  if (end.signal !== null)
    return killed('KILLED', `the build was ended by ${end.signal}`, 'look in the log of the system')
  if (end.exit === EXIT.ok) return null
  if (end.fault !== null) return end.fault
  const kind = kindOf(end.exit!)
  if (kind !== null)
    return { error: kind, exit: end.exit!, what: 'the build said no more than its exit code' }
  return { error: 'bug', exit: EXIT.bug, code: 'CRASHED', what: `the build ended with ${end.exit}` }
}

/** Hears what a build says: keeps what the status needs, and tells of it what a log may hold. */
class Watch {
  readonly run: CityRun
  /** The stage that is running. */
  stage: StageName | null = null
  readonly #city: NightCity
  readonly #tell: CitySettings['tell']

  constructor(city: NightCity, run: CityRun, settings: CitySettings) {
    this.run = run
    this.#city = city
    this.#tell = settings.tell
    settings.tell('city_started', `  start  ${city.name}`, { city: city.name })
  }

  hear(line: SaidLine): void {
    const { stage, state } = line
    if (typeof stage === 'string' && stage in STAGE_TITLES) {
      if (state === 'run') this.#stageStarted(stage as StageName, line)
      if (state === 'done') this.#stageEnded(stage as StageName, line)
    }
    const { source, age_days, lock } = line
    if (lock === 'taken_over') {
      const message = `  note   ${this.#city.name}: its lock was taken over from a run that ended without giving it back`
      this.#tell('city_lock_taken_over', message, { city: this.#city.name })
    }
    if (typeof source !== 'string' || typeof age_days !== 'number') return
    this.run.old_sources.push({ source, age_days })
    const facts = { city: this.#city.name, source, age_days }
    this.#tell('source_old', `  note   ${this.#city.name}: source ${source} is ${age_days} days old`, facts)
  }

  #stageStarted(stage: StageName, { reasons }: SaidLine): void {
    this.stage = stage
    const changed = changesOf(Array.isArray(reasons) ? reasons.map(String) : [], this.#city.sourceOf)
    this.run.changed.push(...changed)
    const why = unique(changed).map(changeWords).join(', ')
    const message = `  run    ${this.#city.name} ${stage}${why === '' ? '' : `: ${why}`}`
    this.#tell('stage_started', message, { city: this.#city.name, stage, changed: unique(changed) })
  }

  #stageEnded(stage: StageName, { seconds: taken, rows, peak_memory_mb }: SaidLine): void {
    this.stage = null
    const seconds_stage = typeof taken === 'number' ? taken : 0
    this.run.stages[stage] = seconds_stage
    const facts = { city: this.#city.name, stage, seconds: seconds_stage, rows, peak_memory_mb }
    this.#tell('stage_ended', `  done   ${this.#city.name} ${stage} (${seconds_stage.toFixed(1)} s)`, facts)
  }

  end(fault: SaidFault | null): void {
    const { name, workspace } = this.#city
    const { result, exit, seconds: taken, release, peak_memory_mb } = this.run
    const memory = peak_memory_mb === null ? '' : `, ${peak_memory_mb} MB`
    const cost = `(${taken!.toFixed(1)} s${memory})`
    const facts = { city: name, result, exit, seconds: taken, release, peak_memory_mb, fault: this.run.fault }
    if (fault === null) {
      const served = result === 'published' ? `release ${release} is served` : 'nothing new to serve'
      this.#tell('city_ended', `  ok     ${name}: ${served} ${cost}`, facts)
      return
    }
    const lines = logLines(fault, workspace)
    const isServed = isWarned(this.run)
    const stays = release === null ? 'nothing is served yet' : `release ${release} stays served`
    const served = isServed ? `release ${release} is served` : stays
    const word = isServed ? 'warn  ' : result === 'held' ? 'held  ' : 'FAILED'
    const head = `  ${word} ${name}: exit ${exit}; ${served} ${cost}`
    this.#tell('city_ended', [head, ...lines.map((line) => `           ${line}`)].join('\n'), {
      ...facts,
      why: lines,
    })
  }
}

function changeWords({ kind, name }: Change): string {
  return name === undefined ? kind : `${kind} ${name}`
}

function seconds(begun: number): number {
  return Number(((performance.now() - begun) / 1000).toFixed(3))
}
