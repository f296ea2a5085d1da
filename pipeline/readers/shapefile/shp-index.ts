import type { ByteWindow } from '../bytes.ts'
import { SHP_HEADER_BYTES, SHP_RECORD_HEADER_BYTES } from './shp.ts'

export const SHX_ENTRY_BYTES = 8

/** What a `.shx` says of its `.shp`. */
export interface ShxSummary {
  entries: number
  /** Whether the entries lie one after the other from the header of the `.shp` to its end: following them is then reading in sequence. */
  isContiguous: boolean
}

/** What walking a `.shp` from record header to record header finds. */
export interface ShpWalk {
  records: number
  /** Whether the records are numbered 1, 2, 3 ... and the last one ends where the file does: nothing else can be in it. */
  isWhole: boolean
}

/**
 * Looks through a `.shx`, without trusting its header alone. Null when it is not one, or is cut off.
 *
 * @param shpBytes length of the `.shp`
 * @param rows the rows of the `.dbf`, null without one; a header left behind by an append gives way to the entries when these agree with it
 */
export async function summariseShx(
  shx: ByteWindow,
  shpBytes: number,
  rows: number | null,
): Promise<ShxSummary | null> {
  if (!(await shx.load(0, SHP_HEADER_BYTES)) || shx.view.getInt32(0) !== 9994) return null
  const { size } = shx.source
  const statedBytes = shx.view.getUint32(24) * 2
  const held = Math.floor((size - SHP_HEADER_BYTES) / SHX_ENTRY_BYTES)
  if ((statedBytes > size || statedBytes < SHP_HEADER_BYTES) && held !== rows) return null
  const entries = held === rows ? held : Math.floor((statedBytes - SHP_HEADER_BYTES) / SHX_ENTRY_BYTES)
  let expected = SHP_HEADER_BYTES
  for (let entry = 0; entry < entries; entry++) {
    const position = SHP_HEADER_BYTES + SHX_ENTRY_BYTES * entry
    if (!shx.has(position, SHX_ENTRY_BYTES)) await shx.load(position, SHX_ENTRY_BYTES)
    const at = shx.at(position)
    if (shx.view.getUint32(at) * 2 !== expected) return { entries, isContiguous: false }
    expected += SHP_RECORD_HEADER_BYTES + shx.view.getUint32(at + 4) * 2
    if (expected > shpBytes) return { entries, isContiguous: false }
  }
  return { entries, isContiguous: expected === shpBytes }
}

/** Goes from record header to record header, up to the first that cannot be right. */
export async function walkShp(shp: ByteWindow): Promise<ShpWalk> {
  const { size } = shp.source
  let position = SHP_HEADER_BYTES
  let records = 0
  while (position + SHP_RECORD_HEADER_BYTES + 4 <= size) {
    if (!shp.has(position, SHP_RECORD_HEADER_BYTES)) await shp.load(position, SHP_RECORD_HEADER_BYTES)
    const at = shp.at(position)
    const length = shp.view.getUint32(at + 4) * 2
    const end = position + SHP_RECORD_HEADER_BYTES + length
    if (shp.view.getUint32(at) !== records + 1 || length < 4 || end > size) break
    records++
    position = end
  }
  return { records, isWhole: position === size }
}
