import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import {
  type KeyPair,
  keyPairs,
  MOSTLY,
  majorities,
  PARTLY,
  SAME_PLACE,
  type Shared,
  sharedGround,
} from './links.ts'
import type { Outline } from './outlines.ts'

/**
 * What a zone of the earlier vintage is to one of the later:
 *
 * - `same`: one key, and at least `SAME_PLACE` of the smaller in common, whatever else was split off or merged in
 * - `moved`: one key on other ground, where the ground of neither is the other vintage's: no zone goes on there, and others
 *   hold at most half of it
 * - `renamed`: another key, most of either in the other, and no third zone has a part in it
 * - `split`: most of the later lies in the earlier, which has further parts
 * - `merged`: most of the earlier lies in the later, which has further parts
 * - `partly`: none of these, and `PARTLY` of one of them in common, or most of one of them and no further part
 * - `left`, `new`: none of these with any zone
 */
export type Relation = 'same' | 'moved' | 'renamed' | 'split' | 'merged' | 'partly' | 'left' | 'new'

export interface Match {
  /** Places in the lists; null of a zone that left or is new. */
  from: number | null
  to: number | null
  relation: Relation
  matched_by: 'key' | 'geometry' | 'key_and_geometry' | null
  /** Which key, where it was matched by one. */
  key: KeyPair['key'] | null
  shared_ha: number
  share_of_from: number
  share_of_to: number
}

/** Zones that are one place through the change: they are counted as one unit. */
export interface Lineage {
  from: number[]
  to: number[]
}

export interface Matching {
  matches: Match[]
  /** Each zone once but for those unspoken of; a zone without a partner is a lineage of its own. */
  lineages: Lineage[]
  /** Pairs of one lineage. */
  links: Shared[]
  /** Places of the earlier zones that a partial vintage goes on neither by key nor by ground: they are in no match. */
  unspoken: number[]
}

/**
 * Matches the zones of two vintages by key and by ground; everything in order of the lists. Ground outranks a key that
 * has next to none in common: codes may be numbers of rows.
 * @param partial whether the later vintage speaks of its own zones alone, so that what it does not go on has not left
 * @param done told of each earlier zone that was cut
 */
export function matchZones(
  from: readonly Outline[],
  to: readonly Outline[],
  partial: boolean,
  geos: Geos,
  project: Project,
  done: () => void = () => {},
): Matching {
  const shared = sharedGround(from, to, geos, project, done)
  const keyed = keyPairs(from, to, shared)
  const { heirs, parents } = majorities(shared)
  const isLeading = (pair: Shared): boolean =>
    heirs.get(pair.from)?.to === pair.to || parents.get(pair.to)?.from === pair.from
  const isMutual = (pair: Shared | undefined): boolean =>
    pair !== undefined && heirs.get(pair.from)?.to === pair.to && parents.get(pair.to)?.from === pair.from
  const same = keyed.filter((pair) => {
    if (Math.max(pair.share_of_from, pair.share_of_to) < SAME_PLACE) return false
    // Codes dealt out anew: the ground of either is wholly another zone's.
    return isLeading(pair) || !(isMutual(heirs.get(pair.from)) || isMutual(parents.get(pair.to)))
  })
  const sameFrom = new Set(same.map((pair) => pair.from))
  const sameTo = new Set(same.map((pair) => pair.to))
  const keyOf = new Map(keyed.map((pair) => [`${pair.from} ${pair.to}`, pair.key]))
  const isSame = new Set(same.map(placesOf))
  // Zones that both go on under keys of their own only passed ground between them.
  const byGround = shared.filter(
    (pair) =>
      isLeading(pair) && !isSame.has(placesOf(pair)) && !(sameFrom.has(pair.from) && sameTo.has(pair.to)),
  )
  const links = [...same, ...byGround].sort((a, b) => a.from - b.from || a.to - b.to)
  const partsOfFrom = countBy(links, 'from')
  const partsOfTo = countBy(links, 'to')
  const matches: Match[] = []
  const add = (pair: Shared, relation: Relation, matched_by: Match['matched_by']): void => {
    const { from: a, to: b, shared_ha, share_of_from, share_of_to } = pair
    const key = matched_by === 'geometry' ? null : (keyOf.get(placesOf(pair)) ?? null)
    matches.push({ from: a, to: b, relation, matched_by, key, shared_ha, share_of_from, share_of_to })
  }
  for (const pair of links) {
    if (isSame.has(placesOf(pair))) add(pair, 'same', 'key_and_geometry')
    else {
      const [splits, merges] = [partsOfFrom.get(pair.from)! > 1, partsOfTo.get(pair.to)! > 1]
      const mutual = isMutual(pair)
      if (splits && (!merges || (!mutual && parents.get(pair.to)?.from === pair.from)))
        add(pair, 'split', 'geometry')
      else if (merges && !(splits && mutual)) add(pair, 'merged', 'geometry')
      else add(pair, mutual ? 'renamed' : 'partly', 'geometry')
    }
  }
  const held = { from: sharesBy(shared, 'from'), to: sharesBy(shared, 'to') }
  const isVacant = (pair: Shared): boolean =>
    !partsOfFrom.has(pair.from) &&
    !partsOfTo.has(pair.to) &&
    (held.from.get(pair.from) ?? 0) <= MOSTLY &&
    (held.to.get(pair.to) ?? 0) <= MOSTLY
  const moved = keyed.filter(isVacant)
  for (const pair of moved) add(pair, 'moved', 'key')
  const lineages = lineagesOf(from.length, to.length, [...links, ...moved])
  const unspoken = new Set(
    partial ? lineages.flatMap((lineage) => (lineage.to.length === 0 ? lineage.from : [])) : [],
  )
  const listed = new Set([...links, ...moved].map(placesOf))
  for (const pair of shared) {
    if (listed.has(placesOf(pair)) || unspoken.has(pair.from)) continue
    if (Math.max(pair.share_of_from, pair.share_of_to) >= PARTLY) add(pair, 'partly', 'geometry')
  }
  const alone = { matched_by: null, key: null, shared_ha: 0, share_of_from: 0, share_of_to: 0 }
  const [seenFrom, seenTo] = [new Set(matches.map((m) => m.from)), new Set(matches.map((m) => m.to))]
  from.forEach((_, place) => {
    if (seenFrom.has(place) || unspoken.has(place)) return
    matches.push({ from: place, to: null, relation: 'left', ...alone })
  })
  to.forEach((_, place) => {
    if (!seenTo.has(place)) matches.push({ from: null, to: place, relation: 'new', ...alone })
  })
  return {
    matches,
    lineages: partial ? lineages.filter((lineage) => lineage.to.length > 0) : lineages,
    links,
    unspoken: [...unspoken].sort((a, b) => a - b),
  }
}

function placesOf({ from, to }: Pick<Shared, 'from' | 'to'>): string {
  return `${from} ${to}`
}

function countBy(pairs: readonly Shared[], side: 'from' | 'to'): Map<number, number> {
  const counts = new Map<number, number>()
  for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1)
  return counts
}

/** How much of each zone those of the other vintage hold, shares of zones drawn over each other added. */
function sharesBy(shared: readonly Shared[], side: 'from' | 'to'): Map<number, number> {
  const sums = new Map<number, number>()
  for (const pair of shared) sums.set(pair[side], (sums.get(pair[side]) ?? 0) + pair[`share_of_${side}`])
  return sums
}

/** Zones joined by pairs, in order of their first member; earlier zones come before later ones. */
function lineagesOf(fromCount: number, toCount: number, pairs: readonly Shared[]): Lineage[] {
  const root = Array.from({ length: fromCount + toCount }, (_, place) => place)
  const rootOf = (place: number): number => {
    let at = place
    while (root[at] !== at) {
      root[at] = root[root[at]!]!
      at = root[at]!
    }
    return at
  }
  for (const { from, to } of pairs) {
    const [a, b] = [rootOf(from), rootOf(fromCount + to)]
    root[Math.max(a, b)] = Math.min(a, b)
  }
  const lineages = new Map<number, Lineage>()
  root.forEach((_, place) => {
    const first = rootOf(place)
    const lineage = lineages.get(first) ?? { from: [], to: [] }
    lineages.set(first, lineage)
    if (place < fromCount) lineage.from.push(place)
    else lineage.to.push(place - fromCount)
  })
  return [...lineages.values()]
}
