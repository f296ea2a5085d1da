import Flatbush from 'flatbush'
import { type Bounds, boundsOf } from './bounds.ts'
import { PlanarShape, segmentToSegment } from './distance.ts'
import { PolygonLocator } from './locate.ts'
import type { Polygonal } from './rings.ts'

/** A millimetre, as where roads meet. */
const GRAIN_M = 1e-3

/**
 * Polygons of water in a plane, in metres, that no straight walk crosses. All of them together are one body: a border
 * between a river and the sea is no bank.
 */
export class WaterBarrier {
  readonly #banks: Float64Array
  readonly #index: Flatbush | null
  readonly #locator: PolygonLocator
  readonly #step_m: number

  /**
   * @param step_m as much water is stepped over: ditches, and banks drawn by hand
   * @throws RangeError when a coordinate is not finite
   */
  constructor(polygons: readonly Polygonal[], step_m: number) {
    const known = polygons.filter((polygon) => boundsOf(polygon) !== null)
    this.#step_m = step_m
    this.#locator = new PolygonLocator(known)
    this.#banks = Float64Array.from(known.flatMap((polygon) => [...new PlanarShape(polygon).segments]))
    const count = this.#banks.length / 4
    this.#index = count > 0 ? new Flatbush(count) : null
    for (let bank = 0; bank < count; bank++) this.#index!.add(...boxOf(...this.#bank(bank)))
    this.#index?.finish()
  }

  /**
   * Whether the straight walk leads through more water than a step. What stands over the water, more than a step from its
   * bank, as a house on stilts does, may walk out of that water once, and into no other.
   */
  bars([ax, ay]: readonly number[], [bx, by]: readonly number[]): boolean {
    const [x, y, u, v] = [ax!, ay!, bx!, by!]
    const length_m = Math.sqrt((u - x) ** 2 + (v - y) ** 2)
    if (this.#index === null || length_m <= this.#step_m) return false
    const cuts = new Set([0, 1])
    for (const bank of this.#index.search(...boxOf(x, y, u, v))) {
      const { distance_m, t } = segmentToSegment(x, y, u, v, ...this.#bank(bank))
      if (distance_m === 0) cuts.add(t)
    }
    // A walk along a bank has water on one side only.
    const [aside, up] = [((y - v) / length_m) * GRAIN_M, ((u - x) / length_m) * GRAIN_M]
    let leaves = this.#standsOver(x, y)
    let wet_m = 0
    const ordered = [...cuts].sort((a, b) => a - b)
    for (let i = 1; i < ordered.length; i++) {
      const [from, to] = [ordered[i - 1]!, ordered[i]!]
      const middle = (from + to) / 2
      const [east, north] = [x + middle * (u - x), y + middle * (v - y)]
      const isWet = this.#isWet(east + aside, north + up) && this.#isWet(east - aside, north - up)
      if (!isWet) leaves = false
      else if (!leaves) wet_m += (to - from) * length_m
    }
    return wet_m > this.#step_m
  }

  #standsOver(x: number, y: number): boolean {
    const step_m = this.#step_m
    return [
      [0, 0],
      [step_m, 0],
      [-step_m, 0],
      [0, step_m],
      [0, -step_m],
    ].every(([east, north]) => this.#isWet(x + east!, y + north!))
  }

  #isWet(x: number, y: number): boolean {
    return this.#locator.locate(x, y) >= 0
  }

  #bank(bank: number): [number, number, number, number] {
    const at = 4 * bank
    return [this.#banks[at]!, this.#banks[at + 1]!, this.#banks[at + 2]!, this.#banks[at + 3]!]
  }
}

function boxOf(ax: number, ay: number, bx: number, by: number): Bounds {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)]
}
