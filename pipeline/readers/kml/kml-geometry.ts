import type { Geometry, Position } from 'geojson'
import type { Place } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { CoordinatesText } from './kml-coordinates.ts'

/** A geometry of a Placemark, with what was met in it. */
export interface KmlGeometry {
  geometry: Geometry | null
  hasAltitude: boolean
  unclosedRings: number
  /** Why the geometry could not be read: an element that is no plain geometry, several kinds together, or the text itself. */
  fault: { kind: 'element' | 'mixed' | 'text'; got: string } | null
}

type Part =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }

/** Elements that are geometries but hold no point, line or polygon. */
const UNREAD = new Set(['Track', 'MultiTrack', 'Model'])
const SHAPES = new Set(['Point', 'LineString', 'LinearRing', 'Polygon', 'MultiGeometry', ...UNREAD])

/** True for an element of a Placemark that is its geometry, read or not. */
export function isGeometryElement(name: string): boolean {
  return SHAPES.has(name)
}

/**
 * Builds the geometry of one Placemark from the elements within it. Parts of a `MultiGeometry`, however they lie in each other, make one
 * `Multi*`; a `LinearRing` outside a polygon is a line. Parts without a position are left out, and a geometry of none is null. A ring that is not closed is closed, and counted.
 *
 * Source: OGC 07-147r2 (KML 2.2), section 10.
 */
export class GeometryBuilder {
  readonly #where: Place
  readonly #open: string[] = []
  readonly #parts: Part[] = []
  #isMulti = false
  #vertices = 0
  #pieces = 0
  #coordinates: CoordinatesText | null = null
  #rings: { outer: Position[][]; inner: Position[][] } | null = null
  #hasAltitude = false
  #unclosedRings = 0
  #fault: KmlGeometry['fault'] = null

  constructor(where: Place) {
    this.#where = where
  }

  /** True while an element of a geometry is open. */
  get isInside(): boolean {
    return this.#open.length > 0
  }

  /** @throws UserError `source` for collections too deep in each other */
  open(name: string): void {
    this.#open.push(name)
    if (this.#open.length > RECORD_LIMITS.depth) throw beyondLimit('depth', this.#open.length, this.#where)
    if (UNREAD.has(name)) this.#fault ??= { kind: 'element', got: name }
    else if (name === 'MultiGeometry') this.#isMulti = true
    else if (name === 'Polygon') this.#rings = { outer: [], inner: [] }
    else if (name === 'coordinates') this.#coordinates = new CoordinatesText(this.#where)
  }

  text(text: string): void {
    this.#coordinates?.push(text)
  }

  /** @throws UserError `source` for more parts or vertices than a geometry may have */
  close(): void {
    const name = this.#open.pop()
    if (name === 'coordinates') this.#finishCoordinates()
    else if (name === 'Polygon') this.#finishPolygon()
  }

  finish(): KmlGeometry {
    const fault = this.#fault ?? this.#mixture()
    return {
      geometry: fault === null ? this.#geometry() : null,
      hasAltitude: this.#hasAltitude,
      unclosedRings: fault === null ? this.#unclosedRings : 0,
      fault,
    }
  }

  #finishCoordinates(): void {
    const coordinates = this.#coordinates
    this.#coordinates = null
    if (coordinates === null) return
    coordinates.end()
    const { positions, fault, hasAltitude } = coordinates
    if (fault !== null) {
      this.#fail(fault)
      return
    }
    if (hasAltitude) this.#hasAltitude = true
    this.#vertices += positions.length
    if (this.#vertices > RECORD_LIMITS.vertices) throw beyondLimit('vertices', this.#vertices, this.#where)
    if (++this.#pieces > RECORD_LIMITS.parts) throw beyondLimit('parts', this.#pieces, this.#where)
    this.#place(positions)
  }

  #place(positions: Position[]): void {
    if (positions.length === 0) return
    const holder = this.#open.at(-1)
    if (this.#rings !== null) {
      const isInner = this.#open.includes('innerBoundaryIs')
      const ring = this.#closed(positions)
      if (ring !== null) this.#rings[isInner ? 'inner' : 'outer'].push(ring)
      return
    }
    if (holder === 'Point') {
      if (positions.length !== 1) this.#fail(`a point with ${positions.length} positions`)
      else this.#parts.push({ type: 'Point', coordinates: positions[0]! })
    } else if (holder === 'LineString' || holder === 'LinearRing') {
      if (positions.length < 2) this.#fail(`a line with ${positions.length} positions`)
      else this.#parts.push({ type: 'LineString', coordinates: positions })
    }
  }

  #closed(ring: Position[]): Position[] | null {
    const [first, last] = [ring[0]!, ring.at(-1)!]
    if (first[0] !== last[0] || first[1] !== last[1]) {
      ring.push([...first])
      this.#unclosedRings++
    }
    if (ring.length >= 4) return ring
    this.#fail(`a ring with ${ring.length} positions`)
    return null
  }

  #finishPolygon(): void {
    const rings = this.#rings
    this.#rings = null
    if (rings === null || this.#fault !== null) return
    if (rings.outer.length === 0 && rings.inner.length === 0) return
    if (rings.outer.length !== 1) this.#fail(`a polygon with ${rings.outer.length} outer boundaries`)
    else this.#parts.push({ type: 'Polygon', coordinates: [...rings.outer, ...rings.inner] })
  }

  #fail(got: string): void {
    this.#fault ??= { kind: 'text', got }
  }

  #mixture(): KmlGeometry['fault'] {
    const types = [...new Set(this.#parts.map(({ type }) => type))]
    return types.length > 1 ? { kind: 'mixed', got: types.join(', ') } : null
  }

  #geometry(): Geometry | null {
    const [first] = this.#parts
    if (first === undefined) return null
    if (!this.#isMulti && this.#parts.length === 1) return first
    const coordinates = this.#parts.map((part) => part.coordinates)
    return { type: `Multi${first.type}`, coordinates } as Geometry
  }
}
