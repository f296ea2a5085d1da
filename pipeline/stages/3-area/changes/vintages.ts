import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import type { Zone } from '../read.ts'
import { type Matching, matchZones } from './matches.ts'
import { groupBy, type Outline, outlinesOf } from './outlines.ts'
import { inTime } from './vintage-order.ts'

/** A decree or verification that has zones. */
export interface Vintage {
  decree_number: string
  vintage: number
  /** Its place in time, from 1. */
  order: number
  /** Whether it speaks of its own zones alone: a verification after the first vintage. */
  partial: boolean
  /** Its own zones, by code. */
  zones: Outline[]
  /** The zones that stand after it, by code: its own, and of a partial one those before it that it does not speak of. */
  standing: Outline[]
  /** What each standing zone is called: its code, with its decree where one of the vintage's own zones bears that code. */
  ids: ReadonlyMap<Outline, string>
}

/** Two vintages, what of the earlier is compared, and how the zones match. */
export interface Pair {
  from: Vintage
  to: Vintage
  consecutive: boolean
  /** The zones standing after the earlier one that the later speaks of. */
  earlier: Outline[]
  /** Zones that stand through a partial vintage without a word of it: neither side of the comparison. */
  unspoken: Outline[]
  /** Places are those of `from.standing` and `to.zones`. */
  matching: Matching
}

/** Told of work that takes long: what it is, of how many steps. */
export type Watch = (label: string, steps: number) => { advance(more: number): void; end(): void }

/**
 * Every earlier vintage with every later one, one pair at a time and each matched once; in time of the later and then the
 * earlier. Zones whose decree has no year are in none.
 */
export function* pairsOf(
  zones: readonly Zone[],
  geos: Geos,
  project: Project,
  watch: Watch,
): Generator<Pair> {
  const dated = zones.flatMap((zone) => (zone.vintage === null ? [] : [{ ...zone, vintage: zone.vintage }]))
  const decrees = [...groupBy(dated, (zone) => zone.decree_number)].map(([decree_number, its]) => {
    const { vintage, decree_date, kind } = its[0]!
    return { decree_number, vintage, decree_date, kind, its }
  })
  const vintages: Vintage[] = []
  for (const { decree_number, vintage, kind, its } of decrees.sort(inTime)) {
    const own = outlinesOf(its, geos, project)
    const before = vintages.at(-1)
    const partial = kind === 'verification' && before !== undefined
    const match = (from: Vintage): Matching => {
      const task = watch(`match zones of ${from.decree_number} and ${decree_number}`, from.standing.length)
      const matching = matchZones(from.standing, own, partial, geos, project, () => task.advance(1))
      task.end()
      return matching
    }
    const toLast = before && match(before)
    const kept = partial ? toLast!.unspoken.map((place) => before!.standing[place]!) : []
    const isKept = (zone: Outline): boolean => zone.decree_number !== decree_number
    const standing = [...own, ...kept].sort(
      // Its own zone first: a key that two zones bear is above all that of the later one.
      (a, b) => byText(a.zone_id, b.zone_id) || Number(isKept(a)) - Number(isKept(b)),
    )
    const ids = idsOf(standing, isKept)
    const to = { decree_number, vintage, order: vintages.length + 1, partial, zones: own, standing, ids }
    for (const from of vintages) {
      const matching = from === before ? toLast! : match(from)
      const unspoken = new Set(matching.unspoken)
      yield {
        from,
        to,
        consecutive: from === before,
        earlier: from.standing.filter((_, at) => !unspoken.has(at)),
        unspoken: from.standing.filter((_, at) => unspoken.has(at)),
        matching,
      }
    }
    vintages.push(to)
  }
}

function idsOf(standing: readonly Outline[], isKept: (zone: Outline) => boolean): Map<Outline, string> {
  const namesakes = groupBy(standing, (zone) => zone.zone_id)
  return new Map(
    standing.map((zone) => {
      const isNamesake = isKept(zone) && namesakes.get(zone.zone_id)!.length > 1
      return [zone, isNamesake ? idWithDecree(zone) : zone.zone_id]
    }),
  )
}

/** A zone told from another that bears its code. */
export function idWithDecree({ zone_id, decree_number }: Outline): string {
  return `${zone_id} (${decree_number})`
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
