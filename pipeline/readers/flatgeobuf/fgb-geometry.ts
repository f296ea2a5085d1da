import type { Geometry, Position } from 'geojson'
import type { Place } from '../../errors.ts'
import type { FindingLog } from '../finding-log.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { logDroppedZ, logNotFinite, logOtherType, logUnreadable } from '../wkb-findings.ts'
import { NotFinite } from '../wkb-geometry.ts'
import { FlatError, type FlatTable } from './flat-table.ts'

/** `GeometryType` of the schema, by its number. */
const TYPES = [
  'Unknown',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
  'CircularString',
  'CompoundCurve',
  'CurvePolygon',
  'MultiCurve',
  'MultiSurface',
  'Curve',
  'Surface',
  'PolyhedralSurface',
  'TIN',
  'Triangle',
]

/** Field of a feature. */
const GEOMETRY = 0
/** Fields of a geometry. */
const ENDS = 0
const XY = 1
const Z = 2
const M = 3
const TYPE = 6
const PARTS = 7

/** Geometries of one pass over a file: two-dimensional, empty ones null, Z and M dropped and counted. */
export class FgbGeometries {
  readonly #type: number
  readonly #where: Place
  readonly #log: FindingLog
  #measured = 0
  /** Vertices that the bytes of the record can hold: parts may not share them. */
  #verticesLeft = 0
  #vertices = 0
  #record = 0

  constructor(type: number, where: Place, log: FindingLog) {
    this.#type = type
    this.#where = where
    this.#log = log
  }

  /**
   * The geometry of a feature; null also where it is malformed or a position is no number: the record is then named in the log.
   *
   * @param bytes length of the record
   * @throws UserError source, for more than `RECORD_LIMITS`.
   */
  decode(feature: FlatTable, bytes: number, record: number): Geometry | null {
    try {
      const geometry = feature.table(GEOMETRY)
      return geometry === null ? null : this.#decode(geometry, bytes, record)
    } catch (error) {
      if (error instanceof NotFinite) logNotFinite(this.#log, record, error.position)
      else if (error instanceof FlatError) logUnreadable(this.#log, record, error.message)
      else throw error
      return null
    }
  }

  #decode(geometry: FlatTable, bytes: number, record: number): Geometry | null {
    const number = this.#type === 0 ? geometry.uint8(TYPE) : this.#type
    const type = TYPES[number]
    if (type === undefined || number === 0) throw new FlatError(`geometry type ${number}`)
    if (number > 6) {
      logOtherType(this.#log, record, type)
      return null
    }
    this.#verticesLeft = Math.floor(bytes / 16)
    this.#vertices = 0
    this.#record = record
    const read = this.#read(geometry, number)
    if (this.#vertices === 0) return null
    if (isMeasured(geometry)) this.#measured++
    return read
  }

  /** Logs what concerns the layer as a whole. */
  finish(): void {
    logDroppedZ(this.#log, this.#measured)
  }

  #read(geometry: FlatTable, type: number): Geometry {
    switch (type) {
      case 1: {
        const vector = geometry.vector(XY, 8)
        if (vector === null || vector.count === 0) return { type: 'Point', coordinates: [] }
        if (vector.count !== 2) throw new FlatError(`a point of ${vector.count} ordinates`)
        const x = geometry.buffer.readFloat64(vector.start)
        const y = geometry.buffer.readFloat64(vector.start + 8)
        if (Number.isNaN(x) && Number.isNaN(y)) return { type: 'Point', coordinates: [] }
        return { type: 'Point', coordinates: this.#positions(geometry)[0]! }
      }
      case 2:
        return { type: 'LineString', coordinates: this.#positions(geometry) }
      case 4:
        return { type: 'MultiPoint', coordinates: this.#positions(geometry) }
      case 3:
        return { type: 'Polygon', coordinates: this.#lines(geometry) }
      case 5:
        return { type: 'MultiLineString', coordinates: this.#lines(geometry) }
      default:
        return { type: 'MultiPolygon', coordinates: this.#polygons(geometry) }
    }
  }

  #polygons(geometry: FlatTable): Position[][][] {
    const vector = geometry.vector(PARTS, 4)
    if (vector === null || vector.count === 0) return geometry.has(XY) ? [this.#lines(geometry)] : []
    this.#checkParts(vector.count)
    const polygons: Position[][][] = []
    for (const part of geometry.tables(PARTS)) polygons.push(this.#lines(part))
    return polygons
  }

  /** Rings or lines: `ends` holds the index after the last vertex of each; without it there is one. */
  #lines(geometry: FlatTable): Position[][] {
    const positions = this.#positions(geometry)
    const ends = geometry.vector(ENDS, 4)
    if (ends === null || ends.count === 0) return positions.length === 0 ? [] : [positions]
    this.#checkParts(ends.count)
    const lines: Position[][] = []
    let begin = 0
    for (let i = 0; i < ends.count; i++) {
      const end = geometry.buffer.readUint32(ends.start + 4 * i)
      if (end < begin || end > positions.length) {
        throw new FlatError(`part ${i + 1} that ends at vertex ${end} of ${positions.length}`)
      }
      lines.push(positions.slice(begin, end))
      begin = end
    }
    if (begin !== positions.length)
      throw new FlatError(`${positions.length - begin} vertices after the last part`)
    return lines
  }

  #checkParts(count: number): void {
    if (count > RECORD_LIMITS.parts)
      throw beyondLimit('parts', count, { ...this.#where, record: this.#record })
  }

  #positions(geometry: FlatTable): Position[] {
    const vector = geometry.vector(XY, 8)
    if (vector === null) return []
    if (vector.count % 2 !== 0) throw new FlatError(`${vector.count} ordinates, one without its other`)
    const count = vector.count / 2
    this.#vertices += count
    if (this.#vertices > RECORD_LIMITS.vertices)
      throw beyondLimit('vertices', this.#vertices, { ...this.#where, record: this.#record })
    if (this.#vertices > this.#verticesLeft) throw new FlatError('parts that share their vertices')
    const bytes = geometry.buffer.bytes()
    const view = new DataView(bytes.buffer, bytes.byteOffset + vector.start, 16 * count)
    const positions = new Array<Position>(count)
    for (let i = 0; i < count; i++) {
      const position = [view.getFloat64(16 * i, true), view.getFloat64(16 * i + 8, true)]
      // NaN - NaN and Infinity - Infinity are NaN, so one comparison finds either.
      if (position[0]! - position[0]! !== 0 || position[1]! - position[1]! !== 0)
        throw new NotFinite(position)
      positions[i] = position
    }
    return positions
  }
}

function isMeasured(geometry: FlatTable): boolean {
  if (geometry.has(Z) || geometry.has(M)) return true
  for (const part of geometry.tables(PARTS)) return part.has(Z) || part.has(M)
  return false
}
