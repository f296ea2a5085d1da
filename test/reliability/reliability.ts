/**
 * Proves that no fault of the system and no kill harms what is served: `make reliability`. Environment: KILLS, SEED,
 * MINUTES for the matrix (no limit when left out), ONLY (faults, disk or kills), JOBS.
 */
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createProgress, progressMode } from '../../pipeline/progress.ts'
import { type FaultCase, FaultMatrix, type FaultOutcome, placeOf } from './fault-matrix.ts'
import { faultOfAbsent, faultTable, killTable } from './figures.ts'
import { writeFigures } from './figures-page.ts'
import { killBuilds } from './kills/kill-builds.ts'
import { RealRefusals } from './real-refusals.ts'
import { seeded } from './seeded.ts'
import { type ShardMessage, type Told, toldBy } from './shards.ts'
import { Trials } from './trials.ts'
import { demoWorkspace } from './workspace.ts'

/** One kill in so many of the matrix ends a process of its own, which takes several times as long. */
const KILL_EACH = 10
/** Bytes that are free, and KiB beyond which no file may grow. */
const FREE_BYTES = [10_000, 40_000, 160_000, 300_000, 450_000, 600_000]
const FILE_KIB = [0.5, 1, 2, 4, 8, 32, 100]

const seed = Number(process.env.SEED || 1)
const progress = createProgress(progressMode({}))

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-reliability-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Tries every so manieth fault, in a process of its own: the functions of the system are replaced in it. */
async function runShard(shard: number, shards: number, minutes: number): Promise<void> {
  const told = await withFolder(async (folder): Promise<Told> => {
    const matrix = new FaultMatrix(await Trials.create(folder))
    await matrix.prepare()
    const cases = matrix.cases(KILL_EACH, seeded(seed))
    const mine = cases.filter((one) => numberOf(one) % shards === shard)
    tell({ total: mine.length })
    const all_places = new Set(cases.map(placeOf)).size
    const result: Told = { all: cases.length, all_places, outcomes: [], said: [] }
    const end_ms = performance.now() + minutes * 60_000
    for (const one of mine) {
      if (performance.now() > end_ms) break
      const outcome = await matrix.run(one)
      result.outcomes.push(outcome)
      if (outcome.fault !== null) result.said.push(sentence(one, outcome))
      tell({ done: 1 })
    }
    return result
  })
  tell({ told }, () => process.exit(0))
}

function tell(message: ShardMessage, then: () => void = () => {}): void {
  process.send!(message, then)
}

/** Cases of one call meet in one process, which need not mend the same state twice; so do those of one place. */
function numberOf({ call }: FaultCase): number {
  return [...call.site].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
}

function sentence({ scenario, stage, at, call, kind }: FaultCase, { fault }: FaultOutcome): string {
  return `${scenario}, ${stage}, call ${at}: ${kind} at ${call.operation} ${call.path.split('/').slice(-2).join('/')}\n    ${fault}`
}

async function runFaults(): Promise<string[]> {
  const shards = Number(process.env.JOBS || 2)
  const minutes = process.env.MINUTES || String(Number.MAX_SAFE_INTEGER)
  let total = 0
  let waiting = shards
  let task: ReturnType<typeof progress.task> | null = null
  const all = await Promise.all(
    Array.from({ length: shards }, (_, shard) => {
      const child = fork(fileURLToPath(import.meta.url), ['shard', String(shard), String(shards), minutes])
      return toldBy(child, (message) => {
        if (message.total !== undefined) {
          total += message.total
          if (--waiting === 0) task = progress.task('faults', total)
        }
        task?.advance(message.done ?? 0)
      })
    }),
  )
  ;(task as ReturnType<typeof progress.task> | null)?.end()
  const outcomes = all.flatMap((told) => told.outcomes)
  writeFigures('faults', faultTable(outcomes, all[0]!))
  const injected = outcomes.filter(({ isAbsent }) => !isAbsent)
  const survived = injected.filter(({ fault }) => fault === null).length
  progress.say(`${injected.length} of ${outcomes.length} faults injected, ${survived} survived`)
  const absent = faultOfAbsent(outcomes)
  return [...all.flatMap(({ said }) => said), ...(absent === null ? [] : [absent])]
}

async function runDisk(): Promise<string[]> {
  return withFolder(async (folder) => {
    const refusals = await RealRefusals.create(await Trials.create(folder))
    const task = progress.task('full disks', FREE_BYTES.length + FILE_KIB.length)
    const full: (string | null | undefined)[] = []
    const small: (string | null)[] = []
    for (const bytes of FREE_BYTES) {
      full.push(await refusals.fullDisk(bytes))
      task.advance(1)
    }
    for (const kib of FILE_KIB) {
      small.push(await refusals.smallFiles(kib))
      task.advance(1)
    }
    task.end()
    const tried = full.filter((fault) => fault !== undefined)
    const row = (name: string, faults: readonly (string | null)[]) =>
      `| ${name} | ${faults.length} | ${faults.filter((fault) => fault === null).length} |`
    const rows = [
      row(`a file system of its own that is full after ${FREE_BYTES.join(', ')} bytes`, tried),
      row(`files that may not grow beyond ${FILE_KIB.join(', ')} KiB (ulimit -f)`, small),
    ]
    writeFigures('disk', `| Real refusal | Tried | Survived |\n|---|--:|--:|\n${rows.join('\n')}`)
    if (tried.length === 0) progress.say('no file system may be mounted here: full disks were not tried')
    return [...tried, ...small].filter((fault) => fault !== null)
  })
}

async function runKills(): Promise<string[]> {
  return withFolder(async (folder) => {
    const kills = Number(process.env.KILLS || 200)
    const task = progress.task('kills', kills)
    let done = 0
    const city = demoWorkspace(join(folder, 'city'))
    mkdirSync(join(folder, 'builds'))
    const figures = await killBuilds({
      ...{ city, kills, folder: join(folder, 'builds'), random: seeded(seed) },
      told(now) {
        task.advance(now.kills - done)
        done = now.kills
      },
    })
    task.end()
    writeFigures('kills', killTable(figures, seed))
    progress.say(`${figures.kills} kills, ${figures.served_whole} times served whole`)
    return figures.faults
  })
}

const [verb, ...rest] = process.argv.slice(2)
if (verb === 'shard') await runShard(...(rest.map(Number) as [number, number, number]))
else {
  const parts = { faults: runFaults, disk: runDisk, kills: runKills }
  const chosen = process.env.ONLY
    ? [process.env.ONLY as keyof typeof parts]
    : (Object.keys(parts) as (keyof typeof parts)[])
  const said: string[] = []
  for (const part of chosen) said.push(...(await parts[part]()))
  for (const line of said) console.error(line)
  process.exit(said.length === 0 ? 0 : 1)
}
