import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry, Position } from 'geojson'
import { boundsOf } from '../../geo/bounds.ts'
import { mapPositions } from '../../geo/crs.ts'
import { labelPoint } from '../../geo/label-point.ts'
import { rewind } from '../../geo/rings.ts'
import { decodeWkb, encodeWkb } from '../../geo/wkb.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { publishedNumber } from '../../layers/published-number.ts'
import type { StageContext } from '../../stage.ts'
import {
  type Columns,
  type ColumnType,
  copyToParquet,
  parquet,
  type Row,
  sqlName,
  TableWriter,
} from '../../store/index.ts'
import { FeatureIds } from '../../tiler/index.ts'
import type { PublishedLayer } from './published-features.ts'
import { fillQuery } from './views.ts'

/** RFC 7946 section 11.2: about a centimetre. */
const COORDINATE_DECIMALS = 7

const ADMIN_LEVELS = new Set(['kelurahan', 'kecamatan', 'city'])
const TYPES: Record<string, ColumnType> = { string: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' }

/**
 * Composes one layer from the tables and writes it as GeoParquet 1.1, row by row: rounded, wound by the right-hand rule, with
 * stable ids. It is what 7-publish releases, what the tiles are cut from and what they are proven against.
 * @param folder for temporary files, which must stay until the last layer is made
 */
export async function publishLayer(
  { city, store, directory }: StageContext,
  profile: LayerProfile,
  decree: string | null,
  folder: string,
): Promise<PublishedLayer> {
  const file = ADMIN_LEVELS.has(profile.name) ? 'admin' : profile.name
  const text = readFileSync(new URL(`./sql/${file}.sql`, import.meta.url), 'utf8')
  const query = fillQuery(text, { decree, level: profile.name, synthetic: city.synthetic !== null })
  const composed = join(folder, `${profile.name}.parquet`)
  await copyToParquet(store, `SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM (${query})`, composed)
  // Queries of later layers may name it.
  await store.run(`CREATE TEMP VIEW ${sqlName(`${profile.name}_layer`)} AS
    SELECT * REPLACE (ST_GeomFromWKB(geometry) AS geometry) FROM ${parquet(composed)}`)
  const path = join(directory, 'layers', `${profile.name}.parquet`)
  const writer = await TableWriter.create(store, 'layer', columnsOf(profile))
  const ids = new FeatureIds()
  for await (const rows of store.batches(`SELECT * FROM ${parquet(composed)}`)) {
    for (const row of rows) {
      const feature_id = ids.idOf(keyOf(profile, row))
      const geometry =
        row.geometry instanceof Uint8Array ? publishedGeometry(decodeWkb(row.geometry), profile) : null
      if (geometry !== null)
        writer.append({
          ...propertiesOf(profile, row),
          feature_id,
          bbox: boundsOf(geometry),
          geometry: encodeWkb(geometry),
        })
    }
  }
  await writer.finish(path)
  return { profile, path, rows: writer.rows }
}

function columnsOf({ attributes }: LayerProfile): Columns {
  const columns: Columns = { feature_id: 'BIGINT' }
  for (const { name, type } of attributes) columns[name] = TYPES[type]!
  columns.bbox = 'BBOX'
  columns.geometry = 'GEOMETRY'
  return columns
}

function keyOf(profile: LayerProfile, row: Row): string {
  return [profile.name, ...profile.key.map((name) => String(row[name]))].join('|')
}

function publishedGeometry(geometry: Geometry, profile: LayerProfile): Geometry | null {
  if (profile.geometry === 'point' && geometry.type !== 'Point') {
    const point =
      geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
        ? labelPoint(geometry)
        : firstPosition(geometry)
    return point
      ? {
          type: 'Point',
          coordinates: [round(point[0]!, COORDINATE_DECIMALS), round(point[1]!, COORDINATE_DECIMALS)],
        }
      : null
  }
  const rounded = mapPositions(geometry, (lon, lat) => [
    round(lon, COORDINATE_DECIMALS),
    round(lat, COORDINATE_DECIMALS),
  ])
  return rounded.type === 'Polygon' || rounded.type === 'MultiPolygon' ? rewind(rounded) : rounded
}

function firstPosition(geometry: Geometry): Position | null {
  if (geometry.type === 'GeometryCollection') return null
  const flat = (geometry.coordinates as unknown[]).flat(3) as number[]
  return flat.length >= 2 ? [flat[0]!, flat[1]!] : null
}

function propertiesOf(profile: LayerProfile, row: Row): Row {
  const properties: Row = {}
  for (const { name, type } of profile.attributes) {
    const value = row[name]
    if (value === null || value === undefined) continue
    if (type === 'number' && typeof value === 'number') properties[name] = publishedNumber(value)
    else if (typeof value === type) properties[name] = value
    else
      throw new TypeError(`layer ${profile.name}, attribute ${name}: got ${typeof value}, expected ${type}`)
  }
  return properties
}

function round(value: number, decimals: number): number {
  const rounded = Number(value.toFixed(decimals))
  return rounded === 0 ? 0 : rounded
}
