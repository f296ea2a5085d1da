import { type AttributeValue, type Tile, zxyOf } from '../../../pipeline/archive/index.ts'
import { encodeMvt, type MvtLayer } from '../../support/encode-mvt.ts'
import { checkLayers, DEFAULT_TILE_OPTIONS, type TileLayer, type TileOptions } from './layer.ts'
import { type Slice, type Slicer, sliceWithGeojsonVt, type ZoomSlices } from './slice.ts'

export { boundsOf, describeLayers } from './describe.ts'
export { DEFAULT_TILE_OPTIONS, type TileFeature, type TileLayer, type TileOptions } from './layer.ts'

const engine: Slicer = sliceWithGeojsonVt

/**
 * Cuts layers into vector tiles, every feature in at least one tile of every zoom its layer promises. Tiles come zoom by
 * zoom in Hilbert order; features keep the order of their layer, attributes the order of their declaration, so that the
 * same input gives the same bytes.
 * @throws RangeError when a layer breaks the contract of `TileLayer`; nothing is cut then.
 */
export function* cutTiles(
  layers: readonly TileLayer[],
  options: TileOptions = DEFAULT_TILE_OPTIONS,
): Generator<Tile, void> {
  checkLayers(layers, options)
  const full = layers.filter((layer) => layer.features.length > 0)
  const cuts = full.map((layer) => ({ layer, tags: tagsOf(layer), zooms: engine(layer, options) }))
  const deepest = Math.max(-1, ...full.map((layer) => layer.maxzoom))
  for (let z = 0; z <= deepest; z++) {
    const present = cuts
      .filter(({ layer }) => layer.minzoom <= z && z <= layer.maxzoom)
      .map((cut) => ({ ...cut, slices: nextZoom(cut.zooms) }))
    const tileIds = [...new Set(present.flatMap(({ slices }) => [...slices.keys()]))].sort((a, b) => a - b)
    for (const tileId of tileIds) {
      const mvt: MvtLayer[] = present.map(({ layer, tags, slices }) => ({
        name: layer.name,
        features: (slices.get(tileId) ?? []).map((slice) => featureOf(layer, tags, slice)),
      }))
      const [, x, y] = zxyOf(tileId)
      yield { z, x, y, data: encodeMvt(mvt, options.extent) }
    }
  }
}

function nextZoom(zooms: Generator<ZoomSlices>): ZoomSlices {
  const step = zooms.next()
  if (step.done) throw new Error('the tiling engine gave fewer zooms than the layer has')
  return step.value
}

function featureOf(layer: TileLayer, tags: Record<string, AttributeValue>[], { feature, drawing }: Slice) {
  return { ...drawing, id: layer.features[feature]!.id, tags: tags[feature]! }
}

function tagsOf(layer: TileLayer): Record<string, AttributeValue>[] {
  return layer.features.map(({ properties }) => {
    const tags: Record<string, AttributeValue> = {}
    for (const { name } of layer.attributes) {
      const value = properties[name]
      if (value !== undefined) tags[name] = value
    }
    return tags
  })
}
