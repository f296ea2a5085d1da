import type { Geometry } from 'geojson'
import { PlanarShape } from '../../geo/distance.ts'
import { type Graph, inSteps, type Nearest, nearestSeeds, type Seed } from '../../geo/network.ts'
import type { IsBarred } from '../../geo/network-access.ts'
import { type Access, RoadNetwork } from '../../geo/network-roads.ts'
import { WaterBarrier } from '../../geo/network-water.ts'
import type { Polygonal } from '../../geo/rings.ts'
import type { Columns, Row } from '../../store/index.ts'
import type { AccessRules } from './access-targets.ts'

export const ZONE_ACCESS_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  target: 'VARCHAR',
  target_label_id: 'VARCHAR',
  target_label_en: 'VARCHAR',
  facility_id: 'VARCHAR',
  facility_name: 'VARCHAR',
  distance_m: 'DOUBLE',
  method: 'VARCHAR',
  measured_from: 'VARCHAR',
  snap_from_m: 'DOUBLE',
  snap_to_m: 'DOUBLE',
  distance_straight_m: 'DOUBLE',
  facility_id_straight: 'VARCHAR',
  distance_label_point_m: 'DOUBLE',
  label_point_method: 'VARCHAR',
}

/** A location in metres of the city's UTM plane, and its label point. */
export interface AccessZone {
  zone_id: string
  geometry: Geometry
  label_point: [x: number, y: number]
}

/** A facility, or a main road; in metres. */
export interface AccessPlace {
  id: string
  name: string | null
  target: string
  geometry: Geometry
}

/** A road as lines in metres; `target` where it is itself what a location must reach. */
export interface AccessRoad {
  id: string
  name: string | null
  target: string | null
  geometry: Geometry
}

interface Destination {
  id: string
  name: string | null
  shape: PlanarShape
}

/** The nearest of a target from one place; straight-line where `snap_to_m` is null. */
interface Found {
  destination: Destination
  distance_m: number
  snap_from_m: number | null
  snap_to_m: number | null
}

type Joined = Access & { node: number }

/**
 * For each location and target the nearest facility or main road (columns and rules: docs/reference/access.md).
 *
 * Straight-line: least planar distance from the location's border, 0 when the facility stands in it. By network: the least
 * of the walk from the location to a road within the limit, the way along roads, and the walk from there to the facility;
 * roads that run into the location are walked from its border. Both start at the border, so the network is never shorter.
 * A facility off the network competes by its straight line. Of equally near facilities the one with the lower id is named.
 *
 * @param water polygons in metres that no walk crosses; roads lead over them
 * @returns rows by location and then by target in the order of the rules, and the network they were measured on
 * @throws RangeError when a geometry is empty or has a coordinate that is not finite
 */
export function zoneAccess(
  decree: string,
  zones: readonly AccessZone[],
  places: readonly AccessPlace[],
  roads: readonly AccessRoad[],
  { snapping, targets }: AccessRules,
  water: readonly Polygonal[] = [],
): { rows: Row[]; network: RoadNetwork } {
  const parts = roads.flatMap((road) => linesOf(road.geometry).map((line) => ({ road, line })))
  const network = new RoadNetwork(
    parts.map(({ line }) => line),
    snapping.tolerance_m,
  )
  const barrier = new WaterBarrier(water, snapping.water_m)
  const isBarred: IsBarred = (from, to) => barrier.bars(from, to)
  const known = destinationsByTarget([...places, ...roads])
  const aims = targets.map((target) => {
    const destinations = known.get(target.code) ?? []
    const accesses = target.road_classes
      ? []
      : destinations.map(({ shape }) => network.accesses(shape, snapping.limit_m, isBarred))
    const offNetwork = destinations.filter((_, i) => accesses[i]?.length === 0)
    return { target, destinations, accesses, offNetwork }
  })
  const asked = placesBySegment(aims.flatMap(({ accesses }) => accesses.flat()))
  const reach = (shape: PlanarShape) => network.accesses(shape, snapping.limit_m, isBarred, asked)
  const starts = zones.map((zone) => {
    const border = new PlanarShape(zone.geometry)
    const point = new PlanarShape({ type: 'Point', coordinates: zone.label_point })
    return { zone, border, point, fromBorder: reach(border), fromPoint: reach(point) }
  })
  const all = [
    ...starts.flatMap(({ fromBorder, fromPoint }) => [...fromBorder, ...fromPoint]),
    ...aims.flatMap(({ accesses }) => accesses.flat()),
  ]
  const { graph, nodes, nodesOf } = network.graph(all)
  const nodeOf = new Map(all.map((access, i) => [access, nodes[i]!]))
  const joined = (accesses: readonly Access[]): Joined[] =>
    accesses.map((access) => ({ ...access, node: nodeOf.get(access)! }))
  const searches = aims.map(({ target, destinations, accesses }) => {
    if (!target.road_classes) return towards(graph, destinations, accesses.map(joined))
    // Every place of a main road is a way onto it.
    const rank = new Map(destinations.map(({ id }, i) => [id, i]))
    const seeds: Seed[] = []
    for (let segment = 0; segment < network.segments; segment++) {
      const { road } = parts[network.lineOf(segment)]!
      if (road.target !== target.code) continue
      for (const node of nodesOf(segment)) seeds.push({ node, offset_m: 0, label: rank.get(road.id)! })
    }
    return search(nearestSeeds(graph, seeds), (label) => ({
      destination: destinations[label]!,
      snap_to_m: 0,
    }))
  })
  const rows = starts.flatMap(({ zone, border, point, fromBorder, fromPoint }) => {
    const [borderNodes, pointNodes] = [joined(fromBorder), joined(fromPoint)]
    return aims.map(({ target, destinations, offNetwork }, i): Row => {
      const nearest = (shape: PlanarShape, straight: Found | null, nodes: readonly Joined[]) => {
        const byRoad = straight?.distance_m === 0 ? null : searches[i]!(nodes)
        if (byRoad === null) return straight
        const offRoad = nearestStraight(shape, offNetwork, isBarred)
        return offRoad !== null && offRoad.distance_m < byRoad.distance_m ? offRoad : byRoad
      }
      const straight = nearestStraight(border, destinations)
      const found = nearest(border, straight, borderNodes)
      const middle = nearest(point, nearestStraight(point, destinations), pointNodes)
      return {
        decree_number: decree,
        zone_id: zone.zone_id,
        target: target.code,
        target_label_id: target.label.id,
        target_label_en: target.label.en,
        facility_id: found?.destination.id ?? null,
        facility_name: found?.destination.name ?? null,
        distance_m: centimetres(found?.distance_m),
        method: methodOf(found),
        measured_from: found === null ? null : 'border',
        snap_from_m: centimetres(found?.snap_from_m),
        snap_to_m: centimetres(found?.snap_to_m),
        distance_straight_m: centimetres(straight?.distance_m),
        facility_id_straight: straight?.destination.id ?? null,
        distance_label_point_m: centimetres(middle?.distance_m),
        label_point_method: methodOf(middle),
      }
    })
  })
  return { rows, network }
}

function placesBySegment(accesses: readonly Access[]): Map<number, number[]> {
  const places = new Map<number, Set<number>>()
  for (const { segment, t } of accesses) {
    const known = places.get(segment)
    if (known) known.add(t)
    else places.set(segment, new Set([t]))
  }
  return new Map([...places].map(([segment, ts]) => [segment, [...ts].sort((a, b) => a - b)]))
}

/** In the order of their ids. */
function destinationsByTarget(places: readonly (AccessPlace | AccessRoad)[]): Map<string, Destination[]> {
  const known = new Map<string, Destination[]>()
  for (const { id, name, target, geometry } of places) {
    if (target === null) continue
    const list = known.get(target) ?? []
    list.push({ id, name, shape: new PlanarShape(geometry) })
    known.set(target, list)
  }
  for (const list of known.values()) list.sort((a, b) => (a.id < b.id ? -1 : 1))
  return known
}

type Search = (accesses: readonly Joined[]) => Found | null

/** One search from all facilities at once; of each, from every place where it reaches the network. */
function towards(
  graph: Graph,
  destinations: readonly Destination[],
  accesses: readonly (readonly Joined[])[],
): Search {
  const ways = accesses.flatMap((list, rank) => list.map((access) => ({ access, rank })))
  const seeds = ways.map(({ access }, label) => ({
    node: access.node,
    offset_m: access.distance_m,
    label,
  }))
  return search(nearestSeeds(graph, seeds), (label) => ({
    destination: destinations[ways[label]!.rank]!,
    snap_to_m: ways[label]!.access.distance_m,
  }))
}

/** The least of all accesses; of equal ones the lower label, then the shorter walk. */
function search(
  { distance_m, label }: Nearest,
  who: (label: number) => { destination: Destination; snap_to_m: number },
): Search {
  return (accesses) => {
    let best: { total_m: number; label: number; snap_from_m: number } | null = null
    for (const { node, distance_m: snap_from_m } of accesses) {
      const total_m = inSteps(snap_from_m) + distance_m[node]!
      if (total_m === Infinity) continue
      if (best === null || total_m < best.total_m || (total_m === best.total_m && label[node]! < best.label))
        best = { total_m, label: label[node]!, snap_from_m }
    }
    return best && { ...who(best.label), distance_m: best.total_m, snap_from_m: best.snap_from_m }
  }
}

/** Of those to whom the straight line is not barred, where that is asked. */
function nearestStraight(
  shape: PlanarShape,
  destinations: readonly Destination[],
  isBarred?: IsBarred,
): Found | null {
  const gaps = destinations.map((destination) => shape.boxGap(destination.shape))
  let best: Found | null = null
  const order = gaps.map((_, i) => i)
  const nearestBox = order.reduce((a, b) => (gaps[b]! < gaps[a]! ? b : a), 0)
  for (const i of [nearestBox, ...order]) {
    const destination = destinations[i]
    if (destination === undefined || (best !== null && gaps[i]! > best.distance_m)) continue
    const { distance_m, place } = shape.reach(destination.shape)
    const isNearer =
      best === null ||
      distance_m < best.distance_m ||
      (distance_m === best.distance_m && destination.id < best.destination.id)
    if (!isNearer || isBarred?.(shape.nearestTo(...place), place)) continue
    best = { destination, distance_m, snap_from_m: null, snap_to_m: null }
  }
  return best
}

function methodOf(found: Found | null): string | null {
  if (found === null) return null
  return found.snap_to_m === null ? 'straight_line' : 'network'
}

function centimetres(metres: number | null | undefined): number | null {
  return metres === null || metres === undefined ? null : Math.round(metres * 100) / 100
}

function linesOf(geometry: Geometry): number[][][] {
  if (geometry.type === 'LineString') return [geometry.coordinates]
  return geometry.type === 'MultiLineString' ? geometry.coordinates : []
}
