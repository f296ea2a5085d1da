import { difference, feature, featureCollection, intersect, union } from '@turf/turf'
import type { Geometry, Polygon } from 'geojson'
import { areaM2Planar, perimeterMPlanar } from './area.ts'
import { boundsMeet, boundsOf } from './bounds.ts'
import { type Geos, GeosError } from './geos.ts'
import { type Polygonal, rewind } from './rings.ts'

/**
 * What cut a pair: GEOS on the operands as they are, GEOS on operands made valid first, Turf's polyclip where GEOS
 * throws or loses ground, or none, where both failed: then nothing was cut.
 */
export type OverlayEngine = 'geos' | 'geos_repaired' | 'polyclip' | 'none'

/** A polygon an overlay may take. */
export interface Ground {
  /** Valid and with area; null where none is left. */
  geometry: Polygonal | null
  /** Whether it had to be made valid. */
  repaired: boolean
}

/** What cuts a pair where GEOS does not; it may throw anything. */
export interface PairEngine {
  intersection(a: Polygonal, b: Polygonal): Polygonal | null
  difference(a: Polygonal, b: Polygonal): Polygonal | null
}

/** Whether the parts are the whole, in the plane of the coordinates: |A| = |A and B| + |A minus B|. */
export interface Conservation {
  /** Squared units of the coordinates. */
  whole: number
  parts: number
  /** The difference that rounding explains. */
  tolerance: number
  conserved: boolean
}

export interface PairCut {
  /** The ground of `a` that was cut: `a` itself, or `a` made valid. */
  whole: Polygonal | null
  /** A and B. */
  both: Polygonal | null
  /** A minus B. */
  rest: Polygonal | null
  engine: OverlayEngine
  conservation: Conservation
}

/**
 * How far an overlay may move a border, as a part of the largest coordinate. GEOS computes crossings in doubles (1e-16)
 * and, where that fails, snaps vertices within 1e-12 of the largest coordinate: twice that is 2.2e-10 degrees at 112
 * degrees east, 25 micrometres. An overlay that had to move more is told as one that does not conserve area.
 */
const BORDER_SHIFT = 2e-12

/**
 * Judges an overlay by area. The tolerance is the length of all borders times {@link BORDER_SHIFT} of the largest
 * coordinate, since ground lost is border moved: it is absolute for tiny polygons and falls with size for large ones
 * (2.5e-6 of the area for a square of a hectare cut in two). Judged where the overlay was made, in squared degrees for lon/lat: a straight side
 * of a kilometre, cut in two, bends by millimetres in UTM without anything being lost.
 */
export function conservationOf(whole: Polygonal | null, parts: readonly (Polygonal | null)[]): Conservation {
  const before = whole === null ? 0 : areaInPlane(whole)
  let after = 0
  let border = whole === null ? 0 : borderInPlane(whole)
  for (const part of parts) {
    if (part === null) continue
    after += areaInPlane(part)
    border += borderInPlane(part)
  }
  const tolerance = border * shiftOf(whole)
  return { whole: before, parts: after, tolerance, conserved: Math.abs(before - after) <= tolerance }
}

/** Area in squared units of the coordinates. */
export function areaInPlane(geometry: Geometry): number {
  return areaM2Planar(geometry, same)
}

/** The parts of a polygon, one by one. */
export function partsOf(geometry: Polygonal | null): Polygon[] {
  if (geometry === null) return []
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return parts.map((coordinates) => ({ type: 'Polygon', coordinates }))
}

/** The parts as one polygon, null for none. */
export function joinParts(parts: readonly Polygon[]): Polygonal | null {
  if (parts.length <= 1) return parts[0] ?? null
  return { type: 'MultiPolygon', coordinates: parts.map(({ coordinates }) => coordinates) }
}

/** Whether a piece is what rounding left, and no ground: an area below the tolerance of its own border. */
export function isRounding(piece: Polygonal): boolean {
  return areaInPlane(piece) <= borderInPlane(piece) * shiftOf(piece)
}

/**
 * The same polygon where it is valid, else made valid: by GEOS as a whole (`structure`: ground drawn twice stays ground),
 * part by part where that throws, by its `linework`, by polyclip. Never throws; where all fail it is left as it is.
 */
export function groundOf(geometry: Polygonal, geos: Geos): Ground {
  if (geos.checkValidity(geometry).valid) return { geometry: withArea(geometry), repaired: false }
  for (const repair of [
    () => geos.makeValid(geometry),
    () => geos.union(partsOf(geometry).flatMap((part) => partsOf(geos.makeValid(part)))),
    () => geos.makeValid(geometry, 'linework'),
    () => unionByPolyclip(geometry),
  ]) {
    const made = tried(repair)
    if (made) return { geometry: withArea(made.result), repaired: true }
  }
  return { geometry: withArea(geometry), repaired: true }
}

/**
 * Cuts `a` by `b`. Never throws for polygons, whatever is wrong with them: coordinates that are no numbers are no
 * ground, and where no engine can cut, all of `a` is `rest` and the engine is `none`, which conserves nothing.
 */
export function cutPair(a: Polygonal, b: Polygonal, geos: Geos, fallback: PairEngine = POLYCLIP): PairCut {
  return cutGround(groundOf(a, geos), groundOf(b, geos), geos, fallback)
}

/** {@link cutPair} of polygons already known to be valid, as `groundOf` gives them. */
export function cutGround(a: Ground, b: Ground, geos: Geos, fallback: PairEngine = POLYCLIP): PairCut {
  const whole = a.geometry
  const engine = a.repaired || b.repaired ? 'geos_repaired' : 'geos'
  const boxes = [whole, b.geometry].map((geometry) => boundsOf(geometry))
  if (whole === null || b.geometry === null || !boundsMeet(boxes[0]!, boxes[1]!))
    return { whole, both: null, rest: whole, engine, conservation: conservationOf(whole, [whole]) }
  const other = b.geometry
  const byGeos = attempt(whole, engine, () => ({
    both: geos.intersection(whole, other),
    rest: geos.difference(whole, other),
  }))
  if (byGeos?.conservation.conserved) return byGeos
  const byTurf = attempt(whole, 'polyclip', () => ({
    both: fallback.intersection(whole, other),
    rest: fallback.difference(whole, other),
  }))
  if (byTurf?.conservation.conserved) return byTurf
  return byGeos ?? byTurf ?? uncut(whole)
}

/** Intersection by Turf's polyclip; polygons alone, null for nothing. Throws what polyclip throws. */
export function intersectionByPolyclip(a: Polygonal, b: Polygonal): Polygonal | null {
  return polygonOf(intersect(featureCollection([feature(a), feature(b)])))
}

/** Difference by Turf's polyclip; null for nothing. Throws what polyclip throws. */
export function differenceByPolyclip(a: Polygonal, b: Polygonal): Polygonal | null {
  return polygonOf(difference(featureCollection([feature(a), feature(b)])))
}

/**
 * Ground that any of the polygons holds, counted once; null for none. Never throws: where GEOS cannot unite them all at
 * once, each adds what those before it left, part by part.
 * @param polygons valid, as `groundOf` gives them; others are made valid where GEOS throws
 */
export function unionOf(polygons: readonly Polygonal[], geos: Geos): Polygonal | null {
  if (polygons.length <= 1) return polygons[0] ?? null
  try {
    return geos.union(polygons)
  } catch (error) {
    if (!(error instanceof GeosError)) throw error
  }
  let united: Polygonal | null = null
  for (const part of polygons.flatMap((polygon) => partsOf(polygon))) {
    const fresh: Polygonal | null =
      united === null ? groundOf(part, geos).geometry : cutPair(part, united, geos).rest
    if (fresh !== null) united = joinParts([...partsOf(united), ...partsOf(fresh)])
  }
  return united
}

const POLYCLIP: PairEngine = { intersection: intersectionByPolyclip, difference: differenceByPolyclip }

function unionByPolyclip(geometry: Polygonal): Polygonal | null {
  const polygons = partsOf(geometry).map((part) => feature(part))
  // Turf asks for two: a polygon with itself is the polygon, cleaned.
  return polygonOf(union(featureCollection(polygons.length === 1 ? [...polygons, ...polygons] : polygons)))
}

function polygonOf(result: { geometry: Polygonal } | null): Polygonal | null {
  return result === null || result.geometry.coordinates.length === 0 ? null : rewind(result.geometry)
}

function attempt(
  whole: Polygonal,
  engine: OverlayEngine,
  cut: () => { both: Polygonal | null; rest: Polygonal | null },
): PairCut | null {
  const made = tried(cut)?.result
  if (made === undefined) return null
  const conservation = conservationOf(whole, [made.both, made.rest])
  // Coordinates whose products overflow: parts without an area are no cut.
  return Number.isFinite(conservation.parts) ? { whole, ...made, engine, conservation } : null
}

/** What was made, or null where it threw: GEOS throws its own errors, polyclip plain ones that cannot be told apart. */
function tried<T>(make: () => T): { result: T } | null {
  try {
    return { result: make() }
  } catch {
    return null
  }
}

function uncut(whole: Polygonal): PairCut {
  const conservation = { ...conservationOf(whole, [whole]), conserved: false }
  return { whole, both: null, rest: whole, engine: 'none', conservation }
}

function withArea(geometry: Polygonal | null): Polygonal | null {
  return geometry !== null && areaInPlane(geometry) > 0 ? geometry : null
}

function borderInPlane(geometry: Geometry): number {
  return perimeterMPlanar(geometry, same)
}

function shiftOf(geometry: Polygonal | null): number {
  const box = boundsOf(geometry)
  return box === null ? 0 : BORDER_SHIFT * Math.max(...box.map(Math.abs))
}

function same(x: number, y: number): [number, number] {
  return [x, y]
}
