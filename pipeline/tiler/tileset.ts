import type { Geometry } from 'geojson'
import type { AttributeValue, Bounds, LayerInfo } from '../archive/index.ts'
import type { Shares } from './build/shares.ts'
import type { ReadFault } from './input/read-tally.ts'

/** A feature as any reader gives it: degrees (OGC:CRS84), Z and M are ignored. */
export interface InputFeature {
  /** Whole number from 0 to 2^53 - 1; a feature without one is drawn without one. */
  id?: number
  /** What was to be the id and is no such number; null where the attribute that should give it is not there. */
  id_left_out?: unknown
  geometry: Geometry | null
  /** Null is no value; a list or an object becomes its JSON text. */
  properties: Record<string, AttributeValue | null | undefined | object>
  /** Line or record of its file, 1-based, where that is not its place among the features. */
  place?: number
}

/** Where the features of a layer come from; a layer may have several inputs. */
export type LayerInput =
  /** A plain file with one GeoJSON feature a line, which threads read side by side. */
  | { layer: number; path: string }
  | { layer: number; features: Iterable<InputFeature> | AsyncIterable<InputFeature> }

export interface TilesetOptions {
  /** Threads to use at most. */
  threads: number
  /** Memory for geometry waiting to be put into tiles, in MB; more goes to a temporary file. */
  memory_mb: number
  /** Folder for that file. */
  temporary: string
  /** Smaller shares than those of large data, such as for tests. */
  shares?: Partial<Shares>
  progress?: (done: TilesetProgress) => void
}

/** Called now and then. `total` is bytes of the files while reading (when known), features while cutting, drawings while packing. */
export interface TilesetProgress {
  step: 'read' | 'borders' | 'cut' | 'pack'
  done: number
  total: number | undefined
}

/** Why a feature was not taken in; the words of the report. */
export type Refusal =
  | 'no_geometry'
  | 'position_not_a_number'
  | 'position_outside'
  | 'too_few_positions'
  | 'too_many_positions'
  /** A GeometryCollection, a curve, a multipatch. */
  | 'kind_not_drawn'
  | 'not_a_feature'

export interface ZoomReport {
  zoom: number
  /** Features the rules promise at this zoom: all that were taken in, less those dropped or clustered as declared. */
  features: number
  /** Of these, drawn as a square of 2 x 2 units (polygons too small to draw). */
  features_tiny: number
  /** Not drawn, as the rules declare. */
  features_dropped: number
  /** Drawn within the point of a cluster. */
  features_clustered: number
  /** One for each feature and tile. */
  drawings: number
  tiles: number
}

export interface LayerReport {
  name: string
  features_read: number
  features_taken: number
  refused: Partial<Record<Refusal, number>>
  /** Lines and exterior rings of features with several that were left out, as they are smaller than the grid; where that is known. */
  parts_below_grid?: number
  /** Features taken in without the id that they have, as tiles cannot hold it, and the first of these ids; absent where there are none. */
  ids_left_out?: { features: number; example: unknown }
  /** Features taken in with a position beyond the latitudes of the map, moved to its edge; absent where there are none. */
  features_beyond_map?: number
  /** Lines with bytes that are not UTF-8, in place of which U+FFFD stands; absent where there are none. */
  lines_not_utf8?: number
  zooms: ZoomReport[]
  /** The first features of each refusal and input; not among the counts that an archive tells. */
  faults?: InputFault[]
}

/** A feature that was not taken in. */
export interface InputFault extends ReadFault {
  /** Place of the input among those of the tileset. */
  input: number
}

/** One tile, compressed. */
export interface PackedTile {
  /** PMTiles tile id. */
  tile_id: number
  /** Gzip of the vector tile. */
  gzip: Uint8Array
}

export interface CutTileset {
  /** In rising order of tile ids; to be read once. */
  tiles: AsyncIterable<PackedTile>
  /** Of the layers that hold something; complete once `tiles` has been read. */
  layers: LayerInfo[]
  bounds: Bounds | undefined
  /** Complete once `tiles` has been read. */
  report: LayerReport[]
  /**
   * Ends the threads and removes the temporary files; reading `tiles` to their end, leaving them early and a failure do
   * so as well. To be called where the tiles may never be read. Again: nothing.
   */
  close(): Promise<void>
}
