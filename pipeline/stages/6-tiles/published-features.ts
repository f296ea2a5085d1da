import type { Geometry } from 'geojson'
import { decodeWkb } from '../../geo/wkb.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { parquet, type Store } from '../../store/index.ts'

/** A layer as it is published: GeoParquet in the folder of the stage. */
export interface PublishedLayer {
  profile: LayerProfile
  path: string
  rows: number
}

export interface PublishedFeature {
  id: number
  /** Degrees (OGC:CRS84). */
  geometry: Geometry
  /** Null is no value. */
  properties: Record<string, string | number | boolean | null>
}

/** The features of a layer one after another, read from its file. */
export async function* publishedFeatures(
  store: Store,
  { path }: Pick<PublishedLayer, 'path'>,
): AsyncGenerator<PublishedFeature, void> {
  // The box of a feature follows from its geometry: it is for readers of the file.
  const query = `SELECT * EXCLUDE (bbox) REPLACE (ST_AsWKB(geometry) AS geometry) FROM ${parquet(path)}`
  for await (const rows of store.batches(query)) {
    for (const { feature_id, geometry, ...properties } of rows) {
      yield {
        id: feature_id as number,
        geometry: decodeWkb(geometry as Uint8Array),
        properties: properties as PublishedFeature['properties'],
      }
    }
  }
}
