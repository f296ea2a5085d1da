import type { AttributeValue } from '../archive/index.ts'

/** `petakumuh compare --json`. Counts of tiles and features after the filters. */
export interface Comparison {
  format: 'petakumuh-compare/1'
  a: ArchiveFacts
  b: ArchiveFacts
  filters: { zooms?: [number, number]; layers?: string[] }
  /** No tile and no layer differs in content. */
  equal: boolean
  tiles: TileCounts
  zooms: (TileCounts & { zoom: number })[]
  layers: LayerComparison[]
  /** Members of the metadata that differ, layers apart, and `bounds`; they do not make archives unequal. */
  metadata: string[]
  examples: { tiles: TileExample[]; features: FeatureExample[] }
}

export interface ArchiveFacts {
  file: string
  bytes: number
  zooms: [number, number]
}

export type Verdict = 'equal_bytes' | 'equal_content' | 'different' | 'only_a' | 'only_b'
export type TileCounts = Record<Verdict, number>

export interface LayerComparison {
  name: string
  /** As `tilestats` say; null where they do not. */
  features_a: number | null
  features_b: number | null
  /** Features, by id, in any tile of B and in none of A. */
  added: number
  removed: number
  /** In both, with another value of an attribute in some tile. */
  attributes_changed: number
  /** In both, drawn otherwise in some tile that both draw them in. */
  geometry_changed: number
  /** Greatest distance of such drawings, in units of 4096 a tile, and the tile where it was found; null when there is none. */
  greatest_distance: { units: number; tile: [z: number, x: number, y: number] } | null
  /** In both, and in some tile of only one. */
  tiles_changed: number
  /** Drawings of features without an id that only one archive has. */
  without_id: { only_a: number; only_b: number }
  /** Attributes whose values changed, with the number of features. */
  attributes: { name: string; features: number }[]
  /** What `vector_layers` say otherwise: `in`, `zooms`, or the type of `attribute`. */
  declared: { what: 'layer' | 'zooms' | 'attribute'; name: string; a: string | null; b: string | null }[]
}

export interface TileExample {
  tile: [z: number, x: number, y: number]
  verdict: Exclude<Verdict, 'equal_bytes' | 'equal_content'>
}

export type FeatureExample = { layer: string; id: number } & (
  | { change: 'added' | 'removed' | 'tiles' }
  | {
      change: 'attribute'
      attribute: string
      a: AttributeValue | null
      b: AttributeValue | null
      tile: [number, number, number]
    }
  | { change: 'geometry'; units: number; tile: [number, number, number] }
)
