import type { Geometry, Position } from 'geojson'
import type { Place, UserError } from '../../errors.ts'
import type { FindingLog } from '../finding-log.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { damagedShp, MULTIPATCH, shapeName } from './shp.ts'
import { assemblePatches, isSurfaceOfTriangles } from './shp-multipatch.ts'
import { hasLength, mendRings } from './shp-ring-repair.ts'
import { assembleRings, type Ring } from './shp-rings.ts'

/** Beyond this a coordinate is "no data" (ESRI Shapefile Technical Description, 1998, Numeric Types). */
const NO_DATA = 1e38

/** Decodes the shapes of one file: Z and M dropped and counted, rings closed and assembled, findings logged by record. */
export class ShapeDecoder {
  readonly #shapeType: number
  readonly #where: Place
  readonly #log: FindingLog
  #record = 0
  #measured = 0
  #turned = 0
  #ofOtherType = 0
  #otherType = 0

  constructor(shapeType: number, where: Place, log: FindingLog) {
    this.#shapeType = shapeType
    this.#where = where
    this.#log = log
  }

  /**
   * The shape whose content begins at `at` and is `length` bytes long; null for a Null shape, one without positions, and one that a finding
   * says cannot be read.
   *
   * @throws UserError source, for a record whose counts and offsets do not fit its length, and one beyond a limit.
   */
  decode(view: DataView, at: number, length: number, record: number): Geometry | null {
    this.#record = record
    this.#require(length, 4)
    const type = view.getInt32(at, true)
    if (type === 0) return null
    if (type !== this.#shapeType) this.#acceptOtherType(view, at, length, type)
    if (type > 10) this.#measured++
    switch (type % 10) {
      case 1:
        return type === MULTIPATCH ? this.#multiPatch(view, at, length) : this.#point(view, at, length)
      case 8:
        return this.#multiPoint(view, at, length)
      default:
        return this.#lines(view, at, length, type % 10 === 5)
    }
  }

  /** Logs what concerns the layer as a whole. */
  finish(): void {
    const name = shapeName(this.#shapeType)
    if (this.#measured > 0) {
      this.#log.add('GEOM_Z_DROPPED', null, null, String(this.#measured), {
        id: `${this.#measured} rekaman bertipe ${name}: nilai Z dan M dibuang`,
        en: `${this.#measured} records of type ${name}: Z and M values dropped`,
      })
    }
    if (this.#turned > 0) {
      this.#log.add('SHP_WINDING', null, 'geometry', String(this.#turned), {
        id: `${this.#turned} rekaman mempunyai cincin luar yang berlawanan jarum jam; arahnya dibalik`,
        en: `${this.#turned} records have exterior rings wound counter-clockwise; they were turned`,
      })
    }
    if (this.#ofOtherType > 0) {
      this.#log.add('SHP_INDEX_STALE', null, 'geometry', String(this.#ofOtherType), {
        id: `${this.#ofOtherType} rekaman bertipe lain daripada ${name} yang disebut kepala berkas, misalnya ${shapeName(this.#otherType)}; dibaca menurut tipenya sendiri`,
        en: `${this.#ofOtherType} records are of another type than ${name}, which the header states, such as ${shapeName(this.#otherType)}; read by their own type`,
      })
    }
  }

  /** A record of another type than the header's is believed when its length is exactly that of its type. */
  #acceptOtherType(view: DataView, at: number, length: number, type: number): void {
    const stated = `${this.#shapeType} (${shapeName(this.#shapeType)}) or 0 (Null)`
    if (shapeName(type) === undefined || !fitsExactly(view, at, length, type)) {
      throw this.#damaged(`shape type ${type}`, stated)
    }
    this.#ofOtherType++
    this.#otherType = type
  }

  #point(view: DataView, at: number, length: number): Geometry | null {
    this.#require(length, 20)
    const position = this.#positions(view, at + 4, 1)
    return position && { type: 'Point', coordinates: position[0]! }
  }

  #multiPoint(view: DataView, at: number, length: number): Geometry | null {
    this.#require(length, 40)
    const count = view.getUint32(at + 36, true)
    this.#require(length, 40 + 16 * count)
    if (count > RECORD_LIMITS.vertices) throw this.#beyond('vertices', count)
    if (count === 0) return null
    const positions = this.#positions(view, at + 40, count)
    return positions && { type: 'MultiPoint', coordinates: positions }
  }

  #lines(view: DataView, at: number, length: number, isPolygon: boolean): Geometry | null {
    const parts = this.#parts(view, at, length, 4)
    if (parts === null || parts.length === 0) return null
    if (isPolygon) return this.#polygon(parts)
    const lines = parts.filter(hasLength)
    this.#logDropped(parts.length - lines.length, lines.length)
    if (lines.length === 0) return null
    return lines.length === 1
      ? { type: 'LineString', coordinates: lines[0]! }
      : { type: 'MultiLineString', coordinates: lines }
  }

  #multiPatch(view: DataView, at: number, length: number): Geometry | null {
    const parts = this.#parts(view, at, length, 8)
    if (parts === null || parts.length === 0) return null
    const partCount = view.getUint32(at + 36, true)
    if (parts.length !== partCount)
      throw this.#damaged('a part without positions', 'at least one in each part')
    const kinds = parts.map((_, part) => view.getInt32(at + 44 + 4 * (partCount + part), true))
    if (kinds.some(isSurfaceOfTriangles)) {
      this.#unreadable('MultiPatch', {
        id: 'permukaan 3-D dari jalur atau kipas segitiga tidak dapat dipetakan; rekaman dibaca tanpa geometri',
        en: 'a 3-D surface of triangle strips or fans cannot be mapped; the record was read without a geometry',
      })
      return null
    }
    const odd = kinds.find((kind) => kind < 2 || kind > 5)
    if (odd !== undefined) throw this.#damaged(`part type ${odd}`, '0 to 5')
    const { rings, kept } = this.#mended(parts)
    if (rings.length === 0) return null
    return polygonOf(
      assemblePatches(
        rings,
        kept.map((part) => kinds[part]!),
        (ring) => this.#orphan(ring),
      ),
    )
  }

  /** The parts that have positions; null, with a finding, when a coordinate is no number. `bytesPerPart` are those before the positions. */
  #parts(view: DataView, at: number, length: number, bytesPerPart: number): Position[][] | null {
    this.#require(length, 44)
    const partCount = view.getUint32(at + 36, true)
    const count = view.getUint32(at + 40, true)
    this.#require(length, 44 + bytesPerPart * partCount + 16 * count)
    if (partCount > RECORD_LIMITS.parts) throw this.#beyond('parts', partCount)
    if (count > RECORD_LIMITS.vertices) throw this.#beyond('vertices', count)
    const first = at + 44 + bytesPerPart * partCount
    const parts: Position[][] = []
    let begin = partCount > 0 ? view.getUint32(at + 44, true) : count
    if (begin !== 0 && count > 0) throw this.#damaged(`first part at position ${begin}`, '0')
    for (let part = 1; part <= partCount; part++) {
      const end = part < partCount ? view.getUint32(at + 44 + 4 * part, true) : count
      if (end < begin || end > count) {
        throw this.#damaged(`part ${part + 1} at position ${end}`, `between ${begin} and ${count}`)
      }
      if (end > begin) {
        const positions = this.#positions(view, first + 16 * begin, end - begin)
        if (positions === null) return null
        parts.push(positions)
      }
      begin = end
    }
    return parts
  }

  #polygon(parts: Position[][]): Geometry | null {
    const { rings } = this.#mended(parts)
    if (rings.length === 0) return null
    const assembled = assembleRings(rings, (ring) => this.#orphan(ring))
    if (assembled === null) throw this.#beyond('parts', parts.length)
    if (assembled.isTurned) this.#turned++
    return polygonOf(assembled.polygons)
  }

  #mended(parts: Position[][]): { rings: Ring[]; kept: number[] } {
    const mended = mendRings(parts)
    if (mended.unclosed > 0) {
      this.#log.add('GEOM_RING_UNCLOSED', this.#record, 'geometry', String(mended.unclosed), {
        id: `${mended.unclosed} cincin tidak tertutup lalu ditutup dengan garis lurus`,
        en: `${mended.unclosed} rings were not closed and were closed with a straight line`,
      })
    }
    this.#logDropped(mended.flat, mended.rings.length)
    if (mended.twice > 0) {
      this.#log.add('SHP_PART_DROPPED', this.#record, 'geometry', String(mended.twice), {
        id: `${mended.twice} cincin ada dua kali dalam rekaman ini dan dibaca satu kali`,
        en: `${mended.twice} rings stand twice in this record and were read once`,
      })
    }
    return mended
  }

  #logDropped(dropped: number, left: number): void {
    if (dropped === 0) return
    const [id, en] =
      left === 0 ? ['; rekaman dibaca tanpa geometri', '; the record was read without a geometry'] : ['', '']
    this.#log.add('SHP_PART_DROPPED', this.#record, 'geometry', String(dropped), {
      id: `${dropped} bagian tanpa luas atau panjang ditinggalkan${id}`,
      en: `${dropped} parts without area or length were left out${en}`,
    })
  }

  #orphan(ring: Ring): void {
    const [x, y] = ring.positions[0]!
    this.#log.add('SHP_HOLE_ORPHAN', this.#record, 'geometry', `${x} ${y}`, {
      id: `cincin berarah lubang mulai di (${x}, ${y}) tidak berada di dalam poligon mana pun; dibaca sebagai poligon`,
      en: `the ring wound as a hole that starts at (${x}, ${y}) lies in no polygon; read as a polygon`,
    })
  }

  #positions(view: DataView, at: number, count: number): Position[] | null {
    const positions = new Array<Position>(count)
    for (let i = 0, from = at; i < count; i++, from += 16) {
      const x = view.getFloat64(from, true)
      const y = view.getFloat64(from + 8, true)
      // Written so that NaN fails as well.
      if (!(x > -NO_DATA && x < NO_DATA && y > -NO_DATA && y < NO_DATA)) return this.#notFinite(x, y)
      positions[i] = [x, y]
    }
    return positions
  }

  #notFinite(x: number, y: number): null {
    return this.#unreadable(`${x} ${y}`, {
      id: `koordinat (${x}, ${y}) bukan angka; rekaman dibaca tanpa geometri`,
      en: `the coordinate (${x}, ${y}) is not a number; the record was read without a geometry`,
    })
  }

  #unreadable(got: string, message: { id: string; en: string }): null {
    this.#log.add('GEOM_UNREADABLE', this.#record, 'geometry', got, message)
    return null
  }

  #require(length: number, needed: number): void {
    if (length < needed) throw this.#damaged(`${length} bytes`, `at least ${needed} bytes`)
  }

  #damaged(got: string, expected: string): UserError {
    return damagedShp({ ...this.#where, record: this.#record }, got, expected)
  }

  #beyond(limit: 'parts' | 'vertices', got: number): UserError {
    return beyondLimit(limit, got, { ...this.#where, record: this.#record })
  }
}

function polygonOf(polygons: Position[][][]): Geometry {
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** Whether a record is exactly as long as its type and counts say; the M values of a Z type may be left out. */
function fitsExactly(view: DataView, at: number, length: number, type: number): boolean {
  const kind = type % 10
  const hasZ = type > 10 && type < 20
  const hasM = type > 20 && type < 30
  if (kind === 1 && type !== MULTIPATCH) {
    return length === (hasZ ? 36 : hasM ? 28 : 20) || (hasZ && length === 28)
  }
  const isParted = kind !== 8
  const countAt = isParted ? 40 : 36
  if (length < countAt + 4) return false
  const count = view.getUint32(at + countAt, true)
  const bytesPerPart = type === MULTIPATCH ? 8 : 4
  const partBytes = isParted ? bytesPerPart * view.getUint32(at + 36, true) : 0
  const flat = countAt + 4 + partBytes + 16 * count
  const measures = 16 + 8 * count
  if (hasZ || type === MULTIPATCH) return length === flat + measures || length === flat + 2 * measures
  return length === flat || (hasM && length === flat + measures)
}
