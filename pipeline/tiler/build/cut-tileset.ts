import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sampleBorders } from '../borders/border-sample.ts'
import { type BorderTable, fillBorders } from '../borders/border-table.ts'
import { ZoomCounts } from '../cut/zoom-counts.ts'
import { type FeatureChunk, letGoOfOutlines, POINT, POLYGON } from '../features/feature-chunk.ts'
import { factsOf } from '../pack/feature-table.ts'
import { ZOOMS } from '../pack/packed-range.ts'
import type { LayerRules, TilesetRules } from '../rules.ts'
import { planRanges, type StoredRun } from '../runs/run-store.ts'
import { type Crew, collect, LoneCrew } from '../steps/crew.ts'
import { SharedGarbage } from '../steps/shared-garbage.ts'
import { WorkerCrew } from '../steps/worker-crew.ts'
import type {
  CutTileset,
  LayerInput,
  LayerReport,
  PackedTile,
  TilesetOptions,
  TilesetProgress,
} from '../tileset.ts'
import { checkClusterNames, checkRules } from './check-rules.ts'
import { describeLayers } from './describe-layers.ts'
import { type Layout, layOut } from './lay-out.ts'
import { fileBytes, readInputs } from './read-inputs.ts'
import { reportOf, tallyOfLabels } from './report.ts'
import { type SettledFeatures, settle } from './settle.ts'
import { DEFAULT_SHARES, type Shares } from './shares.ts'

/** What is read from each run in a temporary file for a range of tiles: much less would be more calls than work. */
const READ_BYTES = 16 << 10

type Tell = (done: TilesetProgress) => void

/**
 * Cuts features into vector tiles: reads them all, finds the borders they share, thins and clusters points, cuts every
 * feature at every zoom, and packs tile by tile. The tiles are the same for any number of threads and any memory, and
 * for features with different ids in any order.
 * @throws UserError when an input cannot be read, a layer has too many attributes, or clusters cannot carry what they should
 * @throws RangeError when the rules are not as `TilesetRules` says
 */
export async function cutTileset(
  rules: TilesetRules,
  inputs: readonly LayerInput[],
  options: TilesetOptions,
): Promise<CutTileset> {
  checkRules(rules)
  const tell = options.progress ?? (() => {})
  const shares = { ...DEFAULT_SHARES, ...options.shares }
  const bytes = fileBytes(inputs)
  const temporary = mkdtempSync(join(options.temporary, 'petakumuh-tiles-'))
  let crew: Crew = new LoneCrew(options.threads > 1)
  let closed: Promise<void> | undefined
  const end = async () => {
    try {
      await crew.close()
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  }
  const close = () => {
    closed ??= end()
    return closed
  }
  try {
    if (options.threads > 1 && bytes >= shares.threads_from_bytes)
      crew = await WorkerCrew.start(options.threads)
    const settled = settle(await readInputs(inputs, rules.layers, crew, shares, tell), rules.layers)
    for (const [layer, own] of rules.layers.entries()) checkClusterNames(own, settled.keys[layer]!)
    if (crew.threads < options.threads && isWorthThreads(settled, shares)) {
      await crew.close()
      crew = await WorkerCrew.start(options.threads)
    }
    const garbage = new SharedGarbage()
    for (const [layer, own] of rules.layers.entries())
      garbage.add(await findFirstZooms(crew, own, settled.chunks[layer]!, tell))
    const layout = layOut(settled, rules.layers)
    const described = describeLayers(layout)
    const { runs, counts } = await cutBatches(
      crew,
      layout,
      rules.buffer_units,
      options,
      temporary,
      tell,
      garbage,
    )
    await crew.all('prepare', {
      runs,
      ranks: layout.ranks,
      layers: layout.layers.map((layer) => layer.names),
      values: layout.values,
      facts: layout.batches.map(({ chunk, base, layer }) => ({ ...factsOf(chunk, base), layer })),
      gzip_level: rules.gzip_level,
    })
    const report: LayerReport[] = []
    const tiles = packAll(crew, runs, shares, tell, (layerTiles) => {
      layout.layers.forEach((own, layer) => {
        const tallies = own.labels === null ? settled.tallies[layer]! : [tallyOfLabels(own.labels)]
        report.push(reportOf(own.rules, layer, tallies, counts[layer]!, own.features_clustered, layerTiles))
      })
    })
    const layers = described.layers.filter((info) => info !== null)
    return { ...closing(tiles, close), layers, bounds: described.bounds, report }
  } catch (error) {
    await close()
    throw error
  }
}

function isWorthThreads({ chunks }: SettledFeatures, shares: Shares): boolean {
  const all = chunks.flat()
  return (
    all.reduce((sum, chunk) => sum + chunk.positions.length / 2, 0) >= shares.threads_from_positions ||
    all.reduce((sum, chunk) => sum + chunk.tokens.length, 0) >= shares.threads_from_attributes
  )
}

/** @returns bytes of shared memory that it took and let go of */
async function findFirstZooms(
  crew: Crew,
  rules: LayerRules,
  chunks: readonly FeatureChunk[],
  tell: Tell,
): Promise<number> {
  const drawn = chunks.filter((chunk) => chunk.kinds.some((kind) => kind !== POINT))
  if (drawn.length === 0) return 0
  const rings = drawn.filter((chunk) => chunk.kinds.includes(POLYGON))
  const positions = rings.reduce((sum, chunk) => sum + chunk.positions.length / 2, 0)
  const sample = sampleBorders(rings, positions)
  const shared = rules.shared_borders === 'auto' ? sample.shared : rules.shared_borders
  const fill = (table: BorderTable) => {
    const tasks = Array.from({ length: table.shards }, (_, shard) => ({ table, chunks: rings, shard }))
    return collect(crew, 'borders', tasks)
  }
  const table = shared && positions > 0 ? await fillBorders(sample.places, crew.threads, fill) : null
  const total = drawn.length
  const tasks = drawn.map((chunk) => ({ table, rules, chunk }))
  await collect(crew, 'firstZooms', tasks, (done) => tell({ step: 'borders', done, total }))
  return table?.words.byteLength ?? 0
}

async function cutBatches(
  crew: Crew,
  { batches, layers }: Layout,
  buffer_units: number,
  { memory_mb }: TilesetOptions,
  temporary: string,
  tell: Tell,
  garbage: SharedGarbage,
): Promise<{ runs: StoredRun[]; counts: ZoomCounts[] }> {
  const total = batches.reduce((sum, { chunk }) => sum + chunk.count, 0)
  const memory_bytes = (memory_mb * 1e6) / crew.threads
  const tasks = batches.map(({ chunk, layer, base, derived }) => {
    return { chunk, rules: layers[layer]!.rules, base, derived, buffer_units, memory_bytes, temporary }
  })
  const counts = layers.map(({ rules }) => new ZoomCounts(rules.maxzoom))
  const runs: StoredRun[] = []
  let done = 0
  let next = 0
  for await (const result of crew.each('cut', tasks)) {
    const { chunk, layer } = batches[next++]!
    runs.push(...result.runs)
    counts[layer]!.add(result.counts)
    // What is cut needs no outlines any more, and the tiles to come need the memory.
    garbage.add(letGoOfOutlines(chunk))
    done += chunk.count
    tell({ step: 'cut', done, total })
  }
  return { runs, counts }
}

/** @param packed told once, after the last tile: how many tiles hold something of each layer, by zoom */
async function* packAll(
  crew: Crew,
  runs: readonly StoredRun[],
  { range_bytes }: Shares,
  tell: Tell,
  packed: (layerTiles: Uint32Array) => void,
): AsyncGenerator<PackedTile, void> {
  const total = runs.reduce((sum, run) => sum + run.count, 0)
  const spilled = runs.filter((stored) => stored.run === null).length
  const bounds = planRanges(runs, Math.max(range_bytes, spilled * READ_BYTES))
  const tasks = bounds.slice(1).map((to, i) => ({ from: bounds[i]!, to }))
  let layerTiles = new Uint32Array(ZOOMS)
  let done = 0
  for await (const range of crew.each('pack', tasks)) {
    const { tile_ids, offsets, bytes } = range
    for (let i = 0; i < tile_ids.length; i++)
      yield { tile_id: tile_ids[i]!, gzip: bytes.subarray(offsets[i]!, offsets[i + 1]!) }
    if (layerTiles.length < range.layer_tiles.length) layerTiles = new Uint32Array(range.layer_tiles.length)
    for (let i = 0; i < layerTiles.length; i++) layerTiles[i]! += range.layer_tiles[i]!
    done += range.drawings
    tell({ step: 'pack', done, total })
  }
  packed(layerTiles)
}

/** Ends the work when the tiles have been read or are not wanted any more, even where none was ever read. */
function closing(
  tiles: AsyncGenerator<PackedTile, void>,
  end: () => Promise<void>,
): Pick<CutTileset, 'tiles' | 'close'> {
  let finished = false
  let left = false
  async function* ending(): AsyncGenerator<PackedTile, void> {
    try {
      yield* tiles
      finished = true
    } finally {
      await end()
    }
  }
  const own = ending()
  // A generator that has not begun knows no `finally`.
  const close = async () => {
    left = !finished
    try {
      await own.return()
    } finally {
      await end()
    }
  }
  const iterator: AsyncIterator<PackedTile, void> = {
    next: async () => {
      if (left) throw new Error('the tiles are read after the tileset was closed')
      return own.next()
    },
    return: async () => {
      await close()
      return { done: true, value: undefined }
    },
  }
  return { tiles: { [Symbol.asyncIterator]: () => iterator }, close }
}
