import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { areaM2Planar } from './area.ts'
import { BorderIndex } from './border-index.ts'
import { type Bounds, boundsOf } from './bounds.ts'
import type { Geos } from './geos.ts'
import { unionOf } from './overlay.ts'
import { differenceHeld, intersectionHeld, orNull } from './overlay-held.ts'
import type { Polygonal } from './rings.ts'

/** Footprints that share a strip narrower than this touch: terraced houses are digitised wall by wall. */
const TOUCH_M = 0.001

/** Footprints by their place in a list that is held elsewhere: planar, in metres, read when needed; null has no ground. */
export interface FootprintList {
  count: number
  read(index: number): Polygonal | null
}

/**
 * Ground that footprints cover within each unit, in square metres. A footprint that crosses a border gives each side its
 * part; ground under several footprints counts once, for the first of them, except strips narrower than a millimetre.
 * Only footprints that meet another or a border are cut, so that the cost is that of reading the rest. A unit is null where
 * no engine can cut a footprint that meets its box by the others or by its border (see `overlay-held.ts`).
 * @param units and footprints are valid, planar, in metres of one projected CRS; units may overlap, as levels do
 */
export function coveredAreasM2(
  units: readonly Polygonal[],
  footprints: FootprintList,
  geos: Geos,
): (number | null)[] {
  const covered_m2: (number | null)[] = units.map(() => 0)
  if (footprints.count === 0) return covered_m2
  const places = new Boxes(units.length, (index) => boundsOf(units[index]!))
  const borders = units.map((unit) => (boundsOf(unit) === null ? null : new BorderIndex(unit)))
  const boxes = new Boxes(footprints.count, (index) => boundsOf(footprints.read(index)))
  // Wholly under earlier footprints: drawn twice, a hundred times perhaps.
  const hidden = new Uint8Array(footprints.count)
  for (let index = 0; index < footprints.count; index++) {
    const box = boxes.of(index)
    const footprint = box === null ? null : footprints.read(index)
    if (box === null || footprint === null) continue
    const earlier = boxes
      .meeting(box, (other) => other < index && hidden[other] === 0)
      .map((other) => footprints.read(other)!)
      .filter((other) => !areApart(footprint, other))
    const cover = unionOf(earlier, geos)
    const left =
      cover === null ? { own: footprint } : orNull(() => ({ own: differenceHeld(footprint, cover, geos) }))
    if (left !== null && left.own === null) {
      hidden[index] = 1
      continue
    }
    for (const unit of places.meeting(box)) {
      const place = borders[unit]!.placeOf(box)
      const sum_m2 = covered_m2[unit]!
      if (place === 'outside' || sum_m2 === null) continue
      const part_m2 = left?.own ? partM2(left.own, place === 'inside' ? null : units[unit]!, geos) : null
      covered_m2[unit] = part_m2 === null ? null : sum_m2 + part_m2
    }
  }
  return covered_m2
}

/** Of the whole footprint where no border cuts it; null where none can. */
function partM2(footprint: Polygonal, border: Polygonal | null, geos: Geos): number | null {
  return orNull(() => {
    const part = border === null ? footprint : intersectionHeld(footprint, border, geos)
    return part === null ? 0 : areaM2Planar(part, (x, y) => [x, y])
  })
}

/** Boxes of numbered things in a tree; what has none is never met. */
class Boxes {
  readonly #boxes: Float64Array
  readonly #tree: Flatbush | null

  constructor(count: number, boxOf: (index: number) => Bounds | null) {
    this.#boxes = new Float64Array(4 * count).fill(Number.NaN)
    this.#tree = count === 0 ? null : new Flatbush(count)
    for (let index = 0; index < count; index++) {
      const box = boxOf(index)
      if (box !== null) this.#boxes.set(box, 4 * index)
      this.#tree!.add(...(box ?? NOWHERE))
    }
    this.#tree?.finish()
  }

  of(index: number): Bounds | null {
    const box = this.#boxes.subarray(4 * index, 4 * index + 4)
    return Number.isNaN(box[0]) ? null : ([...box] as Bounds)
  }

  /** In order. */
  meeting(box: Bounds, filter?: (index: number) => boolean): number[] {
    return (this.#tree?.search(...box, filter) ?? []).sort((a, b) => a - b)
  }
}

const NOWHERE: Bounds = [Infinity, Infinity, -Infinity, -Infinity]

/**
 * Whether a side of one outline parts the two: all of the one lies on its inner side, all of the other beyond it or less
 * than `TOUCH_M` within. Told for every pair of convex outlines; others may need an overlay to tell.
 */
export function areApart(a: Polygonal, b: Polygonal): boolean {
  const [shellsA, shellsB] = [shellsOf(a), shellsOf(b)]
  return isParted(shellsA, shellsB) || isParted(shellsB, shellsA)
}

function isParted(one: Position[][], other: Position[][]): boolean {
  for (const ring of one) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as [number, number]
      const [bx, by] = ring[i] as [number, number]
      const length_m = Math.hypot(bx - ax, by - ay)
      if (length_m === 0) continue
      // Distance to the left of the side, in metres.
      const left_m = (p: Position): number => ((bx - ax) * (p[1]! - ay) - (by - ay) * (p[0]! - ax)) / length_m
      for (const turn of [1, -1]) {
        const isInner = one.every((shell) => shell.every((p) => turn * left_m(p) >= -TOUCH_M))
        if (isInner && other.every((shell) => shell.every((p) => turn * left_m(p) <= TOUCH_M))) return true
      }
    }
  }
  return false
}

function shellsOf(polygon: Polygonal): Position[][] {
  const parts = polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates
  return parts.flatMap((rings) => (rings[0] ? [rings[0]] : []))
}
