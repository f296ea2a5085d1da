import { createHash } from 'node:crypto'

/** Longer values are kept as their hash, so that the memory of a value is bounded too. */
const PLAIN_MAX = 40

/** Counts different values exactly up to a cap; past it only that there are more. */
export class DistinctSketch {
  readonly #cap: number
  #seen: Set<string> | null = new Set()
  #repeated = false

  constructor(cap: number) {
    this.#cap = cap
  }

  /** Whether the value is new. Past the cap nothing is. */
  add(value: string): boolean {
    if (this.#seen === null) return false
    const key = value.length <= PLAIN_MAX ? value : createHash('sha1').update(value).digest('base64')
    if (this.#seen.has(key)) {
      this.#repeated = true
      return false
    }
    if (this.#seen.size >= this.#cap) {
      this.#seen = null
      return false
    }
    this.#seen.add(key)
    return true
  }

  get distinct(): { count: number; more: boolean } {
    return this.#seen === null ? { count: this.#cap, more: true } : { count: this.#seen.size, more: false }
  }

  /** False as soon as one value came twice; past the cap what was seen before it decides. */
  get isUnique(): boolean {
    return !this.#repeated
  }
}
