import type { Geometry, Position } from 'geojson'
import { areaM2Bulk } from '../../geo/area-bulk.ts'
import { GeosError } from '../../geo/geos.ts'
import type { AreaShare } from '../../geo/locate-area-share.ts'
import { type LocatedPoints, locateBatch } from '../../geo/locate-batch.ts'
import { pointInside } from '../../geo/locate-inside.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, type Row } from '../../store/index.ts'
import { kelurahanOverWater, type OverWater } from './locations-over-water.ts'
import { LEVEL_COLUMNS, type Places } from './places.ts'

export const LOCATION_COLUMNS: Columns = {
  id: 'VARCHAR',
  lon: 'DOUBLE',
  lat: 'DOUBLE',
  zone_id: 'VARCHAR',
  rt_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  over_water: 'BOOLEAN',
  ambiguous: 'BOOLEAN',
}

export const BUILDING_LOCATION_COLUMNS: Columns = {
  ...LOCATION_COLUMNS,
  area_m2_geodesic: 'DOUBLE',
  located_by: 'VARCHAR',
}

export const LOCATION_COUNT_COLUMNS: Columns = {
  table_name: 'VARCHAR',
  level: 'VARCHAR',
  rows: 'BIGINT',
  matched: 'BIGINT',
  over_water: 'BIGINT',
  unmatched: 'BIGINT',
  ambiguous: 'BIGINT',
  without_geometry: 'BIGINT',
}

/** Units that a row lies in beside the one it was given to. */
export const LOCATION_OTHERS_COLUMNS: Columns = { id: 'VARCHAR', level: 'VARCHAR', unit_id: 'VARCHAR' }

export interface LocationOther extends Row {
  id: string
  level: string
  unit_id: string
}

/** What became of the rows of one table at one level: rows = matched + unmatched + without_geometry. */
export interface LocationCount extends Row {
  table_name: string
  level: string
  rows: number
  matched: number
  /** Matched with the kelurahan of their zone or RT, and none of whose outlines holds them. */
  over_water: number
  unmatched: number
  /** Matched rows that more than one unit holds, or an equal share of; they belong to the first by id. */
  ambiguous: number
  /** Rows without a geometry, or whose geometry holds no point. */
  without_geometry: number
}

/** Rows located at a time: what is held of them does not grow with the table. */
const ROWS_AT_ONCE = 1 << 18

interface Source {
  /** Canonical table. */
  name: 'buildings' | 'households'
  path: string
  idColumn: string
}

/**
 * Locates every row of a table in every level, in the order of ids. A row is where its point is, the first of several, or
 * a point strictly inside its polygon (`pointInside`); a point on a shared border belongs to one polygon (rule in
 * geo/locate). Where the city says `area_share`, a footprint whose box meets a border of a level belongs to the unit with
 * the largest share of it. Rows without a point are left out and counted. What no kelurahan holds though a zone or an RT
 * does is `over_water` and gets the kelurahan of those; so it is counted.
 * @param counts gets a row for each level
 * @param others gets the further units of a row that several units of a level hold
 */
export async function* locateRows(
  { store, progress }: StageContext,
  { name, path, idColumn }: Source,
  places: readonly Places[],
  overWater: OverWater,
  counts: LocationCount[],
  others: LocationOther[] = [],
): AsyncGenerator<Row> {
  const task = progress.task(`locate ${name}`)
  const own = places.map(
    ({ level }): LocationCount => ({
      table_name: name,
      level,
      rows: 0,
      matched: 0,
      over_water: 0,
      unmatched: 0,
      ambiguous: 0,
      without_geometry: 0,
    }),
  )
  counts.push(...own)
  const query = `SELECT ${idColumn} AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(path)} ORDER BY ${idColumn}`
  let chunk = new Chunk(places)
  for await (const batch of store.batches<{ id: string; wkb: Uint8Array | null }>(query)) {
    for (const { id, wkb } of batch) {
      const isPlaced = wkb !== null && chunk.add(id, decodeWkb(wkb))
      for (const count of own) {
        count.rows++
        if (!isPlaced) count.without_geometry++
      }
    }
    task.advance(batch.length)
    if (chunk.size < ROWS_AT_ONCE) continue
    yield* chunk.rows(own, overWater, others)
    chunk = new Chunk(places)
  }
  yield* chunk.rows(own, overWater, others)
  task.end()
}

/** Rows that wait to be located together. */
class Chunk {
  readonly #places: readonly Places[]
  readonly #ids: string[] = []
  readonly #lon: number[] = []
  readonly #lat: number[] = []
  readonly #area_m2: (number | null)[] = []
  readonly #byShare: boolean[] = []
  /** By level and row: what the shares of a footprint say where they were asked. */
  readonly #shares: Map<number, AreaShare>[]

  constructor(places: readonly Places[]) {
    this.#places = places
    this.#shares = places.map(() => new Map())
  }

  get size(): number {
    return this.#ids.length
  }

  /** False where the geometry has no point to be located by. */
  add(id: string, geometry: Geometry): boolean {
    const point = pointOf(geometry)
    if (point === null) return false
    const row = this.#ids.length
    const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
    this.#ids.push(id)
    this.#lon.push(point[0]!)
    this.#lat.push(point[1]!)
    this.#area_m2.push(isArea ? areaM2Bulk(geometry) : null)
    this.#byShare.push(isArea && this.#addShares(row, geometry))
    return true
  }

  /** False where the city locates by points, or GEOS cannot cut the footprint: its point has to do then. */
  #addShares(row: number, footprint: Polygonal): boolean {
    const found: (AreaShare | null)[] = []
    try {
      for (const { shares } of this.#places) {
        if (shares === null) return false
        found.push(shares.locate(footprint))
      }
    } catch (error) {
      if (error instanceof GeosError) return false
      throw error
    }
    found.forEach((share, level) => {
      if (share !== null) this.#shares[level]!.set(row, share)
    })
    return true
  }

  *rows(counts: readonly LocationCount[], overWater: OverWater, others: LocationOther[]): Generator<Row> {
    const lon = Float64Array.from(this.#lon)
    const lat = Float64Array.from(this.#lat)
    const located = this.#places.map(({ polygons }) => locateBatch(polygons, lon, lat, { hits: true }))
    for (let row = 0; row < this.#ids.length; row++) {
      const units: Record<(typeof LEVEL_COLUMNS)[keyof typeof LEVEL_COLUMNS], string | null> = {
        zone_id: null,
        rt_id: null,
        kelurahan_code: null,
      }
      let isAmbiguous = false
      for (const [i, { level, ids }] of this.#places.entries()) {
        const share = this.#shares[i]!.get(row)
        const found = share ? share.polygon : located[i]!.polygon[row]!
        const ambiguous = share ? share.ambiguous : located[i]!.holders[row]! > 1
        units[LEVEL_COLUMNS[level]] = found < 0 ? null : ids[found]!
        isAmbiguous ||= ambiguous
        if (ambiguous) counts[i]!.ambiguous++
        if (found >= 0)
          for (const unit_id of otherIds(located[i]!, row, ids, ids[found]!))
            others.push({ id: this.#ids[row]!, level, unit_id })
      }
      const isPlaced = units.zone_id !== null || units.rt_id !== null
      const isOverWater = isPlaced && units.kelurahan_code === null
      if (isOverWater) units.kelurahan_code = kelurahanOverWater(overWater, units.zone_id, units.rt_id)
      for (const [i, { level }] of this.#places.entries()) {
        const isMatched = units[LEVEL_COLUMNS[level]] !== null
        counts[i]![isMatched ? 'matched' : 'unmatched']++
        if (isMatched && isOverWater && level === 'kelurahan') counts[i]!.over_water++
      }
      yield {
        id: this.#ids[row]!,
        lon: lon[row]!,
        lat: lat[row]!,
        ...units,
        over_water: overWater.isKnown ? isOverWater : null,
        ambiguous: isAmbiguous,
        area_m2_geodesic: this.#area_m2[row]!,
        located_by: this.#byShare[row] ? 'area_share' : 'point',
      }
    }
  }
}

/** Ids, ascending, of the polygons that hold the point of a row, less its own: a unit may have several polygons. */
function otherIds(
  { holders, hits }: LocatedPoints,
  row: number,
  ids: readonly string[],
  own: string,
): string[] {
  if (holders[row]! < 2 || hits === null) return []
  const held = hits.polygons.subarray(hits.starts[row]!, hits.starts[row + 1]!)
  const found = new Set([...held].map((polygon) => ids[polygon]!))
  found.delete(own)
  return [...found]
}

function pointOf(geometry: Geometry): Position | null {
  const point =
    geometry.type === 'Point'
      ? geometry.coordinates
      : geometry.type === 'MultiPoint'
        ? geometry.coordinates[0]
        : pointInside(geometry as Polygonal)
  return point && Number.isFinite(point[0]) && Number.isFinite(point[1]) ? point : null
}

/** The counts in words, such as `buildings: zone 30 of 40, rt 39 of 40 (1 ambiguous), kelurahan 40 of 40 (4 over water)`. */
export function toldCounts(counts: readonly LocationCount[]): string {
  const tables = [...new Set(counts.map((count) => count.table_name))]
  return tables
    .map((table) => {
      const levels = counts.filter((count) => count.table_name === table)
      const told = levels.map(
        ({ level, matched, rows, ambiguous, over_water }) =>
          `${level} ${matched} of ${rows}${bracketed([ambiguous, 'ambiguous'], [over_water, 'over water'])}`,
      )
      const without = levels[0]!.without_geometry
      return `${table}: ${told.join(', ')}${without > 0 ? `; ${without} without a geometry` : ''}`
    })
    .join('. ')
}

function bracketed(...parts: [count: number, what: string][]): string {
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return told.length === 0 ? '' : ` (${told.join(', ')})`
}
