import type { Feature, Geometry } from 'geojson'
import gjv from 'geojson-validation'
import type { City } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { checkRings } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { parquet, type Store } from '../../store/index.ts'

/** A layer as its feature collection (RFC 7946), and the box around it. */
export interface GeoJsonLayer {
  text: string
  rows: number
  bounds: Bounds | null
}

/**
 * Reads a layer of stage 6 back as GeoJSON, one feature a line; empty attributes are null, ids are those in the tiles.
 * @throws UserError `publish` when a feature is not GeoJSON by RFC 7946.
 */
export async function layerGeoJson(
  store: Store,
  path: string,
  profile: LayerProfile,
  city: City,
): Promise<GeoJsonLayer> {
  const lines: string[] = []
  let bounds: Bounds | null = null
  for await (const batch of store.batches(
    `SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM ${parquet(path)}`,
  )) {
    for (const row of batch) {
      const geometry: Geometry = decodeWkb(row.geometry as Uint8Array)
      const properties: Record<string, unknown> = {}
      for (const { name } of profile.attributes) properties[name] = row[name] ?? null
      const feature: Feature = { type: 'Feature', id: row.feature_id as number, properties, geometry }
      checkFeature(feature, profile)
      bounds = mergeBounds(bounds, boundsOf(geometry))
      lines.push(JSON.stringify(feature))
    }
  }
  const head = {
    type: 'FeatureCollection',
    name: profile.name,
    title: profile.title,
    ...(city.synthetic ? { notice: city.synthetic } : {}),
    ...(city.attribution ? { attribution: city.attribution } : {}),
    ...(bounds ? { bbox: bounds } : {}),
  }
  const text = `${JSON.stringify(head).slice(0, -1)},"features":[\n${lines.join(',\n')}\n]}\n`
  return { text, rows: lines.length, bounds }
}

function checkFeature(feature: Feature, profile: LayerProfile): void {
  const fault = (gjv.isFeature(feature, true) as string[])[0] ?? faultOfGeometry(feature.geometry)
  if (fault === undefined) return
  throw new UserError('publish', {
    what: 'a feature is not valid GeoJSON',
    where: { layer: profile.name, field: `feature ${feature.id}` },
    got: fault,
    expected: 'RFC 7946',
    next: 'please report this with the record: it should have been set aside by 2-validate',
  })
}

/** What the structure of 2008 does not ask for. */
function faultOfGeometry(geometry: Geometry): string | undefined {
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
    const { faults, wrongWindings } = checkRings(geometry)
    return faults[0]?.kind ?? (wrongWindings > 0 ? 'a ring against the right-hand rule' : undefined)
  }
  // JSON has no other numbers than finite ones.
  return JSON.stringify(geometry).includes('null') ? 'not-finite' : undefined
}
