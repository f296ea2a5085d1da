import type { MultiPolygon, Polygon, Position } from 'geojson'

export type Polygonal = Polygon | MultiPolygon

/** What keeps a ring from being a linear ring at all (RFC 7946 section 3.1.6), before any question of topology. */
export type RingFaultKind = 'not-positions' | 'not-finite' | 'too-few-positions' | 'not-closed'

export interface RingFault {
  kind: RingFaultKind
  /** Polygon within the geometry and ring within the polygon, 0-based; ring 0 is the shell. */
  part: number
  ring: number
  /** Where, when the fault has a place. */
  at: [number, number] | null
}

export interface RingCheck {
  /** In order of position; empty when every ring is closed, has four positions or more, and finite numbers. */
  faults: RingFault[]
  /** Positions that repeat the one before them in the same ring. */
  duplicateVertices: number
  /** Rings against the right-hand rule of RFC 7946: clockwise shells and counter-clockwise holes. */
  wrongWindings: number
}

/** Structure of all rings. Never throws, whatever stands in the place of the coordinates. */
export function checkRings(geometry: Polygonal): RingCheck {
  const check: RingCheck = { faults: [], duplicateVertices: 0, wrongWindings: 0 }
  const parts: unknown = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  if (!Array.isArray(parts)) {
    check.faults.push({ kind: 'not-positions', part: 0, ring: 0, at: null })
    return check
  }
  parts.forEach((rings: unknown, part) => {
    if (!Array.isArray(rings)) {
      check.faults.push({ kind: 'not-positions', part, ring: 0, at: null })
      return
    }
    rings.forEach((ring: unknown, index) => {
      checkRing(check, ring, part, index)
    })
  })
  return check
}

function checkRing(check: RingCheck, positions: unknown, part: number, ring: number): void {
  const { faults } = check
  if (!Array.isArray(positions)) {
    faults.push({ kind: 'not-positions', part, ring, at: null })
    return
  }
  for (let i = 0; i < positions.length; i++) {
    const position: unknown = positions[i]
    if (!isPosition(position)) {
      faults.push({ kind: 'not-positions', part, ring, at: null })
      return
    }
    if (!Number.isFinite(position[0]) || !Number.isFinite(position[1])) {
      // The last position that has a place is the nearest that can be said.
      faults.push({ kind: 'not-finite', part, ring, at: i > 0 ? placeOf(positions[i - 1]) : null })
      return
    }
    if (i > 0 && samePlace(positions[i - 1], position)) check.duplicateVertices++
  }
  const count = positions.length
  if (count < 4) faults.push({ kind: 'too-few-positions', part, ring, at: placeOf(positions[0]) })
  if (count > 1 && !samePlace(positions[0], positions[count - 1])) {
    faults.push({ kind: 'not-closed', part, ring, at: placeOf(positions[0]) })
  }
  if (isWrongWay(positions, ring)) check.wrongWindings++
}

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number'
}

function placeOf(position: Position | undefined): [number, number] | null {
  return position ? [position[0]!, position[1]!] : null
}

function samePlace(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1]
}

/**
 * Area of a ring in squared units of its coordinates: positive when it runs counter-clockwise (x to the right, y up).
 * In a ring that crosses itself loops of opposite winding cancel. For orientation, not for publishing.
 */
export function signedArea(ring: readonly Position[]): number {
  if (ring.length === 0) return 0
  const x0 = ring[0]![0]!
  const y0 = ring[0]![1]!
  let twice = 0
  for (let i = 2; i < ring.length; i++) {
    const a = ring[i - 1]!
    const b = ring[i]!
    twice += (a[0]! - x0) * (b[1]! - y0) - (b[0]! - x0) * (a[1]! - y0)
  }
  return twice / 2
}

/**
 * The same geometry with shells counter-clockwise and holes clockwise (RFC 7946 section 3.1.6). Rings keep their first
 * position; those already right, and those without area, are not copied.
 */
export function rewind<G extends Polygonal>(geometry: G): G {
  const turned = (rings: Position[][]): Position[][] =>
    rings.some(isWrongWay)
      ? rings.map((ring, index) => (isWrongWay(ring, index) ? ring.toReversed() : ring))
      : rings
  const coordinates =
    geometry.type === 'Polygon' ? turned(geometry.coordinates) : geometry.coordinates.map(turned)
  return { ...geometry, coordinates }
}

function isWrongWay(ring: readonly Position[], index: number): boolean {
  const area = signedArea(ring)
  return index === 0 ? area < 0 : area > 0
}

/** The same geometry without positions that repeat the one before them; rings of fewer than two are left alone. */
export function dropDuplicateVertices<G extends Polygonal>(geometry: G): G {
  const thinned = (rings: Position[][]): Position[][] =>
    rings.map((ring) => ring.filter((position, i) => i === 0 || !samePlace(ring[i - 1]!, position)))
  const coordinates =
    geometry.type === 'Polygon' ? thinned(geometry.coordinates) : geometry.coordinates.map(thinned)
  return { ...geometry, coordinates }
}

/** The same geometry with the first position repeated at the end of every ring that lacks it. */
export function closeRings<G extends Polygonal>(geometry: G): G {
  const closed = (rings: Position[][]): Position[][] =>
    rings.map((ring) =>
      ring.length > 0 && !samePlace(ring[0]!, ring[ring.length - 1]!) ? [...ring, ring[0]!] : ring,
    )
  const coordinates =
    geometry.type === 'Polygon' ? closed(geometry.coordinates) : geometry.coordinates.map(closed)
  return { ...geometry, coordinates }
}
