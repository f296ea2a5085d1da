import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  differencesFrom,
  faultOfRelease,
  leftoversIn,
  servedRelease,
  type Tree,
  treeOf,
} from '../output-state.ts'
import type { ChangingCity } from '../workspace.ts'
import { type Span, WatchedBuild } from './watched-build.ts'

export interface KillFigures {
  kills: number
  /** After how many of them the release before, or the new one, was served whole. */
  served_whole: number
  /** Builds that came to their end, and how many had every byte of a clean build. */
  builds_ended: number
  builds_identical: number
  /** Files that were left over when a build had ended. */
  leftovers: number
  /** Kills by the part of the build that was running. */
  parts: Record<string, number>
  /** Seconds that each part of a clean build took, by which the instants were drawn. */
  spans: readonly Span[]
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

/** Of the builds that are past the next instant, one in so many is let end before the sources change. */
const LET_END_EACH = 2

/** An instant of a build: so many seconds after a part of it began. */
export interface Instant {
  part: string
  after_s: number
}

/** Draws uniformly over the whole length of a build. @param share of it, between 0 and 1 */
export function instantOf(spans: readonly Span[], share: number): Instant {
  let after_s = share * spans.reduce((sum, { seconds }) => sum + seconds, 0)
  for (const { part, seconds } of spans) {
    if (after_s < seconds) return { part, after_s }
    after_s -= seconds
  }
  const last = spans.at(-1)!
  return { part: last.part, after_s: last.seconds }
}

/**
 * Builds a city over and over and kills every build, with all that it started, at instants that are drawn uniformly over the
 * length of a clean one; what is served is read after each kill. A build goes on where the killed one was. Once it is past the
 * instant that is drawn next, the sources change; some of such builds are let end first, and held to a clean build.
 */
export async function killBuilds(settings: KillSettings): Promise<KillFigures> {
  const { city, folder, random } = settings
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const clean = new Map<string, Tree>()
  let spans: readonly Span[] = []
  for (const sources of ['changed', 'first'] as const) {
    city.write(sources)
    const output = join(folder, `clean-${sources}`)
    const build = new WatchedBuild(city, output, temporary)
    const exit = await build.end(null)
    if (exit !== 0) throw new Error(`a clean build ended with ${exit}: ${build.said}`)
    spans = build.spans
    clean.set(sources, treeOf(output))
  }
  const figures: KillFigures = {
    ...{ kills: 0, served_whole: 0, builds_ended: 0, builds_identical: 0, leftovers: 0 },
    ...{ parts: {}, spans, faults: [] },
  }
  const output = join(folder, 'output')
  cpSync(join(folder, 'clean-first'), output, { recursive: true })
  const releases = new Set(['first', 'changed'].map((of) => servedRelease(join(folder, `clean-${of}`))!))
  if (releases.size !== 2) throw new Error('the changed sources make no release of their own')
  let sources: 'first' | 'changed' = 'first'
  const done = new Set<string>()
  const change = (): void => {
    sources = sources === 'first' ? 'changed' : 'first'
    city.write(sources)
    done.clear()
  }
  change()

  /** @returns whether the instant came */
  const build = async (instant: Instant | null): Promise<boolean> => {
    const one = new WatchedBuild(city, output, temporary)
    const exit = await one.end(instant)
    for (const part of one.done) done.add(part)
    if (exit === 'killed') {
      figures.kills++
      figures.parts[one.part] = (figures.parts[one.part] ?? 0) + 1
      const fault = notServed(output, releases)
      if (fault === null) figures.served_whole++
      else figures.faults.push(`kill ${figures.kills} in ${one.part}: ${fault}`)
      return true
    }
    if (exit !== 0) throw new Error(`a build after kills ended with ${exit}: ${one.said}`)
    const found = heldTo(clean.get(sources)!, output, temporary)
    figures.builds_ended++
    if (found.differences.length === 0) figures.builds_identical++
    figures.leftovers += found.leftovers.length
    figures.faults.push(...[...found.differences, ...found.leftovers].slice(0, 5))
    done.add('end')
    return false
  }

  let past = 0
  while (figures.kills < settings.kills) {
    const instant = instantOf(spans, random())
    // A build that ends sooner than the instant leaves it to the next one.
    do {
      const isPast = done.has('end') || (instant.part !== 'start' && done.has(instant.part))
      if (isPast) {
        if (!done.has('end') && ++past % LET_END_EACH === 0) await build(null)
        change()
      }
    } while (!(await build(instant)))
    settings.told(figures)
  }
  await build(null)
  settings.told(figures)
  return figures
}

/** What is wrong with what is served, or null. @param releases those that the builds make where nothing ends them */
export function notServed(output: string, releases: ReadonlySet<string>): string | null {
  try {
    const served = servedRelease(output)
    if (served === null) return 'nothing is served any more'
    return releases.has(served) ? null : `release ${served} is none of the two`
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
  const leftovers = [...leftoversIn(tree.keys()), ...treeOf(temporary).keys()]
  for (const path of [...kept, ...leftovers]) tree.delete(path)
  const differences = [
    ...differencesFrom(clean, tree),
    ...torn.map((id) => `release ${id} is kept and not whole`),
  ]
  return { differences, leftovers: leftovers.map((path) => `${path} is left over`) }
}
