import type { Position } from 'geojson'
import { assembleRings, type Ring, wound } from './shp-rings.ts'

// Kinds of parts: 0 triangle strip, 1 triangle fan, 2 outer ring, 3 inner ring, 4 first ring, 5 ring
// (ESRI Shapefile Technical Description, 1998, MultiPatch).
const OUTER = 2
const INNER = 3
const FIRST = 4

export function isSurfaceOfTriangles(kind: number): boolean {
  return kind === 0 || kind === 1
}

/**
 * Polygons of the rings of a MultiPatch, seen from above. An outer ring takes the inner rings that follow it; among a first ring and the rings
 * after it, what is a hole is told as in a Polygon.
 *
 * @param kinds of the rings, each 2 to 5
 * @param onOrphan called for each hole that lies in no exterior
 */
export function assemblePatches(
  rings: Ring[],
  kinds: number[],
  onOrphan: (ring: Ring) => void,
): Position[][][] {
  const polygons: Position[][][] = []
  for (let begin = 0; begin < rings.length; ) {
    let end = begin + 1
    while (end < rings.length && kinds[end] !== OUTER && kinds[end] !== FIRST) end++
    const group = rings.slice(begin, end)
    const isStated = kinds[begin] === OUTER && kinds.slice(begin + 1, end).every((kind) => kind === INNER)
    if (isStated) polygons.push(group.map((ring, i) => wound(ring, i === 0)))
    else
      polygons.push(...(assembleRings(group, onOrphan)?.polygons ?? group.map((ring) => [wound(ring, true)])))
    begin = end
  }
  return polygons
}
