import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { EXIT, type ExitKind, UserError } from '../errors.ts'
import { withLock } from '../lock.ts'
import { displayPath, PROJECT_ROOT } from '../paths.ts'
import { createProgress, type Progress, progressMode } from '../progress.ts'
import { type NightCity, nightCities } from './cities.ts'
import type { CityRun } from './city-run.ts'
import { kindOf } from './fault.ts'
import { type CitySettings, runCity } from './run-city.ts'
import { StatusFiles } from './status.ts'
import { deliver, WEBHOOK, type WebhookSettings, webhookBody, webhookUrl } from './webhook.ts'

export interface NightlyOptions {
  output?: string
  status?: string
  jobs?: number
  /** Minutes. */
  timeout: number
  /** MB for all cities together. */
  memory?: number
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
  const output = resolve(options.output ?? join(PROJECT_ROOT, 'output'))
  const state = resolve(options.status ?? join(output, '_nightly'))
  const webhook = webhookUrl(options.webhook ?? process.env.PETAKUMUH_WEBHOOK)
  const cities = nightCities(names, output)
  makeFolder(state)
  const tell: CitySettings['tell'] = (event, message, facts) =>
    progress.say(message, { event, time: new Date().toISOString(), ...facts })
  const lock = {
    held: 'another nightly run is going on',
    note: (note: string) => tell('lock_taken_over', `  note   the lock of nightly runs was ${note}`, {}),
  }
  const runs = await withLock(
    state,
    () => night(cities, { ...options, output, state, webhook }, tell, parts),
    lock,
  )
  const worst = Math.max(...runs.map(({ exit }) => exit))
  if (worst !== EXIT.ok) throw new NightFailed(runs, worst, state)
}

interface Night extends Omit<NightlyOptions, 'webhook'> {
  output: string
  state: string
  webhook: URL | null
}

async function night(
  cities: readonly NightCity[],
  { output, state, webhook, jobs, timeout, memory }: Night,
  tell: CitySettings['tell'],
  parts: Partial<NightlyParts>,
): Promise<CityRun[]> {
  const begun = performance.now()
  const run = new Date().toISOString()
  // What a killed run left; nobody else writes there while the lock is held.
  rmSync(join(state, 'tmp'), { recursive: true, force: true })
  const status = new StatusFiles(state, run)
  status.begin(cities, (city) => existsSync(join(output, city)))
  const processors = availableParallelism()
  const side = Math.min(jobs ?? processors, cities.length)
  const stopping = new AbortController()
  const settings: CitySettings = {
    ...{ run, tell, stateDirectory: state, timeoutMs: timeout * 60_000, signal: stopping.signal },
    command: parts.command ?? [process.execPath, join(PROJECT_ROOT, 'pipeline/petakumuh.js'), 'build'],
    threads: Math.max(1, Math.floor(processors / side)),
    memoryMb: memory === undefined ? undefined : Math.max(1, Math.floor(memory / side)),
  }
  tell(
    'night_started',
    `nightly: ${cities.length} ${cities.length === 1 ? 'city' : 'cities'}, ${side} at a time`,
    { run, side },
  )
  const stop = (): void => stopping.abort()
  for (const signal of SIGNALS) process.on(signal, stop)
  let runs: CityRun[]
  try {
    runs = await sideBySide(longestFirst(cities, status), side, async (city) => {
      try {
        status.cityBegins(city.name)
        const ended = await runCity(city, settings)
        status.cityEnds(ended)
        return ended
      } catch (error) {
        // The status cannot be kept, as on a full disk: nothing goes on that nobody would hear of.
        stop()
        throw error
      }
    })
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
    rmSync(join(state, 'tmp'), { recursive: true, force: true })
  }
  const worst = Math.max(...runs.map(({ exit }) => exit))
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(3))
  const ended = status.runEnds(seconds, worst)
  const page = displayPath(join(state, 'index.html'))
  tell('night_ended', `nightly: ended with ${worst} (${seconds.toFixed(1)} s); status: ${page}`, {
    ...{ run, exit: worst, seconds, cities: runs.map(({ city, result, exit }) => ({ city, result, exit })) },
  })
  if (webhook !== null) {
    const { delivered, host, attempts, answer } = await deliver(
      webhook,
      webhookBody(ended),
      parts.webhook ?? WEBHOOK,
    )
    status.webhook(delivered ? 'delivered' : 'failed')
    const how = `${delivered ? 'delivered to' : 'not taken by'} ${host} (${answer}, attempt ${attempts})`
    tell('webhook', `  note   the outcome was ${how}`, { delivered, host, attempts, answer })
  }
  return runs
}

/** The city that took longest begins first, so that it is not the one that all wait for; a new one may be long. */
function longestFirst(cities: readonly NightCity[], status: StatusFiles): NightCity[] {
  const taken = new Map(cities.map(({ name }) => [name, status.secondsOf(name) ?? Infinity]))
  return [...cities].sort((a, b) => taken.get(b.name)! - taken.get(a.name)! || (a.name < b.name ? -1 : 1))
}

/** All have ended when it throws what the first of them threw. */
async function sideBySide<T, R>(
  items: readonly T[],
  side: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item))
  }
  const ended = await Promise.allSettled(Array.from({ length: side }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return results
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
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
export class NightFailed extends UserError {
  readonly #exit: number

  constructor(runs: readonly CityRun[], exit: number, state: string) {
    const bad = runs.filter((run) => run.exit !== EXIT.ok)
    // The kind is that of the code, also of our own bugs, which are told of by the city they struck.
    super(kindOf(exit) as ExitKind, {
      what: `${bad.length} of ${runs.length} cities did not end well; the others did`,
      where: { file: displayPath(join(state, 'status.json')) },
      got: bad
        .map((run) => `${run.city} ${run.exit} ${run.fault?.code ?? run.fault?.kind ?? ''}`.trim())
        .join(', '),
      next: 'see what is said of each above; what was served before stays served',
    })
    this.#exit = exit
  }

  override get exitCode(): number {
    return this.#exit
  }
}
