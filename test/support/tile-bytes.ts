import { zxyOf } from '../../pipeline/archive/hilbert.ts'
import { ArchiveFile } from '../../pipeline/archive/index.ts'

/** Every tile of a PMTiles archive, decompressed, and its metadata as one text to search in. */
export async function allTileBytes(path: string): Promise<string> {
  const file = await ArchiveFile.open(path)
  try {
    const reader = file.reference()
    const parts = [JSON.stringify(await reader.getMetadata())]
    for await (const entry of file.entries(await file.header())) {
      const [z, x, y] = zxyOf(entry.tileId)
      const tile = await reader.getZxy(z, x, y)
      if (tile) parts.push(Buffer.from(tile.data).toString('latin1'))
    }
    return parts.join('\n')
  } finally {
    await file.close()
  }
}
