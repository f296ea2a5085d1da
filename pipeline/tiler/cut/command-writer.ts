const MOVE_TO = 1
const LINE_TO = 2
const CLOSE_PATH = (1 << 3) | 7
/** A difference of two tile units takes at most this many bytes. */
const LONGEST_NUMBER_BYTES = 5

/** Writes the geometry of one feature as MVT commands (version 2.1, section 4.3) into bytes that grow. */
export class CommandWriter {
  bytes = new Uint8Array(1 << 16)
  at = 0
  #x = 0
  #y = 0

  begin(): void {
    this.#x = 0
    this.#y = 0
  }

  /** @param positions whole tile units of one part: x at 2i, y at 2i + 1 */
  points(positions: Int32Array, from: number, to: number): void {
    this.#room(to - from)
    this.#number(((to - from) << 3) | MOVE_TO)
    for (let i = from; i < to; i++) this.#position(positions[2 * i]!, positions[2 * i + 1]!)
  }

  line(positions: Int32Array, from: number, to: number): void {
    this.#room(to - from)
    this.#number((1 << 3) | MOVE_TO)
    this.#position(positions[2 * from]!, positions[2 * from + 1]!)
    this.#number(((to - from - 1) << 3) | LINE_TO)
    for (let i = from + 1; i < to; i++) this.#position(positions[2 * i]!, positions[2 * i + 1]!)
  }

  ring(positions: Int32Array, from: number, to: number): void {
    this.line(positions, from, to)
    this.bytes[this.at++] = CLOSE_PATH
  }

  #position(x: number, y: number): void {
    const dx = x - this.#x
    const dy = y - this.#y
    this.#x = x
    this.#y = y
    this.#number((dx << 1) ^ (dx >> 31))
    this.#number((dy << 1) ^ (dy >> 31))
  }

  #number(value: number): void {
    let rest = value >>> 0
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.at++] = rest
  }

  #room(positions: number): void {
    const needed = this.at + (2 * positions + 4) * LONGEST_NUMBER_BYTES
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
  }
}
