import Flatbush from 'flatbush'
import type { Polygon, Position } from 'geojson'
import type { Project } from './area.ts'
import { boundsOf, centreOf } from './bounds.ts'
import { type MovePosition, mapPositions } from './crs.ts'
import { type Geos, GeosError } from './geos.ts'
import { conservationOf, cutGround, joinParts, partsOf } from './overlay.ts'
import { meanWidthM, planarParts } from './ring-shape.ts'
import type { Polygonal } from './rings.ts'

export interface SliverSplit {
  /** What is wide enough somewhere, null for nothing; the polygon as given where it has no sliver. */
  ground: Polygonal | null
  /** What is thin, null for nothing. */
  slivers: Polygonal | null
}

/** A thin strip beside wide ground is at least this many times as long as the limit: the tip of any angle is thin somewhere. */
const STRIP_LENGTHS = 5
/** Narrowed ground is widened by so much of the limit more than it was narrowed by, so that rounding leaves no hairs. */
const MARGIN = 0.02
/** Edges that meet at less are a tip that a mitred corner (limit 5, 23 degrees) may not give back. */
const SHARP_COSINE = Math.cos(Math.PI / 6)
/** Half the distance in degrees by which the plane of metres is found. */
const STEP_DEG = 1e-4

/**
 * Parts the thin from the wide: a sliver is what is narrower than `sliver_m` from border to border. A part that narrowing
 * by half of that (mitred) leaves nothing of is one wholly; a part that keeps a core loses the strips that widening the
 * core again does not give back and that are at least five times as long as `sliver_m` (half their border). Both together
 * are the polygon, as an overlay conserves area. Never throws for valid polygons: what GEOS cannot narrow has no sliver.
 *
 * Widths are metres in the plane of `project`, made linear at the middle of each part: a side that is straight in degrees
 * stays straight, and widths are true to 0.1 % in a part of 50 km.
 * @param polygon valid, lon/lat
 * @param sliver_m metres; zero or less finds none
 */
export function splitSlivers(
  polygon: Polygonal,
  sliver_m: number,
  geos: Geos,
  project: Project,
): SliverSplit {
  if (sliver_m <= 0) return { ground: polygon, slivers: null }
  const given = partsOf(polygon)
  const split = given.map((part) => splitPart(part, sliver_m, geos, project))
  if (split.every(({ slivers }) => slivers.length === 0)) return { ground: polygon, slivers: null }
  return {
    ground: joinParts(split.flatMap(({ ground }) => ground)),
    slivers: joinParts(split.flatMap(({ slivers }) => slivers)),
  }
}

interface PartSplit {
  ground: Polygon[]
  slivers: Polygon[]
}

function splitPart(part: Polygon, sliver_m: number, geos: Geos, project: Project): PartSplit {
  const uncut = { ground: [part], slivers: [] }
  const plane = planeAt(part, project)
  if (plane === null) return uncut
  const inMetres = mapPositions(part, plane.toMetres) as Polygon
  if (!mayBeThin(inMetres, sliver_m)) return uncut
  try {
    const core = geos.buffer(inMetres, -sliver_m / 2)
    if (core === null) return { ground: [], slivers: [part] }
    const wide = geos.buffer(core, sliver_m * (0.5 + MARGIN))
    if (wide === null) return uncut
    const cut = cutGround(
      { geometry: part, repaired: false },
      { geometry: mapPositions(wide, plane.toDegrees) as Polygonal, repaired: false },
      geos,
    )
    const isStrip = (thin: Polygon) =>
      lengthM(mapPositions(thin, plane.toMetres) as Polygon) >= STRIP_LENGTHS * sliver_m
    const slivers = partsOf(cut.rest).filter(isStrip)
    if (slivers.length === 0) return uncut
    const tips = partsOf(cut.rest).filter((thin) => !isStrip(thin))
    const ground = partsOf(tips.length === 0 ? cut.both : geos.union([...partsOf(cut.both), ...tips]))
    return conservationOf(part, [...ground, ...slivers]).conserved ? { ground, slivers } : uncut
  } catch (error) {
    if (error instanceof GeosError) return uncut
    throw error
  }
}

interface Plane {
  toMetres: MovePosition
  toDegrees: MovePosition
}

/** The projection made linear at the middle of the part; null where there is none. */
function planeAt(part: Polygon, project: Project): Plane | null {
  const box = boundsOf(part)
  if (box === null) return null
  const [lon0, lat0] = centreOf(box)
  const [west, east] = [project(lon0 - STEP_DEG, lat0), project(lon0 + STEP_DEG, lat0)]
  const [south, north] = [project(lon0, lat0 - STEP_DEG), project(lon0, lat0 + STEP_DEG)]
  const perDegree = (to: number, from: number) => (to - from) / (2 * STEP_DEG)
  const [xLon, yLon] = [perDegree(east[0], west[0]), perDegree(east[1], west[1])]
  const [xLat, yLat] = [perDegree(north[0], south[0]), perDegree(north[1], south[1])]
  const scale = xLon * yLat - xLat * yLon
  return {
    toMetres: (lon, lat) => [
      xLon * (lon - lon0) + xLat * (lat - lat0),
      yLon * (lon - lon0) + yLat * (lat - lat0),
    ],
    toDegrees: (x, y) => [lon0 + (yLat * x - xLat * y) / scale, lat0 + (xLon * y - yLon * x) / scale],
  }
}

function lengthM(strip: Polygon): number {
  return (
    strip.coordinates.flat().reduce((sum, to, i, all) => {
      const from = all[i - 1]
      return from === undefined ? 0 : sum + Math.hypot(to[0]! - from[0]!, to[1]! - from[1]!)
    }, 0) / 2
  )
}

/** Whether two edges come within the width of each other or meet in a sharp tip: what GEOS need not be asked of most parts. */
function mayBeThin(part: Polygon, width_m: number): boolean {
  if (meanWidthM(planarParts(part, (x, y) => [x, y])) < width_m) return true
  const rings = part.coordinates.map(open)
  const edges = rings.flatMap((ring) => ring.map((from, i) => [from, ring[(i + 1) % ring.length]!] as const))
  const after = rings.flatMap((ring, r) => {
    const first = rings.slice(0, r).reduce((sum, { length }) => sum + length, 0)
    return ring.map((_, i) => first + ((i + 1) % ring.length))
  })
  const tree = new Flatbush(edges.length)
  for (const [[ax, ay], [bx, by]] of edges as [number[], number[]][])
    tree.add(Math.min(ax!, bx!), Math.min(ay!, by!), Math.max(ax!, bx!), Math.max(ay!, by!))
  tree.finish()
  for (const [i, [from, to]] of edges.entries()) {
    const [ax, ay, bx, by] = [from[0]!, from[1]!, to[0]!, to[1]!]
    const near = tree.search(
      Math.min(ax, bx) - width_m,
      Math.min(ay, by) - width_m,
      Math.max(ax, bx) + width_m,
      Math.max(ay, by) + width_m,
      (j) => j > i,
    )
    for (const j of near) {
      const [start, end] = edges[j]!
      if (
        after[i] === j
          ? isSharp(from, to, end)
          : after[j] === i
            ? isSharp(start, from, to)
            : gapM(from, to, start, end) < width_m
      )
        return true
    }
  }
  return false
}

/** The ring without its closing position and those that repeat the one before. */
function open(ring: Position[]): Position[] {
  return ring.slice(1).filter(([x, y], i) => x !== ring[i]![0] || y !== ring[i]![1])
}

function isSharp(before: Position, at: Position, after: Position): boolean {
  const [ux, uy] = [before[0]! - at[0]!, before[1]! - at[1]!]
  const [vx, vy] = [after[0]! - at[0]!, after[1]! - at[1]!]
  return ux * vx + uy * vy > SHARP_COSINE * Math.hypot(ux, uy) * Math.hypot(vx, vy)
}

/** The distance of two edges that do not cross: that of an end of one from the other. */
function gapM(a: Position, b: Position, c: Position, d: Position): number {
  return Math.min(toEdgeM(a, c, d), toEdgeM(b, c, d), toEdgeM(c, a, b), toEdgeM(d, a, b))
}

function toEdgeM(point: Position, from: Position, to: Position): number {
  const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!]
  const [px, py] = [point[0]! - from[0]!, point[1]! - from[1]!]
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)))
  return Math.hypot(px - t * dx, py - t * dy)
}
