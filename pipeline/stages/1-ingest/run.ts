import { join } from 'node:path'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { type Columns, columnsOf, TableWriter, tableSchema, writeTable } from '../../store/index.ts'
import { AMENDMENTS, AmendedRows } from './amended-rows.ts'
import { type IngestFinding, ingestSource } from './ingest-source.ts'

const SOURCES: Columns = {
  source_id: 'VARCHAR',
  title_id: 'VARCHAR',
  title_en: 'VARCHAR',
  table_name: 'VARCHAR',
  path: 'VARCHAR',
  format: 'VARCHAR',
  layer: 'VARCHAR',
  crs_code: 'VARCHAR',
  crs_how: 'VARCHAR',
  encoding: 'VARCHAR',
  encoding_how: 'VARCHAR',
  licence: 'VARCHAR',
  retrieved: 'VARCHAR',
  sha256: 'VARCHAR',
  bytes: 'BIGINT',
  records_read: 'BIGINT',
  records_deleted: 'BIGINT',
  records_filtered: 'BIGINT',
  rows_written: 'BIGINT',
}

const FINDINGS: Columns = {
  code: 'VARCHAR',
  table_name: 'VARCHAR',
  source_id: 'VARCHAR',
  source_row: 'BIGINT',
  table_row: 'BIGINT',
  field: 'VARCHAR',
  got: 'VARCHAR',
  message_id: 'VARCHAR',
  message_en: 'VARCHAR',
}

export async function run({ city, store, directory, progress }: StageContext): Promise<StageOutcome> {
  const tables = [...new Set(city.sources.map((source) => source.table))].sort()
  const rows: Record<string, number> = {}
  const accounts = []
  const findings = await TableWriter.create(store, 'ingest_findings', FINDINGS)
  const amendments = await TableWriter.create(store, 'amendments', AMENDMENTS)
  for (const table of tables) {
    const writer = await TableWriter.create(store, table, columnsOf(tableSchema(table)))
    for (const source of city.sources.filter((s) => s.table === table)) {
      const task = progress.task(`read ${source.id}`)
      const report = (finding: IngestFinding): void =>
        findings.append({
          code: finding.code,
          table_name: table,
          source_id: source.id,
          source_row: finding.record,
          table_row: finding.table_row,
          field: finding.field,
          got: finding.got,
          message_id: finding.message.id,
          message_en: finding.message.en,
        })
      const amended = await AmendedRows.of(city, source, amendments)
      accounts.push(await ingestSource(city, source, writer, amended, report, task))
      task.end()
    }
    rows[table] = writer.rows
    await writer.finish(join(directory, `${table}.parquet`))
  }
  await writeTable(store, join(directory, 'sources.parquet'), SOURCES, accounts)
  await findings.finish(join(directory, 'ingest_findings.parquet'))
  await amendments.finish(join(directory, 'amendments.parquet'))
  const total = Object.values(rows).reduce((sum, n) => sum + n, 0)
  return { rows, summary: `${total} rows in ${tables.length} tables from ${city.sources.length} sources` }
}
