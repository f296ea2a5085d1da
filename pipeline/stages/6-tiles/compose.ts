import { readFileSync } from 'node:fs'
import type { Geometry, Position } from 'geojson'
import { mapPositions } from '../../geo/crs.ts'
import { labelPoint } from '../../geo/label-point.ts'
import { rewind } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { publishedNumber } from '../../layers/published-number.ts'
import type { StageContext } from '../../stage.ts'
import type { Row } from '../../store/index.ts'
import { featureIds, type TileFeature } from '../../tiler/index.ts'
import { fillQuery } from './views.ts'

/** RFC 7946 section 11.2: about a centimetre. */
const COORDINATE_DECIMALS = 7

const ADMIN_LEVELS = new Set(['kelurahan', 'kecamatan', 'city'])

/** The features of one layer, ready to be published: rounded, wound by the right-hand rule, stable ids, no nulls. */
export async function composeLayer(
  { city, store }: StageContext,
  profile: LayerProfile,
  decree: string | null,
): Promise<TileFeature[]> {
  const file = ADMIN_LEVELS.has(profile.name) ? 'admin' : profile.name
  const text = readFileSync(new URL(`./sql/${file}.sql`, import.meta.url), 'utf8')
  const query = fillQuery(text, { decree, level: profile.name, synthetic: city.synthetic !== null })
  await store.run(`CREATE TEMP TABLE ${profile.name}_layer AS ${query}`)
  const rows = await store.rows(
    `SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM ${profile.name}_layer`,
  )
  const keys = rows.map((row) => keyOf(profile, row))
  const ids = featureIds(keys)
  const features: TileFeature[] = []
  rows.forEach((row, index) => {
    const geometry =
      row.geometry instanceof Uint8Array ? publishedGeometry(decodeWkb(row.geometry), profile) : null
    if (geometry)
      features.push({ id: ids.get(keys[index]!)!, geometry, properties: propertiesOf(profile, row) })
  })
  return features
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

function propertiesOf(profile: LayerProfile, row: Row): TileFeature['properties'] {
  const properties: TileFeature['properties'] = {}
  for (const { name, type } of profile.attributes) {
    const value = row[name]
    if (value === null || value === undefined) continue
    if (type === 'number' && typeof value === 'number') properties[name] = publishedNumber(value)
    else if (typeof value === type) properties[name] = value as string | boolean
    else
      throw new TypeError(`layer ${profile.name}, attribute ${name}: got ${typeof value}, expected ${type}`)
  }
  return properties
}

function round(value: number, decimals: number): number {
  const rounded = Number(value.toFixed(decimals))
  return rounded === 0 ? 0 : rounded
}
