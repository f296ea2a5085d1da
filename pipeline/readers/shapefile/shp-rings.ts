import type { Position } from 'geojson'

/** A closed ring with what is needed to place it: twice its signed area (positive is counter-clockwise) and its box. */
export interface Ring {
  positions: Position[]
  doubleArea: number
  minX: number
  minY: number
  maxX: number
  maxY: number
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

/**
 * Polygons of the rings of one shapefile record, in file order, exterior rings counter-clockwise and holes clockwise (RFC 7946, OGC).
 *
 * In the file exteriors are clockwise and holes counter-clockwise (ESRI Shapefile Technical Description, 1998). A record written the other way
 * round throughout is recognised by its holes fitting only then. What still fits nowhere becomes an exterior of its own, as GDAL has it.
 *
 * @param onOrphan called for each hole that lies in no exterior
 */
export function assembleRings(rings: Ring[], onOrphan: (ring: Ring) => void): Position[][][] {
  if (rings.length === 1) return [[wind(rings[0]!, true)]]
  const isHole = rings.map((ring) => ring.doubleArea > 0)
  const holes = isHole.filter(Boolean).length
  let owners: Int32Array
  if (holes === 0) {
    owners = new Int32Array(rings.length).fill(-1)
  } else {
    owners = ownersOf(rings, isHole)
    if (hasOrphan(owners, isHole)) {
      const reversed = rings.map((ring) => ring.doubleArea < 0)
      const reversedOwners = ownersOf(rings, reversed)
      if (!hasOrphan(reversedOwners, reversed)) owners = reversedOwners
      else rings.forEach((ring, i) => void (isHole[i] && owners[i] === -1 && onOrphan(ring)))
    }
  }
  const polygons: (Position[][] | undefined)[] = rings.map((ring, i) =>
    owners[i] === -1 ? [wind(ring, true)] : undefined,
  )
  for (let i = 0; i < rings.length; i++) {
    if (owners[i] !== -1) polygons[owners[i]!]!.push(wind(rings[i]!, false))
  }
  return polygons.filter((polygon) => polygon !== undefined)
}

/** For each hole the index of the smallest exterior that holds it; -1 for exteriors and for holes without one. */
function ownersOf(rings: Ring[], isHole: boolean[]): Int32Array {
  const owners = new Int32Array(rings.length).fill(-1)
  for (let h = 0; h < rings.length; h++) {
    if (!isHole[h]) continue
    let smallest = Number.POSITIVE_INFINITY
    for (let s = 0; s < rings.length; s++) {
      if (isHole[s]) continue
      const area = Math.abs(rings[s]!.doubleArea)
      if (area < smallest && contains(rings[s]!, rings[h]!)) {
        smallest = area
        owners[h] = s
      }
    }
  }
  return owners
}

function hasOrphan(owners: Int32Array, isHole: boolean[]): boolean {
  return isHole.some((hole, i) => hole && owners[i] === -1)
}

function wind(ring: Ring, counterClockwise: boolean): Position[] {
  return ring.doubleArea > 0 === counterClockwise || ring.doubleArea === 0
    ? ring.positions
    : ring.positions.reverse()
}

function contains(outer: Ring, inner: Ring): boolean {
  if (inner.minX < outer.minX || inner.maxX > outer.maxX) return false
  if (inner.minY < outer.minY || inner.maxY > outer.maxY) return false
  // Holes often touch their exterior: the first position that is not on its line decides, then the first such edge.
  for (const position of inner.positions) {
    const side = sideOf(position[0]!, position[1]!, outer.positions)
    if (side !== 0) return side > 0
  }
  for (let i = 1; i < inner.positions.length; i++) {
    const a = inner.positions[i - 1]!
    const b = inner.positions[i]!
    const side = sideOf((a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2, outer.positions)
    if (side !== 0) return side > 0
  }
  return true
}

/** 1 inside the ring, -1 outside, 0 on its line; even-odd rule. */
function sideOf(x: number, y: number, ring: Position[]): -1 | 0 | 1 {
  let inside = false
  let x1 = ring[0]![0]! - x
  let y1 = ring[0]![1]! - y
  for (let i = 1; i < ring.length; i++) {
    const x2 = ring[i]![0]! - x
    const y2 = ring[i]![1]! - y
    if (y1 > 0 !== y2 > 0) {
      const cross = x1 * y2 - x2 * y1
      if (cross === 0) return 0
      if (cross > 0 === y2 > y1) inside = !inside
    } else if (y1 === 0 || y2 === 0) {
      if ((x1 === 0 && y1 === 0) || (x2 === 0 && y2 === 0)) return 0
      if (y1 === 0 && y2 === 0 && x1 > 0 !== x2 > 0) return 0
    }
    x1 = x2
    y1 = y2
  }
  return inside ? 1 : -1
}
