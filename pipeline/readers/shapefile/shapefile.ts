import type { Place } from '../../errors.ts'
import { type ByteSource, ByteWindow, readHead } from '../bytes.ts'
import { flattenBatches } from '../record-batches.ts'
import type { ReadOptions, SourceLayer } from '../types.ts'
import { type DbfHeader, fieldNames, type LayerNote, readDbfHeader } from './dbf.ts'
import { isKnown, isNumeric } from './dbf-binary.ts'
import { detectEncoding, type Encoding, statedEncoding, unknownCpg } from './dbf-encoding.ts'
import { findParts, type Part, readText, type ShapefileParts } from './shapefile-parts.ts'
import { readBatches } from './shapefile-records.ts'
import { readShpHeader, SHP_HEADER_BYTES, type ShpHeader } from './shp.ts'
import { type Reconciled, reconcileCounts, staleHeader } from './shp-counts.ts'
import { summariseShx } from './shp-index.ts'

/** What is known of a layer once it is opened. */
export interface Layer {
  parts: ShapefileParts
  where: Place
  shp: ShpHeader
  counts: Reconciled
  /** Null for shapes without attributes. */
  dbf: DbfHeader | null
  names: string[]
  encoding: Encoding
  /** Findings of the layer as a whole, made before any record is read. */
  notes: LayerNote[]
}

/**
 * Opens a shapefile: the path of a `.shp`, or of a zip archive that holds one.
 *
 * Numbers are delivered as the text in the file, dates as `YYYY-MM-DD`, blanks as null. No file is left open between calls, and
 * `records()` may be called again. It holds about a megabyte of each part, whatever the length of the file.
 *
 * @throws UserError source, for files that are missing, cut off, damaged or disagree on the number of records (here or while reading);
 * config, for an unknown encoding or layer.
 */
export async function openShapefile(path: string, options: ReadOptions): Promise<SourceLayer> {
  const parts = await findParts(path, options)
  const layer = await readHeaders(parts, options)
  const prj = await readText(parts, '.prj')
  const fields = layer.dbf?.fields ?? []
  const result: SourceLayer = {
    file: options.label,
    layer: parts.layer,
    format: 'shapefile',
    fields: layer.names,
    numericFields: new Set(layer.names.filter((_, i) => isNumeric(fields[i]!))),
    crs: prj === null ? null : { prj },
    encoding: layer.encoding,
    records: () => flattenBatches(readBatches(layer, result)),
    deleted: 0,
    findings: [],
  }
  return result
}

async function readHeaders(parts: ShapefileParts, options: ReadOptions): Promise<Layer> {
  const where: Place = { file: options.label, layer: parts.layer }
  const notes: LayerNote[] = []
  return withSource(parts, '.shp', async (shp) => {
    const header = readShpHeader(await readHead(shp, SHP_HEADER_BYTES), where)
    const table = parts.has('.dbf')
      ? await withSource(parts, '.dbf', async (source) => ({
          // The length of a header is a 16-bit number.
          header: readDbfHeader(await readHead(source, 65_535), source.size, where),
          bytes: source.size,
        }))
      : null
    const rows = table?.header.records ?? null
    const shx = parts.has('.shx')
      ? await withSource(parts, '.shx', (source) => summariseShx(new ByteWindow(source), shp.size, rows))
      : null
    const counts = await reconcileCounts(
      {
        shp: new ByteWindow(shp),
        statedBytes: header.statedBytes,
        shx,
        hasShx: parts.has('.shx'),
        dbf: table,
      },
      where,
    )
    notes.push(...counts.notes)
    if (header.statedBytes !== shp.size) notes.push(otherLength(header.statedBytes, shp.size))
    if (table === null) notes.push(withoutTable())
    else if (table.header.mended !== null) notes.push(staleHeader('.dbf', table.header.mended))

    const dbf = table?.header ?? null
    const encoding = await encodingOf(parts, options, dbf, counts.records, notes)
    const names = dbf === null ? [] : fieldNames(dbf.fields, encoding.name, (note) => notes.push(note))
    dbf?.fields.forEach((field, i) => void (isKnown(field) || notes.push(otherType(names[i]!, field.type))))
    return { parts, where, shp: header, counts, dbf, names, encoding, notes }
  })
}

async function encodingOf(
  parts: ShapefileParts,
  options: ReadOptions,
  dbf: DbfHeader | null,
  rows: number,
  notes: LayerNote[],
): Promise<Encoding> {
  const cpg = await readText(parts, '.cpg')
  const stated = statedEncoding(options.encoding, cpg, dbf?.languageId ?? 0, options.label)
  const encoding =
    stated ??
    (dbf === null
      ? { name: 'utf-8', how: 'detected' as const }
      : await withSource(parts, '.dbf', (source) => detectEncoding(new ByteWindow(source), dbf, rows)))
  const unknown = options.encoding === undefined ? unknownCpg(cpg) : null
  if (unknown !== null) notes.push(unclearCpg(unknown, encoding.name))
  return encoding
}

async function withSource<T>(
  parts: ShapefileParts,
  part: Part,
  read: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const source = await parts.open(part)
  try {
    return await read(source)
  } finally {
    await source.close()
  }
}

function withoutTable(): LayerNote {
  return {
    code: 'DBF_MISSING',
    field: null,
    got: null,
    message: {
      id: 'berkas .dbf tidak ada; bentuknya dibaca tanpa keterangan',
      en: 'the .dbf is missing; the shapes were read without attributes',
    },
  }
}

function otherType(field: string, type: string): LayerNote {
  const printable = type.replaceAll(/[^\x20-\x7e]/g, '?')
  return {
    code: 'DBF_VALUE',
    field,
    got: printable,
    message: {
      id: `kolom ini berjenis "${printable}", yang tidak dikenal; dibaca sebagai teks`,
      en: `the column is of the type "${printable}", which is not known; it was read as text`,
    },
  }
}

function unclearCpg(said: string, encoding: string): LayerNote {
  const printable = said.replaceAll(/[^\x20-\x7e]/g, '?')
  return {
    code: 'ENCODING_DOUBTFUL',
    field: null,
    got: printable,
    message: {
      id: `isi .cpg ("${printable}") bukan nama pengodean; ${encoding} dipakai menurut aturan berikutnya`,
      en: `the .cpg ("${printable}") names no encoding; ${encoding} was used by the next rule`,
    },
  }
}

function otherLength(stated: number, held: number): LayerNote {
  return staleHeader(`${stated}`, {
    id: `kepala .shp menyebut ${stated} byte, berkasnya ${held} byte; jumlah rekaman cocok`,
    en: `the header of the .shp states ${stated} bytes, the file has ${held}; the number of records agrees`,
  })
}
