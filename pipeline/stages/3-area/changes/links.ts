import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import { hectares, Near, type Outline, sharedOf } from './outlines.ts'

/**
 * More than this share of a zone's ground in another one makes that one its heir, or its parent. Half, since zones that do
 * not overlap each other can hold only one more than half of anything: the partner is then unique whatever the drawing.
 */
export const MOSTLY = 0.5

/**
 * Zones of one key are the same place from this share of the smaller of them on. A tenth: a zone that shrank to a
 * quarter (Kampung Bugis, 18.92 to 4.66 ha) shares all of the smaller outline, one redrawn or shifted by ten metres most
 * of it, while neighbours whose common border was redrawn by a metre or two share one to four percent of an RT of a hectare.
 */
export const SAME_PLACE = 0.1

/** Below this share of either zone, shared ground is a redrawn border and no relation: see {@link SAME_PLACE}. */
export const PARTLY = 0.05

/** Ground that a zone of the earlier vintage and one of the later hold in common; places in their lists. */
export interface Shared {
  from: number
  to: number
  shared_ha: number
  /** 0 to 1, of the earlier and of the later zone. */
  share_of_from: number
  share_of_to: number
}

/** A pair under one key. */
export interface KeyPair extends Shared {
  key: 'zone_id' | 'rt_rw'
}

/** Every pair that shares ground, by the earlier and then the later zone. Boxes find the candidates, GEOS cuts them. */
export function sharedGround(
  from: readonly Outline[],
  to: readonly Outline[],
  geos: Geos,
  project: Project,
  done: () => void,
): Shared[] {
  const near = new Near(to)
  return from.flatMap((a, place) => {
    const pairs = near.places(a.bounds).flatMap((other) => {
      const b = to[other]!
      const shared_ha = hectares(sharedOf(a.geometry, b.geometry, geos), project)
      if (shared_ha === 0) return []
      const shares = { share_of_from: shared_ha / a.area_ha, share_of_to: shared_ha / b.area_ha }
      return [{ from: place, to: other, shared_ha, ...shares }]
    })
    done()
    return pairs
  })
}

/**
 * Zones of one key, each at most once: of one code, or of one RT (`kelurahan_code` and `rt_rw`, where a vintage has it
 * once). Where code and RT point to different zones, or two earlier zones bear one code, the pair with more shared ground
 * is taken, then the code, then the first of the list.
 * @param to zones of one decree: each code once
 */
export function keyPairs(
  from: readonly Outline[],
  to: readonly Outline[],
  shared: readonly Shared[],
): KeyPair[] {
  const ground = new Map(shared.map((pair) => [`${pair.from} ${pair.to}`, pair]))
  const candidates: KeyPair[] = []
  const add = (a: number, b: number | undefined, key: KeyPair['key']): void => {
    if (b === undefined) return
    const none = { from: a, to: b, shared_ha: 0, share_of_from: 0, share_of_to: 0 }
    candidates.push({ ...(ground.get(`${a} ${b}`) ?? none), key })
  }
  const byCode = new Map(to.map((zone, place) => [zone.zone_id, place]))
  const [fromRt, toRt] = [onceByRt(from), onceByRt(to)]
  from.forEach((zone, place) => {
    add(place, byCode.get(zone.zone_id), 'zone_id')
    if (zone.rt_key !== null && fromRt.has(zone.rt_key)) add(place, toRt.get(zone.rt_key), 'rt_rw')
  })
  candidates.sort(
    (a, b) =>
      b.shared_ha - a.shared_ha ||
      (a.key === b.key ? 0 : a.key === 'zone_id' ? -1 : 1) ||
      a.from - b.from ||
      a.to - b.to,
  )
  const [takenFrom, takenTo] = [new Set<number>(), new Set<number>()]
  return candidates.filter(({ from: a, to: b }) => {
    if (takenFrom.has(a) || takenTo.has(b)) return false
    takenFrom.add(a)
    takenTo.add(b)
    return true
  })
}

function onceByRt(zones: readonly Outline[]): Map<string, number> {
  const places = new Map<string, number>()
  const repeated = new Set<string>()
  zones.forEach(({ rt_key }, place) => {
    if (rt_key === null) return
    if (places.has(rt_key)) repeated.add(rt_key)
    places.set(rt_key, place)
  })
  for (const rt_key of repeated) places.delete(rt_key)
  return places
}

/** For each earlier zone the later one that holds most of it, for each later zone the earlier one that held most of it. */
export function majorities(shared: readonly Shared[]): {
  heirs: Map<number, Shared>
  parents: Map<number, Shared>
} {
  const heirs = new Map<number, Shared>()
  const parents = new Map<number, Shared>()
  for (const pair of shared) {
    const heir = heirs.get(pair.from)
    if (pair.share_of_from > MOSTLY && (heir === undefined || isMore(pair, heir, 'share_of_from')))
      heirs.set(pair.from, pair)
    const parent = parents.get(pair.to)
    if (pair.share_of_to > MOSTLY && (parent === undefined || isMore(pair, parent, 'share_of_to')))
      parents.set(pair.to, pair)
  }
  return { heirs, parents }
}

/** Zones drawn twice over the same ground tie in one share; the closer outline is then the partner. */
function isMore(a: Shared, b: Shared, share: 'share_of_from' | 'share_of_to'): boolean {
  const other = share === 'share_of_from' ? 'share_of_to' : 'share_of_from'
  return a[share] > b[share] || (a[share] === b[share] && a[other] > b[other])
}
