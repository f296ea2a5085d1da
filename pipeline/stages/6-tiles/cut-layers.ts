import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Geometry } from 'geojson'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import type { StageContext } from '../../stage.ts'
import type { Store } from '../../store/index.ts'
import type { CutTileset, TilesetProgress, TilesetRules } from '../../tiler/index.ts'
import type { TippecanoeInput } from '../../tippecanoe/index.ts'
import { type PublishedLayer, publishedFeatures } from './published-features.ts'
import type { Engine } from './tileset-rules.ts'

/** Geometry that waits to be put into tiles: beyond it goes to a file. A city needs a hundredth of it. */
const DEFAULT_MEMORY_MB = 1024
/** For each layer; the largest of 38 cities takes a minute. */
const TIPPECANOE_SECONDS = 3600

/**
 * Cuts the published layers with the engine of the city.
 * @param layers those of the rules, in their order
 * @param folder for temporary files
 * @throws UserError `missingProgram` when tippecanoe is asked for and not installed; what the engines throw
 */
export async function cutLayers(
  context: Pick<StageContext, 'store' | 'threads' | 'memoryMb'>,
  layers: readonly PublishedLayer[],
  rules: TilesetRules,
  engine: Engine,
  folder: string,
  progress: (done: TilesetProgress) => void,
): Promise<{ engine: string; cut: CutTileset }> {
  const { store, threads, memoryMb } = context
  if (engine === 'tippecanoe') return cutLayersWithTippecanoe(context, layers, rules, folder, progress)
  const { cutTileset } = await import('../../tiler/index.ts')
  const inputs = layers.map((published, layer) => ({ layer, features: publishedFeatures(store, published) }))
  const memory_mb = memoryMb ?? DEFAULT_MEMORY_MB
  return { engine, cut: await cutTileset(rules, inputs, { threads, memory_mb, temporary: folder, progress }) }
}

async function cutLayersWithTippecanoe(
  { store, threads }: Pick<StageContext, 'store' | 'threads'>,
  layers: readonly PublishedLayer[],
  rules: TilesetRules,
  folder: string,
  progress: (done: TilesetProgress) => void,
): Promise<{ engine: string; cut: CutTileset }> {
  const { cutWithTippecanoe, findTippecanoe } = await import('../../tippecanoe/index.ts')
  const program = await findTippecanoe()
  const inputs: TippecanoeInput[] = []
  // Its own are those of its grid, 40 mm to the side.
  let bounds: Bounds | null = null
  const seen = (geometry: Geometry): void => {
    bounds = mergeBounds(bounds, boundsOf(geometry))
  }
  for (const [layer, published] of layers.entries()) {
    const path = join(folder, `${published.profile.name}.geojsonl`)
    await pipeline(Readable.from(linesOf(store, published, seen)), createWriteStream(path))
    inputs.push({ layer, path, kind: published.profile.geometry })
  }
  const timeout_seconds = TIPPECANOE_SECONDS
  const settings = { rules, inputs, temporary: folder, timeout_seconds, threads, program, progress }
  const cut = await cutWithTippecanoe(settings)
  return { engine: cut.engine, cut: { ...cut, bounds: bounds ?? cut.bounds } }
}

/** GeoJSON, a feature a line, without the values that are null. */
async function* linesOf(store: Store, layer: PublishedLayer, seen: (geometry: Geometry) => void) {
  for await (const { id, geometry, properties } of publishedFeatures(store, layer)) {
    seen(geometry)
    const known = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null))
    yield `${JSON.stringify({ type: 'Feature', id, geometry, properties: known })}\n`
  }
}
