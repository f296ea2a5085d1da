import { damaged, gzip, isGzip, type TileSource, zxyOf } from '../archive/index.ts'

export interface StoredTile {
  tile_id: number
  data: Uint8Array
}

/**
 * All tiles of an archive in the order of their ids, one at a time; `data` is valid until the next.
 * @param compressed whether they are to be gzipped: such as are pass as they are.
 * @throws UserError `source` where the archive is damaged.
 */
export async function* storedTiles(source: TileSource, compressed: boolean): AsyncGenerator<StoredTile> {
  let tile: string | undefined
  try {
    for await (const run of source.runs()) {
      tile = zxyOf(run.tileId).join('/')
      const data = inForm(source, await source.stored(run), compressed)
      for (let i = 0; i < run.runLength; i++) yield { tile_id: run.tileId + i, data }
      tile = undefined
    }
  } catch (error) {
    throw damaged(source.file, error, tile)
  }
}

function inForm(source: TileSource, stored: Uint8Array, compressed: boolean): Uint8Array {
  if (!compressed) return source.unpacked(stored)
  return isGzip(stored) ? stored : gzip(source.unpacked(stored))
}
