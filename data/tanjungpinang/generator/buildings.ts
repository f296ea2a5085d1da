import {
  along,
  area,
  centroid,
  contains,
  direction,
  distance,
  edgesMeet,
  left,
  longAxis,
  millimetres,
  type Point,
  type Ring,
} from './plane.ts'
import { type Random, seeded } from './random.ts'
import type { Quarters, RukunTetangga } from './zones.ts'

export interface Building {
  id: string
  ring: Ring
  centre: Point
  use: string
  storeys: number
  condition: string
  rt: RukunTetangga | null
}

interface Lot {
  ring: Ring
  rank: number
}

/** Shares of good, moderate and damaged houses: worse in the locations of the decree. */
const CONDITION = { zone: { Baik: 34, Sedang: 42, Rusak: 24 }, outside: { Baik: 68, Sedang: 27, Rusak: 5 } }
const USE = { Hunian: 90, Campuran: 5, Usaha: 3, Sosial: 1, Ibadah: 1 }

/** Footprints in every RT and quarter: rows of houses on both sides of lanes, denser where the plan says so. */
export function placeBuildings(quarters: Quarters, seed: number): Building[] {
  const rts = [...quarters.zones.flatMap((zone) => zone.rt), ...quarters.others]
  const jobs = [
    ...rts.map((rt) => ({
      ring: rt.ring,
      rt,
      count: rt.buildings ?? Math.round((rt.buildingsPerHa * area(rt.ring)) / 1e4),
    })),
    ...quarters.unmapped.map(({ plan, ring }) => ({ ring, rt: null, count: plan.buildings })),
  ]
  const placed = jobs.flatMap(({ ring, rt, count }, i) => {
    const random = seeded(seed + 1000 + i)
    return fill(ring, count, random).map((footprint) => ({ footprint, rt, random }))
  })
  return placed.map(({ footprint, rt, random }, i) => ({
    id: `B${String(i + 1).padStart(6, '0')}`,
    ring: footprint,
    centre: innerPoint(footprint),
    use: random.pick(USE),
    storeys: random.chance(0.12) ? 2 : 1,
    condition: random.pick(rt?.zoneId ? CONDITION.zone : CONDITION.outside),
    rt,
  }))
}

/** A point inside a rectangle or an L: the middle of its first three corners' triangle. */
function innerPoint(ring: Ring): Point {
  const middle = centroid(ring)
  if (contains(ring, middle)) return middle
  return [(ring[0]![0] + ring[1]![0] + ring[2]![0]) / 3, (ring[0]![1] + ring[1]![1] + ring[2]![1]) / 3]
}

/** Exactly `count` footprints wholly inside a cell; lots shrink until there is room. */
function fill(cell: Ring, count: number, random: Random): Ring[] {
  const axis = longAxis(cell)
  const lean = random.between(-0.15, 0.15)
  const unit = direction([0, 0], along(axis, left(axis), lean))
  let lot_m2 = Math.max(34, Math.min(210, (0.5 * area(cell)) / count))
  for (let attempt = 0; attempt < 20; attempt++) {
    const lots = lotsOf(cell, unit, lot_m2, random)
    if (lots.length >= count) {
      return lots
        .sort((a, b) => a.rank - b.rank)
        .slice(0, count)
        .map((lot) => lot.ring)
    }
    lot_m2 *= 0.92
  }
  throw new Error(`no room for ${count} buildings on ${area(cell).toFixed(0)} m2`)
}

/** Every lot that fits, with a rank that keeps houses together around a few centres. */
function lotsOf(cell: Ring, unit: Point, lot_m2: number, random: Random): Lot[] {
  const middle = centroid(cell)
  const across = left(unit)
  const width = Math.sqrt(lot_m2 / 1.25)
  const depth = width * 1.25
  const lane = Math.min(4, 1.6 + width * 0.22)
  const reach = Math.max(...cell.map((point) => distance(point, middle)))
  const centres = Array.from({ length: 3 }, () => cell[random.whole(0, cell.length - 1)]!)
  const lots: Lot[] = []
  const rows = Math.ceil(reach / depth)
  for (let row = -rows; row <= rows; row++) {
    // Two rows back to back, then a lane.
    const v = row * depth + Math.floor(row / 2) * lane
    const shift = random.between(0, width)
    for (let u = -reach + shift; u <= reach; u += width) {
      const origin = along(along(middle, unit, u), across, v)
      const ring = footprint(origin, unit, across, width, depth, random)
      const near = Math.min(...centres.map((centre) => distance(origin, centre))) / reach
      const rank = near + random.between(0, 0.75)
      if (ring.every((point) => contains(cell, point)) && !edgesMeet(ring, cell)) lots.push({ ring, rank })
    }
  }
  return lots
}

/** A rectangle or an L inside its lot, a little turned; corners stay at least a hand away from the lot's edge. */
function footprint(
  origin: Point,
  unit: Point,
  across: Point,
  width: number,
  depth: number,
  random: Random,
): Ring {
  const w = width * random.between(0.6, 0.84)
  const d = depth * random.between(0.55, 0.84)
  const turn = random.between(-0.05, 0.05)
  const u = direction([0, 0], along(unit, across, turn))
  const v = left(u)
  const start = along(along(origin, unit, (width - w) / 2), across, (depth - d) / 2)
  const corner = (a: number, b: number) => millimetres(along(along(start, u, a * w), v, b * d))
  if (!random.chance(0.3)) return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]
  const a = random.between(0.5, 0.7)
  const b = random.between(0.5, 0.7)
  return [corner(0, 0), corner(1, 0), corner(1, b), corner(a, b), corner(a, 1), corner(0, 1)]
}
