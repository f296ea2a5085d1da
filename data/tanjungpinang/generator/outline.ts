import type { Town } from './kelurahan.ts'
import { placed, type Sketch } from './layout.ts'
import { normals, smoothStretch, waves } from './lines.ts'
import { withArea } from './partition.ts'
import type { Site } from './plan.ts'
import { along, area, between, direction, left, millimetres, type Point, type Ring } from './plane.ts'
import type { Random } from './random.ts'

const STEPS = 60

/** Three lines along a shore, all with the same number of vertices: over the water, between, and inland. */
export interface Ribbon {
  sea: readonly Point[]
  middle: readonly Point[]
  land: readonly Point[]
}

/** The closed outline of a ribbon: sea side, far end, land side, near end. */
export function ribbonRing({ sea, middle, land }: Ribbon, first = 0, last = sea.length - 1): Ring {
  return [
    ...sea.slice(first, last + 1),
    middle[last]!,
    ...land.slice(first, last + 1).reverse(),
    middle[first]!,
  ]
}

/** The part of a ribbon between its sea side and its middle line. */
export function seawardRing({ sea, middle }: Ribbon, first = 0, last = sea.length - 1): Ring {
  return [...sea.slice(first, last + 1), ...middle.slice(first, last + 1).reverse()]
}

/**
 * A ribbon along a coast, deep enough inland to have `area_m2`, its middle line such that `seaward_m2` lie on the sea
 * side of it.
 */
export function ribbon(
  town: Town,
  site: Extract<Site, { kind: 'coast' }>,
  area_m2: number,
  seaward_m2: number,
  random: Random,
): Ribbon {
  const count = Math.max(22, Math.min(50, 1 + 7 * Math.round((site.end_m - site.start_m) / 210)))
  const shore = smoothStretch(town.coast(site.from, site.to), site.start_m, site.end_m, count, 90)
  const sideways = normals(shore, Math.round(count / 4))
  const rail = (waviness: number, knots: number) => {
    const wave = waves(count, knots, random)
    return wave.map((value, i) => {
      // Rounded ends: the outline of a quarter has no corners.
      const end = Math.min(i, count - 1 - i)
      const taper = end === 0 ? 0.62 : end === 1 ? 0.88 : 1
      return taper * (1 + waviness * value + random.between(-0.05, 0.05))
    })
  }
  const seaShape = rail(0.4, 9)
  const landShape = rail(0.28, 7)
  const middleShape = rail(0.3, 8)
  const sea = shore.map((point, i) => along(point, sideways[i]!, site.seaward_m * seaShape[i]!))
  const landAt = (depth: number) =>
    shore.map((point, i) => along(point, sideways[i]!, -depth * landShape[i]!))
  const ring = (depth: number) => {
    const land = landAt(depth)
    return [...sea, ...land.reverse()]
  }
  const land = landAt(solve(10, 900, (depth) => area(ring(depth)), area_m2))
  const middleAt = (share: number) =>
    sea.map((point, i) => between(point, land[i]!, Math.min(0.9, share * middleShape[i]!)))
  const middle = middleAt(
    solve(0.01, 0.99, (share) => area(seawardRing({ sea, middle: middleAt(share), land })), seaward_m2),
  )
  return { sea: sea.map(millimetres), middle: middle.map(millimetres), land: land.map(millimetres) }
}

function solve(low: number, high: number, value: (x: number) => number, target: number): number {
  let [a, b] = [low, high]
  for (let i = 0; i < STEPS; i++) {
    const middle = (a + b) / 2
    if (value(middle) < target) a = middle
    else b = middle
  }
  return (a + b) / 2
}

/** A rounded quarter around a place, `stretch` times as long as wide, its long side leaning by `tilt` (rise over run). */
export function blob(
  site: { centre: Sketch; stretch: number; tilt: number },
  area_m2: number,
  count: number,
  random: Random,
): Ring {
  const centre = placed(site.centre)
  const axis = direction([0, 0], [1, site.tilt])
  const longer = Math.sqrt(site.stretch)
  const wave = waves(count, 9, random, true)
  const ring = squareDirections(count).map((unit, i): Point => {
    const radius = 100 * (1 + 0.26 * wave[i]! + random.between(-0.02, 0.02))
    return along(along(centre, axis, unit[0] * radius * longer), left(axis), (unit[1] * radius) / longer)
  })
  return withArea(ring, area_m2)
}

/** Unit vectors all around, from places on the edge of a square. */
function squareDirections(count: number): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const place = (i / count) * 4
    const side = Math.floor(place)
    let edge: Point = [1, (place - side) * 2 - 1]
    for (let k = 0; k < side; k++) edge = left(edge)
    return direction([0, 0], edge)
  })
}
