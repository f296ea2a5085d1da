import type { ChunkBuilder } from '../features/chunk-builder.ts'
import { HOLE, PART } from '../features/feature-chunk.ts'
import { scanNumber } from './scan-number.ts'

const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
const SPACE = 0x20
const TAB = 0x09
const RETURN = 0x0d

const numbers = new Float64Array(3)

/** White space of JSON but for the line feed, which ends a line. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]
  while (byte === SPACE || byte === TAB || byte === RETURN) byte = bytes[++at]
  return at
}

// Each of these takes the place of an opening bracket and gives the place after the closing one, or -1 when something
// else is there than coordinates of this depth that are not empty.

/** `[lon, lat, ...]` to a position of the chain that was begun. */
function scanPosition(bytes: Uint8Array, at: number, builder: ChunkBuilder): number {
  if (bytes[at] !== OPEN) return -1
  at = numberAfterSpace(bytes, at + 1, 0)
  if (at < 0 || bytes[at] !== COMMA) return -1
  at = numberAfterSpace(bytes, at + 1, 1)
  // Heights and measures are not drawn.
  while (at >= 0 && bytes[at] === COMMA) at = numberAfterSpace(bytes, at + 1, 2)
  if (at < 0 || bytes[at] !== CLOSE) return -1
  builder.position(numbers[0]!, numbers[1]!)
  return at + 1
}

function numberAfterSpace(bytes: Uint8Array, at: number, slot: number): number {
  if (bytes[at]! <= SPACE) at = skipSpace(bytes, at)
  at = scanNumber(bytes, at, numbers, slot)
  return at >= 0 && bytes[at]! <= SPACE ? skipSpace(bytes, at) : at
}

/** `[[lon, lat], ...]` to the chain that was begun. */
function scanChain(bytes: Uint8Array, at: number, builder: ChunkBuilder): number {
  if (bytes[at] !== OPEN) return -1
  for (;;) {
    at = scanPosition(bytes, skipSpace(bytes, at + 1), builder)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE) return at + 1
    if (bytes[at] !== COMMA) return -1
  }
}

/** `[[[lon, lat], ...], ...]`: a PART and then chains of the role `others`. */
function scanChains(
  bytes: Uint8Array,
  at: number,
  builder: ChunkBuilder,
  others: typeof PART | typeof HOLE,
): number {
  if (bytes[at] !== OPEN) return -1
  for (let first = true; ; first = false) {
    builder.chain(first ? PART : others)
    at = scanChain(bytes, skipSpace(bytes, at + 1), builder)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE) return at + 1
    if (bytes[at] !== COMMA) return -1
  }
}

/** Coordinates of a MultiPolygon. */
function scanPolygons(bytes: Uint8Array, at: number, builder: ChunkBuilder): number {
  if (bytes[at] !== OPEN) return -1
  for (;;) {
    at = scanChains(bytes, skipSpace(bytes, at + 1), builder, HOLE)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE) return at + 1
    if (bytes[at] !== COMMA) return -1
  }
}

/** @param type place of the geometry's type among point, multipoint, line, multiline, polygon, multipolygon */
export function scanCoordinates(bytes: Uint8Array, at: number, builder: ChunkBuilder, type: number): number {
  if (type === 5) return scanPolygons(bytes, at, builder)
  if (type >= 3) return scanChains(bytes, at, builder, type === 4 ? HOLE : PART)
  builder.chain(PART)
  return type === 0 ? scanPosition(bytes, at, builder) : scanChain(bytes, at, builder)
}
