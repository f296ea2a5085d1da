import { damaged, firstTileId, type TileRun, type TileSource, zoomOf } from '../archive/index.ts'

/** Tiles that follow each other within one zoom and have the same content in A, and the same in B. */
export interface PairRun {
  tileId: number
  tiles: number
  /** Absent where only the other archive has the tiles. */
  a: TileRun | undefined
  b: TileRun | undefined
}

/**
 * The tiles of two archives side by side, in the order of tile ids; nothing is kept of what has passed.
 * @param zooms first and last; others are passed over.
 * @throws UserError `source` where an archive is damaged.
 */
export async function* walkPair(
  a: TileSource,
  b: TileSource,
  zooms: readonly [number, number],
): AsyncGenerator<PairRun> {
  const left = new Cursor(a, zooms)
  const right = new Cursor(b, zooms)
  await left.next()
  await right.next()
  while (left.run !== undefined || right.run !== undefined) {
    const tileId = Math.min(left.tileId, right.tileId)
    const inA = left.tileId === tileId
    const inB = right.tileId === tileId
    const stop = Math.min(
      firstTileId(zoomOf(tileId) + 1),
      inA ? left.end : left.tileId,
      inB ? right.end : right.tileId,
    )
    yield {
      tileId,
      tiles: stop - tileId,
      a: inA ? left.run : undefined,
      b: inB ? right.run : undefined,
    }
    if (inA) await left.passTo(stop)
    if (inB) await right.passTo(stop)
  }
}

/**
 * Runs of one archive within the zooms, cut where they reach beyond.
 * @throws UserError `source` where the archive is damaged.
 */
export async function* runsWithin(
  source: TileSource,
  zooms: readonly [number, number],
): AsyncGenerator<{ tileId: number; end: number; run: TileRun }> {
  const first = firstTileId(zooms[0])
  const stop = firstTileId(zooms[1] + 1)
  try {
    for await (const run of source.runs()) {
      const end = Math.min(run.tileId + run.runLength, stop)
      if (run.tileId >= stop) return
      if (end > first) yield { tileId: Math.max(run.tileId, first), end, run }
    }
  } catch (error) {
    throw damaged(source.file, error)
  }
}

/** Stands at a tile of one archive; at infinity once there are no more. */
class Cursor {
  run: TileRun | undefined
  tileId = Number.POSITIVE_INFINITY
  end = Number.POSITIVE_INFINITY
  readonly #runs: ReturnType<typeof runsWithin>

  constructor(source: TileSource, zooms: readonly [number, number]) {
    this.#runs = runsWithin(source, zooms)
  }

  async next(): Promise<void> {
    const { value } = await this.#runs.next()
    this.run = value?.run
    this.tileId = value?.tileId ?? Number.POSITIVE_INFINITY
    this.end = value?.end ?? Number.POSITIVE_INFINITY
  }

  async passTo(tileId: number): Promise<void> {
    if (tileId < this.end) this.tileId = tileId
    else await this.next()
  }
}
