import type { Entry } from '../directory.ts'
import type { PmtilesHeader } from '../header.ts'
import { firstTileId, MAX_ZOOM, zoomOf } from '../hilbert.ts'
import type { ArchiveFile } from '../pmtiles-reader.ts'
import { type AddFault, messageOf } from './faults.ts'

export const END_OF_IDS = firstTileId(MAX_ZOOM + 1)

/** Entries of all directories; faults of what cannot be followed. */
export async function readEntries(
  file: ArchiveFile,
  header: PmtilesHeader,
  fault: AddFault,
): Promise<Entry[]> {
  const entries: Entry[] = []
  const root = await directoryOf(file, header, fault, 'root', header.rootOffset, header.rootLength)
  for (let i = 0; i < root.length; i++) {
    const entry = root[i]!
    if (entry.runLength > 0) {
      entries.push(entry)
      continue
    }
    const name = `leaf at ${entry.offset}`
    if (entry.offset + entry.length > header.leavesLength) {
      fault('offset', `${name} ends beyond the ${header.leavesLength} bytes of leaf directories`)
      continue
    }
    const leaf = await directoryOf(
      file,
      header,
      fault,
      name,
      header.leavesOffset + entry.offset,
      entry.length,
    )
    const end = root[i + 1]?.tileId ?? Number.POSITIVE_INFINITY
    for (const inner of leaf) {
      if (inner.runLength === 0)
        fault('directory', `${name} points to another leaf, readers follow one level`)
      else if (inner.tileId < entry.tileId || inner.tileId + inner.runLength > end) {
        fault('order', `tile ${inner.tileId} of ${name} is outside of the ids ${entry.tileId}..${end}`)
      }
      entries.push(inner)
    }
  }
  return entries
}

async function directoryOf(
  file: ArchiveFile,
  header: PmtilesHeader,
  fault: AddFault,
  name: string,
  offset: number,
  length: number,
): Promise<Entry[]> {
  try {
    const entries = await file.directory(header, offset, length)
    if (entries.length === 0) fault('directory', `the ${name} directory is empty`)
    return entries
  } catch (error) {
    fault('directory', `${name}: ${messageOf(error)}`)
    return []
  }
}

/** Order, place and number of the contents. */
export function checkEntries(entries: readonly Entry[], header: PmtilesHeader, fault: AddFault): void {
  let nextId = 0
  let storedEnd = 0
  let addressed = 0
  const offsets = new Map<number, number>()
  for (const entry of entries) {
    if (entry.tileId < nextId) fault('order', `tile id ${entry.tileId} comes after id ${nextId - 1}`)
    nextId = Math.max(nextId, entry.tileId + entry.runLength)
    if (nextId > END_OF_IDS) fault('order', `tile id ${nextId - 1} is below zoom ${MAX_ZOOM}`)
    addressed += entry.runLength
    if (entry.length === 0) fault('offset', `tile id ${entry.tileId} has no bytes`)
    if (entry.offset + entry.length > header.tilesLength) {
      fault('offset', `tile id ${entry.tileId} ends beyond the ${header.tilesLength} bytes of tile data`)
    }
    const known = offsets.get(entry.offset)
    if (known === undefined) offsets.set(entry.offset, entry.length)
    else if (known !== entry.length) fault('offset', `two lengths for the content at ${entry.offset}`)
    if (header.clustered && entry.offset > storedEnd) {
      fault('clustered', `tile id ${entry.tileId} at ${entry.offset} leaves a gap after ${storedEnd}`)
    }
    if (header.clustered && entry.offset < storedEnd && known === undefined) {
      fault('clustered', `tile id ${entry.tileId} at ${entry.offset} overlaps an earlier content`)
    }
    storedEnd = Math.max(storedEnd, entry.offset + entry.length)
  }
  checkCount(fault, 'addressed tiles', header.addressedTiles, addressed)
  checkCount(fault, 'tile entries', header.tileEntries, entries.length)
  checkCount(fault, 'tile contents', header.tileContents, offsets.size)
  const first = entries[0]
  const last = entries.at(-1)
  if (first === undefined || last === undefined) return
  checkZoom(fault, 'minimum', header.minZoom, first.tileId)
  checkZoom(fault, 'maximum', header.maxZoom, last.tileId + last.runLength - 1)
}

/** Zero means unknown (spec section 3.2). */
function checkCount(fault: AddFault, name: string, stated: number, found: number): void {
  if (stated !== 0 && stated !== found) fault('count', `${found} ${name}, the header says ${stated}`)
}

function checkZoom(fault: AddFault, name: string, stated: number, tileId: number): void {
  const found = zoomOf(tileId)
  if (found !== stated) fault('zoom', `the ${name} zoom is ${found}, the header says ${stated}`)
}
