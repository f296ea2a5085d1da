import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { areaM2Planar, type Project } from './area.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { type Geos, GeosError } from './geos.ts'
import type { HeldPolygon } from './geos-held.ts'
import { labelPoint } from './label-point.ts'
import { cutPair } from './overlay.ts'
import { type Polygonal, signedArea } from './rings.ts'

/** Two outlines over the same ground, by their places in the list; `earlier < later`. */
export interface OverlapPair {
  earlier: number
  later: number
  /** Shared ground, planar. */
  area_m2: number
  /** Shared ground over the area of the smaller and of the larger outline, 0 to 1. */
  shareOfSmaller: number
  shareOfLarger: number
  /** A point (lon/lat) inside the shared ground, found when it is first asked for: that takes as long as the overlay. */
  readonly at: [number, number] | null
}

/** Vertices of outlines kept in the memory of GEOS at a time, about 100 MB with their indexes. */
const HELD_VERTICES = 1_000_000

/** A degree is at most this long, north or east, anywhere on the WGS 84 ellipsoid. */
const LONGEST_DEGREE_M = 111_700

/**
 * Every pair that shares more than `minimum_m2` of ground, in order of the later and then the earlier outline. Boxes
 * find the candidates, GEOS cuts them, so that the cost follows the number of neighbours and not of pairs. Where GEOS
 * throws, polyclip cuts. Memory beside the outlines is bounded, whatever their number.
 * @param heldVertices how many vertices GEOS keeps at a time, the two outlines at hand in any case
 * @param outlines valid lon/lat polygons; equal ones come first through `firstOfEqual`, since n equal outlines make n² pairs
 */
export function* overlapPairs(
  outlines: readonly Polygonal[],
  geos: Geos,
  project: Project,
  minimum_m2: number,
  heldVertices = HELD_VERTICES,
): Generator<OverlapPair> {
  const boxes = outlines.map((outline) => boundsOf(outline))
  const known = boxes.flatMap((box, index) => (box ? [{ box, index }] : []))
  if (known.length < 2) return
  const tree = new Flatbush(known.length)
  for (const { box } of known) tree.add(...box)
  tree.finish()
  const areas = new Map<number, number>()
  const areaOf = (index: number): number => {
    const area_m2 = areas.get(index) ?? areaM2Planar(outlines[index]!, project)
    areas.set(index, area_m2)
    return area_m2
  }
  const held = new HeldOutlines(outlines, geos, heldVertices)
  try {
    for (const [place, { box, index: later }] of known.entries()) {
      const met = tree.search(
        ...box,
        (other) => other < place && couldShare(known[other]!.box, box, minimum_m2),
      )
      for (const other of met.sort((a, b) => a - b)) {
        const earlier = known[other]!.index
        const shared = held.shared(earlier, later)
        const area_m2 = shared ? areaM2Planar(shared, project) : 0
        if (shared === null || area_m2 <= minimum_m2) continue
        const [smaller_m2, larger_m2] = [areaOf(earlier), areaOf(later)].sort((a, b) => a - b) as [
          number,
          number,
        ]
        yield pairOf(
          {
            earlier,
            later,
            area_m2,
            shareOfSmaller: area_m2 / smaller_m2,
            shareOfLarger: area_m2 / larger_m2,
          },
          shared,
        )
      }
    }
  } finally {
    held.release()
  }
}

function pairOf(facts: Omit<OverlapPair, 'at'>, ground: Polygonal): OverlapPair {
  let at: [number, number] | null | undefined
  return {
    ...facts,
    get at() {
      at ??= labelPoint(ground)
      return at
    },
  }
}

/** Outlines inside GEOS, the least recently asked given back first. */
class HeldOutlines {
  readonly #outlines: readonly Polygonal[]
  readonly #geos: Geos
  readonly #limit: number
  readonly #held = new Map<number, { polygon: HeldPolygon; vertices: number }>()
  #vertices = 0

  constructor(outlines: readonly Polygonal[], geos: Geos, limit: number) {
    this.#outlines = outlines
    this.#limit = limit
    this.#geos = geos
  }

  shared(earlier: number, later: number): Polygonal | null {
    try {
      const polygon = this.#polygon(later)
      const other = this.#polygon(earlier)
      return polygon.interiorsMeet(other) ? other.intersection(polygon) : null
    } catch (error) {
      if (!(error instanceof GeosError)) throw error
      return cutPair(this.#outlines[earlier]!, this.#outlines[later]!, this.#geos).both
    }
  }

  release(): void {
    for (const { polygon } of this.#held.values()) polygon.release()
    this.#held.clear()
  }

  #polygon(index: number): HeldPolygon {
    const known = this.#held.get(index)
    if (known) {
      this.#held.delete(index)
      this.#held.set(index, known)
      return known.polygon
    }
    const outline = this.#outlines[index]!
    const polygon = this.#geos.hold(outline)
    const vertices = verticesOf(outline)
    this.#held.set(index, { polygon, vertices })
    this.#vertices += vertices
    for (const [oldest, entry] of this.#held) {
      // The two of the pair at hand stay.
      if (this.#vertices <= this.#limit || this.#held.size <= 2) break
      entry.polygon.release()
      this.#held.delete(oldest)
      this.#vertices -= entry.vertices
    }
    return polygon
  }
}

function verticesOf(outline: Polygonal): number {
  const rings = outline.type === 'Polygon' ? outline.coordinates : outline.coordinates.flat()
  return rings.reduce((sum, ring) => sum + ring.length, 0)
}

/** Whether the shared part of two boxes is large enough to hold the ground; neighbours in a grid share none. */
function couldShare(a: Bounds, b: Bounds, minimum_m2: number): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1])
  return width * height * LONGEST_DEGREE_M ** 2 > minimum_m2
}

/**
 * For each outline the place of the first that is equal to it, its own where it is the first. Equal are outlines with
 * the same rings, to seven decimals of a degree (a centimetre), wherever a ring starts and whichever way it runs.
 */
export function firstOfEqual(outlines: readonly Polygonal[]): number[] {
  const byBox = new Map<string, number[]>()
  outlines.forEach((outline, index) => {
    const key = (boundsOf(outline) ?? []).map(rounded).join(' ')
    const group = byBox.get(key)
    if (group) group.push(index)
    else byBox.set(key, [index])
  })
  const firsts = outlines.map((_, index) => index)
  for (const group of byBox.values()) {
    if (group.length === 1) continue
    const byRings = new Map<string, number>()
    for (const index of group) {
      const key = ringsKey(outlines[index]!)
      const first = byRings.get(key)
      if (first === undefined) byRings.set(key, index)
      else firsts[index] = first
    }
  }
  return firsts
}

function ringsKey(outline: Polygonal): string {
  const parts = outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates
  return parts
    .map((rings) => rings.map(ringKey))
    .map(([shell, ...holes]) => [shell, ...holes.sort()].join(';'))
    .sort()
    .join('|')
}

function ringKey(ring: Position[]): string {
  const open = (signedArea(ring) < 0 ? ring.toReversed() : ring)
    .slice(1)
    .map((p) => p.slice(0, 2).map(rounded).join(' '))
  let start = 0
  open.forEach((position, i) => {
    if (position < open[start]!) start = i
  })
  return [...open.slice(start), ...open.slice(0, start)].join(',')
}

function rounded(value: number): string {
  return value.toFixed(7)
}
