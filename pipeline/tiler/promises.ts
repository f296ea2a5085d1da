import type { PromisedFeature, PromisedLayer } from '../archive/index.ts'
import { ChunkBuilder } from './features/chunk-builder.ts'
import { KeyTable } from './features/keys.ts'
import { addFeature } from './input/add-feature.ts'
import type { LayerRules, TilesetRules } from './rules.ts'
import type { InputFeature, LayerReport } from './tileset.ts'
import { ValueDictionary } from './values/dictionary.ts'

export interface PromiseSource {
  rules: TilesetRules
  /** Of a layer that is not among them nothing is known: its features are tried one by one, and its counts are not held to. */
  report: readonly LayerReport[]
  /** What cut the tiles, such as `builtin`; of others only the drawings and tiles that they counted are held to. */
  engine: string
  /** The features of a layer of the rules; read anew by each call. */
  features(layer: number): AsyncIterable<InputFeature>
}

const OURS = 'builtin'

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
    const { report: _ofPolygons, parts_below_grid: _read, ...same } = promise
    const drawn: PromisedLayer = { ...same, ...heldCounts(labels, source.engine), drawn_as: 'inside' }
    return [promise, { ...drawn, name: label_layer, features: polygons(taken()) }]
  })
}

function promiseOf(
  layer: LayerRules,
  features: AsyncIterable<PromisedFeature>,
  { report, engine }: PromiseSource,
): PromisedLayer {
  const { name, minzoom, maxzoom, tiny_polygons, drop_rate, cluster, simplification_units } = layer
  const counts = report.find((entry) => entry.name === name)
  return {
    name,
    minzoom,
    maxzoom,
    features,
    ...(layer.attributes === undefined ? {} : { attributes: layer.attributes }),
    tiny_polygons,
    drop_rate,
    ...(cluster === undefined ? {} : { cluster }),
    simplification_units,
    simplification_at_maxzoom_units: layer.simplification_at_maxzoom_units ?? 0,
    is_foreign: engine !== OURS,
    ...(counts === undefined || engine !== OURS ? {} : { parts_below_grid: counts.parts_below_grid ?? 0 }),
    ...heldCounts(counts, engine),
  }
}

/** Counts that the tiles must bear out: other programs do not tell features in buffers from others, nor which they made tiny. */
function heldCounts(counts: LayerReport | undefined, engine: string): Pick<PromisedLayer, 'report'> {
  const zooms = counts?.zooms ?? []
  if (zooms.length === 0) return {}
  if (engine === OURS) return { report: zooms }
  return { report: zooms.map(({ zoom, drawings, tiles }) => ({ zoom, drawings, tiles })) }
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
