import type { Geometry, Position } from 'geojson'
import type { Place } from '../errors.ts'
import { decodeWkb, WkbError, WkbLimitError, wkbHeader } from '../geo/wkb.ts'
import type { FindingLog } from './finding-log.ts'
import { beyondLimit, RECORD_LIMITS } from './limits.ts'
import { logDroppedZ, logNotFinite, logOtherType, logUnreadable } from './wkb-findings.ts'

/** Types of Simple Feature Access past the six that are mapped, by their WKB numbers. */
const OTHER_TYPES: Record<number, string> = {
  7: 'GeometryCollection',
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  13: 'Curve',
  14: 'Surface',
  15: 'PolyhedralSurface',
  16: 'TIN',
  17: 'Triangle',
}

/** Geometries of one pass over a file that stores them as WKB: two-dimensional, empty ones null, Z and M dropped and counted. */
export class WkbGeometries {
  readonly #where: Place
  readonly #log: FindingLog
  #measured = 0

  constructor(where: Place, log: FindingLog) {
    this.#where = where
    this.#log = log
  }

  /**
   * Null also for bytes that are no WKB and for a position that is no number: the record is then named in the log.
   *
   * @throws UserError source, for more than `RECORD_LIMITS`.
   */
  decode(bytes: Uint8Array, record: number): Geometry | null {
    const where = { ...this.#where, record }
    if (bytes.length > RECORD_LIMITS.bytes) throw beyondLimit('bytes', bytes.length, where)
    try {
      const { type, isFlat } = wkbHeader(bytes)
      const other = OTHER_TYPES[type]
      if (other !== undefined) {
        logOtherType(this.#log, record, other)
        return null
      }
      const geometry = decodeWkb(bytes, RECORD_LIMITS)
      const positions = checkPositions(geometry)
      if (positions === 0) return null
      if (!isFlat) this.#measured++
      return geometry
    } catch (error) {
      if (error instanceof WkbLimitError) throw beyondLimit(error.limit, error.count, where)
      if (error instanceof NotFinite) logNotFinite(this.#log, record, error.position)
      else if (error instanceof WkbError) logUnreadable(this.#log, record, error.message)
      else throw error
      return null
    }
  }

  /** Logs what concerns the layer as a whole. */
  finish(): void {
    logDroppedZ(this.#log, this.#measured)
  }
}

/** A position that is no place. */
export class NotFinite extends Error {
  readonly position: Position

  constructor(position: Position) {
    super('not finite')
    this.position = position
  }
}

/** Counts the positions of a simple geometry; empty members of a MultiPoint are taken out. */
function checkPositions(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
      return geometry.coordinates.length === 0 ? 0 : checkLine([geometry.coordinates])
    case 'MultiPoint':
      geometry.coordinates = geometry.coordinates.filter((position) => position.length > 0)
      return checkLine(geometry.coordinates)
    case 'LineString':
      return checkLine(geometry.coordinates)
    case 'Polygon':
    case 'MultiLineString':
      return checkLines(geometry.coordinates)
    case 'MultiPolygon': {
      let count = 0
      for (const rings of geometry.coordinates) count += checkLines(rings)
      return count
    }
    case 'GeometryCollection':
      return 0
  }
}

function checkLines(lines: Position[][]): number {
  let count = 0
  for (const line of lines) count += checkLine(line)
  return count
}

function checkLine(line: Position[]): number {
  for (let i = 0; i < line.length; i++) {
    const position = line[i]!
    const x = position[0]!
    const y = position[1]!
    // NaN - NaN and Infinity - Infinity are NaN, so one comparison finds either.
    if (x - x !== 0 || y - y !== 0) throw new NotFinite(position)
  }
  return line.length
}
