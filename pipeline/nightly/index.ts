import { existsSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { EXIT, type ExitKind, UserError } from '../errors.ts'
import { makeReadableFolder } from '../folder-rights.ts'
import { withLock } from '../lock.ts'
import { displayPath, OUTPUT_ROOT, PROJECT_ROOT } from '../paths.ts'
import { createProgress, type Progress, progressMode } from '../progress.ts'
import { REMOVE } from './child.ts'
import { type NightCities, type NightCity, nightCities } from './cities.ts'
import { type CityRun, isWarned } from './city-run.ts'
import { kindOf } from './fault.ts'
import { type CitySettings, runCity } from './run-city.ts'
import { StatusFiles } from './status.ts'
import type { Status } from './status-file.ts'
import { deliver, WEBHOOK, type WebhookSettings, webhookBody, webhookUrl } from './webhook.ts'

export interface NightlyOptions {
  output?: string
  status?: string
  jobs?: number
  /** Minutes. */
  timeout: number
  /** MB for all cities together. */
  memory?: number
  /** Releases of each city that stay on the disk. */
  keep?: number
  /** False where stages are to begin whatever space there is. */
  spaceCheck?: boolean
  webhook?: string
  json?: boolean
  quiet?: boolean
}

/** What tests replace. */
export interface NightlyParts {
  /** What builds a city; its workspace and options are added. */
  command: readonly string[]
  webhook: WebhookSettings
  progress: Progress
  /** The workspaces of a night that names no city. */
  workspaces: () => string[]
}

/** Signals that end the night in good order. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Builds the cities of the night side by side and keeps the status.
 * @throws UserError `locked` when another nightly run is going on; `usage` for what cannot be asked; {@link NightFailed}
 * when a city did not end well, after all the others have.
 */
export async function runNightly(
  names: readonly string[],
  options: NightlyOptions,
  parts: Partial<NightlyParts> = {},
): Promise<void> {
  const progress = parts.progress ?? createProgress(progressMode(options))
  const output = resolve(options.output ?? OUTPUT_ROOT)
  const state = resolve(options.status ?? join(output, '_nightly'))
  const webhook = webhookUrl(options.webhook ?? process.env.PETAKUMUH_WEBHOOK)
  const cities = nightCities(names, output, parts.workspaces)
  makeFolder(state)
  const tell: CitySettings['tell'] = (event, message, facts) => progress.say(message, { event, ...facts })
  const lock = {
    held: 'another nightly run is going on',
    note: (note: string) => tell('lock_taken_over', `  note   the lock of nightly runs was ${note}`, {}),
  }
  const runs = await withLock(
    state,
    () => night(cities, { ...options, output, state, webhook, isAll: names.length === 0 }, tell, parts),
    lock,
  )
  const worst = Math.max(...runs.map(({ exit }) => exit))
  if (worst !== EXIT.ok) throw new NightFailed(runs, worst, state)
}

interface Night extends Omit<NightlyOptions, 'webhook'> {
  output: string
  state: string
  webhook: URL | null
  /** Whether no city was named. */
  isAll: boolean
}

async function night(
  { cities, leftOut }: NightCities,
  { output, state, webhook, jobs, timeout, memory, keep, spaceCheck, isAll }: Night,
  tell: CitySettings['tell'],
  parts: Partial<NightlyParts>,
): Promise<CityRun[]> {
  const begun = performance.now()
  // What a killed run left; nobody else writes there while the lock is held.
  rmSync(join(state, 'tmp'), REMOVE)
  const status = new StatusFiles(state)
  const { run } = status
  status.begin(cities, (city) => existsSync(join(output, city)))
  const processors = availableParallelism()
  const side = Math.min(jobs ?? processors, cities.length)
  const stopping = new AbortController()
  const settings: CitySettings = {
    ...{ run, tell, stateDirectory: state, timeoutMs: timeout * 60_000, signal: stopping.signal },
    command: parts.command ?? [process.execPath, join(PROJECT_ROOT, 'pipeline/petakumuh.js'), 'build'],
    ...{ keep, spaceCheck },
    threads: Math.max(1, Math.floor(processors / side)),
    memoryMb: memory === undefined ? undefined : Math.max(1, Math.floor(memory / side)),
  }
  tell(
    'night_started',
    `nightly: ${cities.length} ${cities.length === 1 ? 'city' : 'cities'}, ${side} at a time`,
    { run, side },
  )
  if (leftOut.length > 0)
    tell('cities_left_out', `  note   left out, as nightly.enabled says: ${leftOut.join(', ')}`, {
      cities: leftOut,
    })
  const gone = status.others.filter((city) => !leftOut.includes(city))
  if (isAll && gone.length > 0) {
    const message = `  note   built before, and no longer under data/: ${gone.join(', ')}; each stays in the status until its output is removed`
    tell('cities_gone', message, { cities: gone })
  }
  const stop = (): void => stopping.abort()
  const post = async (told: Status): Promise<boolean> => {
    const settings = parts.webhook ?? WEBHOOK
    const { delivered, host, attempts, answer } = await deliver(
      ...([webhook!, webhookBody(told), settings, stopping.signal] as const),
    )
    const how = `${delivered ? 'delivered to' : 'not taken by'} ${host} (${answer}, attempt ${attempts})`
    tell('webhook', `  note   the outcome was ${how}`, { delivered, host, attempts, answer })
    return delivered
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    const runs = await sideBySide(
      longestFirst(cities, status),
      side,
      async (city) => {
        status.cityBegins(city.name)
        const ended = await runCity(city, settings)
        status.cityEnds(ended)
        return ended
      },
      stop,
    )
    const worst = Math.max(...runs.map(({ exit }) => exit))
    const seconds = Number(((performance.now() - begun) / 1000).toFixed(3))
    const ended = status.runEnds(seconds, worst)
    const page = displayPath(join(state, 'index.html'))
    tell('night_ended', `nightly: ended with ${worst} (${seconds.toFixed(1)} s); status: ${page}`, {
      ...{
        run,
        exit: worst,
        seconds,
        cities: runs.map(({ city, result, exit }) => ({ city, result, exit })),
      },
    })
    if (webhook !== null) status.webhook((await post(ended)) ? 'delivered' : 'failed')
    return runs
  } catch (error) {
    // The status cannot be kept, as on a full disk: where nobody looks at the machine this is the only word of it.
    if (webhook !== null) await post(status.unkept(EXIT.publish))
    throw error
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
    rmSync(join(state, 'tmp'), REMOVE)
  }
}

/** The city that took longest begins first, so that it is not the one that all wait for; a new one may be long. */
function longestFirst(cities: readonly NightCity[], status: StatusFiles): NightCity[] {
  const taken = new Map(cities.map(({ name }) => [name, status.secondsOf(name) ?? Infinity]))
  return [...cities].sort((a, b) => taken.get(b.name)! - taken.get(a.name)! || (a.name < b.name ? -1 : 1))
}

/** When one throws, the others are told to stop; all have ended when it throws what the first of them threw. */
async function sideBySide<T, R>(
  items: readonly T[],
  side: number,
  work: (item: T) => Promise<R>,
  stop: () => void,
): Promise<R[]> {
  const results: R[] = []
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        results.push(await work(item))
      } catch (error) {
        stop()
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: side }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return results
}

/** How a system says that no folder can stand at a place. */
const NO_PLACE = ['EEXIST', 'ENOTDIR', 'ENOENT']

function makeFolder(directory: string): void {
  try {
    makeReadableFolder(directory)
  } catch (error) {
    // Another name has to be given; what else the system says is its refusal.
    if (!NO_PLACE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new UserError(
      'usage',
      {
        what: 'the folder for the status cannot be made',
        where: { file: displayPath(directory) },
        got: (error as Error).message.split(',')[0],
        next: 'choose another with --output or --status',
      },
      { cause: error },
    )
  }
}

/** Some cities did not end well; each has been told of already. */
class NightFailed extends UserError {
  readonly #exit: number

  constructor(runs: readonly CityRun[], exit: number, state: string) {
    const bad = runs.filter((run) => run.exit !== EXIT.ok)
    const warned = bad.filter(isWarned).length
    const failed = bad.length - warned
    // The kind is that of the code, also of our own bugs, which are told of by the city they struck.
    super(kindOf(exit) as ExitKind, {
      what: [
        failed === 0
          ? 'all cities are published'
          : `${failed} of ${runs.length} cities did not end well; the others did`,
        ...(warned === 0 ? [] : [`older releases of ${warned} could not be withdrawn`]),
      ].join('; '),
      where: { file: displayPath(join(state, 'status.json')) },
      got: bad
        .map((run) => `${run.city} ${run.exit} ${run.fault?.code ?? run.fault?.kind ?? ''}`.trim())
        .join(', '),
      next: `see what is said of each above${failed > 0 ? '; what was served before stays served' : ''}`,
    })
    this.#exit = exit
  }

  override get exitCode(): number {
    return this.#exit
  }
}
