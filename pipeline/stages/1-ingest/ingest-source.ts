import { statSync } from 'node:fs'
import type { Geometry, Position } from 'geojson'
import { type City, type Source, sourcePath } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { sha256File } from '../../freshness.ts'
import { type MovePosition, mapPositions, toLonLat } from '../../geo/crs.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import { decideDecimals } from '../../mapping/decimals.ts'
import { isKept, type MapContext, mapCells, secretColumns, sourceColumns } from '../../mapping/mapping.ts'
import type { Task } from '../../progress.ts'
import { openLayer } from '../../readers/formats.ts'
import type { ReaderFinding, SourceLayer, SourceRecord } from '../../readers/types.ts'
import { type Row, type TableSchema, type TableWriter, tableSchema } from '../../store/index.ts'
import { withoutPersonalNumber } from '../../values/personal.ts'
import { QuotedRecords, runExamples } from './examples.ts'
import { MetByReader } from './met-by-reader.ts'
import { type DecidedCrs, decideCrs, firstPosition } from './source-crs.ts'

/** Records looked at before the first is written: they decide decimal signs, and the CRS by as many that have a place. */
const SAMPLE_RECORDS = 2000

/** A finding with the row it belongs to: its 0-based place in the canonical table, or null when it is of the whole source. */
export interface IngestFinding extends ReaderFinding {
  table_row: number | null
}

export interface IngestedSource {
  /** One row of the table `sources`. */
  account: Row
  findings: IngestFinding[]
}

/**
 * Reads one source to the end into the writer of its canonical table.
 * @throws UserError `source`, `config`, `crs` or `contract`: nothing of this run is kept then.
 */
export async function ingestSource(
  city: City,
  source: Source,
  writer: TableWriter,
  task: Task,
): Promise<IngestedSource> {
  const schema = tableSchema(source.table)
  const layer = await openLayer(sourcePath(city, source), readOptions(source))
  checkColumns(city, source, layer)
  checkSecretColumns(city, source, schema)
  const sample = await takeSample(layer, source, schema.geometry === null ? 0 : SAMPLE_RECORDS)
  if (sample.records.length === 0) throw emptyLayer(source, layer)
  const context: MapContext = {
    source,
    schema,
    decimals: decideDecimals({ source, schema }, sample.records),
    numericFields: layer.numericFields,
  }
  runExamples(city, source, context)
  const quoted = new QuotedRecords(city, context)
  const decided = schema.geometry === null ? null : decideCrs(city, source, layer, sample.positions)
  const transform = geometryTransform(schema, decided)
  const met = new MetByReader(layer, schema)

  const findings: IngestFinding[] = (decided?.findings ?? []).map(ofSource)
  const count = { records: 0, filtered: 0, rows: 0 }
  const take = (record: SourceRecord): void => {
    count.records++
    quoted.check(record)
    if (!isKept(source, record.cells)) {
      count.filtered++
      return
    }
    const { wkb, finding } = transform(record.geometry)
    const shared = [...met.take(record.record), ...(finding ? [finding] : [])]
    for (const row of mapCells(context, record.cells)) {
      for (const finding of [...row.findings, ...shared]) {
        findings.push({ ...written(finding), record: record.record, table_row: writer.rows })
      }
      writer.append({ ...row.values, geometry: wkb, source_id: source.id, source_row: record.record })
      count.rows++
    }
    task.advance(1)
  }
  for await (const record of layer.records()) take(record)

  quoted.finish(count.records + layer.deleted)
  findings.push(...[...met.rest(), ...accountFindings(source, layer, schema)].map(ofSource))
  const path = sourcePath(city, source)
  return {
    findings,
    account: {
      source_id: source.id,
      title_id: source.title.id,
      title_en: source.title.en,
      table_name: source.table,
      path: source.path,
      format: layer.format,
      layer: layer.layer,
      crs_code: decided?.crs.code ?? null,
      crs_how: decided?.how ?? null,
      encoding: layer.encoding.name,
      encoding_how: layer.encoding.how,
      licence: source.licence,
      retrieved: source.retrieved ?? null,
      sha256: await sha256File(path),
      bytes: statSync(path).size,
      records_read: count.records + layer.deleted,
      records_deleted: layer.deleted,
      records_filtered: count.filtered,
      rows_written: count.rows,
    },
  }
}

interface Sample {
  records: SourceRecord[]
  positions: Position[]
}

/** The first records, and as many first positions of those that are kept: a file may begin with many that have none. */
async function takeSample(layer: SourceLayer, source: Source, positions: number): Promise<Sample> {
  const sample: Sample = { records: [], positions: [] }
  for await (const record of layer.records()) {
    if (sample.records.length < SAMPLE_RECORDS) sample.records.push(record)
    if (sample.positions.length < positions && record.geometry !== null && isKept(source, record.cells)) {
      const position = firstPosition(record.geometry)
      if (position) sample.positions.push(position)
    }
    if (sample.records.length === SAMPLE_RECORDS && sample.positions.length >= positions) break
  }
  return sample
}

function readOptions(source: Source): Parameters<typeof openLayer>[1] {
  return {
    label: source.path,
    format: source.format,
    layer: source.layer,
    encoding: source.encoding,
    delimiter: source.delimiter,
    headerRow: source.header_row,
    geometry: source.geometry,
  }
}

function ofSource(finding: ReaderFinding): IngestFinding {
  return { ...written(finding), table_row: null }
}

/** The finding as it may be stored: a personal number that was met is not repeated. */
function written(finding: ReaderFinding): ReaderFinding {
  return { ...finding, got: withoutPersonalNumber(finding.got) }
}

function checkColumns(city: City, source: Source, layer: SourceLayer): void {
  const present = new Set(layer.fields)
  for (const { key, column } of sourceColumns(source)) {
    if (present.has(column)) continue
    throw new UserError('config', {
      what: 'the source has no such column',
      where: { file: city.file, key: `sources[${city.sources.indexOf(source)}].${key}` },
      got: column,
      expected: `one of ${layer.fields.join(', ')}`,
      next: `correct the mapping, or ask why ${source.path} has changed`,
    })
  }
}

/** A secret that also feeds another column would leave by that door. */
function checkSecretColumns(city: City, source: Source, schema: TableSchema): void {
  const secret = secretColumns({ source, schema })
  const isSecret = (key: string): boolean =>
    schema.columns.some((column) => column.privacy === 'secret' && key === `columns.${column.name}`)
  for (const { key, column } of sourceColumns(source)) {
    if (!secret.has(column) || isSecret(key) || key === 'where') continue
    throw new UserError('config', {
      what: 'a source column with personal data is mapped to a column that is kept',
      where: { file: city.file, key: `sources[${city.sources.indexOf(source)}].${key}` },
      got: column,
      expected: 'another column: secret ones (name, NIK, KK number, telephone) are dropped while reading',
      next: 'map another column, or take this one out',
    })
  }
}

function emptyLayer(source: Source, layer: SourceLayer): UserError {
  const deleted = layer.deleted > 0 ? ` (${layer.deleted} are marked as deleted)` : ''
  return new UserError('source', {
    what: 'the layer is empty',
    where: { file: layer.file, layer: layer.layer },
    got: `0 records${deleted}`,
    expected: 'at least one record',
    next: `ask for the full export, or take the source ${source.id} out of city.yaml`,
  })
}

const ALLOWED = {
  point: ['Point', 'MultiPoint'],
  line: ['LineString', 'MultiLineString'],
  polygon: ['Polygon', 'MultiPolygon'],
  any: ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
}

interface PlacedGeometry {
  wkb: Uint8Array | null
  finding?: ReaderFinding
}

function geometryTransform(
  schema: TableSchema,
  decided: DecidedCrs | null,
): (geometry: Geometry | null) => PlacedGeometry {
  const kind = schema.geometry
  if (kind === null || decided === null) return () => ({ wkb: null })
  const forward = toLonLat(decided.crs)
  const move: MovePosition = decided.axisOrder === 'lon_lat' ? forward : (x, y) => forward(y, x)
  const allowed = ALLOWED[kind]
  return (geometry) => {
    if (geometry === null) return { wkb: null }
    if (!allowed.includes(geometry.type)) {
      return { wkb: null, finding: geometryFinding('GEOM_TYPE', geometry.type, allowed.join(', ')) }
    }
    try {
      return { wkb: encodeWkb(mapPositions(geometry, move)) }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return { wkb: null, finding: geometryFinding('GEOM_OUTSIDE_ENVELOPE', error.message, decided.crs.code) }
    }
  }
}

function geometryFinding(code: string, got: string, expected: string): ReaderFinding {
  return {
    code,
    record: null,
    field: 'geometry',
    got,
    message: {
      id: `Geometri tidak dapat dipakai; diharapkan ${expected}.`,
      en: `The geometry cannot be used; expected ${expected}.`,
    },
  }
}

/** What happened to the file as a whole. */
function accountFindings(source: Source, layer: SourceLayer, schema: TableSchema): ReaderFinding[] {
  const findings: ReaderFinding[] = []
  if (layer.deleted > 0) {
    findings.push({
      code: 'SHP_DELETED_ROWS',
      record: null,
      field: null,
      got: String(layer.deleted),
      message: {
        id: `${layer.deleted} rekaman bertanda hapus dihitung dan tidak dipakai.`,
        en: `${layer.deleted} records marked as deleted were counted and not used.`,
      },
    })
  }
  if (layer.encoding.how === 'detected' && layer.encoding.sample !== undefined) {
    // The sample is a word of some cell: where columns are personal it could be a name.
    const isPersonal = schema.columns.some((column) => column.privacy !== 'public')
    const sample = isPersonal ? '' : ` "${layer.encoding.sample}"`
    findings.push({
      code: 'ENCODING_DETECTED',
      record: null,
      field: null,
      got: layer.encoding.name,
      message: {
        id: `Penyandian teks dikenali dari isinya: ${layer.encoding.name}${sample}.`,
        en: `The text encoding was detected from the content: ${layer.encoding.name}${sample}.`,
      },
    })
  }
  const used = new Set([...sourceColumns(source).map((c) => c.column), ...(source.ignore ?? [])])
  if (source.geometry) for (const column of Object.values(source.geometry)) used.add(column)
  const unused = layer.fields.filter((field) => !used.has(field))
  if (unused.length > 0) {
    findings.push({
      code: 'COLUMN_UNMAPPED',
      record: null,
      field: null,
      got: unused.join(', ').slice(0, 300),
      message: {
        id: `${unused.length} kolom sumber tidak dipetakan dan tidak dibaca.`,
        en: `${unused.length} source columns are not mapped and were not read.`,
      },
    })
  }
  return findings
}
