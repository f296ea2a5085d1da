import type { Geometry } from 'geojson'
import type { AttributeValue, LayerKind } from './metadata.ts'

export interface PromisedFeature {
  id: number
  /** Longitude and latitude in degrees. */
  geometry: Geometry
  properties: Record<string, AttributeValue>
}

/** What the archive must hold: every feature at every zoom from minzoom to maxzoom. */
export interface PromisedLayer {
  name: string
  minzoom: number
  maxzoom: number
  kind: LayerKind
  features: PromisedFeature[]
}

export type LossCode =
  | 'missing'
  | 'unknown'
  | 'repeated'
  | 'zoom'
  | 'kind'
  | 'attribute'
  | 'ring'
  | 'geometry'
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
