import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { StageContext } from '../../stage.ts'
import type { CutTileset, TilesetProgress, TilesetRules } from '../../tiler/index.ts'
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
  if (engine === 'tippecanoe') {
    const { cutWithTippecanoe, findTippecanoe } = await import('../../tippecanoe/index.ts')
    const program = await findTippecanoe()
    const inputs = []
    for (const [layer, published] of layers.entries()) {
      const path = join(folder, `${published.profile.name}.geojsonl`)
      await pipeline(Readable.from(linesOf(context, published)), createWriteStream(path))
      inputs.push({ layer, path, kind: published.profile.geometry })
    }
    const timeout_seconds = TIPPECANOE_SECONDS
    const cut = await cutWithTippecanoe({
      ...{ rules, inputs, temporary: folder, timeout_seconds, threads, program, progress },
    })
    return { engine: cut.engine, cut }
  }
  const { cutTileset } = await import('../../tiler/index.ts')
  const inputs = layers.map((published, layer) => ({ layer, features: publishedFeatures(store, published) }))
  const memory_mb = memoryMb ?? DEFAULT_MEMORY_MB
  return { engine, cut: await cutTileset(rules, inputs, { threads, memory_mb, temporary: folder, progress }) }
}

/** Without the values that are null: tippecanoe would write them as text. */
async function* linesOf({ store }: Pick<StageContext, 'store'>, layer: PublishedLayer) {
  for await (const { id, geometry, properties } of publishedFeatures(store, layer)) {
    const known = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null))
    yield `${JSON.stringify({ type: 'Feature', id, geometry, properties: known })}\n`
  }
}
