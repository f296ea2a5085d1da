import { type Place, UserError } from '../../errors.ts'
import type { ByteWindow } from '../bytes.ts'
import type { Text } from '../types.ts'
import { type DbfHeader, holdsAtLeast, holdsExactly, type LayerNote } from './dbf.ts'
import { type ShxSummary, walkShp } from './shp-index.ts'

/** How many records a layer has, and by what they are found. */
export interface Reconciled {
  records: number
  /** Whether the `.shx` is followed; else records are read one after the other. */
  byIndex: boolean
  isContiguous: boolean
  notes: LayerNote[]
}

export interface Counted {
  shp: ByteWindow
  /** Length of the `.shp` as its header states. */
  statedBytes: number
  shx: ShxSummary | null
  hasShx: boolean
  dbf: { header: DbfHeader; bytes: number } | null
}

/**
 * Reconciles the counts of `.shp`, `.shx` and `.dbf`.
 *
 * The records decide: an index or a count in a header that they contradict is noted and left aside, as long as the `.shp` is whole and the
 * table holds as many rows. Where the `.shp` has gaps, as edited files do, the index is what finds its records.
 *
 * @throws UserError source, when the files do not agree on a number of records.
 */
export async function reconcileCounts(files: Counted, where: Place): Promise<Reconciled> {
  const { shp, shx, hasShx, dbf } = files
  const stated = dbf?.header.records ?? null
  const agrees = (records: number): boolean =>
    dbf === null || (records === stated && holdsAtLeast(dbf.header, records, dbf.bytes))
  /** Whether the table ends exactly where so many rows do, though its header states another number. */
  const isStale = (records: number): boolean =>
    dbf !== null && records !== stated && holdsExactly(dbf.header, records, dbf.bytes)
  const found = (records: number, byIndex: boolean, notes: LayerNote[]): Reconciled => ({
    records,
    byIndex,
    isContiguous: shx?.isContiguous ?? false,
    notes,
  })

  if (shx?.isContiguous && agrees(shx.entries)) return found(shx.entries, true, [])
  const walk = await walkShp(shp)
  if (walk.isWhole && (agrees(walk.records) || isStale(walk.records))) {
    const notes = agrees(walk.records) ? [] : [staleCount(stated!, walk.records)]
    if (shx?.isContiguous && shx.entries === walk.records) return found(walk.records, true, notes)
    return found(walk.records, false, [...notes, leftAside(shx, hasShx, walk.records)])
  }
  if (shx && agrees(shx.entries)) return found(shx.entries, true, [])
  if (shx && isStale(shx.entries)) return found(shx.entries, true, [staleCount(stated!, shx.entries)])

  if (dbf === null) throw notWhole(where, walk.records, files.statedBytes, shp.source.size)
  const { header, bytes } = dbf
  if (!holdsAtLeast(header, header.records, bytes)) throw tableCutOff(where, header, bytes)
  if (shx) throw countsDiffer(where, `${shx.entries} in the .shx`, header.records)
  if (walk.isWhole && files.statedBytes <= shp.source.size)
    throw countsDiffer(where, `${walk.records} in the .shp`, header.records)
  // Numbered otherwise, or damaged: reading goes as far as the records are whole and ends with the place of the fault.
  return found(header.records, false, [leftAside(shx, hasShx, header.records)])
}

export function countsDiffer(where: Place, shapes: string, rows: number): UserError {
  return new UserError('source', {
    what: 'shapes and attribute rows do not pair up',
    where,
    got: `${shapes}, ${rows} rows in the .dbf`,
    expected: 'as many shapes as rows',
    next: 'fetch all files of the layer from one export; they may come from different versions',
  })
}

export function staleHeader(got: string, message: Text): LayerNote {
  return { code: 'SHP_INDEX_STALE', field: null, got, message }
}

function staleCount(stated: number, held: number): LayerNote {
  return staleHeader(`${stated}`, {
    id: `kepala .dbf menyebut ${stated} baris; berkas .shp dan .dbf sama-sama berisi ${held}, dan sekian yang dibaca`,
    en: `the header of the .dbf states ${stated} rows; .shp and .dbf both hold ${held}, and so many were read`,
  })
}

function leftAside(shx: ShxSummary | null, hasShx: boolean, records: number): LayerNote {
  if (!hasShx) {
    return staleHeader('no .shx', {
      id: `berkas .shx tidak ada; ${records} rekaman dibaca berurutan dari .shp`,
      en: `the .shx is missing; ${records} records were read one after the other from the .shp`,
    })
  }
  return staleHeader(shx === null ? 'damaged' : `${shx.entries}`, {
    id: `berkas .shx rusak atau bukan milik .shp ini; ${records} rekaman dibaca berurutan dari .shp, yang utuh`,
    en: `the .shx is damaged or does not belong to this .shp; ${records} records were read one after the other from the .shp, which is whole`,
  })
}

function notWhole(where: Place, records: number, statedBytes: number, bytes: number): UserError {
  const isShort = statedBytes > bytes
  return new UserError(
    'source',
    {
      what: isShort
        ? 'the .shp is cut off'
        : 'the .shp has gaps or damage, and no .shx says where its records are',
      where: { ...where, record: records + 1 },
      got: `${records} whole records one after the other, in ${bytes} bytes`,
      expected: isShort ? `${statedBytes} bytes as its header states` : 'the .shx and .dbf beside it',
      next: 'ask for all files of the layer, best as one zip',
    },
    { quotesRecord: false },
  )
}

export function tableCutOff(where: Place, header: DbfHeader, bytes: number): UserError {
  const whole = Math.max(0, Math.floor((bytes - header.headerLength) / header.recordLength))
  return new UserError(
    'source',
    {
      what: 'the .dbf is cut off',
      where: { ...where, record: whole + 1 },
      got: `${whole} whole rows in ${bytes} bytes`,
      expected: `${header.records} rows as its header states`,
      next: 'fetch the files again; the copy or the download did not finish',
    },
    { quotesRecord: false },
  )
}
