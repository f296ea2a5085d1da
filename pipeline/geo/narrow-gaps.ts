import Flatbush from 'flatbush'
import type { Polygon } from 'geojson'
import { areaM2Planar } from './area.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import { type MovePosition, mapPositions } from './crs.ts'
import type { Geos } from './geos.ts'
import { labelPoint } from './label-point.ts'
import { meanWidthM, planarParts } from './ring-shape.ts'
import type { Polygonal } from './rings.ts'

/** A narrow strip of ground that neighbours leave between them. */
export interface NarrowGap {
  area_m2: number
  /** Twice the area over the perimeter. */
  width_m: number
  /** The outlines it lies between, by their places in the list, in order; two or more. */
  neighbours: number[]
  /** A point inside, in the coordinates of the outlines. */
  at: [number, number] | null
}

/** A strip is at least this many times as long as the limit is wide: the tip of any angle is narrow somewhere. */
const STRIP_LENGTHS = 5
/** Less ground than this is the grain of digitising. */
const LEAST_GROUND_M2 = 1
/** A mitred corner of `Geos.buffer` reaches at most this many times as far as the border it belongs to. */
const MITRE_LIMIT = 5
/** How near an outline comes to a gap that it borders; overlay moves vertices by less. */
const BORDER_M = 0.001

/**
 * Gaps narrower than `width_m` between outlines: holes of their union and slits that open to the outside (the union
 * widened by half the width and narrowed again, minus the union). Ground that only one outline borders is its own
 * shape, and wide uncovered ground is no gap. Linear in the vertices but for one union of each group of neighbours.
 * @param outlines valid polygons in metres
 */
export function narrowGaps(outlines: readonly Polygonal[], geos: Geos, width_m: number): NarrowGap[] {
  return neighbourhoods(outlines, MITRE_LIMIT * width_m)
    .flatMap((group) => {
      const gaps = gapsAmong(
        group.map((index) => outlines[index]!),
        geos,
        width_m,
      )
      return gaps.map((gap) => ({ ...gap, neighbours: gap.neighbours.map((place) => group[place]!) }))
    })
    .sort((a, b) => b.area_m2 - a.area_m2 || a.neighbours[0]! - b.neighbours[0]!)
}

/**
 * Outlines whose boxes come within `reach_m` of one another, directly or by way of others, two or more: widening by less
 * than half of that does not join what stands further apart.
 */
function neighbourhoods(outlines: readonly Polygonal[], reach_m: number): number[][] {
  const known = outlines.flatMap((outline, index) => {
    const box = boundsOf(outline)
    return box ? [{ box, index }] : []
  })
  if (known.length < 2) return []
  const tree = treeOf(known.map(({ box }) => box))
  const seen = new Set<number>()
  const groups: number[][] = []
  for (let start = 0; start < known.length; start++) {
    if (seen.has(start)) continue
    seen.add(start)
    const group = [start]
    for (const place of group) {
      const [west, south, east, north] = known[place]!.box
      const near = tree.search(west - reach_m, south - reach_m, east + reach_m, north + reach_m)
      for (const other of near) {
        if (seen.has(other)) continue
        seen.add(other)
        group.push(other)
      }
    }
    if (group.length > 1) groups.push(group.map((place) => known[place]!.index).sort((a, b) => a - b))
  }
  return groups
}

function treeOf(boxes: readonly Bounds[]): Flatbush {
  const tree = new Flatbush(boxes.length)
  for (const box of boxes) tree.add(...box)
  tree.finish()
  return tree
}

function gapsAmong(outlines: readonly Polygonal[], geos: Geos, width_m: number): NarrowGap[] {
  const union = geos.union(outlines)
  if (union === null) return []
  const { holes, filled } = withoutNarrowHoles(union, width_m)
  const widened = geos.buffer(filled, width_m / 2)
  const closed = widened && geos.buffer(widened, -width_m / 2)
  const slits = closed ? partsOf(geos.difference(closed, filled)) : []
  const long = slits.filter((slit) => lengthM(slit) >= STRIP_LENGTHS * width_m)
  const found = [...holes, ...long].filter((gap) => areaM2Planar(gap, same) >= LEAST_GROUND_M2)
  if (found.length === 0) return []
  const tree = treeOf(outlines.map((outline) => boundsOf(outline)!))
  return found
    .map((gap) => ({
      area_m2: areaM2Planar(gap, same),
      width_m: meanWidthM(planarParts(gap, same)),
      neighbours: bordering(gap, outlines, tree, geos),
      at: labelPoint(gap),
    }))
    .filter(({ neighbours }) => neighbours.length > 1)
}

/** The same geometry in other coordinates; what is a polygon stays one. */
export function movePolygonal(geometry: Polygonal, move: MovePosition): Polygonal {
  return mapPositions(geometry, move) as Polygonal
}

const same: MovePosition = (x, y) => [x, y]

function partsOf(geometry: Polygonal | null): Polygon[] {
  if (geometry === null) return []
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return parts.map((coordinates) => ({ type: 'Polygon', coordinates }))
}

function lengthM(strip: Polygonal): number {
  const width_m = meanWidthM(planarParts(strip, same))
  return width_m === 0 ? 0 : areaM2Planar(strip, same) / width_m
}

function withoutNarrowHoles(union: Polygonal, width_m: number): { holes: Polygonal[]; filled: Polygonal } {
  const holes: Polygonal[] = []
  const coordinates = partsOf(union).map(({ coordinates }) => {
    const [shell, ...rest] = coordinates
    const kept = rest.filter((ring) => {
      const hole: Polygonal = { type: 'Polygon', coordinates: [ring] }
      if (meanWidthM(planarParts(hole, same)) >= width_m) return true
      holes.push(hole)
      return false
    })
    return [shell!, ...kept]
  })
  return { holes, filled: { type: 'MultiPolygon', coordinates } }
}

function bordering(gap: Polygonal, outlines: readonly Polygonal[], tree: Flatbush, geos: Geos): number[] {
  const reach = geos.buffer(gap, BORDER_M)
  if (reach === null) return []
  const box: Bounds = boundsOf(reach)!
  return tree
    .search(...box)
    .filter((index) => geos.intersects(reach, outlines[index]!))
    .sort((a, b) => a - b)
}
