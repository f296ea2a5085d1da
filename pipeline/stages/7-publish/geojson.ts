import type { Feature, Geometry } from 'geojson'
import type { City } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { featureFault } from '../../release/feature-fault.ts'
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
  return { text: featureCollection(profile, city, bounds, lines), rows: lines.length, bounds }
}

/** The text of a feature collection: what it is, what of it is not real, whom to credit, its box, and a feature a line. */
export function featureCollection(
  { name, title }: Pick<LayerProfile, 'name' | 'title'>,
  { synthetic, attribution }: Pick<City, 'synthetic' | 'attribution'>,
  bounds: Bounds | null,
  lines: readonly string[],
): string {
  const head = {
    type: 'FeatureCollection',
    ...{ name, title },
    ...(synthetic ? { notice: synthetic } : {}),
    ...(attribution ? { attribution } : {}),
    ...(bounds ? { bbox: bounds } : {}),
  }
  return `${JSON.stringify(head).slice(0, -1)},"features":[\n${lines.join(',\n')}\n]}\n`
}

function checkFeature(feature: Feature, profile: LayerProfile): void {
  const fault = featureFault(feature)
  if (fault === undefined) return
  throw new UserError('publish', {
    what: 'a feature is not valid GeoJSON',
    where: { layer: profile.name, field: `feature ${feature.id}` },
    got: fault,
    expected: 'RFC 7946',
    next: 'please report this with the record: it should have been set aside by 2-validate',
  })
}
