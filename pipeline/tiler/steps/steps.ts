import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { addBorders, type BorderTable } from '../borders/border-table.ts'
import { FirstZooms } from '../borders/first-zooms.ts'
import { Cutter } from '../cut/cutter.ts'
import type { ZoomCounts } from '../cut/zoom-counts.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'
import type { ReadPart } from '../input/layer-sink.ts'
import { compressAside, compressTile } from '../pack/compress.ts'
import type { FeatureFacts } from '../pack/feature-table.ts'
import { type PackedRange, RangeBuilder } from '../pack/packed-range.ts'
import { packTiles } from '../pack/tile-packer.ts'
import { type LayerNames, TileWriter } from '../pack/tile-writer.ts'
import type { LayerRules } from '../rules.ts'
import { RunReader, RunStore, type StoredRun } from '../runs/run-store.ts'
import { RunWriter } from '../runs/run-writer.ts'
import type { EncodedValues } from '../values/encode-value.ts'
import { type LinesTask, readLinesTask } from './read-lines.ts'
import { SharedGarbage } from './shared-garbage.ts'

/** Everything that one thread keeps from step to step. */
export class Steps {
  #store: RunStore | null = null
  #packing: Packing | null = null
  #reader: RunReader | null = null
  #writer: TileWriter | null = null
  readonly #garbage = new SharedGarbage()

  read(task: LinesTask): ReadPart {
    const part = readLinesTask(task)
    this.#garbage.add(task.end - task.start)
    return part
  }

  /** @returns whether the shard had room for them all */
  borders({
    table,
    chunks,
    shard,
  }: {
    table: BorderTable
    chunks: readonly FeatureChunk[]
    shard: number
  }): boolean {
    return addBorders(table, chunks, shard)
  }

  firstZooms({ table, rules, chunk }: FirstZoomsTask): void {
    new FirstZooms(table, rules).fill(chunk)
    this.#garbage.add(chunk.positions.buffer.byteLength)
  }

  cut({ chunk, rules, base, derived, buffer_units, memory_bytes, temporary }: CutTask): CutResult {
    this.#store ??= new RunStore(memory_bytes, join(temporary, `runs-${threadId}`))
    const store = this.#store
    const before = store.runs.length
    const runs = new RunWriter((run) => store.add(run))
    const cutter = new Cutter(rules, buffer_units, runs)
    cutter.cut(chunk, base, derived)
    runs.finish()
    this.#garbage.add(chunk.positions.buffer.byteLength)
    return { runs: store.runs.slice(before), counts: cutter.counts }
  }

  prepare(packing: Packing): void {
    this.#packing = packing
    this.#reader = new RunReader()
    this.#writer = new TileWriter(packing.layers, packing.values, packing.facts)
  }

  pack(range: TileRange): PackedRange {
    const built = this.#pack(range, compressTile)
    return built.finish(built.parts)
  }

  /** As `pack`, compressed by the runtime's own threads while this one goes on. */
  async packAside(range: TileRange): Promise<PackedRange> {
    const built = this.#pack(range, compressAside)
    return built.finish(await Promise.all(built.parts))
  }

  #pack<T extends Uint8Array | Promise<Uint8Array>>(
    { from, to }: TileRange,
    compress: (tile: Uint8Array, level: number) => T,
  ): RangeBuilder<T> {
    const { runs, ranks, gzip_level, layers } = this.#packing!
    const writer = this.#writer!
    const stretches = runs.map((run) => this.#reader!.read(run, from, to))
    const range = new RangeBuilder<T>(layers.length)
    packTiles(stretches, ranks, writer, (tileId, tile, drawings) => {
      range.add(tileId, compress(tile, gzip_level), drawings, writer.layers)
    })
    return range
  }

  close(): void {
    this.#reader?.close()
    this.#store?.close()
  }
}

/** Tile ids; `to` is left out. */
export interface TileRange {
  from: number
  to: number
}

export interface FirstZoomsTask {
  table: BorderTable | null
  rules: LayerRules
  chunk: FeatureChunk
}

export interface CutTask {
  chunk: FeatureChunk
  rules: LayerRules
  /** Place of the chunk's first feature among all features of the tileset. */
  base: number
  derived: boolean
  buffer_units: number
  memory_bytes: number
  /** Folder of this run of the program. */
  temporary: string
}

export interface CutResult {
  runs: StoredRun[]
  counts: ZoomCounts
}

/** What all threads need to pack tiles. */
export interface Packing {
  /** In the order of the features they hold. */
  runs: StoredRun[]
  ranks: Uint32Array | null
  layers: LayerNames[]
  values: EncodedValues
  facts: FeatureFacts[]
  gzip_level: number
}
