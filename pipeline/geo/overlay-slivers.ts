import type { Polygon, Position } from 'geojson'
import { areaM2Planar, type Project } from './area.ts'
import { type Bounds, boundsMeet, boundsOf } from './bounds.ts'
import { type Geos, GeosError } from './geos.ts'
import { conservationOf, joinParts, partsOf } from './overlay.ts'
import { meanWidthM, planarParts } from './ring-shape.ts'
import type { Polygonal } from './rings.ts'

export interface SliverMerge {
  /** By the places of the pieces given; null where a piece was nothing but slivers and went to its neighbours. */
  pieces: (Polygonal | null)[]
  /** Parts that were merged, and their planar area. */
  merged: number
  merged_m2: number
}

interface Part {
  piece: number
  polygon: Polygon
  bounds: Bounds
  area_m2: number
  /** Its area before other slivers were merged into it. */
  given_m2: number
  isSliver: boolean
}

/** How near, in degrees, a border runs to be the same border: a tenth of a millimetre. */
const SAME_BORDER_DEG = 1e-9

/**
 * Gives every part of a piece whose mean width, `2 * area / perimeter`, is below `sliver_m` to the neighbouring piece it
 * shares the longest border with: first to one that is no sliver, the earlier of two that share as much. Smallest first;
 * what borders on nothing stays. Ground is conserved: a merge that would lose some is not made.
 * @param pieces valid lon/lat polygons that do not overlap, the pieces of one whole
 * @param project degrees to metres, in which widths are measured
 */
export function mergeSlivers(
  pieces: readonly Polygonal[],
  sliver_m: number,
  geos: Geos,
  project: Project,
): SliverMerge {
  const partOf = (piece: number, polygon: Polygon): Part => {
    const area_m2 = areaM2Planar(polygon, project)
    const isSliver = meanWidthM(planarParts(polygon, project)) < sliver_m
    return { piece, polygon, bounds: boundsOf(polygon)!, area_m2, given_m2: area_m2, isSliver }
  }
  let parts = pieces.flatMap((geometry, piece) => partsOf(geometry).map((part) => partOf(piece, part)))
  const settled = new Set<Part>()
  const touched = new Set<number>()
  let merged = 0
  let merged_m2 = 0
  for (let sliver = smallestSliver(parts, settled); sliver; sliver = smallestSliver(parts, settled)) {
    settled.add(sliver)
    for (const neighbour of neighbours(sliver, parts)) {
      const whole = union(sliver.polygon, neighbour.polygon, geos)
      if (whole === null) continue
      const grown = whole.map((polygon) => partOf(neighbour.piece, polygon))
      // Borders that rounding keeps apart leave the sliver a part of its own; it has its home all the same.
      if (grown.length > 1) for (const part of grown) settled.add(part)
      if (neighbour.isSliver && grown.length === 1) grown[0]!.given_m2 = neighbour.given_m2
      parts = parts.flatMap((part) => (part === sliver ? [] : part === neighbour ? grown : [part]))
      touched.add(sliver.piece).add(neighbour.piece)
      merged++
      merged_m2 += sliver.given_m2
      break
    }
  }
  return {
    pieces: pieces.map((geometry, piece) =>
      touched.has(piece)
        ? joinParts(parts.filter((part) => part.piece === piece).map(({ polygon }) => polygon))
        : geometry,
    ),
    merged,
    merged_m2,
  }
}

function smallestSliver(parts: readonly Part[], settled: ReadonlySet<Part>): Part | null {
  let smallest: Part | null = null
  for (const part of parts)
    if (part.isSliver && !settled.has(part) && (smallest === null || part.area_m2 < smallest.area_m2))
      smallest = part
  return smallest
}

/** Parts of other pieces that share a border, the best home first. */
function neighbours(sliver: Part, parts: readonly Part[]): Part[] {
  const reach: Bounds = [
    sliver.bounds[0] - SAME_BORDER_DEG,
    sliver.bounds[1] - SAME_BORDER_DEG,
    sliver.bounds[2] + SAME_BORDER_DEG,
    sliver.bounds[3] + SAME_BORDER_DEG,
  ]
  return parts
    .filter((part) => part.piece !== sliver.piece && boundsMeet(part.bounds, reach))
    .map((part) => ({ part, border: sharedBorder(sliver.polygon, part.polygon, reach) }))
    .filter(({ border }) => border > SAME_BORDER_DEG)
    .sort(
      (a, b) =>
        Number(a.part.isSliver) - Number(b.part.isSliver) ||
        b.border - a.border ||
        a.part.piece - b.part.piece,
    )
    .map(({ part }) => part)
}

/**
 * Length of the borders that two polygons have in common, in degrees of latitude. Edges need not have the same ends: each
 * is compared with every edge near it.
 */
function sharedBorder(a: Polygon, b: Polygon, reach: Bounds): number {
  const shrink = Math.cos((((reach[1] + reach[3]) / 2) * Math.PI) / 180)
  const near = edges(b).filter(([from, to]) => boundsMeet(boundsOfEdge(from, to), reach))
  let length = 0
  for (const [from, to] of edges(a))
    for (const [start, end] of near) length += commonLength(from, to, start, end, shrink)
  return length
}

function commonLength(from: Position, to: Position, start: Position, end: Position, shrink: number): number {
  const dx = (to[0]! - from[0]!) * shrink
  const dy = to[1]! - from[1]!
  const length = Math.hypot(dx, dy)
  if (length === 0) return 0
  const along = ([x, y]: Position) => ((x! - from[0]!) * shrink * dx + (y! - from[1]!) * dy) / length
  const aside = ([x, y]: Position) => ((y! - from[1]!) * dx - (x! - from[0]!) * shrink * dy) / length
  const [t0, t1] = [along(start), along(end)]
  const low = Math.max(0, Math.min(t0, t1))
  const high = Math.min(length, Math.max(t0, t1))
  if (high <= low) return 0
  const [h0, h1] = [aside(start), aside(end)]
  const asideAt = (t: number) => h0 + ((h1 - h0) * (t - t0)) / (t1 - t0)
  return Math.abs(asideAt(low)) <= SAME_BORDER_DEG && Math.abs(asideAt(high)) <= SAME_BORDER_DEG
    ? high - low
    : 0
}

function edges(polygon: Polygon): [Position, Position][] {
  return polygon.coordinates.flatMap((ring) =>
    ring.slice(1).map((to, i): [Position, Position] => [ring[i]!, to]),
  )
}

function boundsOfEdge(from: Position, to: Position): Bounds {
  return [
    Math.min(from[0]!, to[0]!),
    Math.min(from[1]!, to[1]!),
    Math.max(from[0]!, to[0]!),
    Math.max(from[1]!, to[1]!),
  ]
}

/** The parts of the union, or null where GEOS cannot make it without loss. */
function union(a: Polygon, b: Polygon, geos: Geos): Polygon[] | null {
  try {
    const joined = partsOf(geos.union([a, b]))
    const both: Polygonal = { type: 'MultiPolygon', coordinates: [a.coordinates, b.coordinates] }
    return conservationOf(both, joined).conserved ? joined : null
  } catch (error) {
    if (error instanceof GeosError) return null
    throw error
  }
}
