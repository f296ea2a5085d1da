import { type ArchiveWriter, createArchive, type WrittenArchive, zxyOf } from '../archive/index.ts'
import { type Progress, taskTeller } from '../progress.ts'
import type { TilesetRules } from '../tiler/rules.ts'
import type { CutTileset, LayerReport, TilesetProgress } from '../tiler/tileset.ts'
import type { OpenInput } from './open-inputs.ts'
import { nothingToDraw } from './report.ts'

/** What is to be cut, and where to. */
export interface CutJob {
  rules: TilesetRules
  inputs: readonly OpenInput[]
  archive: string
  /** A PMTiles archive of the same tiles, or null. */
  twin: string | null
  /** For temporary files. */
  folder: string
  threads: number
  memory_mb: number
  engine: 'auto' | 'builtin' | 'tippecanoe'
  meta: { name: string; description: string; attribution: string }
}

export interface Written extends WrittenArchive {
  /** Such as `builtin` or `tippecanoe 2.52.0`. */
  engine: string
  layers: LayerReport[]
  largest: { zoom: number; x: number; y: number; bytes: number }
  twin: string | null
}

/**
 * Cuts the inputs and writes the archive.
 * @throws UserError `geometry` when no feature could be drawn; what the engine and the archive throw
 */
export async function cutAndWrite(job: CutJob, progress: Progress): Promise<Written> {
  const { tell, end } = taskTeller(progress)
  const writers: ArchiveWriter[] = []
  let cut: CutTileset | undefined
  try {
    for (const file of [job.archive, ...(job.twin === null ? [] : [job.twin])])
      writers.push(await createArchive(file))
    const made = await cutWith(job, tell)
    const { engine } = made
    cut = made.cut
    let largestId = 0
    let bytes = 0
    for await (const tile of cut.tiles) {
      if (tile.gzip.length > bytes) {
        bytes = tile.gzip.length
        largestId = tile.tile_id
      }
      for (const writer of writers) {
        const behind = writer.add(tile)
        if (behind !== undefined) await behind
      }
    }
    end()
    if (bytes === 0) throw nothingToDraw(cut.report, job.inputs)
    const meta = {
      ...job.meta,
      bounds: cut.bounds!,
      layers: cut.layers,
      engine: engine.split(' ')[0]!,
      loss: cut.report,
    }
    const written = await writers[0]!.finish(meta)
    await writers[1]?.finish(meta)
    const [zoom, x, y] = zxyOf(largestId)
    return { ...written, engine, layers: cut.report, largest: { zoom, x, y, bytes }, twin: job.twin }
  } catch (error) {
    for (const writer of writers) await writer.abort()
    throw error
  } finally {
    end()
    await cut?.close()
  }
}

async function cutWith(
  job: CutJob,
  progress: (done: TilesetProgress) => void,
): Promise<{ engine: string; cut: CutTileset }> {
  const { rules, inputs, threads, memory_mb, folder } = job
  if (job.engine === 'tippecanoe') {
    const { tippecanoeCut } = await import('./tippecanoe-cut.ts')
    return tippecanoeCut(job, progress)
  }
  const { cutTileset } = await import('../tiler/build/cut-tileset.ts')
  const layerInputs = inputs.map(({ layer, lines, features }) =>
    lines === null ? { layer, features: features() } : { layer, path: lines },
  )
  const cut = await cutTileset(rules, layerInputs, { threads, memory_mb, temporary: folder, progress })
  return { engine: 'builtin', cut }
}
