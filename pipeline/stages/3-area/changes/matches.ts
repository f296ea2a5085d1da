import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import { type KeyPair, keyPairs, majorities, PARTLY, SAME_PLACE, type Shared, sharedGround } from './links.ts'
import type { Outline } from './outlines.ts'

/**
 * What a zone of the earlier vintage is to one of the later:
 *
 * - `same`: one key, and at least `SAME_PLACE` of the smaller in common, whatever else was split off or merged in
 * - `moved`: one key on other ground, or on ground by which another zone is the partner
 * - `renamed`: another key, most of either in the other, and no third zone has a part in it
 * - `split`: most of the later lies in the earlier, which has further parts
 * - `merged`: most of the earlier lies in the later, which has further parts
 * - `partly`: another key, and `PARTLY` of one of them in common, or most of one of them and no further part
 * - `left`, `new`: none of these with any zone
 */
export type Relation = 'same' | 'moved' | 'renamed' | 'split' | 'merged' | 'partly' | 'left' | 'new'

export interface Match {
  /** Places in the lists; null of a zone that left or is new. */
  from: number | null
  to: number | null
  relation: Relation
  matched_by: 'key' | 'geometry' | 'key_and_geometry' | null
  /** Which key, where one matched. */
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
  /** Each zone once; a zone without a partner is a lineage of its own. */
  lineages: Lineage[]
  /** Pairs of one lineage. */
  links: Shared[]
  /** Places of the earlier zones that some later zone goes on, by key or by ground. */
  known: Set<number>
}

/** Matches the zones of two vintages by key and by ground; everything in order of the lists. */
export function matchZones(
  from: readonly Outline[],
  to: readonly Outline[],
  geos: Geos,
  project: Project,
): Matching {
  const shared = sharedGround(from, to, geos, project)
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
    const key = keyOf.get(placesOf(pair)) ?? null
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
  const linked = new Set(links.map(placesOf))
  const moved = keyed.filter((pair) => !linked.has(placesOf(pair)))
  for (const pair of moved) add(pair, 'moved', 'key')
  const listed = new Set(keyed.map(placesOf))
  for (const pair of shared) {
    const places = placesOf(pair)
    if (linked.has(places) || listed.has(places)) continue
    if (Math.max(pair.share_of_from, pair.share_of_to) >= PARTLY) add(pair, 'partly', 'geometry')
  }
  const alone = { matched_by: null, key: null, shared_ha: 0, share_of_from: 0, share_of_to: 0 }
  const [seenFrom, seenTo] = [new Set(matches.map((m) => m.from)), new Set(matches.map((m) => m.to))]
  from.forEach((_, place) => {
    if (!seenFrom.has(place)) matches.push({ from: place, to: null, relation: 'left', ...alone })
  })
  to.forEach((_, place) => {
    if (!seenTo.has(place)) matches.push({ from: null, to: place, relation: 'new', ...alone })
  })
  // A zone that jumped stays one unit, unless its old ground goes on under another key.
  const jumped = moved.filter((pair) => !partsOfFrom.has(pair.from))
  return {
    matches,
    lineages: lineagesOf(from.length, to.length, [...links, ...jumped]),
    links,
    known: new Set([...links, ...keyed].map((pair) => pair.from)),
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
