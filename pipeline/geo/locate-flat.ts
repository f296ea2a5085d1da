import type { MultiPolygon, Polygon, Position } from 'geojson'
import { MULTIPOLYGON, POLYGON, type Reader, readCount, readerOf, readHeader, WkbError } from './wkb.ts'

/**
 * Polygons as flat arrays: a national layer takes 16 bytes a vertex and no object. Rings are closed; shells, holes and
 * parts are one list of rings, for the even-odd rule does not ask which is which.
 */
export interface FlatPolygons {
  /** How many polygons, null and empty ones included. */
  readonly size: number
  /** x, y of vertex v at 2 v; degrees or metres, as given. */
  readonly xy: Float64Array
  /** Ring r has the vertices ringEnds[r] to ringEnds[r + 1] - 1, the last equal to the first. */
  readonly ringEnds: Uint32Array
  /** Polygon p has the rings firstRing[p] to firstRing[p + 1] - 1. */
  readonly firstRing: Uint32Array
  /** West, south, east, north of polygon p at 4 p; infinite and the wrong way round where it has no vertex. */
  readonly boxes: Float64Array
}

export interface FlatOptions {
  /** Whether the arrays are in shared memory, so that threads need no copy. */
  shared?: boolean
}

const RING_BYTES = 4
const PART_BYTES = 9
const FIRST_VERTICES = 1 << 12

/** Collects polygons one by one, from GeoJSON or straight from WKB. */
export class FlatPolygonsBuilder {
  #xy = new Float64Array(2 * FIRST_VERTICES)
  #used = 0
  /** Where the ring being added begins in #xy. */
  #ringStart = 0
  readonly #ringEnds: number[] = [0]
  readonly #firstRing: number[] = [0]
  readonly #boxes: number[] = []
  #west = Infinity
  #south = Infinity
  #east = -Infinity
  #north = -Infinity

  /** @throws RangeError when a coordinate is not finite, naming the polygon by the order of adding */
  add(polygon: Polygon | MultiPolygon | null): void {
    const parts =
      polygon === null ? [] : polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates
    for (const rings of parts) for (const ring of rings) this.#addRing(ring)
    this.#endPolygon()
  }

  /**
   * The same from WKB (ISO or EWKB, either byte order; Z and M are passed over); null holds nothing.
   * @throws RangeError when a coordinate is not finite
   * @throws WkbError when the bytes are not the WKB of a polygon or multipolygon
   */
  addWkb(bytes: Uint8Array | null): void {
    if (bytes !== null) {
      const reader = readerOf(bytes)
      const type = readHeader(reader)
      if (type === POLYGON) this.#addRings(reader)
      else if (type === MULTIPOLYGON) {
        const parts = readCount(reader, PART_BYTES, 'parts')
        for (let part = 0; part < parts; part++) {
          const start = reader.offset
          const member = readHeader(reader)
          if (member !== POLYGON)
            throw new WkbError(`member of type ${member} where ${POLYGON} is due`, start + 1)
          this.#addRings(reader)
        }
      } else throw new WkbError(`geometry of type ${type} where a polygon is due`, 1)
      if (reader.offset !== bytes.byteLength)
        throw new WkbError(`${bytes.byteLength - reader.offset} bytes follow the geometry`, reader.offset)
    }
    this.#endPolygon()
  }

  /** The arrays, of exactly the length they need; the builder must not be used afterwards. */
  finish({ shared = false }: FlatOptions = {}): FlatPolygons {
    const buffer = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
    const xy = new Float64Array(buffer(8 * this.#used))
    const ringEnds = new Uint32Array(buffer(4 * this.#ringEnds.length))
    const firstRing = new Uint32Array(buffer(4 * this.#firstRing.length))
    const boxes = new Float64Array(buffer(8 * this.#boxes.length))
    xy.set(this.#xy.subarray(0, this.#used))
    ringEnds.set(this.#ringEnds)
    firstRing.set(this.#firstRing)
    boxes.set(this.#boxes)
    return { size: firstRing.length - 1, xy, ringEnds, firstRing, boxes }
  }

  #addRing(ring: readonly Position[]): void {
    this.#need(ring.length + 1)
    for (let i = 0; i < ring.length; i++) this.#addVertex(ring[i]![0]!, ring[i]![1]!)
    this.#endRing()
  }

  #addRings(reader: Reader): void {
    const rings = readCount(reader, RING_BYTES, 'parts')
    for (let ring = 0; ring < rings; ring++) {
      const count = readCount(reader, reader.stride, 'vertices')
      this.#need(count + 1)
      const { view, little, stride } = reader
      for (let i = 0, at = reader.offset; i < count; i++, at += stride)
        this.#addVertex(view.getFloat64(at, little), view.getFloat64(at + 8, little))
      reader.offset += count * stride
      this.#endRing()
    }
  }

  #addVertex(x: number, y: number): void {
    // A number that is finite less itself is zero.
    if (x - x !== 0 || y - y !== 0) {
      throw new RangeError(
        `polygon ${this.#firstRing.length - 1} has a coordinate that is not finite: got [${x}, ${y}]`,
      )
    }
    this.#xy[this.#used++] = x
    this.#xy[this.#used++] = y
    if (x < this.#west) this.#west = x
    if (x > this.#east) this.#east = x
    if (y < this.#south) this.#south = y
    if (y > this.#north) this.#north = y
  }

  #endRing(): void {
    const xy = this.#xy
    const [first, end] = [this.#ringStart, this.#used]
    if (end > first && (xy[first] !== xy[end - 2] || xy[first + 1] !== xy[end - 1])) {
      xy[this.#used++] = xy[first]!
      xy[this.#used++] = xy[first + 1]!
    }
    this.#ringStart = this.#used
    this.#ringEnds.push(this.#used / 2)
  }

  #endPolygon(): void {
    this.#firstRing.push(this.#ringEnds.length - 1)
    this.#boxes.push(this.#west, this.#south, this.#east, this.#north)
    this.#west = this.#south = Infinity
    this.#east = this.#north = -Infinity
  }

  #need(vertices: number): void {
    const length = this.#used + 2 * vertices
    if (length <= this.#xy.length) return
    const larger = new Float64Array(Math.max(length, 2 * this.#xy.length))
    larger.set(this.#xy.subarray(0, this.#used))
    this.#xy = larger
  }
}

/** @throws RangeError when a coordinate is not finite, naming the polygon */
export function flatPolygons(polygons: Iterable<Polygon | MultiPolygon | null>): FlatPolygons {
  const builder = new FlatPolygonsBuilder()
  for (const polygon of polygons) builder.add(polygon)
  return builder.finish()
}

/**
 * @throws RangeError when a coordinate is not finite, naming the polygon
 * @throws WkbError when bytes are not the WKB of a polygon or multipolygon
 */
export function flatPolygonsOfWkb(all: Iterable<Uint8Array | null>, options: FlatOptions = {}): FlatPolygons {
  const builder = new FlatPolygonsBuilder()
  for (const bytes of all) builder.addWkb(bytes)
  return builder.finish(options)
}
