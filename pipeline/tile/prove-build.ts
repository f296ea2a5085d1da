import {
  type Loss,
  type PromisedFeature,
  type PromisedLayer,
  type Proof,
  proveTiles,
} from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { type Progress, taskTeller } from '../progress.ts'
import { ChunkBuilder } from '../tiler/features/chunk-builder.ts'
import { KeyTable } from '../tiler/features/keys.ts'
import { addFeature } from '../tiler/input/add-feature.ts'
import type { LayerRules, TilesetRules } from '../tiler/rules.ts'
import type { InputFeature, LayerReport } from '../tiler/tileset.ts'
import { ValueDictionary } from '../tiler/values/dictionary.ts'

export interface BuiltArchive {
  /** PMTiles. */
  path: string
  /** As messages call it. */
  label: string
  rules: TilesetRules
  report: readonly LayerReport[]
  /** The features of a layer of the rules. */
  features(layer: number): AsyncIterable<InputFeature>
}

const SHOWN = 5

/**
 * Decodes the archive again and holds it against the features of the files and the rules.
 * @throws UserError `tiles` when anything was lost that the rules do not allow
 */
export async function proveBuild(built: BuiltArchive, progress: Progress): Promise<Proof> {
  const { openFlatValidity } = await import('../geo/geos-valid-flat.ts')
  const { tell, end } = taskTeller(progress)
  try {
    const proof = await proveTiles(
      built.path,
      { layers: promises(built) },
      { invalidReason: await openFlatValidity(), progress: tell },
    )
    if (proof.loss_count > 0) throw notProven(built.label, proof)
    return proof
  } finally {
    end()
  }
}

/** What is promised: each layer, and each layer of labels; layers that took nothing in promise nothing. */
function promises({ rules, report, features }: BuiltArchive): PromisedLayer[] {
  return rules.layers.flatMap((layer, place): PromisedLayer[] => {
    const { features_taken = 0, features_read = 0 } = report.find(({ name }) => name === layer.name) ?? {}
    if (features_taken === 0) return []
    const taken = () => (features_taken === features_read ? features(place) : takenOf(features(place)))
    const promise = promiseOf(layer, taken)
    if (layer.label_layer === undefined) return [promise]
    const labels: PromisedLayer = {
      ...promise,
      name: layer.label_layer,
      drawn_as: 'inside',
      features: polygons(withKept(taken(), layer)),
    }
    return [promise, labels]
  })
}

function promiseOf(layer: LayerRules, features: () => AsyncIterable<InputFeature>): PromisedLayer {
  const { name, minzoom, maxzoom, tiny_polygons, drop_rate, cluster, simplification_units } = layer
  return {
    name,
    minzoom,
    maxzoom,
    features: withKept(features(), layer),
    ...(layer.attributes === undefined ? {} : { attributes: layer.attributes }),
    tiny_polygons,
    drop_rate,
    ...(cluster === undefined ? {} : { cluster }),
    simplification_units: Math.max(3, simplification_units + 2),
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

function notProven(file: string, { loss_count, losses }: Proof): UserError {
  return new UserError('tiles', {
    code: 'TILES_NOT_PROVEN',
    what: 'the tiles do not hold what they must: the archive is not kept',
    where: { file },
    got: `${loss_count} ${loss_count === 1 ? 'loss' : 'losses'}\n${losses.slice(0, SHOWN).map(lossLine).join('\n')}`,
    expected: 'every feature at every zoom that the rules promise, where it is in the file',
    next: 'please report this with the file; --no-proof keeps the archive as it is',
  })
}

function lossLine({ code, layer, zoom, id, detail }: Loss): string {
  const place = [
    ...(layer === undefined ? [] : [`layer ${layer}`]),
    ...(zoom === undefined ? [] : [`zoom ${zoom}`]),
    ...(id === undefined ? [] : [`feature ${id}`]),
  ]
  return `${code}: ${[...place, detail].join(', ')}`
}
