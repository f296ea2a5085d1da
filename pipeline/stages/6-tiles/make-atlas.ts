import { join } from 'node:path'
import { createArchive, fillArchive, type WrittenArchive } from '../../archive/index.ts'
import { cuttingPolicy } from '../../layers/cutting.ts'
import { taskTeller } from '../../progress.ts'
import { attributionHtml, tilesDescription } from '../../release/title.ts'
import type { StageContext } from '../../stage.ts'
import type { CutTileset } from '../../tiler/index.ts'
import { both } from '../../values/both-languages.ts'
import { cutLayers } from './cut-layers.ts'
import type { MadeAtlas } from './prove-atlas.ts'
import type { PublishedLayer } from './published-features.ts'
import { type Engine, tilesetRules } from './tileset-rules.ts'

/**
 * Cuts published layers with the engine of the city and writes `atlas.pmtiles` into the folder of the stage.
 * @param layers that hold something
 * @param folder for temporary files
 * @throws UserError what the engines and the archive throw; no archive is left then
 */
export async function makeAtlas(
  context: Pick<StageContext, 'city' | 'store' | 'directory' | 'threads' | 'memoryMb' | 'progress'>,
  layers: readonly PublishedLayer[],
  folder: string,
): Promise<{ written: WrittenArchive; atlas: MadeAtlas }> {
  const { city, directory, progress } = context
  const engine: Engine = city.tiles.engine === 'tippecanoe' ? 'tippecanoe' : 'builtin'
  const profiles = layers.map(({ profile }) => profile)
  const rules = tilesetRules(profiles, cuttingPolicy(), engine)
  const path = join(directory, 'atlas.pmtiles')
  const { tell, end } = taskTeller(progress)
  // Before the cutting, which may take long: a folder that cannot be written to is found out at once.
  const writer = await createArchive(path)
  let cut: CutTileset | undefined
  try {
    const made = await cutLayers(context, layers, rules, engine, folder, tell)
    if (engine === 'tippecanoe') progress.say(`  note   tiles by ${made.engine}`)
    const tileset = made.cut
    cut = tileset
    const written = await fillArchive(writer, tileset.tiles, () => ({
      name: both(city.title),
      description: tilesDescription(city),
      attribution: attributionHtml(city),
      bounds: tileset.bounds!,
      layers: tileset.layers,
      engine,
      loss: tileset.report,
    }))
    return { written, atlas: { path, engine, layers, rules, report: tileset.report } }
  } catch (error) {
    await writer.abort()
    throw error
  } finally {
    end()
    await cut?.close()
  }
}
