import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from '../../../pipeline/errors.ts'
import type { CityRun } from '../../../pipeline/nightly/city-run.ts'
import { PROJECT_ROOT } from '../../../pipeline/paths.ts'
import { pathsOf } from '../output-state.ts'
import { Disk } from './disk.ts'
import { Ledger, wasKilled } from './ledger.ts'
import { Random } from './random.ts'
import { bytesOf, childrenOf, processesOf, readStatus } from './state.ts'
import { type Edit, Town } from './town.ts'

export interface SoakSettings {
  nights: number
  cities: number
  seed: number
  /** An empty folder; nothing is left in it but what the nights wrote. */
  folder: string
  /** Size of a disk of its own to be filled; null to leave that out. */
  disk_mb: number | null
  keep: number
  /** What befalls the nights, in turn; drawn from {@link MISHAPS} when left out. */
  mishaps?: readonly Mishap[]
  /** No night but the calm one at the end begins later than this after the first. */
  minutes?: number
  /** What is run as `petakumuh`; our command when left out. */
  program?: string
  say(line: string): void
}

/** What may befall a night while it runs. */
export const MISHAPS = [
  'none',
  'night killed',
  'night told to stop',
  'build killed',
  'read-only',
  'full disk',
] as const
export type Mishap = (typeof MISHAPS)[number]

/** How often: most nights are calm. */
const DRAWN: readonly Mishap[] = [
  ...(['none', 'none', 'none', 'none', 'night killed', 'night killed', 'night told to stop'] as const),
  ...(['build killed', 'build killed', 'read-only', 'full disk'] as const),
]

/** In how many nights a mishap was tried, and in how many of them it struck. */
export interface Struck {
  tried: number
  struck: number
}

export interface SoakFigures {
  nights: number
  cities: number
  seed: number
  /** Nights that had begun; the others were ended before they could. */
  begun: number
  mishaps: Record<string, Struck>
  edits: Record<string, number>
  results: Record<string, number>
  releases_checked: number
  largest_release_bytes: number
  /** Bytes of all that was built, after each night. */
  disk_bytes: number[]
  disk_limit_bytes: number
  seconds: number
  /** What was not as it has to be; none when all is well. */
  faults: string[]
}

/** Nights over cities that are edited, spoilt and mended meanwhile, with what befalls a machine; a calm night ends them. */
export async function soak(settings: SoakSettings): Promise<SoakFigures> {
  const { nights, cities, seed, folder, minutes = Infinity, say } = settings
  const begun = performance.now()
  const random = new Random(seed)
  const output = join(folder, 'out')
  mkdirSync(output)
  const disk = new Disk(output, settings.disk_mb)
  const temporary = join(folder, 'tmp-of-nights')
  mkdirSync(temporary)
  const towns = Array.from({ length: cities }, (_, index) => new Town(join(folder, 'data'), index + 1))
  const ledger = new Ledger(output, towns, settings.keep)
  const edits: Record<string, number> = {}
  const mishaps: Record<string, Struck> = {}
  let told = 0
  let usual_ms = 2000
  try {
    for (const town of towns) await town.write()
    let isLast = false
    for (let night = 1; !isLast; night++) {
      isLast = night > nights || (night > 1 && performance.now() - begun > minutes * 60_000)
      if (night > 1) for (const town of towns) await change(town, isLast, random, edits)
      const drawn = settings.mishaps?.[night - 1] ?? random.of(DRAWN)
      const mishap = isLast ? 'none' : usable(drawn, disk)
      if (mishap === 'full disk') disk.fill(random.below(2_000_000))
      const built = readdirSync(output).filter((name) => name.startsWith('kota-'))
      const isProtected =
        mishap === 'read-only' && built.length > 0 && disk.protect(join(output, random.of(built)))
      const started_ms = performance.now()
      const ended = await oneNight(settings, towns, temporary, mishap, usual_ms, random)
      // The first night builds all cities and takes many times as long as the others: a signal has to come while one runs.
      if (!ended.wasSignalled) usual_ms = performance.now() - started_ms
      disk.relieve()
      await settled(folder)
      const { exit, signal } = ended
      const runs = ledger.check({ night, exit, signal, mishap, isLast })
      ledger.leftBehind(night, mishap, pathsOf(temporary))
      ledger.noProcess(night, processesOf(folder))
      const { tried, struck } = mishaps[mishap] ?? { tried: 0, struck: 0 }
      const isStruck = hasStruck(mishap, ended, runs, isProtected)
      mishaps[mishap] = { tried: tried + 1, struck: struck + (isStruck ? 1 : 0) }
      const mb = Math.round(bytesOf(output) / 1e6)
      say(
        `night ${night}: ${mishap}${isStruck || mishap === 'none' ? '' : ' (did not strike)'}, exit ${exit ?? signal}, ${mb} MB`,
      )
      for (const fault of ledger.faults.slice(told)) say(`FAULT ${fault}`)
      told = ledger.faults.length
    }
    return {
      ...{
        nights: ledger.diskBytes.length - 1,
        cities,
        seed,
        mishaps,
        edits,
        results: ledger.results(),
        begun: ledger.begun,
      },
      ...{ releases_checked: ledger.releasesChecked, largest_release_bytes: ledger.largestReleaseBytes },
      ...{ disk_bytes: ledger.diskBytes, disk_limit_bytes: ledger.diskLimitBytes() },
      ...{ seconds: (performance.now() - begun) / 1000, faults: ledger.faults },
    }
  } finally {
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL')
    disk.remove()
  }
}

function usable(mishap: Mishap, disk: Disk): Mishap {
  return mishap === 'full disk' && !disk.canBeFilled ? 'night killed' : mishap
}

/** About one city in five changes between two nights; before the last one all are mended. */
async function change(
  town: Town,
  isLast: boolean,
  random: Random,
  edits: Record<string, number>,
): Promise<void> {
  if (isLast) {
    if (!town.isGood) await town.write()
    return
  }
  if (!random.chance(0.2)) return
  const edit: Edit = await town.edit(random)
  count(edits, edit)
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Names a file to builds that stand in for real ones: none of them ends before it is there, so that a kill cannot come too late. */
const AWAITED = 'SOAK_AWAITED'

interface NightEnd {
  exit: number | null
  signal: NodeJS.Signals | null
  /** Whether a signal was sent while the night was running. */
  wasSignalled: boolean
}

/** Whether a mishap befell the night, and did not come too late or find nothing to refuse. */
function hasStruck(
  mishap: Mishap,
  { exit, signal, wasSignalled }: NightEnd,
  runs: readonly CityRun[],
  isProtected: boolean,
): boolean {
  const isRefused = exit === EXIT.publish || runs.some((run) => run.exit === EXIT.publish)
  const met: Record<Mishap, boolean> = {
    none: false,
    'night killed': wasSignalled && signal === 'SIGKILL',
    // One that ended by itself just then ends as its cities did.
    'night told to stop': wasSignalled && (exit === EXIT.publish || signal === 'SIGTERM'),
    'build killed': runs.some(wasKilled),
    'read-only': isProtected && isRefused,
    'full disk': isRefused,
  }
  return met[mishap]
}

async function oneNight(
  { folder, keep, program = join(PROJECT_ROOT, 'pipeline/petakumuh.js') }: SoakSettings,
  towns: readonly Town[],
  temporary: string,
  mishap: Mishap,
  usual_ms: number,
  random: Random,
): Promise<NightEnd> {
  const state = join(folder, 'out/_nightly')
  const options = [
    '--output',
    join(folder, 'out'),
    '--jobs',
    '2',
    '--memory',
    '512',
    '--quiet',
    '--keep',
    String(keep),
  ]
  const isKilled = mishap === 'night killed' || mishap === 'build killed'
  const struck = join(folder, 'struck')
  rmSync(struck, { force: true })
  const night = spawn(
    process.execPath,
    [program, 'nightly', ...towns.map(({ workspace }) => workspace), ...options],
    {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, ...(isKilled ? { [AWAITED]: struck } : {}) },
    },
  )
  let wasSignalled = false
  const ended = new Promise<NightEnd>((resolve) => {
    night.on('exit', (exit, signal) => resolve({ exit, signal, wasSignalled }))
  })
  if (mishap === 'night killed' || mishap === 'night told to stop') {
    const signal = mishap === 'night killed' ? 'SIGKILL' : 'SIGTERM'
    // One in five before it has begun; the others from then on, as long as the last night took that ended by itself.
    const before = readStatus(state)?.run.started
    const isEarly = random.chance(0.2)
    const part = random.next()
    const waiting = setInterval(() => {
      if (!isEarly && readStatus(state)?.run.started === before) return
      clearInterval(waiting)
      const delay = setTimeout(() => {
        wasSignalled = night.kill(signal)
      }, part * usual_ms)
      void ended.then(() => clearTimeout(delay))
    }, 20)
    void ended.then(() => clearInterval(waiting))
  }
  if (mishap === 'build killed') {
    const victim = setInterval(() => {
      const children = night.pid === undefined ? [] : childrenOf(night.pid)
      if (children.length === 0 || !random.chance(0.3)) return
      try {
        process.kill(random.of(children), 'SIGKILL')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        return
      }
      clearInterval(victim)
      writeFileSync(struck, '')
    }, 200)
    void ended.then(() => clearInterval(victim))
  }
  return ended
}

/** Builds of a night that was killed end within moments; how long that may take is not what is asked here. */
async function settled(folder: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (processesOf(folder).length > 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Whether the file system of the proc folder is there, by which processes are found. */
export const CAN_SOAK = existsSync('/proc/self/stat')
