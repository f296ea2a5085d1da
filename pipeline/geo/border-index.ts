import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import type { Bounds } from './bounds.ts'
import { PolygonLocator } from './locate.ts'
import { orient2d } from './locate-exact.ts'
import type { Polygonal } from './rings.ts'

/** Edges that share one entry of the tree: its memory is a fraction of theirs. */
const RUN = 8

interface Run {
  ring: readonly Position[]
  /** Index of the first vertex of the first edge, and of the last vertex of the last one. */
  from: number
  to: number
}

/**
 * Tells boxes that the border of one polygon does not enter from those it does: what lies in such a box lies wholly
 * inside or wholly outside, and need not be cut by it.
 */
export class BorderIndex {
  readonly #runs: Run[] = []
  readonly #tree: Flatbush
  readonly #locator: PolygonLocator

  /** @param polygon valid, in any planar coordinates; edges are straight in them */
  constructor(polygon: Polygonal) {
    const parts = polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates
    for (const ring of parts.flat()) {
      for (let from = 0; from < ring.length - 1; from += RUN) {
        this.#runs.push({ ring, from, to: Math.min(from + RUN, ring.length - 1) })
      }
    }
    this.#tree = new Flatbush(this.#runs.length)
    for (const run of this.#runs) this.#tree.add(...boundsOfRun(run))
    this.#tree.finish()
    this.#locator = new PolygonLocator([polygon])
  }

  /** `border` where an edge meets the box or its border; exact otherwise. */
  placeOf(box: Bounds): 'inside' | 'outside' | 'border' {
    const met = this.#tree.search(...box, (index) => entersBox(this.#runs[index]!, box))
    if (met.length > 0) return 'border'
    return this.#locator.locate(box[0], box[1]) >= 0 ? 'inside' : 'outside'
  }
}

function boundsOfRun({ ring, from, to }: Run): Bounds {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = from; i <= to; i++) {
    const [x, y] = ring[i] as [number, number]
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  return bounds
}

function entersBox({ ring, from, to }: Run, [west, south, east, north]: Bounds): boolean {
  for (let i = from; i < to; i++) {
    const [ax, ay] = ring[i] as [number, number]
    const [bx, by] = ring[i + 1] as [number, number]
    if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) continue
    if (Math.max(ay, by) < south || Math.min(ay, by) > north) continue
    // All four corners on one side of the edge: it passes by.
    const side = Math.sign(orient2d(ax, ay, bx, by, west, south))
    const passesBy =
      side !== 0 &&
      side === Math.sign(orient2d(ax, ay, bx, by, east, south)) &&
      side === Math.sign(orient2d(ax, ay, bx, by, east, north)) &&
      side === Math.sign(orient2d(ax, ay, bx, by, west, north))
    if (!passesBy) return true
  }
  return false
}
