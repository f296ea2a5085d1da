import { statSync } from 'node:fs'
import { type City, type Source, sourcePath } from '../../city.ts'
import { sha256File } from '../../freshness.ts'
import { decideDecimals } from '../../mapping/decimals.ts'
import { isKept, type MapContext, mapCells } from '../../mapping/mapping.ts'
import type { Task } from '../../progress.ts'
import type { ReaderFinding, SourceRecord } from '../../readers/types.ts'
import { type Row, type TableWriter, tableSchema } from '../../store/index.ts'
import { withoutPersonalNumber } from '../../values/personal.ts'
import { accountFindings } from './account-findings.ts'
import { QuotedRecords, runExamples } from './examples.ts'
import { MetByReader } from './met-by-reader.ts'
import { openSource } from './open-source.ts'
import { geometryTransform } from './placed-geometry.ts'
import { takeSample } from './sample.ts'
import { decideCrs } from './source-crs.ts'

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
  stated: Source,
  writer: TableWriter,
  task: Task,
): Promise<IngestedSource> {
  const schema = tableSchema(stated.table)
  const { source, layer } = await openSource(city, stated, schema)
  const sample = await takeSample(layer, source, schema)
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
    for (const row of mapCells(context, record.cells, record.record)) {
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

function ofSource(finding: ReaderFinding): IngestFinding {
  return { ...written(finding), table_row: null }
}

/** The finding as it may be stored: a personal number that was met is not repeated. */
function written(finding: ReaderFinding): ReaderFinding {
  return { ...finding, got: withoutPersonalNumber(finding.got) }
}
