export type { AttributeSpec } from '../archive/index.ts'
export { cutTileset } from './build/cut-tileset.ts'
export { FeatureIds, featureId } from './feature-id.ts'
export {
  type ClusterRules,
  DEFAULT_LAYER_RULES,
  DEFAULT_TILESET_RULES,
  type LayerRules,
  type TilesetRules,
  type TinyPolygons,
} from './rules.ts'
export type {
  CutTileset,
  InputFeature,
  LayerInput,
  LayerReport,
  PackedTile,
  Refusal,
  TilesetOptions,
  TilesetProgress,
  ZoomReport,
} from './tileset.ts'
