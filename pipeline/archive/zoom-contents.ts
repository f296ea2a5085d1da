import type { Entry } from './directory.ts'
import { firstTileId, zoomOf } from './hilbert.ts'

/** What the directories hold of one zoom. */
export interface ZoomContents {
  zoom: number
  tiles: number
  /** Different contents that are met first at this zoom, and their bytes as stored. */
  contents: number
  bytes: number
  /** Largest of them, in bytes as stored. */
  largest: number
}

/** By zoom, from the entries of all directories. */
export function zoomContents(entries: readonly Entry[]): ZoomContents[] {
  const zooms = new Map<number, ZoomContents>()
  const seen = new Set<number>()
  for (const { tileId, runLength, offset, length } of entries) {
    const isNew = !seen.has(offset)
    seen.add(offset)
    for (let id = tileId; id < tileId + runLength; ) {
      const zoom = zoomOf(id)
      const end = Math.min(tileId + runLength, firstTileId(zoom + 1))
      const counts = zooms.get(zoom) ?? { zoom, tiles: 0, contents: 0, bytes: 0, largest: 0 }
      zooms.set(zoom, counts)
      counts.tiles += end - id
      if (isNew && id === tileId) {
        counts.contents++
        counts.bytes += length
        counts.largest = Math.max(counts.largest, length)
      }
      id = end
    }
  }
  return [...zooms.values()].sort((one, other) => one.zoom - other.zoom)
}
