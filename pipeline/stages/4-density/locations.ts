import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import { labelPoint } from '../../geo/label-point.ts'
import { PolygonLocator } from '../../geo/locate.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, type Row } from '../../store/index.ts'

/** Polygons of one level, found by point: the zones in force, the RT, the kelurahan. */
export interface Places {
  zone: Finder
  rt: Finder
  kelurahan: Finder
}

export const LOCATION_COLUMNS: Columns = {
  id: 'VARCHAR',
  lon: 'DOUBLE',
  lat: 'DOUBLE',
  zone_id: 'VARCHAR',
  rt_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  ambiguous: 'BOOLEAN',
}

/** Which polygon of a level holds a point; a point on a shared border belongs to exactly one (rule in geo/locate). */
export class Finder {
  readonly #ids: string[]
  readonly #locator: PolygonLocator

  constructor(shapes: { id: string; geometry: Polygon | MultiPolygon }[]) {
    this.#ids = shapes.map((shape) => shape.id)
    this.#locator = new PolygonLocator(shapes.map((shape) => shape.geometry))
  }

  find(lon: number, lat: number): { id: string | null; ambiguous: boolean } {
    const all = this.#locator.locateAll(lon, lat)
    return { id: all.length === 0 ? null : this.#ids[all[0]!]!, ambiguous: all.length > 1 }
  }
}

export async function readFinder({ store }: StageContext, query: string): Promise<Finder> {
  const rows = await store.rows<{ id: string; wkb: Uint8Array }>(query)
  return new Finder(
    rows.map((row) => ({ id: row.id, geometry: decodeWkb(row.wkb) as Polygon | MultiPolygon })),
  )
}

/**
 * Locates every row of a table by its point, or by a point inside its polygon: a building belongs where that point lies.
 * Rows without a geometry are left out.
 */
export async function* locateRows(
  { store, progress }: StageContext,
  path: string,
  idColumn: string,
  places: Places,
): AsyncGenerator<Row> {
  const task = progress.task(`locate ${idColumn.replace('_id', 's')}`)
  const query = `SELECT ${idColumn} AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(path)} WHERE geometry IS NOT NULL ORDER BY ${idColumn}`
  for await (const batch of store.batches<{ id: string; wkb: Uint8Array }>(query)) {
    for (const { id, wkb } of batch) {
      const point = pointOf(decodeWkb(wkb))
      if (point === null) continue
      const [lon, lat] = point
      const zone = places.zone.find(lon!, lat!)
      const rt = places.rt.find(lon!, lat!)
      const kelurahan = places.kelurahan.find(lon!, lat!)
      yield {
        id,
        lon: lon!,
        lat: lat!,
        zone_id: zone.id,
        rt_id: rt.id,
        kelurahan_code: kelurahan.id,
        ambiguous: zone.ambiguous || rt.ambiguous || kelurahan.ambiguous,
      }
    }
    task.advance(batch.length)
  }
  task.end()
}

/** The point itself, the first of several, or a point inside a polygon. */
function pointOf(geometry: Geometry): Position | null {
  if (geometry.type === 'Point') return geometry.coordinates
  if (geometry.type === 'MultiPoint') return geometry.coordinates[0] ?? null
  return labelPoint(geometry as Polygon | MultiPolygon)
}
