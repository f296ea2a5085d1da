import type { PromisedFeature, PromisedLayer } from '../archive/index.ts'
import { ChunkBuilder } from '../tiler/features/chunk-builder.ts'
import { KeyTable } from '../tiler/features/keys.ts'
import { addFeature } from '../tiler/input/add-feature.ts'
import type { LayerRules, TilesetRules } from '../tiler/rules.ts'
import type { InputFeature, LayerReport } from '../tiler/tileset.ts'
import { ValueDictionary } from '../tiler/values/dictionary.ts'

export interface PromiseSource {
  rules: TilesetRules
  /** Of a layer that is not among them nothing is known: its features are tried one by one, and its counts are not held to. */
  report: readonly LayerReport[]
  /** What cut the tiles; the counts of others than `builtin` are of another kind, and are not held to. */
  engine: string
  /** The features of a layer of the rules; read anew by each call. */
  features(layer: number): AsyncIterable<InputFeature>
}

/** Other programs measure their tolerance before they round to units: the corners of a unit come on top, on both sides. */
const FOREIGN_ROUNDING_UNITS = 2

/** What is promised: each layer, and each layer of labels; layers that took nothing in promise nothing. */
export function promisesOf(source: PromiseSource): PromisedLayer[] {
  const { rules, report, features } = source
  return rules.layers.flatMap((layer, place): PromisedLayer[] => {
    const counts = report.find(({ name }) => name === layer.name)
    if (counts?.features_taken === 0) return []
    const areAllTaken = counts !== undefined && counts.features_taken === counts.features_read
    const taken = () => withKept(areAllTaken ? features(place) : takenOf(features(place)), layer)
    const promise = promiseOf(layer, taken(), source)
    const { label_layer } = layer
    const labels = report.find(({ name }) => name === label_layer)
    if (label_layer === undefined || labels?.features_taken === 0) return [promise]
    const { report: _ofPolygons, ...same } = promise
    return [promise, { ...same, name: label_layer, drawn_as: 'inside', features: polygons(taken()) }]
  })
}

function promiseOf(
  layer: LayerRules,
  features: AsyncIterable<PromisedFeature>,
  { report, engine }: PromiseSource,
): PromisedLayer {
  const { name, minzoom, maxzoom, tiny_polygons, drop_rate, cluster, simplification_units } = layer
  const atMaxzoom = layer.simplification_at_maxzoom_units ?? 0
  const isOurs = engine === 'builtin'
  const slack = isOurs ? 0 : FOREIGN_ROUNDING_UNITS
  const zooms = report.find((entry) => entry.name === name)?.zooms ?? []
  return {
    name,
    minzoom,
    maxzoom,
    features,
    ...(layer.attributes === undefined ? {} : { attributes: layer.attributes }),
    tiny_polygons,
    drop_rate,
    ...(cluster === undefined ? {} : { cluster }),
    simplification_units: simplification_units + slack,
    ...(atMaxzoom === 0 ? {} : { simplification_at_maxzoom_units: atMaxzoom + slack }),
    ...(isOurs && zooms.length > 0 ? { report: zooms } : {}),
  }
}

/** Features with the attributes that the rules keep; those without a geometry were refused and are not promised. */
async function* withKept(
  features: AsyncIterable<InputFeature>,
  { include, exclude }: LayerRules,
): AsyncGenerator<PromisedFeature> {
  const kept = include === undefined ? null : new Set(include)
  const left = new Set(exclude)
  for await (const feature of features) {
    const { id, geometry, properties } = feature
    if (geometry === null) continue
    const isWhole = kept === null && left.size === 0
    yield {
      ...(id === undefined ? {} : { id }),
      geometry,
      properties: isWhole
        ? properties
        : Object.fromEntries(
            Object.entries(properties).filter(([name]) => (kept?.has(name) ?? true) && !left.has(name)),
          ),
    }
  }
}

async function* polygons(features: AsyncIterable<PromisedFeature>): AsyncGenerator<PromisedFeature> {
  for await (const feature of features) {
    const { type } = feature.geometry
    if (type === 'Polygon' || type === 'MultiPolygon') yield feature
  }
}

/** The features that the tiler takes in, by asking it again. */
async function* takenOf(features: AsyncIterable<InputFeature>): AsyncGenerator<InputFeature> {
  const builder = new ChunkBuilder(0, { minzoom: 0, maxzoom: 0, emit() {} })
  const sink = { builder, keys: new KeyTable('', { include: [] }), dictionary: new ValueDictionary() }
  for await (const feature of features) if (addFeature(sink, feature) === null) yield feature
}
