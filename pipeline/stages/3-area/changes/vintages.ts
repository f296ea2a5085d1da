import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import type { Zone } from '../read.ts'
import { type Matching, matchZones } from './matches.ts'
import { groupBy, type Outline, outlinesOf } from './outlines.ts'

/** A decree or verification that has zones. */
export interface Vintage {
  decree_number: string
  vintage: number
  /** Whether it speaks of its own zones alone: a verification after the first vintage. */
  partial: boolean
  /** Its own zones, by code. */
  zones: Outline[]
  /** The zones that stand after it, by code: its own, and of a partial one those before it that it does not speak of. */
  standing: Outline[]
}

/** Two vintages, what of the earlier is compared, and how the zones match. */
export interface Pair {
  from: Vintage
  to: Vintage
  consecutive: boolean
  earlier: Outline[]
  /** Zones that stand through a partial vintage without a word of it: neither side of the comparison. */
  unspoken: Outline[]
  matching: Matching
}

/** The vintages in time, by year and then number; zones whose decree has no year are in none. */
export function vintagesOf(zones: readonly Zone[], geos: Geos, project: Project): Vintage[] {
  const dated = zones.filter((zone) => zone.vintage !== null)
  const decrees = [...groupBy(dated, (zone) => zone.decree_number)]
    .map(([decree_number, its]) => ({ decree_number, vintage: its[0]!.vintage!, kind: its[0]!.kind, its }))
    .sort((a, b) => a.vintage - b.vintage || (a.decree_number < b.decree_number ? -1 : 1))
  const vintages: Vintage[] = []
  for (const { decree_number, vintage, kind, its } of decrees) {
    const own = outlinesOf(its, geos, project)
    const before = vintages.at(-1)
    const partial = kind === 'verification' && before !== undefined
    const standing = partial ? [...own, ...spokenOf(before.standing, own, geos, project).unspoken] : own
    standing.sort((a, b) => (a.zone_id < b.zone_id ? -1 : 1))
    vintages.push({ decree_number, vintage, partial, zones: own, standing })
  }
  return vintages
}

/** Every earlier vintage with every later one, matched one pair at a time. */
export function* pairsOf(vintages: readonly Vintage[], geos: Geos, project: Project): Generator<Pair> {
  for (const [place, to] of vintages.entries()) {
    for (const [earlierPlace, from] of vintages.slice(0, place).entries()) {
      const consecutive = earlierPlace === place - 1
      const { earlier, unspoken } = to.partial
        ? spokenOf(from.standing, to.zones, geos, project)
        : { earlier: from.standing, unspoken: [] }
      const matching = matchZones(earlier, to.zones, geos, project)
      yield { from, to, consecutive, earlier, unspoken, matching }
    }
  }
}

/** Which of the standing zones a verification speaks of: those its zones go on, by key or by most of their ground. */
function spokenOf(
  standing: readonly Outline[],
  verified: readonly Outline[],
  geos: Geos,
  project: Project,
): { earlier: Outline[]; unspoken: Outline[] } {
  const { known } = matchZones(standing, verified, geos, project)
  return {
    earlier: standing.filter((_, place) => known.has(place)),
    unspoken: standing.filter((_, place) => !known.has(place)),
  }
}
