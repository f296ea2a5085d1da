import type { Position } from 'geojson'
import { measureRing, type Ring } from './shp-rings.ts'

export interface MendedRings {
  rings: Ring[]
  /** For each ring left, which part of the record it was. */
  kept: number[]
  unclosed: number
  /** Rings left out because they enclose nothing. */
  flat: number
  /** Rings left out because another of the record is the same. */
  twice: number
}

/** Closes what is open, and leaves out rings that enclose nothing and those that stand twice in the record. */
export function mendRings(parts: Position[][]): MendedRings {
  const mended: MendedRings = { rings: [], kept: [], unclosed: 0, flat: 0, twice: 0 }
  const met = parts.length > 1 ? new Map<string, Ring[]>() : null
  parts.forEach((positions, part) => {
    const first = positions[0]!
    const last = positions[positions.length - 1]!
    const isOpen = first[0] !== last[0] || first[1] !== last[1]
    if (isOpen) positions.push([first[0]!, first[1]!])
    const ring = measureRing(positions)
    if (positions.length < 4 || (ring.doubleArea === 0 && isFlat(positions))) {
      mended.flat++
    } else if (met !== null && isAgain(met, ring)) {
      mended.twice++
    } else {
      // One that is left out needs no closing.
      if (isOpen) mended.unclosed++
      mended.rings.push(ring)
      mended.kept.push(part)
    }
  })
  return mended
}

/** Whether a line has two positions that differ. */
export function hasLength(positions: Position[]): boolean {
  const [x, y] = positions[0]!
  return positions.some((position) => position[0] !== x || position[1] !== y)
}

/** Whether all positions lie on one line; a figure of eight whose halves cancel out does not. */
function isFlat(positions: Position[]): boolean {
  const [x, y] = positions[0]!
  const other = positions.find((position) => position[0] !== x || position[1] !== y)
  if (other === undefined) return true
  const dx = other[0]! - x!
  const dy = other[1]! - y!
  return positions.every((position) => dx * (position[1]! - y!) === dy * (position[0]! - x!))
}

function isAgain(met: Map<string, Ring[]>, ring: Ring): boolean {
  const key = `${ring.positions.length} ${ring.minX} ${ring.minY} ${ring.maxX} ${ring.maxY}`
  const alike = met.get(key)
  if (alike === undefined) {
    met.set(key, [ring])
    return false
  }
  // Rings that fill the same box without being the same are few, unless someone made them so.
  if (alike.length < 8 && !alike.some((other) => isSame(other.positions, ring.positions))) {
    alike.push(ring)
    return false
  }
  return alike.some((other) => isSame(other.positions, ring.positions))
}

/** Whether two closed rings are the same in the same direction, wherever each begins. */
function isSame(a: Position[], b: Position[]): boolean {
  const length = a.length - 1
  const start = b.findIndex((position) => position[0] === a[0]![0] && position[1] === a[0]![1])
  if (start === -1) return false
  for (let i = 0; i < length; i++) {
    const other = b[(start + i) % length]!
    if (a[i]![0] !== other[0] || a[i]![1] !== other[1]) return false
  }
  return true
}
