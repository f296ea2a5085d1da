import { type Place, UserError } from '../../errors.ts'
import { type ByteSource, ByteWindow, readHead } from '../bytes.ts'
import { FindingLog } from '../finding-log.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { DbfDecoder, type DbfHeader, fieldNames, readDbfHeader } from './dbf.ts'
import { detectEncoding, type Encoding, statedEncoding } from './dbf-encoding.ts'
import { findParts, readText, type ShapefileParts } from './shapefile-parts.ts'
import { readShpHeader, SHP_HEADER_BYTES, ShapeDecoder, type ShpHeader } from './shp.ts'
import { ShpRecords } from './shp-records.ts'

const SHX_ENTRY_BYTES = 8

/** What is known of a layer once it is opened. */
interface Layer {
  parts: ShapefileParts
  where: Place
  shp: ShpHeader
  /** Shapes the `.shx` lists, or null without one. */
  indexed: number | null
  dbf: DbfHeader
  names: string[]
  encoding: Encoding
}

/**
 * Opens a shapefile: the path of a `.shp`, or of a `.zip` that holds one.
 *
 * Numbers are delivered as the text in the file, dates as `YYYY-MM-DD`, blanks as null. No file is left open between calls, and
 * `records()` may be called again. It holds about a megabyte of each part, whatever the length of the file.
 *
 * @throws UserError source, for files that are missing, cut off, damaged or disagree on the number of records (here or while reading);
 * config, for an unknown encoding or layer; geometry, for MultiPatch and for coordinates that are no numbers.
 */
export async function openShapefile(path: string, options: ReadOptions): Promise<SourceLayer> {
  const parts = await findParts(path, options)
  const layer = await readHeaders(parts, options)
  const prj = await readText(parts, '.prj')
  const result: SourceLayer = {
    file: options.label,
    layer: parts.layer,
    format: 'shapefile',
    fields: layer.names,
    numericFields: new Set(layer.names.filter((_, i) => 'NF'.includes(layer.dbf.fields[i]!.type))),
    crs: prj === null ? null : { prj },
    encoding: layer.encoding,
    records: () => readRecords(layer, result),
    deleted: 0,
    findings: [],
  }
  return result
}

async function readHeaders(parts: ShapefileParts, options: ReadOptions): Promise<Layer> {
  const where: Place = { file: options.label, layer: parts.layer }
  if (!parts.has('.dbf')) {
    throw new UserError('source', {
      what: 'the .dbf is missing: the shapes have no attributes',
      where,
      got: `${parts.layer}.shp without ${parts.layer}.dbf`,
      expected: 'the .shp, .shx and .dbf of the layer side by side',
      next: 'ask the provider for the whole set of files, best as one zip',
    })
  }
  const shp = await withSource(parts, '.shp', async (source) =>
    readShpHeader(await readHead(source, SHP_HEADER_BYTES), where, '.shp'),
  )
  const cpg = await readText(parts, '.cpg')
  return withSource(parts, '.dbf', async (source) => {
    // The length of a header is a 16-bit number.
    const dbf = readDbfHeader(await readHead(source, 65_535), source.size, where)
    const indexed = parts.has('.shx')
      ? await withSource(parts, '.shx', (shx) => countIndexed(shx, dbf.records, where))
      : null
    if (indexed !== null && indexed !== dbf.records)
      throw countsDiffer(where, `${indexed} in the .shx`, dbf.records)
    const encoding =
      statedEncoding(options.encoding, cpg, dbf.languageId, options.label) ??
      (await detectEncoding(new ByteWindow(source), dbf))
    return { parts, where, shp, indexed, dbf, names: fieldNames(dbf.fields, encoding.name), encoding }
  })
}

async function* readRecords(layer: Layer, result: SourceLayer): AsyncGenerator<SourceRecord> {
  const { parts, where, dbf } = layer
  const log = new FindingLog()
  result.findings = log.findings
  result.deleted = 0
  const sources: ByteSource[] = []
  const open = async (part: '.shp' | '.shx' | '.dbf') => {
    const source = await parts.open(part)
    sources.push(source)
    return new ByteWindow(source)
  }
  try {
    const table = await open('.dbf')
    const shapes = new ShpRecords(
      await open('.shp'),
      layer.indexed === null ? null : await open('.shx'),
      layer.shp.statedBytes,
      where,
    )
    const cellsOf = new DbfDecoder(dbf, layer.names, layer.encoding.name, where, log)
    const shapeOf = new ShapeDecoder(layer.shp.shapeType, where, log)
    for (let row = 0; row < dbf.records; row++) {
      const record = row + 1
      if (!shapes.next(record) && !(await shapes.load(record))) {
        throw countsDiffer(where, `${row} in the .shp`, dbf.records)
      }
      const position = dbf.headerLength + row * dbf.recordLength
      if (!table.has(position, dbf.recordLength)) await loadRow(table, position, dbf.recordLength)
      const at = table.at(position)
      if (table.bytes[at] === 0x2a) {
        result.deleted++
        continue
      }
      const geometry =
        shapes.length === 0 ? null : shapeOf.decode(shapes.view, shapes.at, shapes.length, record)
      yield { record, cells: cellsOf.decode(table.bytes, at, record), geometry }
    }
    if (await shapes.hasMore(dbf.records + 1)) {
      throw countsDiffer(where, `more than ${dbf.records} in the .shp`, dbf.records)
    }
    shapeOf.finish()
    log.finish()
  } finally {
    for (const source of sources) await source.close()
  }
}

/** The last row may lack one byte of padding, which `readDbfHeader` lets pass. */
async function loadRow(table: ByteWindow, position: number, length: number): Promise<void> {
  if (await table.load(position, length)) return
  await table.load(position, length - 1)
  table.bytes[table.at(position) + length - 1] = 0x20
}

async function countIndexed(source: ByteSource, rows: number, where: Place): Promise<number> {
  const { statedBytes } = readShpHeader(await readHead(source, SHP_HEADER_BYTES), where, '.shx')
  if (statedBytes > source.size || statedBytes < SHP_HEADER_BYTES) {
    throw new UserError('source', {
      what: 'the .shx is cut off',
      where,
      got: `${source.size} bytes`,
      expected: `${statedBytes} bytes as its header states`,
      next: 'fetch the files again; or delete the .shx, which is only an index, when the .shp itself is whole',
    })
  }
  const stated = Math.floor((statedBytes - SHP_HEADER_BYTES) / SHX_ENTRY_BYTES)
  // A header left behind by an append is met; the entries themselves then decide, when they agree with the table.
  const held = Math.floor((source.size - SHP_HEADER_BYTES) / SHX_ENTRY_BYTES)
  return held === rows ? held : stated
}

async function withSource<T>(
  parts: ShapefileParts,
  part: '.shp' | '.shx' | '.dbf',
  read: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const source = await parts.open(part)
  try {
    return await read(source)
  } finally {
    await source.close()
  }
}

function countsDiffer(where: Place, shapes: string, rows: number): UserError {
  return new UserError('source', {
    what: 'shapes and attribute rows do not pair up',
    where,
    got: `${shapes}, ${rows} rows in the .dbf`,
    expected: 'as many shapes as rows',
    next: 'fetch all files of the layer from one export; they may come from different versions',
  })
}
