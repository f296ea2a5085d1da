import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { LineScanner } from './scan-geojson-lines.ts'

const LINE_FEED = 0x0a
const BLOCK_BYTES = 2 ** 24
/** A longer line is refused. */
export const LONGEST_LINE_BYTES = 2 ** 30

export interface ReadLinesOptions {
  /** Bytes read at once, fewer than the longest line; a buffer of this size is kept between calls. */
  block_bytes?: number
  /** Without its line feed. */
  longest_line_bytes?: number
  /** Told after each block: bytes done since the last time. */
  onBytes?: (bytes: number) => void
}

let kept: Uint8Array | undefined

/**
 * Reads the lines that begin within a byte range of a file, from the first byte at or after `start` that begins a line to
 * the whole of the last line that begins before `end`; so ranges that share out a file share out its lines. Blocks.
 * @param end may be beyond the file
 * @throws the errors of node:fs when the file cannot be read
 */
export function readLines(
  path: string,
  start: number,
  end: number,
  scanner: LineScanner,
  options: ReadLinesOptions = {},
): void {
  const fd = openSync(path, 'r')
  try {
    const reader = new RangeReader(fd, Math.min(end, fstatSync(fd).size), scanner, options)
    reader.read(start)
  } finally {
    closeSync(fd)
  }
}

class RangeReader {
  readonly #fd: number
  readonly #end: number
  readonly #scanner: LineScanner
  readonly #options: Required<Omit<ReadLinesOptions, 'onBytes'>> & ReadLinesOptions
  #block: Uint8Array
  /** Bytes of the file at the start of the block that belong to a line not yet ended. */
  #held = 0

  constructor(fd: number, end: number, scanner: LineScanner, options: ReadLinesOptions) {
    this.#fd = fd
    this.#end = end
    this.#scanner = scanner
    this.#options = { block_bytes: BLOCK_BYTES, longest_line_bytes: LONGEST_LINE_BYTES, ...options }
    const { block_bytes } = this.#options
    if (kept?.length !== block_bytes) kept = new Uint8Array(block_bytes)
    this.#block = kept
  }

  read(start: number): void {
    // The byte before tells whether the first one begins a line.
    let at = start > 0 ? start - 1 : 0
    let skipping = start > 0
    let tooLong = false
    for (;;) {
      const got = readSync(this.#fd, this.#block, this.#held, this.#block.length - this.#held, at)
      const filled = this.#held + got
      const block = this.#block
      let from = 0
      if (skipping) {
        const feed = block.subarray(0, filled).indexOf(LINE_FEED)
        from = feed < 0 ? filled : feed + 1
        skipping = feed < 0 && got > 0
        if (!skipping && tooLong) this.#scanner.refuseLongLine(this.#options.longest_line_bytes)
        if (!skipping) tooLong = false
      }
      at += got
      if (got > 0) this.#options.onBytes?.(got)
      const first = at - filled + from
      if (got === 0) {
        if (filled > from && first < this.#end) this.#scanner.scanLines(block, from, filled)
        return
      }
      // Lines that begin at or after the end are another range's.
      const whole = this.#wholeLines(from, filled, this.#end - first)
      this.#scanner.scanLines(block, from, whole)
      if (at - filled + whole >= this.#end && !skipping) return
      this.#held = filled - whole
      if (this.#held < block.length) block.copyWithin(0, whole, filled)
      else if (block.length > this.#options.longest_line_bytes) {
        this.#held = 0
        skipping = true
        tooLong = true
      } else this.#widen()
    }
  }

  /** Place after the last line that is whole and begins less than `room` bytes after `from`. */
  #wholeLines(from: number, filled: number, room: number): number {
    if (room <= 0) return from
    const { lastIndexOf, indexOf } = Uint8Array.prototype
    const lines = this.#block.subarray(from, filled)
    if (room > lines.length) return from + lastIndexOf.call(lines, LINE_FEED) + 1
    const feed = indexOf.call(lines, LINE_FEED, room - 1)
    return feed < 0 ? from + lastIndexOf.call(lines, LINE_FEED) + 1 : from + feed + 1
  }

  #widen(): void {
    const wider = new Uint8Array(Math.min(this.#block.length * 2, this.#options.longest_line_bytes + 1))
    wider.set(this.#block)
    this.#block = wider
  }
}
