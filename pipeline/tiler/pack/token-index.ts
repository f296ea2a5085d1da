const FIRST_BITS = 10

/** Numbers the different tokens met in one layer of one tile, in the order in which they are met. */
export class TokenIndex {
  #slots = new Uint32Array(1 << FIRST_BITS)
  /** The use of the table that filled a slot: a new tile needs no clearing. */
  #epochs = new Uint32Array(1 << FIRST_BITS)
  #numbers = new Uint32Array(1 << FIRST_BITS)
  #epoch = 1
  /** Leaves as many of the highest bits of a hash as number the slots. */
  #shift = 32 - FIRST_BITS
  tokens = new Uint32Array(1 << (FIRST_BITS - 1))
  count = 0

  clear(): void {
    this.#epoch++
    this.count = 0
    if (this.#epoch === 2 ** 32 - 1) {
      this.#epochs.fill(0)
      this.#epoch = 1
    }
  }

  number(token: number): number {
    const mask = this.#slots.length - 1
    let slot = Math.imul(token, 0x9e3779b1) >>> this.#shift
    for (;;) {
      if (this.#epochs[slot] !== this.#epoch) break
      if (this.#slots[slot] === token) return this.#numbers[slot]!
      slot = (slot + 1) & mask
    }
    if (this.count === this.tokens.length) {
      this.#grow()
      return this.number(token)
    }
    this.#epochs[slot] = this.#epoch
    this.#slots[slot] = token
    this.#numbers[slot] = this.count
    this.tokens[this.count] = token
    return this.count++
  }

  #grow(): void {
    const tokens = new Uint32Array(2 * this.tokens.length)
    tokens.set(this.tokens)
    const size = 2 * this.#slots.length
    this.#slots = new Uint32Array(size)
    this.#epochs = new Uint32Array(size)
    this.#numbers = new Uint32Array(size)
    this.#epoch = 1
    this.#shift--
    this.tokens = tokens
    const count = this.count
    this.count = 0
    for (let i = 0; i < count; i++) this.number(tokens[i]!)
  }
}
