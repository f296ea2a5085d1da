import type { Feature } from 'geojson'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { mapPositions } from '../../geo/crs.ts'
import { rewind } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import { featureFault } from '../../release/feature-fault.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, tableSchema } from '../../store/index.ts'
import { featureCollection } from './geojson.ts'
import type { ReleaseWriter } from './release-writer.ts'

/** Where the ground of the map is, that no layer counts or compares: sea, rivers and lakes. */
export const WATER_FILE = 'ground/water.geojson'

/**
 * The water the city has told of, as GeoJSON in degrees (OGC:CRS84, 7 decimals): the map then tells sea from other
 * regions. Nothing is written where it has told of none. Water that is no polygon, or none after rounding, is left out and
 * told in the log: it is ground, and nothing is counted wrong without it.
 *
 * @returns whether there is any
 */
export async function writeGround(
  { city, store, table, progress }: StageContext,
  writer: ReleaseWriter,
): Promise<boolean> {
  const path = table('2-validate', 'water')
  if (path === null) return false
  const rows = await store.rows<{ water_id: string; kind: string; geometry: Uint8Array }>(
    `SELECT water_id, kind, ST_AsWKB(geometry) AS geometry FROM ${parquet(path)} ORDER BY water_id`,
  )
  const lines: string[] = []
  const leftOut: string[] = []
  let bounds: Bounds | null = null
  for (const [index, { water_id, kind, geometry }] of rows.entries()) {
    const rounded = mapPositions(decodeWkb(geometry), (lon, lat) => [degrees(lon), degrees(lat)])
    const feature: Feature | null =
      rounded.type === 'Polygon' || rounded.type === 'MultiPolygon'
        ? { type: 'Feature', id: index + 1, properties: { water_id, kind }, geometry: rewind(rounded) }
        : null
    if (feature === null || featureFault(feature) !== undefined) leftOut.push(water_id)
    else {
      bounds = mergeBounds(bounds, boundsOf(feature.geometry))
      lines.push(JSON.stringify(feature))
    }
  }
  if (leftOut.length > 0)
    progress.say(
      `${leftOut.length} of ${rows.length} waters are no polygons in degrees of 7 decimals, and are not drawn: ${leftOut.join(', ')}`,
    )
  if (lines.length === 0) return false
  const { title } = tableSchema('water')
  writer.write(WATER_FILE, featureCollection({ name: 'water', title }, city, bounds, lines), {
    media_type: 'application/geo+json',
    rows: lines.length,
    sources: city.sources.filter((source) => source.table === 'water').map(({ id }) => id),
  })
  return true
}

function degrees(value: number): number {
  const rounded = Number(value.toFixed(7))
  return rounded === 0 ? 0 : rounded
}
