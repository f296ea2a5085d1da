import type { Entry } from '../directory.ts'
import { type PmtilesHeader, TILE_TYPE } from '../header.ts'
import { zxyOf } from '../hilbert.ts'
import { checkMvt } from '../mvt-check.ts'
import type { ArchiveFile } from '../pmtiles-reader.ts'
import { END_OF_IDS } from './entries.ts'
import { type AddFault, messageOf } from './faults.ts'
import { checkTileBounds } from './tile-bounds.ts'

/** Every different content unpacked and, where it is a vector tile, decoded; tiles within the bounds. */
export async function checkContents(
  file: ArchiveFile,
  header: PmtilesHeader,
  entries: readonly Entry[],
  fault: AddFault,
): Promise<void> {
  const seen = new Set<number>()
  for (const entry of entries) {
    if (entry.tileId + entry.runLength > END_OF_IDS) continue
    if (header.tileType === TILE_TYPE.mvt)
      checkTileBounds(header.bounds, entry.tileId, entry.runLength, fault)
    if (seen.has(entry.offset)) continue
    seen.add(entry.offset)
    try {
      const data = await file.tileData(header, entry)
      if (header.tileType === TILE_TYPE.mvt) checkMvt(data)
    } catch (error) {
      fault('tile', `tile ${zxyOf(entry.tileId).join('/')}: ${messageOf(error)}`)
    }
  }
}
