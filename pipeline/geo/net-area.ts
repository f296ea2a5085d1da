import Flatbush from 'flatbush'
import type { LineString, MultiLineString } from 'geojson'
import { areaM2Planar } from './area.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import type { Geos } from './geos.ts'
import { unionOf } from './overlay.ts'
import { differenceHeld, orNull } from './overlay-held.ts'
import type { Polygonal } from './rings.ts'
import { subdivide, vertexCount } from './subdivide.ts'
import { decodeWkb, encodeWkb } from './wkb.ts'

/** Vertices of an operand and operands of a union, at most: both keep one call of GEOS within milliseconds. */
const MOST = 256

/** Some hundred pieces of a unit: where more lies over one another than that parts, water drawn hundreds of times say, no cut helps. */
const MOST_CUTS = 8

/** An area that changed by less than this part of itself did not change: overlays round. */
const ROUNDING = 1e-9

/** The ground of one unit in the plane, in square metres; the three parts add up to the whole. */
export interface GroundParts {
  area_m2: number
  water_m2: number
  /** Road surface that does not lie over water: a bridge or a jetty is water. */
  road_m2: number
  net_m2: number
}

/**
 * The surface of a road: the ground within half its width of the centre line. Ends are flat, so that a road is as long as
 * its line; corners are round, so that a crooked line (steps of half a metre with 0.3 m of noise) makes no spikes, as mitres
 * would. A bend lacks the tip of its outer corner: 0.2 of the half width squared at a right angle.
 * @param line planar, in metres
 * @throws GeosError where GEOS makes none
 */
export function roadSurface(
  line: LineString | MultiLineString,
  width_m: number,
  geos: Geos,
): Polygonal | null {
  return geos.buffer(line, width_m / 2, 'round')
}

/**
 * What of a unit's ground is water and what is road, each square metre taken off once: overlapping water, roads that
 * cross and roads over water count one time. Everything is planar, in metres, in one projected CRS; the error is that of
 * GEOS's double arithmetic (below 1e-9 of the unit), beside that of the projection (see `area.ts`).
 */
export class NetGround {
  readonly #geos: Geos
  readonly #water: Patches
  readonly #roads: Patches

  /** @param water and `roads` are valid planar polygons; they may overlap, also each other */
  constructor(geos: Geos, water: Iterable<Polygonal>, roads: Iterable<Polygonal>) {
    this.#geos = geos
    this.#water = new Patches(geos, water)
    this.#roads = new Patches(geos, roads)
  }

  /**
   * Null where no engine can cut the unit by what lies on it (see `overlay-held.ts`): its ground is not known then.
   * @param unit valid planar polygon in the same CRS
   */
  measure(unit: Polygonal): GroundParts | null {
    return orNull(() => this.#measure(unit))
  }

  #measure(unit: Polygonal): GroundParts {
    const geos = this.#geos
    const crowded = (piece: Polygonal, box: Bounds, cuts: number): boolean =>
      vertexCount(piece) > MOST ||
      (cuts < MOST_CUTS && this.#water.near(box).length + this.#roads.near(box).length > MOST)
    const parts = { area_m2: area_m2(unit), water_m2: 0, road_m2: 0 }
    for (const piece of subdivide(unit, geos, crowded)) {
      const box = boundsOf(piece)!
      const [dry, water_m2] = without(piece, this.#water.read(box), geos)
      parts.water_m2 += water_m2
      if (dry !== null) parts.road_m2 += without(dry, this.#roads.read(box), geos)[1]
    }
    return { ...parts, net_m2: Math.max(0, parts.area_m2 - parts.water_m2 - parts.road_m2) }
  }
}

/** Polygons in small pieces, found by box; kept as WKB, a fraction of the memory of GeoJSON. */
class Patches {
  readonly #pieces: Uint8Array[] = []
  readonly #tree: Flatbush | null

  constructor(geos: Geos, polygons: Iterable<Polygonal>) {
    const boxes: Bounds[] = []
    for (const polygon of polygons) {
      for (const piece of subdivide(polygon, geos, (part) => vertexCount(part) > MOST)) {
        boxes.push(boundsOf(piece)!)
        this.#pieces.push(encodeWkb(piece))
      }
    }
    this.#tree = boxes.length === 0 ? null : new Flatbush(boxes.length)
    for (const box of boxes) this.#tree!.add(...box)
    this.#tree?.finish()
  }

  near(box: Bounds): number[] {
    return this.#tree?.search(...box) ?? []
  }

  /** In the order they were given, which the order of the union and so its rounding hangs on. */
  read(box: Bounds): Polygonal[] {
    const found = this.near(box).sort((a, b) => a - b)
    return found.map((index) => decodeWkb(this.#pieces[index]!) as Polygonal)
  }
}

/** What is left of the ground, and how much was taken. */
function without(ground: Polygonal, taken: Polygonal[], geos: Geos): [Polygonal | null, number] {
  const cover = unionOf(taken, geos)
  if (cover === null) return [ground, 0]
  const before_m2 = area_m2(ground)
  const rest = differenceHeld(ground, cover, geos)
  const lost_m2 = before_m2 - (rest === null ? 0 : area_m2(rest))
  return lost_m2 <= ROUNDING * before_m2 ? [ground, 0] : [rest, lost_m2]
}

function area_m2(polygon: Polygonal): number {
  return areaM2Planar(polygon, (x, y) => [x, y])
}
