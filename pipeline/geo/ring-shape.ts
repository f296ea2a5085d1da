import type { Position } from 'geojson'
import type { Project } from './area.ts'
import type { Polygonal } from './rings.ts'

/** A closed ring with its vertices in metres; `x[i]`, `y[i]` belong to `positions[i]` in lon/lat. */
export interface PlanarRing {
  positions: readonly Position[]
  x: Float64Array
  y: Float64Array
}

/** The rings of one part, shell first. */
export type PlanarPart = readonly PlanarRing[]

/** Places of one kind in a geometry: how many, and where the first is (lon/lat). */
export interface Places {
  count: number
  first: Position
}

/** Edges that meet at less than this fold back on each other: no wall, road or parcel turns so. */
export const SPIKE_ANGLE_DEG = 1

/** Every part of a valid lon/lat polygon in metres. */
export function planarParts(geometry: Polygonal, project: Project): PlanarPart[] {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return parts.map((rings) => rings.map((positions) => planarRing(positions, project)))
}

function planarRing(positions: Position[], project: Project): PlanarRing {
  const x = new Float64Array(positions.length)
  const y = new Float64Array(positions.length)
  positions.forEach((position, i) => {
    const [east_m, north_m] = project(position[0]!, position[1]!)
    x[i] = east_m
    y[i] = north_m
  })
  return { positions, x, y }
}

/** Planar area of a part: its shell minus its holes. */
export function partAreaM2(part: PlanarPart): number {
  return part.reduce((sum, ring, i) => (i === 0 ? ringAreaM2(ring) : sum - ringAreaM2(ring)), 0)
}

function ringAreaM2({ x, y }: PlanarRing): number {
  let twice = 0
  for (let i = 1; i < x.length; i++) {
    twice += (x[i - 1]! - x[0]!) * (y[i]! - y[0]!) - (x[i]! - x[0]!) * (y[i - 1]! - y[0]!)
  }
  return Math.abs(twice) / 2
}

/**
 * Twice the area over the perimeter in metres: the width of a long strip, half the side of a square. A polygon of the
 * area A has at most sqrt(A / pi), so that a limit on it bounds thin and tiny shapes alike.
 */
export function meanWidthM(parts: readonly PlanarPart[]): number {
  let area_m2 = 0
  let perimeter_m = 0
  for (const part of parts) {
    area_m2 += partAreaM2(part)
    for (const { x, y } of part) {
      for (let i = 1; i < x.length; i++) perimeter_m += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!)
    }
  }
  return perimeter_m === 0 ? 0 : (2 * area_m2) / perimeter_m
}

/** Vertices that stand where the one before them stands, within the distance; the closing vertex is none of them. */
export function repeatedVertices(parts: readonly PlanarPart[], within_m: number): Places | null {
  let count = 0
  let first: Position | null = null
  for (const { positions, x, y } of parts.flat()) {
    for (let i = 1; i < x.length - 1; i++) {
      if (Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!) > within_m) continue
      count++
      first ??= positions[i]!
    }
  }
  return first && { count, first }
}

/** Vertices at which the outline runs out and back within `SPIKE_ANGLE_DEG`, at least `leg_m` both ways. */
export function spikes(parts: readonly PlanarPart[], leg_m: number): Places | null {
  const cosine = Math.cos((SPIKE_ANGLE_DEG * Math.PI) / 180)
  let count = 0
  let first: Position | null = null
  for (const { positions, x, y } of parts.flat()) {
    const count_open = x.length - 1
    for (let i = 0; i < count_open; i++) {
      const before = i === 0 ? count_open - 1 : i - 1
      const toBefore: [number, number] = [x[before]! - x[i]!, y[before]! - y[i]!]
      const toAfter: [number, number] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
      const legs = [Math.hypot(...toBefore), Math.hypot(...toAfter)] as const
      if (legs[0] < leg_m || legs[1] < leg_m) continue
      if (toBefore[0] * toAfter[0] + toBefore[1] * toAfter[1] < cosine * legs[0] * legs[1]) continue
      count++
      first ??= positions[i]!
    }
  }
  return first && { count, first }
}

/** The widest strip from border to border of a multipolygon, east-west or north-south, that none of its parts touches. */
export interface WidestStrip {
  width_m: number
  /** A vertex (lon/lat) of the largest part on the side with less ground. */
  at: Position
}

/** A lower bound of how far the parts lie from each other; null where no strip runs between them. */
export function widestStrip(parts: readonly PlanarPart[]): WidestStrip | null {
  const shells = parts.flatMap((part) => {
    const shell = part[0]
    return shell?.positions.length
      ? [{ shell, area_m2: partAreaM2(part), x: extent(shell.x), y: extent(shell.y) }]
      : []
  })
  let width_m = 0
  let sides: [Shell[], Shell[]] | null = null
  for (const axis of ['x', 'y'] as const) {
    const sorted = shells.toSorted((a, b) => a[axis][0] - b[axis][0])
    let split = 0
    let reached_m = Number.POSITIVE_INFINITY
    sorted.forEach(({ [axis]: [from_m, to_m] }, i) => {
      if (from_m - reached_m > width_m) {
        width_m = from_m - reached_m
        split = i
      }
      reached_m = i === 0 ? to_m : Math.max(reached_m, to_m)
    })
    if (split > 0) sides = [sorted.slice(0, split), sorted.slice(split)]
  }
  if (sides === null) return null
  const smaller = groundOf(sides[0]) < groundOf(sides[1]) ? sides[0] : sides[1]
  const largest = smaller.reduce((a, b) => (b.area_m2 > a.area_m2 ? b : a))
  return { width_m, at: largest.shell.positions[0]! }
}

interface Shell {
  shell: PlanarRing
  area_m2: number
}

function groundOf(side: readonly Shell[]): number {
  return side.reduce((sum, { area_m2 }) => sum + area_m2, 0)
}

function extent(values: Float64Array): [number, number] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}
