/** Chains of positions in world units of a zoom (signed, 0 in the middle of the world), flat; reused from feature to feature. */
export class ChainSet {
  /** x at 2i, y at 2i + 1. */
  positions = new Float64Array(256)
  /** Chain c holds the positions `start[c] .. start[c + 1]`. */
  start = new Int32Array(16)
  /** Part (polygon, line) of each chain, rising. */
  part = new Int32Array(16)
  chains = 0
  count = 0

  clear(): void {
    this.chains = 0
    this.count = 0
    this.start[0] = 0
  }

  /** Makes room for more positions of the chain that is being written. */
  reserve(more: number): void {
    const needed = 2 * (this.count + more)
    if (needed <= this.positions.length) return
    const grown = new Float64Array(Math.max(needed, 2 * this.positions.length))
    grown.set(this.positions.subarray(0, 2 * this.count))
    this.positions = grown
  }

  /** Ends the chain of the positions written since the last one; `count` tells where they end. */
  endChain(part: number): void {
    if (this.chains + 2 > this.start.length) {
      const start = new Int32Array(2 * this.start.length)
      start.set(this.start)
      this.start = start
      const parts = new Int32Array(2 * this.part.length)
      parts.set(this.part)
      this.part = parts
    }
    this.part[this.chains++] = part
    this.start[this.chains] = this.count
  }

  /** Forgets the positions written since the last chain. */
  dropChain(): void {
    this.count = this.start[this.chains]!
  }
}
