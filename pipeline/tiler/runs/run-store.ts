import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { type Run, runBytes, tileIdAt } from './run.ts'

/** Every so many drawings of a run the tile id is kept at hand. */
const STEP = 512
const WORD_BYTES = 4

/** Where a run lies: in memory, or in a file that holds its arrays one after the other. */
export interface StoredRun {
  count: number
  /** Tile id of every 512th drawing. */
  steps: Float64Array
  /** Bytes of commands. */
  bytes: number
  run: Run | null
  /** File that holds it where `run` is null, and its place there; the words of `lows` come first. */
  path: string
  offset: number
  hasHighs: boolean
}

export function storedInMemory(run: Run): StoredRun {
  const steps = new Float64Array(Math.ceil(run.count / STEP))
  for (let i = 0; i < steps.length; i++) steps[i] = tileIdAt(run, i * STEP)
  return {
    count: run.count,
    steps,
    bytes: run.bytes.length,
    run,
    path: '',
    offset: 0,
    hasHighs: run.highs !== null,
  }
}

/** Keeps runs in memory up to a limit, and those beyond it in a temporary file. */
export class RunStore {
  readonly runs: StoredRun[] = []
  readonly #limit: number
  readonly #path: string
  #used = 0
  #file = -1
  #end = 0

  /** @param path of the file, which is made only when it is needed; who gave the path removes it */
  constructor(limitBytes: number, path: string) {
    this.#limit = limitBytes
    this.#path = path
  }

  add(run: Run): void {
    const stored = storedInMemory(run)
    const size = runBytes(run)
    if (this.#used + size > this.#limit) {
      stored.path = this.#path
      stored.offset = this.#spill(run)
      stored.run = null
    } else this.#used += size
    this.runs.push(stored)
  }

  close(): void {
    if (this.#file !== -1) closeSync(this.#file)
    this.#file = -1
  }

  #spill(run: Run): number {
    if (this.#file === -1) this.#file = openSync(this.#path, 'wx')
    const offset = this.#end
    for (const part of [run.lows, run.highs, run.features, run.offsets, run.bytes]) {
      if (part !== null) this.#end += writeAll(this.#file, part, this.#end)
    }
    return offset
  }
}

function writeAll(file: number, part: Uint32Array | Uint8Array, position: number): number {
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, position + done)
  return bytes.length
}

/** Reads the drawings of runs between two tile ids, wherever they lie. */
export class RunReader {
  readonly #files = new Map<string, number>()

  /** The drawings in the tiles from..to, `to` left out. */
  read(stored: StoredRun, from: number, to: number): Run {
    const { steps } = stored
    // The last step before `from` may hold it; the first at or beyond `to` ends the stretch.
    const first = Math.max(0, lowerBound(steps, from) - 1) * STEP
    const end = Math.min(stored.count, lowerBound(steps, to) * STEP)
    if (first >= end) return EMPTY
    const stretch = stored.run === null ? this.#load(stored, first, end) : slice(stored.run, first, end)
    return slice(stretch, lowerBoundOf(stretch, from), lowerBoundOf(stretch, to))
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file)
    this.#files.clear()
  }

  #load({ count, path, offset, hasHighs }: StoredRun, first: number, end: number): Run {
    const file = this.#file(path)
    const words = hasHighs ? 2 : 1
    const features = offset + words * count * WORD_BYTES
    const offsets = features + count * WORD_BYTES
    const bytes = offsets + (count + 1) * WORD_BYTES
    const places = this.#words(file, offsets + first * WORD_BYTES, end - first + 1)
    const start = places[0]!
    const stretch: Run = {
      count: end - first,
      lows: this.#words(file, offset + first * WORD_BYTES, end - first),
      highs: hasHighs ? this.#words(file, offset + (count + first) * WORD_BYTES, end - first) : null,
      features: this.#words(file, features + first * WORD_BYTES, end - first),
      offsets: places,
      bytes: this.#read(file, bytes + start, places[end - first]! - start),
    }
    for (let i = 0; i < places.length; i++) places[i]! -= start
    return stretch
  }

  #file(path: string): number {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const file = openSync(path, 'r')
    this.#files.set(path, file)
    return file
  }

  #words(file: number, position: number, count: number): Uint32Array {
    const bytes = this.#read(file, position, count * WORD_BYTES)
    return new Uint32Array(bytes.buffer, 0, count)
  }

  #read(file: number, position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length; ) {
      const read = readSync(file, bytes, done, length - done, position + done)
      if (read === 0) throw new RangeError(`the temporary file of the tiler ends at ${position + done}`)
      done += read
    }
    return bytes
  }
}

const EMPTY: Run = {
  count: 0,
  lows: new Uint32Array(0),
  highs: null,
  features: new Uint32Array(0),
  offsets: new Uint32Array(1),
  bytes: new Uint8Array(0),
}

function slice(run: Run, from: number, to: number): Run {
  return {
    count: to - from,
    lows: run.lows.subarray(from, to),
    highs: run.highs === null ? null : run.highs.subarray(from, to),
    features: run.features.subarray(from, to),
    offsets: run.offsets.subarray(from, to + 1),
    bytes: run.bytes,
  }
}

/** How many of the rising ids are below one. */
function lowerBound(ids: Float64Array, id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ids[middle]! < id) low = middle + 1
    else high = middle
  }
  return low
}

function lowerBoundOf(run: Run, id: number): number {
  let low = 0
  let high = run.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (tileIdAt(run, middle) < id) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Bounds of ranges of tiles that hold about as many bytes each, so that they can be packed one by one or side by side. They
 * shape who packs what, never what is packed.
 * @returns rising tile ids: range r is bounds[r] .. bounds[r + 1]
 */
export function planRanges(runs: readonly StoredRun[], rangeBytes: number): number[] {
  const samples: { id: number; bytes: number }[] = []
  for (const { steps, bytes, count } of runs) {
    const each = ((bytes + 12 * count) / count) * STEP
    for (const id of steps) samples.push({ id, bytes: each })
  }
  samples.sort((a, b) => a.id - b.id)
  const bounds = [0]
  let gathered = 0
  for (const { id, bytes } of samples) {
    if (gathered >= rangeBytes && id > bounds.at(-1)!) {
      bounds.push(id)
      gathered = 0
    }
    gathered += bytes
  }
  bounds.push(Number.POSITIVE_INFINITY)
  return bounds
}
