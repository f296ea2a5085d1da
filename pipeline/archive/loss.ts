import type { Geometry } from 'geojson'
import type { AttributeValue, LayerKind } from './metadata.ts'

export interface PromisedFeature {
  /** A feature without one is known by its place and attributes. */
  id?: number
  /** Longitude and latitude in degrees. */
  geometry: Geometry
  /** Null is no value; a list or an object is promised as its JSON text. */
  properties: Record<string, AttributeValue | null | undefined | object>
  /** Zooms at which this feature is promised, within those of its layer. */
  minzoom?: number
  maxzoom?: number
}

/** What the tiler reports of one zoom (`ZoomReport` of the tiler); what is left out is not held to. */
export interface PromisedZoom {
  zoom: number
  /** Different features drawn as themselves. */
  features?: number
  /** Features for which a square, stroke or triangle of two units stands: held to what can and what must be one. */
  features_tiny?: number
  features_dropped?: number
  features_clustered?: number
  /** One for each feature and tile. */
  drawings?: number
  tiles?: number
}

/** What the archive must hold of one layer. */
export interface PromisedLayer {
  name: string
  minzoom: number
  maxzoom: number
  /** Kind of every feature; the kind of each one's geometry when absent. */
  kind?: LayerKind
  /** `inside`: the layer holds one point within each of the polygon features, not the polygons themselves. */
  drawn_as?: 'itself' | 'inside'
  /** Read once, one feature after the other. */
  features: Iterable<PromisedFeature> | AsyncIterable<PromisedFeature>
  /** The attributes promised; all that the features carry when absent. */
  attributes?: readonly { name: string }[]
  /** What may become of a polygon too small to be drawn: `keep` (when absent) promises it at every zoom. */
  tiny_polygons?: 'keep' | 'dither' | 'drop'
  /** Of the points at one zoom, one in so many is left at the zoom above; 1, all, when absent. */
  drop_rate?: number
  /** Up to this zoom points may be drawn as clusters: points that carry `point_count` and `sum_<name>` of each of `sums`. */
  cluster?: { maxzoom: number; sums: readonly string[] }
  /** Cut by another program than ours, whose own bounds are a little wider; false when absent. */
  is_foreign?: boolean
  /** Greatest distance in tile units between a border and what is drawn of it below maxzoom; 6 when absent. */
  simplification_units?: number
  /** The same at maxzoom; 0 when absent. */
  simplification_at_maxzoom_units?: number
  /** How many lines and exterior rings the tiler says it left out, as they are smaller than the grid of positions. */
  parts_below_grid?: number
  /** The tiler's own counts of each zoom, which the tiles must bear out. */
  report?: readonly PromisedZoom[]
}

export type LossCode =
  | 'missing'
  | 'unknown'
  | 'repeated'
  | 'zoom'
  | 'kind'
  | 'attribute'
  | 'ring'
  | 'invalid'
  | 'geometry'
  | 'count'
  | 'nested'
  | 'encoding'
  | 'metadata'
  | 'bounds'

export interface Loss {
  code: LossCode
  layer?: string
  zoom?: number
  id?: number
  detail: string
}

const REPORTED_PER_PLACE = 20

/** Losses counted in full and kept up to 20 of each kind, layer and zoom. */
export class Losses {
  count = 0
  readonly kept: Loss[] = []
  readonly #places = new Map<string, number>()

  add(loss: Loss): void {
    this.count++
    const place = `${loss.code} ${loss.layer} ${loss.zoom}`
    const known = (this.#places.get(place) ?? 0) + 1
    this.#places.set(place, known)
    if (known <= REPORTED_PER_PLACE) this.kept.push(loss)
  }
}
