import { spawn } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import {
  differencesFrom,
  faultOfRelease,
  leftoversIn,
  servedRelease,
  type Tree,
  treeOf,
} from './output-state.ts'
import type { ChangingCity } from './workspace.ts'

export interface KillFigures {
  kills: number
  /** After how many of them the release before, or the new one, was served whole. */
  served_whole: number
  /** Builds that were let end, each after kills, and how many had every byte of a clean build. */
  builds_ended: number
  builds_identical: number
  /** Files that were left over when a build had ended. */
  leftovers: number
  /** Kills by the stage that was running. */
  stages: Record<string, number>
  faults: string[]
}

export interface KillSettings {
  city: ChangingCity
  /** Empty folder for all that is made. */
  folder: string
  kills: number
  /** Numbers between 0 and 1, the same in every run of the same seed. */
  random: () => number
  told(done: KillFigures): void
}

const PROGRAM = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
/** How many kills come soon after a start; the others anywhere in the longest stage and a half. */
const SOON_SHARE = 0.7
const SOON = 0.3
const LATE = 1.5
/** How much later the next kill may come after one that let no stage end: a machine may have more to do than before. */
const PATIENCE = 1.05

interface Ended {
  /** Whether it ended by itself. */
  isWhole: boolean
  exit: number | null
  stage: string
  /** Seconds of the stage that took longest. */
  longest_s: number
  said: string
}

/**
 * Builds a city over and over, its sources changed each time, and kills every build, with all that it started, at random
 * instants; what is served is read after each kill. A build goes on where the killed one was, and those that come to
 * their end are held to a clean build.
 */
export async function killBuilds(settings: KillSettings): Promise<KillFigures> {
  const { city, folder, random } = settings
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const figures: KillFigures = {
    ...{
      kills: 0,
      served_whole: 0,
      builds_ended: 0,
      builds_identical: 0,
      leftovers: 0,
      stages: {},
      faults: [],
    },
  }
  const clean = new Map<string, Tree>()
  let longest_s = 0
  let inVain = 0
  for (const sources of ['changed', 'first'] as const) {
    city.write(sources)
    const output = join(folder, `clean-${sources}`)
    const ended = await run(city, output, temporary, null)
    if (ended.exit !== 0) throw new Error(`a clean build ended with ${ended.exit}: ${ended.said}`)
    longest_s = Math.max(longest_s, ended.longest_s)
    clean.set(sources, treeOf(output))
  }
  const output = join(folder, 'output')
  cpSync(join(folder, 'clean-first'), output, { recursive: true })
  let sources: 'first' | 'changed' = 'changed'
  city.write(sources)
  const releases = new Set([servedRelease(output)])
  // The last build is let end.
  while (figures.kills < settings.kills || figures.builds_ended === 0 || sources !== 'first') {
    const isLast = figures.kills >= settings.kills
    const share = random() < SOON_SHARE ? SOON : LATE
    const after_s = isLast ? null : random() * share * longest_s * PATIENCE ** inVain
    const ended = await run(city, output, temporary, after_s)
    longest_s = Math.max(longest_s, ended.longest_s)
    inVain = ended.longest_s > 0 ? 0 : inVain + 1
    if (!ended.isWhole) {
      figures.kills++
      figures.stages[ended.stage] = (figures.stages[ended.stage] ?? 0) + 1
      const fault = notServed(output, releases)
      if (fault === null) figures.served_whole++
      else figures.faults.push(`kill ${figures.kills} in ${ended.stage}: ${fault}`)
      settings.told(figures)
      continue
    }
    if (ended.exit !== 0) throw new Error(`a build after kills ended with ${ended.exit}: ${ended.said}`)
    const found = heldTo(clean.get(sources)!, output, temporary)
    figures.builds_ended++
    if (found.differences.length === 0) figures.builds_identical++
    figures.leftovers += found.leftovers.length
    figures.faults.push(...[...found.differences, ...found.leftovers].slice(0, 5))
    releases.add(servedRelease(output))
    settings.told(figures)
    sources = sources === 'first' ? 'changed' : 'first'
    city.write(sources)
  }
  return figures
}

/** What is wrong with what is served, or null. */
function notServed(output: string, releases: Set<string | null>): string | null {
  try {
    const served = servedRelease(output)
    if (served === null) return 'nothing is served any more'
    releases.add(served)
    return releases.size > 2 ? `release ${served} is none of the two` : null
  } catch (error) {
    return (error as Error).message
  }
}

function heldTo(
  clean: Tree,
  output: string,
  temporary: string,
): { differences: string[]; leftovers: string[] } {
  const tree = treeOf(output)
  const served = servedRelease(output)
  const kept = [...tree.keys()].filter(
    (path) => /^public\/releases\/(?!\.)/.test(path) && path.split('/')[2] !== served,
  )
  const others = new Set(kept.map((path) => path.split('/')[2]!))
  const torn = [...others].filter((id) => faultOfRelease(join(output, 'public/releases', id)) !== null)
  const leftovers = [...leftoversIn(tree), ...treeOf(temporary).keys()]
  for (const path of [...kept, ...leftovers]) tree.delete(path)
  const differences = [
    ...differencesFrom(clean, tree),
    ...torn.map((id) => `release ${id} is kept and not whole`),
  ]
  return { differences, leftovers: leftovers.map((path) => `${path} is left over`) }
}

function run(city: ChangingCity, output: string, temporary: string, after_s: number | null): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, 'build', city.folder, '--output', output, '--json'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  })
  const ended: Ended = { isWhole: true, exit: null, stage: 'start', longest_s: 0, said: '' }
  createInterface({ input: child.stderr!, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    ended.said = line
    try {
      const { stage, state, seconds } = JSON.parse(line) as {
        stage?: string
        state?: string
        seconds?: number
      }
      if (state === 'run') ended.stage = stage!
      if (state === 'done') {
        ended.stage = 'between stages'
        ended.longest_s = Math.max(ended.longest_s, seconds!)
      }
    } catch {
      // No line of facts.
    }
  })
  const timer =
    after_s === null
      ? undefined
      : setTimeout(() => {
          try {
            process.kill(-child.pid!, 'SIGKILL')
          } catch {
            // It ended by itself.
          }
        }, after_s * 1000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, signal) => {
      clearTimeout(timer)
      resolve({ ...ended, exit, isWhole: signal === null })
    })
  })
}
