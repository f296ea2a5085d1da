import { seeded } from '../seeded.ts'

/** Numbers that look like chance and are the same for the same seed. */
export class Random {
  /** From 0 up to, and without, 1. */
  readonly next: () => number

  constructor(seed: number) {
    this.next = seeded(seed)
  }

  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}
