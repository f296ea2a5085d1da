import type { Position } from 'geojson'

const KEPT_MAX = 256

/** A sample spread evenly over however many positions come: every n-th is kept, and n doubles when the sample is full. */
export class PositionSample {
  #kept: Position[] = []
  #step = 1
  #count = 0

  add(position: Position): void {
    if (this.#count++ % this.#step !== 0) return
    if (this.#kept.length === KEPT_MAX) {
      this.#kept = this.#kept.filter((_, index) => index % 2 === 0)
      this.#step *= 2
      if ((this.#count - 1) % this.#step !== 0) return
    }
    this.#kept.push(position)
  }

  get positions(): Position[] {
    return this.#kept
  }
}
