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

/**
 * Little-endian, two-dimensional WKB of a GeoJSON geometry; elevations and measures are dropped, an empty point is
 * written as NaN NaN. Positions are copied bit for bit.
 * @throws TypeError on a position without two numbers or an unknown geometry type
 */
export function encodeWkb(geometry: Geometry): Uint8Array {
  const bytes = new Uint8Array(byteLength(geometry))
  const view = new DataView(bytes.buffer)
  writeGeometry(view, 0, geometry)
  return bytes
}

function byteLength(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return HEADER_BYTES + POSITION_BYTES
    case 'LineString':
      return HEADER_BYTES + lineBytes(geometry.coordinates)
    case 'Polygon':
      return HEADER_BYTES + ringsBytes(geometry.coordinates)
    case 'MultiPoint':
      return HEADER_BYTES + COUNT_BYTES + geometry.coordinates.length * (HEADER_BYTES + POSITION_BYTES)
    case 'MultiLineString': {
      let total = HEADER_BYTES + COUNT_BYTES
      for (const line of geometry.coordinates) total += HEADER_BYTES + lineBytes(line)
      return total
    }
    case 'MultiPolygon': {
      let total = HEADER_BYTES + COUNT_BYTES
      for (const rings of geometry.coordinates) total += HEADER_BYTES + ringsBytes(rings)
      return total
    }
    case 'GeometryCollection': {
      let total = HEADER_BYTES + COUNT_BYTES
      for (const member of geometry.geometries) total += byteLength(member)
      return total
    }
    default:
      throw new TypeError(
        `not a GeoJSON geometry type: ${JSON.stringify((geometry as { type: unknown }).type)}`,
      )
  }
}

function lineBytes(line: Position[]): number {
  return COUNT_BYTES + line.length * POSITION_BYTES
}

function ringsBytes(rings: Position[][]): number {
  let total = COUNT_BYTES
  for (const ring of rings) total += lineBytes(ring)
  return total
}

function writeGeometry(view: DataView, start: number, geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return writePoint(view, start, geometry.coordinates)
    case 'LineString':
      return writeLine(view, writeHeader(view, start, LINESTRING), geometry.coordinates)
    case 'Polygon':
      return writeRings(view, writeHeader(view, start, POLYGON), geometry.coordinates)
    case 'MultiPoint': {
      let at = writeCount(view, writeHeader(view, start, MULTIPOINT), geometry.coordinates.length)
      for (const position of geometry.coordinates) at = writePoint(view, at, position)
      return at
    }
    case 'MultiLineString': {
      let at = writeCount(view, writeHeader(view, start, MULTILINESTRING), geometry.coordinates.length)
      for (const line of geometry.coordinates) at = writeLine(view, writeHeader(view, at, LINESTRING), line)
      return at
    }
    case 'MultiPolygon': {
      let at = writeCount(view, writeHeader(view, start, MULTIPOLYGON), geometry.coordinates.length)
      for (const rings of geometry.coordinates) at = writeRings(view, writeHeader(view, at, POLYGON), rings)
      return at
    }
    case 'GeometryCollection': {
      let at = writeCount(view, writeHeader(view, start, GEOMETRYCOLLECTION), geometry.geometries.length)
      for (const member of geometry.geometries) at = writeGeometry(view, at, member)
      return at
    }
  }
}

function writeHeader(view: DataView, at: number, type: number): number {
  view.setUint8(at, 1)
  view.setUint32(at + 1, type, true)
  return at + HEADER_BYTES
}

function writeCount(view: DataView, at: number, count: number): number {
  view.setUint32(at, count, true)
  return at + COUNT_BYTES
}

function writePoint(view: DataView, start: number, position: Position): number {
  const at = writeHeader(view, start, POINT)
  if (position.length > 0) return writePosition(view, at, position)
  view.setFloat64(at, Number.NaN, true)
  view.setFloat64(at + 8, Number.NaN, true)
  return at + POSITION_BYTES
}

function writeLine(view: DataView, start: number, line: Position[]): number {
  let at = writeCount(view, start, line.length)
  for (let i = 0; i < line.length; i++) at = writePosition(view, at, line[i]!)
  return at
}

function writeRings(view: DataView, start: number, rings: Position[][]): number {
  let at = writeCount(view, start, rings.length)
  for (const ring of rings) at = writeLine(view, at, ring)
  return at
}

function writePosition(view: DataView, at: number, position: Position): number {
  const x = position[0]
  const y = position[1]
  if (typeof x !== 'number' || typeof y !== 'number') {
    throw new TypeError(`a position needs two numbers, got ${JSON.stringify(position)}`)
  }
  view.setFloat64(at, x, true)
  view.setFloat64(at + 8, y, true)
  return at + POSITION_BYTES
}
