import { tileIdOf } from '../../archive/hilbert.ts'
import { UserError } from '../../errors.ts'
import { sortByKey } from './radix-sort.ts'
import type { Run } from './run.ts'

const TWO_32 = 2 ** 32
/** A run of this size is sorted within the processor's cache. */
export const RUN_BYTES = 4 << 20
/** Deepest zoom whose tile ids fit in 32 bits. */
const SHORT_ID_ZOOM = 15
/** Places in the commands of a run are told in 32 bits. */
const MOST_BYTES = TWO_32 - 1

/** Gathers drawings as they are made and hands them on in sorted runs. */
export class RunWriter {
  readonly #emit: (run: Run) => void
  readonly #limit: number
  readonly #most: number
  #bytes: Uint8Array
  #at = 0
  #lows = new Uint32Array(1 << 12)
  #highs = new Uint32Array(1 << 12)
  #features = new Uint32Array(1 << 12)
  #offsets = new Uint32Array(1 << 12)
  #count = 0
  #anyHigh = false

  /**
   * @param limit bytes from which a run ends where it may
   * @param most bytes of commands that one run can hold
   */
  constructor(emit: (run: Run) => void, limit = RUN_BYTES, most = MOST_BYTES) {
    this.#emit = emit
    this.#limit = limit
    this.#most = most
    this.#bytes = new Uint8Array(limit + (limit >> 2))
  }

  /** Drawings so far, to come back to; valid until `rest`. */
  get mark(): number {
    return this.#count
  }

  /** Forgets the drawings since a mark. */
  rewind(mark: number): void {
    if (mark < this.#count) this.#at = this.#offsets[mark]!
    this.#count = mark
  }

  /** @throws UserError when the drawings since the last `rest` are more than one run can hold */
  add(zoom: number, x: number, y: number, feature: number, commands: Uint8Array, length: number): void {
    if (this.#count === this.#lows.length) this.#growEntries()
    if (this.#at + length > this.#bytes.length) this.#growBytes(length)
    if (zoom <= SHORT_ID_ZOOM) {
      this.#lows[this.#count] = shortTileId(zoom, x, y)
      this.#highs[this.#count] = 0
    } else {
      const id = tileIdOf(zoom, x, y)
      const high = Math.floor(id / TWO_32)
      this.#lows[this.#count] = id - high * TWO_32
      this.#highs[this.#count] = high
      this.#anyHigh = true
    }
    this.#features[this.#count] = feature
    this.#offsets[this.#count] = this.#at
    this.#count++
    const bytes = this.#bytes
    let at = this.#at
    // Most drawings are a few bytes long: a loop is quicker than a call.
    if (length < 64) for (let i = 0; i < length; i++) bytes[at++] = commands[i]!
    else {
      bytes.set(commands.subarray(0, length), at)
      at += length
    }
    this.#at = at
  }

  /** A place where a run may end, in the middle of a feature too: no mark is kept beyond it. */
  rest(): void {
    if (this.#at + 12 * this.#count >= this.#limit) this.#seal()
  }

  finish(): void {
    if (this.#count > 0) this.#seal()
  }

  #seal(): void {
    const count = this.#count
    let order: Uint32Array = new Uint32Array(count)
    for (let i = 0; i < count; i++) order[i] = i
    const spare = new Uint32Array(count)
    const first = sortByKey(this.#lows, order, spare, count)
    if (this.#anyHigh) order = sortByKey(this.#highs, first, first === order ? spare : order, count)
    else order = first
    const run: Run = {
      count,
      lows: sharedWords(count),
      highs: this.#anyHigh ? sharedWords(count) : null,
      features: sharedWords(count),
      offsets: sharedWords(count + 1),
      bytes: new Uint8Array(new SharedArrayBuffer(this.#at)),
    }
    let to = 0
    for (let i = 0; i < count; i++) {
      const place = order[i]!
      run.lows[i] = this.#lows[place]!
      if (run.highs !== null) run.highs[i] = this.#highs[place]!
      run.features[i] = this.#features[place]!
      run.offsets[i] = to
      const from = this.#offsets[place]!
      const end = place + 1 === count ? this.#at : this.#offsets[place + 1]!
      if (end - from < 64) for (let at = from; at < end; at++) run.bytes[to++] = this.#bytes[at]!
      else {
        run.bytes.set(this.#bytes.subarray(from, end), to)
        to += end - from
      }
    }
    run.offsets[count] = to
    this.#count = 0
    this.#at = 0
    this.#anyHigh = false
    this.#emit(run)
  }

  #growEntries(): void {
    const size = 2 * this.#lows.length
    this.#lows = grown(this.#lows, size)
    this.#highs = grown(this.#highs, size)
    this.#features = grown(this.#features, size)
    this.#offsets = grown(this.#offsets, size)
  }

  #growBytes(more: number): void {
    const needed = this.#at + more
    if (needed > this.#most) throw tooLarge(needed, this.#most)
    const bytes = new Uint8Array(Math.max(Math.min(2 * this.#bytes.length, this.#most), needed))
    bytes.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = bytes
  }
}

function tooLarge(bytes: number, most: number): UserError {
  return new UserError('tiles', {
    code: 'FEATURE_TOO_LARGE',
    what: 'a feature is too large to be cut into tiles',
    got: `${bytes} bytes of drawings at one zoom`,
    expected: `at most ${most}`,
    next: 'split the feature, or lower the maxzoom of its layer',
  })
}

function sharedWords(count: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * count))
}

function grown(words: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(size)
  more.set(words)
  return more
}

/** Tile id of a zoom up to 15 in whole 32-bit numbers: what `tileIdOf` says, in a fraction of its time. */
export function shortTileId(zoom: number, x: number, y: number): number {
  let position = 0
  let tx = x
  let ty = y
  for (let s = zoom === 0 ? 0 : 1 << (zoom - 1); s > 0; s >>= 1) {
    const rx = (tx & s) === 0 ? 0 : 1
    const ry = (ty & s) === 0 ? 0 : 1
    position += Math.imul(Math.imul(s, s), (3 * rx) ^ ry)
    if (ry === 0) {
      if (rx === 1) {
        tx = s - 1 - (tx & (s - 1))
        ty = s - 1 - (ty & (s - 1))
      }
      const swap = tx
      tx = ty
      ty = swap
    }
  }
  // Tiles of the zooms above: (4^zoom - 1) / 3.
  return ((2 ** (2 * zoom) - 1) / 3 + position) >>> 0
}
