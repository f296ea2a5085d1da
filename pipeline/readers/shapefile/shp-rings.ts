import type { Position } from 'geojson'

/** A closed ring with what is needed to place it: twice its signed area (positive is counter-clockwise) and its box. */
export interface Ring {
  positions: Position[]
  doubleArea: number
  minX: number
  minY: number
  maxX: number
  maxY: number
  /** The positions as x, y, x, y ..., made when rings are looked for within it: a flat array is read several times as fast. */
  flat?: Float64Array
}

/** Measures a closed ring. Offsets are taken from its first position, since UTM northings would eat the digits of a small ring. */
export function measureRing(positions: Position[]): Ring {
  const originX = positions[0]![0]!
  const originY = positions[0]![1]!
  let doubleArea = 0
  let minX = originX
  let minY = originY
  let maxX = originX
  let maxY = originY
  let previousX = 0
  let previousY = 0
  for (let i = 1; i < positions.length; i++) {
    const position = positions[i]!
    const x = position[0]!
    const y = position[1]!
    if (x < minX) minX = x
    else if (x > maxX) maxX = x
    if (y < minY) minY = y
    else if (y > maxY) maxY = y
    const dx = x - originX
    const dy = y - originY
    doubleArea += previousX * dy - dx * previousY
    previousX = dx
    previousY = dy
  }
  return { positions, doubleArea, minX, minY, maxX, maxY }
}

export interface Assembled {
  polygons: Position[][][]
  /** Whether an exterior ring stands in the file in the direction of a hole. */
  isTurned: boolean
}

/** Steps of comparing rings that one record may take: a few seconds. No survey comes near; a file made for it would take hours. */
const STEPS = 5e8

/**
 * Polygons of the rings of one shapefile record, in file order, exterior rings counter-clockwise and holes clockwise (RFC 7946, OGC).
 *
 * In the file exteriors are clockwise and holes counter-clockwise (ESRI Shapefile Technical Description, 1998). A record written the other way
 * round throughout is recognised by its holes fitting only then. What still fits nowhere becomes an exterior of its own, as GDAL has it.
 *
 * @param onOrphan called for each hole that lies in no exterior
 * @param steps of comparing vertices and boxes that may be taken
 * @returns null when so many rings lie in each other that sorting them would not end in time
 */
export function assembleRings(
  rings: Ring[],
  onOrphan: (ring: Ring) => void,
  steps = STEPS,
): Assembled | null {
  if (rings.length === 1) {
    const ring = rings[0]!
    return { polygons: [[wound(ring, true)]], isTurned: ring.doubleArea > 0 }
  }
  const isHole = rings.map((ring) => ring.doubleArea > 0)
  const work = { steps }
  let owners = ownersOf(rings, isHole, work)
  let isTurned = false
  if (hasOrphan(owners, isHole)) {
    const reversed = rings.map((ring) => ring.doubleArea < 0)
    const reversedOwners = ownersOf(rings, reversed, work)
    isTurned = !hasOrphan(reversedOwners, reversed)
    if (isTurned) owners = reversedOwners
    else if (work.steps > 0)
      rings.forEach((ring, i) => void (isHole[i] && owners[i] === -1 && onOrphan(ring)))
  }
  if (work.steps <= 0) return null
  const polygons: (Position[][] | undefined)[] = rings.map((ring, i) =>
    owners[i] === -1 ? [wound(ring, true)] : undefined,
  )
  for (let i = 0; i < rings.length; i++) {
    if (owners[i] !== -1) polygons[owners[i]!]!.push(wound(rings[i]!, false))
  }
  return { polygons: polygons.filter((polygon) => polygon !== undefined), isTurned }
}

/** For each hole the index of the smallest exterior that holds it; -1 for exteriors and for holes without one. */
function ownersOf(rings: Ring[], isHole: boolean[], work: { steps: number }): Int32Array {
  const owners = new Int32Array(rings.length).fill(-1)
  if (!isHole.includes(true)) return owners
  const area = (i: number): number => Math.abs(rings[i]!.doubleArea)
  const exteriors = [...rings.keys()].filter((i) => !isHole[i]).sort((a, b) => area(a) - area(b))
  for (let h = 0; h < rings.length && work.steps > 0; h++) {
    if (!isHole[h]) continue
    const hole = rings[h]!
    work.steps -= exteriors.length
    for (const s of exteriors) {
      if (work.steps <= 0 || contains(rings[s]!, hole, work)) {
        owners[h] = s
        break
      }
    }
  }
  return owners
}

function hasOrphan(owners: Int32Array, isHole: boolean[]): boolean {
  return isHole.some((hole, i) => hole && owners[i] === -1)
}

/** The positions in one direction or the other. */
export function wound(ring: Ring, counterClockwise: boolean): Position[] {
  return ring.doubleArea > 0 === counterClockwise || ring.doubleArea === 0
    ? ring.positions
    : ring.positions.reverse()
}

function contains(outer: Ring, inner: Ring, work: { steps: number }): boolean {
  if (inner.minX < outer.minX || inner.maxX > outer.maxX) return false
  if (inner.minY < outer.minY || inner.maxY > outer.maxY) return false
  outer.flat ??= flattened(outer.positions)
  // Holes often touch their exterior: the first position that is not on its line decides, then the first such edge.
  for (const position of inner.positions) {
    work.steps -= outer.positions.length
    const side = sideOf(position[0]!, position[1]!, outer.flat)
    if (side !== 0) return side > 0
    if (work.steps <= 0) return true
  }
  for (let i = 1; i < inner.positions.length && work.steps > 0; i++) {
    work.steps -= outer.positions.length
    const a = inner.positions[i - 1]!
    const b = inner.positions[i]!
    const side = sideOf((a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2, outer.flat)
    if (side !== 0) return side > 0
  }
  return true
}

function flattened(positions: Position[]): Float64Array {
  const flat = new Float64Array(2 * positions.length)
  positions.forEach(([x, y], i) => {
    flat[2 * i] = x!
    flat[2 * i + 1] = y!
  })
  return flat
}

/** 1 inside the ring, -1 outside, 0 on its line; even-odd rule. */
function sideOf(x: number, y: number, ring: Float64Array): -1 | 0 | 1 {
  let inside = false
  let y1 = ring[1]! - y
  for (let i = 2; i < ring.length; i += 2) {
    const y2 = ring[i + 1]! - y
    // Nearly every edge lies above or below, and is done with two comparisons.
    if (y1 > 0 ? y2 <= 0 : y2 > 0) {
      const x1 = ring[i - 2]! - x
      const x2 = ring[i]! - x
      const cross = x1 * y2 - x2 * y1
      if (cross === 0) return 0
      if (cross > 0 === y2 > y1) inside = !inside
    } else if (y1 === 0 || y2 === 0) {
      const x1 = ring[i - 2]! - x
      const x2 = ring[i]! - x
      if ((x1 === 0 && y1 === 0) || (x2 === 0 && y2 === 0)) return 0
      if (y1 === 0 && y2 === 0 && x1 > 0 !== x2 > 0) return 0
    }
    y1 = y2
  }
  return inside ? 1 : -1
}
