import { LINE, POINT, POLYGON } from '../features/feature-chunk.ts'
import { skipSpace } from './scan-positions.ts'

const SPACE = 0x20
const QUOTE = 0x22
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a

const word = (text: string) => Uint8Array.from(Buffer.from(text))
export const TYPE = word('"type"')
export const FEATURE = word('"Feature"')
export const ID = word('"id"')
export const GEOMETRY = word('"geometry"')
export const PROPERTIES = word('"properties"')
export const COORDINATES = word('"coordinates"')
export const NULL = word('null')
export const TRUE = word('true')
export const FALSE = word('false')
export const GEOMETRY_TYPES = [
  word('"Point"'),
  word('"MultiPoint"'),
  word('"LineString"'),
  word('"MultiLineString"'),
  word('"Polygon"'),
  word('"MultiPolygon"'),
]

/** Of the geometry types, in their order. */
export const KINDS = [POINT, POINT, LINE, LINE, POLYGON, POLYGON] as const

/** Whether a text stands at a place. */
export function begins(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false
  return true
}

/** The place after white space, a colon and white space, or -1. */
export function afterColon(bytes: Uint8Array, at: number): number {
  if (bytes[at] === COLON) at++
  else {
    at = skipSpace(bytes, at)
    if (bytes[at++] !== COLON) return -1
  }
  return skipSpace(bytes, at)
}

/** The place after the list or object that begins at a place, whatever it holds, or -1 where the line ends first. */
export function afterNested(bytes: Uint8Array, at: number): number {
  for (let depth = 0; ; ) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      at = afterText(bytes, at)
      if (at < 0) return -1
      continue
    }
    at++
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++
    else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && --depth === 0) return at
    else if (byte === LINE_FEED) return -1
  }
}

/** The place after the text whose first quote, or any byte of it, is at a place, or -1. */
export function afterText(bytes: Uint8Array, at: number): number {
  for (let byte = bytes[++at]!; byte !== QUOTE; byte = bytes[++at]!) {
    if (byte < SPACE) return -1
    if (byte === BACKSLASH && bytes[++at]! < SPACE) return -1
  }
  return at + 1
}
