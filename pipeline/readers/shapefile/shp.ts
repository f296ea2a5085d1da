import type { Geometry, Position } from 'geojson'
import { type Place, UserError } from '../../errors.ts'
import type { FindingLog } from '../finding-log.ts'
import { assembleRings, measureRing, type Ring } from './shp-rings.ts'

export const SHP_HEADER_BYTES = 100
export const SHP_RECORD_HEADER_BYTES = 8

const SHAPES: Record<number, string> = {
  0: 'Null',
  1: 'Point',
  3: 'PolyLine',
  5: 'Polygon',
  8: 'MultiPoint',
  11: 'PointZ',
  13: 'PolyLineZ',
  15: 'PolygonZ',
  18: 'MultiPointZ',
  21: 'PointM',
  23: 'PolyLineM',
  25: 'PolygonM',
  28: 'MultiPointM',
  31: 'MultiPatch',
}

export interface ShpHeader {
  shapeType: number
  /** Length of the file in bytes as it states itself. */
  statedBytes: number
}

/**
 * Reads the 100-byte header that `.shp` and `.shx` share.
 *
 * @throws UserError source, when it is not that; geometry, for MultiPatch.
 */
export function readShpHeader(bytes: Buffer, where: Place, part: '.shp' | '.shx'): ShpHeader {
  if (bytes.length < SHP_HEADER_BYTES || bytes.readInt32BE(0) !== 9994) {
    throw new UserError('source', {
      what: `the ${part} is not a shapefile`,
      where,
      got: bytes.length < SHP_HEADER_BYTES ? `${bytes.length} bytes` : `file code ${bytes.readInt32BE(0)}`,
      expected: `a ${SHP_HEADER_BYTES}-byte header with file code 9994`,
      next: 'export the layer again, or fetch the files again from the provider',
    })
  }
  const shapeType = bytes.readInt32LE(32)
  if (shapeType === 31) {
    throw new UserError('geometry', {
      what: 'MultiPatch shapes (3-D surfaces) cannot be mapped',
      where,
      got: 'MultiPatch',
      expected: 'points, lines or polygons',
      next: 'convert the layer to polygons, such as with "Multipatch Footprint" of ArcGIS',
    })
  }
  if (!(shapeType in SHAPES))
    throw damaged(where, `shape type ${shapeType}`, 'a shape type of the shapefile specification')
  return { shapeType, statedBytes: bytes.readUInt32BE(24) * 2 }
}

/** Decodes the shapes of one file: Z and M dropped and counted, rings closed and assembled, findings logged by record. */
export class ShapeDecoder {
  readonly #shapeType: number
  readonly #where: Place
  readonly #log: FindingLog
  #measured = 0

  constructor(shapeType: number, where: Place, log: FindingLog) {
    this.#shapeType = shapeType
    this.#where = where
    this.#log = log
  }

  /**
   * The shape whose content begins at `at` and is `length` bytes long; null for a Null shape and one without positions.
   *
   * @throws UserError source, for a record that is not what the header promises; geometry, for a position that is no number.
   */
  decode(view: DataView, at: number, length: number, record: number): Geometry | null {
    if (length < 4) throw this.#damaged(record, `${length} bytes`, 'at least 4 bytes')
    const type = view.getInt32(at, true)
    if (type === 0) return null
    if (type !== this.#shapeType) {
      throw this.#damaged(
        record,
        `shape type ${type}`,
        `${this.#shapeType} (${SHAPES[this.#shapeType]}) or 0 (Null)`,
      )
    }
    if (type > 10) this.#measured++
    switch (type % 10) {
      case 1:
        this.#require(record, length, 20)
        return { type: 'Point', coordinates: this.#position(view, at + 4, record) }
      case 8: {
        this.#require(record, length, 40)
        const count = view.getUint32(at + 36, true)
        this.#require(record, length, 40 + 16 * count)
        if (count === 0) return null
        return { type: 'MultiPoint', coordinates: this.#positions(view, at + 40, count, record) }
      }
      default:
        return this.#parts(view, at, length, record, type % 10 === 5)
    }
  }

  /** Logs what concerns the layer as a whole. */
  finish(): void {
    if (this.#measured === 0) return
    this.#log.add('SHP_Z_DROPPED', null, null, String(this.#measured), {
      id: `${this.#measured} rekaman bertipe ${SHAPES[this.#shapeType]}: nilai Z dan M dibuang`,
      en: `${this.#measured} records of type ${SHAPES[this.#shapeType]}: Z and M values dropped`,
    })
  }

  #parts(view: DataView, at: number, length: number, record: number, isPolygon: boolean): Geometry | null {
    this.#require(record, length, 44)
    const partCount = view.getUint32(at + 36, true)
    const count = view.getUint32(at + 40, true)
    this.#require(record, length, 44 + 4 * partCount + 16 * count)
    const first = at + 44 + 4 * partCount
    const parts: Position[][] = []
    let begin = partCount > 0 ? view.getUint32(at + 44, true) : count
    if (begin !== 0 && count > 0) throw this.#damaged(record, `first part at position ${begin}`, '0')
    for (let part = 1; part <= partCount; part++) {
      const end = part < partCount ? view.getUint32(at + 44 + 4 * part, true) : count
      if (end < begin || end > count) {
        throw this.#damaged(record, `part ${part + 1} at position ${end}`, `between ${begin} and ${count}`)
      }
      if (end > begin) parts.push(this.#positions(view, first + 16 * begin, end - begin, record))
      begin = end
    }
    if (parts.length === 0) return null
    if (isPolygon) return this.#polygon(parts, record)
    return parts.length === 1
      ? { type: 'LineString', coordinates: parts[0]! }
      : { type: 'MultiLineString', coordinates: parts }
  }

  #polygon(parts: Position[][], record: number): Geometry {
    let unclosed = 0
    const rings: Ring[] = parts.map((positions) => {
      const first = positions[0]!
      const last = positions[positions.length - 1]!
      if (first[0] !== last[0] || first[1] !== last[1]) {
        positions.push([first[0]!, first[1]!])
        unclosed++
      }
      return measureRing(positions)
    })
    if (unclosed > 0) {
      this.#log.add('SHP_RING_UNCLOSED', record, null, String(unclosed), {
        id: `${unclosed} cincin tidak tertutup lalu ditutup dengan garis lurus`,
        en: `${unclosed} rings were not closed and were closed with a straight line`,
      })
    }
    const polygons = assembleRings(rings, (ring) => {
      const [x, y] = ring.positions[0]!
      this.#log.add('SHP_HOLE_ORPHAN', record, null, `${x} ${y}`, {
        id: `cincin berarah lubang mulai di (${x}, ${y}) tidak berada di dalam poligon mana pun; dibaca sebagai poligon`,
        en: `the ring wound as a hole that starts at (${x}, ${y}) lies in no polygon; read as a polygon`,
      })
    })
    return polygons.length === 1
      ? { type: 'Polygon', coordinates: polygons[0]! }
      : { type: 'MultiPolygon', coordinates: polygons }
  }

  #positions(view: DataView, at: number, count: number, record: number): Position[] {
    const positions = new Array<Position>(count)
    for (let i = 0; i < count; i++) {
      const x = view.getFloat64(at + 16 * i, true)
      const y = view.getFloat64(at + 16 * i + 8, true)
      // NaN - NaN and Infinity - Infinity are NaN, so one comparison finds either.
      if (x - x !== 0 || y - y !== 0) throw this.#notFinite(record, x, y)
      positions[i] = [x, y]
    }
    return positions
  }

  #position(view: DataView, at: number, record: number): Position {
    return this.#positions(view, at, 1, record)[0]!
  }

  #require(record: number, length: number, needed: number): void {
    if (length < needed) throw this.#damaged(record, `${length} bytes`, `at least ${needed} bytes`)
  }

  #damaged(record: number, got: string, expected: string): UserError {
    return damaged({ ...this.#where, record }, got, expected)
  }

  #notFinite(record: number, x: number, y: number): UserError {
    return new UserError('geometry', {
      what: 'a coordinate is not a number',
      where: { ...this.#where, record },
      got: `(${x}, ${y})`,
      expected: 'two finite numbers',
      next: 'open the record in QGIS, redraw or delete it, and export the layer again',
    })
  }
}

function damaged(where: Place, got: string, expected: string): UserError {
  return new UserError('source', {
    what: 'the .shp is damaged',
    where,
    got,
    expected,
    next: 'export the layer again, or fetch the files again from the provider',
  })
}
