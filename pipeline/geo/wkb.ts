import type { Geometry, Position } from 'geojson'
import {
  COUNT_BYTES,
  GEOMETRYCOLLECTION,
  HEADER_BYTES,
  LINESTRING,
  MULTILINESTRING,
  MULTIPOINT,
  MULTIPOLYGON,
  POINT,
  POLYGON,
  POSITION_BYTES,
} from './wkb-parts.ts'

export { encodeWkb } from './wkb-encode.ts'
export { MULTIPOLYGON, POLYGON } from './wkb-parts.ts'

/**
 * Well-known binary: the form in which geometry crosses between GeoParquet tables, GEOS and TypeScript.
 * Source: OGC 06-103r4 (Simple Feature Access 1.2.1) section 8.2; EWKB flags as PostGIS writes them.
 */

/** Thrown for bytes that are not well-formed WKB, with the byte offset where reading stopped. */
export class WkbError extends Error {
  /** Offset into the given bytes, 0-based. */
  readonly offset: number

  constructor(message: string, offset: number) {
    super(`${message} (byte ${offset})`)
    this.name = 'WkbError'
    this.offset = offset
  }
}

/** Thrown for a geometry with more parts or vertices than the caller takes; nothing of that size has been allocated. */
export class WkbLimitError extends WkbError {
  readonly limit: keyof WkbLimits
  readonly count: number

  constructor(limit: keyof WkbLimits, count: number, offset: number) {
    super(`${count} ${limit}`, offset)
    this.name = 'WkbLimitError'
    this.limit = limit
    this.count = count
  }
}

/** What one geometry may hold, counted over all its members. */
export interface WkbLimits {
  /** Rings, and members of multi geometries and collections. */
  parts: number
  vertices: number
}

const NO_LIMITS: WkbLimits = { parts: Number.POSITIVE_INFINITY, vertices: Number.POSITIVE_INFINITY }

const EWKB_Z = 0x80000000
const EWKB_M = 0x40000000
const EWKB_SRID = 0x20000000

/** Deeper collections are refused: they are an attack or a bug, and would overflow the stack. */
const MAX_DEPTH = 64

/**
 * GeoJSON geometry of WKB bytes, two-dimensional. Reads both byte orders (also mixed), ISO (1000/2000/3000) and
 * EWKB (high bits) forms; Z, M and the SRID are read and dropped. Rings are given as they are, closed or not.
 * @throws WkbError when the bytes are cut, have bytes to spare, or name a type that GeoJSON does not have
 * @throws WkbLimitError when there is more than `limits` allow
 */
export function decodeWkb(bytes: Uint8Array, limits: WkbLimits = NO_LIMITS): Geometry {
  const reader = readerOf(bytes, limits)
  const geometry = readGeometry(reader, 0)
  if (reader.offset !== bytes.byteLength) {
    throw new WkbError(`${bytes.byteLength - reader.offset} bytes follow the geometry`, reader.offset)
  }
  return geometry
}

/**
 * Type (1-17, ISO numbers without the dimension) of WKB bytes, and whether positions have more than two ordinates. Only the header is read.
 * @throws WkbError when the bytes do not begin as WKB does
 */
export function wkbHeader(bytes: Uint8Array): { type: number; isFlat: boolean } {
  if (bytes.length < HEADER_BYTES) throw new WkbError(`the bytes are cut: ${HEADER_BYTES} are needed`, 0)
  const order = bytes[0]!
  if (order > 1) throw new WkbError(`byte order must be 0 or 1, got ${order}`, 0)
  const [a, b, c, d] = order === 1 ? [4, 3, 2, 1] : [1, 2, 3, 4]
  const word = ((bytes[a!]! << 24) | (bytes[b!]! << 16) | (bytes[c!]! << 8) | bytes[d!]!) >>> 0
  const iso = word & 0x1fffffff
  return { type: iso % 1000, isFlat: iso < 1000 && (word & (EWKB_Z | EWKB_M)) === 0 }
}

export function readerOf(bytes: Uint8Array, limits: WkbLimits = NO_LIMITS): Reader {
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0,
    little: true,
    stride: POSITION_BYTES,
    limits,
    parts: 0,
    vertices: 0,
  }
}

/** A place in WKB bytes; for readers that want other than GeoJSON objects, such as flat arrays. */
export interface Reader {
  view: DataView
  offset: number
  /** Byte order and bytes per position of the geometry being read. */
  little: boolean
  stride: number
  limits: WkbLimits
  /** Counted so far. */
  parts: number
  vertices: number
}

/** Moves past the header, sets byte order and stride, and gives the type (ISO number without the dimension). */
export function readHeader(reader: Reader): number {
  need(reader, HEADER_BYTES)
  const order = reader.view.getUint8(reader.offset)
  if (order > 1) throw new WkbError(`byte order must be 0 or 1, got ${order}`, reader.offset)
  reader.little = order === 1
  const word = reader.view.getUint32(reader.offset + 1, reader.little)
  const typeOffset = reader.offset + 1
  reader.offset += HEADER_BYTES
  if ((word & EWKB_SRID) !== 0) {
    need(reader, COUNT_BYTES)
    reader.offset += COUNT_BYTES
  }
  const iso = word & 0x1fffffff
  const isoDimension = Math.floor(iso / 1000)
  if (isoDimension > 3) throw new WkbError(`unknown WKB geometry type ${iso}`, typeOffset)
  const hasZ = (word & EWKB_Z) !== 0 || isoDimension === 1 || isoDimension === 3
  const hasM = (word & EWKB_M) !== 0 || isoDimension === 2 || isoDimension === 3
  reader.stride = POSITION_BYTES + (hasZ ? 8 : 0) + (hasM ? 8 : 0)
  return iso % 1000
}

function readGeometry(reader: Reader, depth: number): Geometry {
  const start = reader.offset
  const type = readHeader(reader)
  switch (type) {
    case POINT:
      return { type: 'Point', coordinates: readPointBody(reader) }
    case LINESTRING:
      return { type: 'LineString', coordinates: readLine(reader) }
    case POLYGON:
      return { type: 'Polygon', coordinates: readRings(reader) }
    case MULTIPOINT:
      return { type: 'MultiPoint', coordinates: readMembers(reader, POINT, readPointBody) }
    case MULTILINESTRING:
      return { type: 'MultiLineString', coordinates: readMembers(reader, LINESTRING, readLine) }
    case MULTIPOLYGON:
      return { type: 'MultiPolygon', coordinates: readMembers(reader, POLYGON, readRings) }
    case GEOMETRYCOLLECTION: {
      if (depth >= MAX_DEPTH) throw new WkbError(`collections are nested deeper than ${MAX_DEPTH}`, start)
      const count = readCount(reader, HEADER_BYTES + COUNT_BYTES, 'parts')
      const geometries: Geometry[] = new Array(count)
      for (let i = 0; i < count; i++) geometries[i] = readGeometry(reader, depth + 1)
      return { type: 'GeometryCollection', geometries }
    }
    default:
      throw new WkbError(`unknown WKB geometry type ${type}`, start + 1)
  }
}

function readMembers<T>(reader: Reader, expected: number, readBody: (reader: Reader) => T): T[] {
  const count = readCount(reader, HEADER_BYTES + COUNT_BYTES, 'parts')
  const members: T[] = new Array(count)
  for (let i = 0; i < count; i++) {
    const start = reader.offset
    const type = readHeader(reader)
    if (type !== expected) throw new WkbError(`member of type ${type} where ${expected} is due`, start + 1)
    members[i] = readBody(reader)
  }
  return members
}

function readPointBody(reader: Reader): Position {
  need(reader, reader.stride)
  const x = reader.view.getFloat64(reader.offset, reader.little)
  const y = reader.view.getFloat64(reader.offset + 8, reader.little)
  reader.offset += reader.stride
  return Number.isNaN(x) && Number.isNaN(y) ? [] : [x, y]
}

function readRings(reader: Reader): Position[][] {
  const count = readCount(reader, COUNT_BYTES, 'parts')
  const rings: Position[][] = new Array(count)
  for (let i = 0; i < count; i++) rings[i] = readLine(reader)
  return rings
}

function readLine(reader: Reader): Position[] {
  const count = readCount(reader, reader.stride, 'vertices')
  const { view, little, stride } = reader
  const line: Position[] = new Array(count)
  let at = reader.offset
  for (let i = 0; i < count; i++) {
    line[i] = [view.getFloat64(at, little), view.getFloat64(at + 8, little)]
    at += stride
  }
  reader.offset = at
  return line
}

/** A count is checked against the bytes left before anything of that size is allocated. */
export function readCount(reader: Reader, bytesPerItem: number, kind: keyof WkbLimits): number {
  need(reader, COUNT_BYTES)
  const start = reader.offset
  const count = reader.view.getUint32(start, reader.little)
  reader.offset += COUNT_BYTES
  if (count * bytesPerItem > reader.view.byteLength - reader.offset) {
    throw new WkbError(`the bytes are cut: ${count} items are announced`, start)
  }
  reader[kind] += count
  if (reader[kind] > reader.limits[kind]) throw new WkbLimitError(kind, reader[kind], start)
  return count
}

function need(reader: Reader, bytes: number): void {
  if (reader.offset + bytes > reader.view.byteLength) {
    throw new WkbError(`the bytes are cut: ${bytes} more are needed`, reader.offset)
  }
}
