import type { Geometry, Position } from 'geojson'
import { type Bounds, boundsOf, mergeBounds } from '../geo/bounds.ts'
import type { Geos } from '../geo/geos.ts'
import type { Polygonal } from '../geo/rings.ts'
import { INVALID_CODE, kindOfInvalid } from '../geo/validity-names.ts'
import type { Text } from '../readers/types.ts'
import { PositionSample } from './position-sample.ts'
import type { FindingCount, GeometrySummary } from './types.ts'

/** Reasons of GEOS in words; any other is given as GEOS says it. */
const REASONS: Record<string, Text> = {
  'Self-intersection': { id: 'garis tepi memotong dirinya sendiri', en: 'the outline crosses itself' },
  'Ring Self-intersection': { id: 'cincin menyentuh dirinya sendiri', en: 'a ring touches itself' },
  'Duplicate Rings': { id: 'cincin digambar dua kali', en: 'a ring is drawn twice' },
  'Nested shells': { id: 'bagian terletak di dalam bagian lain', en: 'a part lies inside another part' },
  'Holes are nested': { id: 'lubang di dalam lubang', en: 'a hole lies inside a hole' },
  'Hole lies outside shell': { id: 'lubang di luar poligonnya', en: 'a hole lies outside its polygon' },
  'Interior is disconnected': {
    id: 'bagian dalam terputus',
    en: 'the inside is cut into pieces that touch in points',
  },
  'Ring is not closed': { id: 'cincin tidak tertutup', en: 'a ring is not closed' },
  'Ring has fewer than 4 positions': {
    id: 'cincin kurang dari 4 titik',
    en: 'a ring has fewer than 4 points',
  },
  'Coordinate is not a finite number': {
    id: 'koordinat bukan bilangan',
    en: 'a coordinate is not a number',
  },
  'Too few points in geometry component': { id: 'titik terlalu sedikit', en: 'too few points' },
}

const INVALID: Text = { id: 'Geometri tidak sah', en: 'Invalid geometry' }

/** What the geometries of a layer are, from one pass. */
export class GeometrySketch {
  readonly #geos: () => Promise<Geos>
  readonly #types = new Map<Geometry['type'], number>()
  readonly #faults = new Map<string, FindingCount>()
  readonly #sample = new PositionSample()
  #missing = 0
  #empty = 0
  #invalid = 0
  #bbox: Bounds | null = null

  /** @param geos called once the first polygon is met: a table needs no geometry engine */
  constructor(geos: () => Promise<Geos>) {
    this.#geos = geos
  }

  /** @returns the bounds of the geometry in the file's own units, or null. */
  async add(geometry: Geometry | null, record: number): Promise<Bounds | null> {
    if (geometry === null) {
      this.#missing++
      return null
    }
    this.#types.set(geometry.type, (this.#types.get(geometry.type) ?? 0) + 1)
    const bounds = boundsOf(geometry)
    if (bounds === null) this.#empty++
    else {
      this.#bbox = mergeBounds(this.#bbox, bounds)
      this.#sample.add([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2])
    }
    if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') await this.#check(geometry, record)
    return bounds
  }

  async #check(geometry: Polygonal, record: number): Promise<void> {
    const geos = await this.#geos()
    const verdict = geos.checkValidity(geometry)
    if (verdict.valid) return
    this.#invalid++
    // Only the words before a place or a number make a kind of fault.
    const reason = verdict.reason.replace(/(?<!\s)\s*(?:\[.*|at or near.*)$/, '')
    const code = INVALID_CODE[kindOfInvalid(geometry, verdict)]
    const known = this.#faults.get(`${code} ${reason}`)
    if (known) known.count++
    else if (this.#faults.size < 50) {
      const title = Object.hasOwn(REASONS, reason) ? REASONS[reason]! : { id: reason, en: reason }
      this.#faults.set(`${code} ${reason}`, {
        code,
        title: { id: `${INVALID.id}: ${title.id}`, en: `${INVALID.en}: ${title.en}` },
        count: 1,
        record,
        field: null,
        got: null,
        detail: reason,
        at: verdict.at,
      })
    }
  }

  get faults(): FindingCount[] {
    return [...this.#faults.values()]
  }

  /** Middles of geometries, spread over the layer. */
  get positions(): Position[] {
    return this.#sample.positions
  }

  get summary(): GeometrySummary {
    return {
      types: Object.fromEntries([...this.#types].sort((a, b) => b[1] - a[1])),
      missing: this.#missing,
      empty: this.#empty,
      invalid: this.#invalid,
      bbox: this.#bbox,
    }
  }
}
