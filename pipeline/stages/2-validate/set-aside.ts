import { renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { decodeWkb } from '../../geo/wkb.ts'
import { parquet, type Row, type TableSchema, TableWriter } from '../../store/index.ts'
import { keyOf } from './contract.ts'
import type { Finding } from './report/types.ts'
import { acceptedColumns, type Bench, selectRows } from './validate-table.ts'

/** Findings of rules over whole tables that set records aside, by table and record. */
export class LateFindings {
  readonly #tables = new Map<string, Map<string, Finding[]>>()

  add(finding: Finding): void {
    const records = this.#tables.get(finding.table) ?? new Map<string, Finding[]>()
    this.#tables.set(finding.table, records)
    const record = recordKey(finding)
    const held = records.get(record)
    if (held) held.push(finding)
    else records.set(record, [finding])
  }

  get tables(): string[] {
    return [...this.#tables.keys()].sort()
  }

  /** Those of one row: a finding with a key is about the row of that key, another about the whole record. */
  of(schema: TableSchema, row: Row): Finding[] {
    const held = this.#tables.get(schema.name)?.get(recordKey(row))
    if (!held) return []
    const key = keyOf(schema, row)
    return held.filter((finding) => finding.key === null || finding.key === key)
  }
}

function recordKey(record: Row | Finding): string {
  return `${record.source_id} ${record.source_row}`
}

/**
 * Takes rows out of an accepted table for what rules over whole tables found, into quarantine with the geometry they
 * came with. A row may be named by rules that looked at others: those are not judged again.
 */
export async function setAside(
  schema: TableSchema,
  late: LateFindings,
  ingested: string,
  { context, counts, quarantine }: Bench,
  forget: (rows: readonly Row[]) => void,
): Promise<void> {
  const { store, directory } = context
  const path = join(directory, `${schema.name}.parquet`)
  const rest = `${path}.rest`
  const writer = await TableWriter.create(store, `rest_of_${schema.name}`, acceptedColumns(schema))
  const rows: { row: Row; findings: Finding[] }[] = []
  for await (const batch of store.batches(selectRows(schema, path))) {
    for (const row of batch) {
      const findings = late.of(schema, row)
      if (findings.length === 0) writer.append(row)
      else rows.push({ row, findings })
    }
  }
  await writer.finish(rest)
  renameSync(rest, path)
  const originals = await originalGeometries(schema, rows, ingested, store.batches.bind(store))
  for (const { row, findings } of rows) {
    const count = counts.of(String(row.source_id))
    count.accepted--
    count.quarantined++
    quarantine.add(schema, row, originals.get(recordKey(row)) ?? null, findings)
  }
  forget(rows.map(({ row }) => row))
}

/** Geometry as ingested, for a repair may have changed it since; by record. */
async function originalGeometries(
  schema: TableSchema,
  rows: readonly { row: Row }[],
  ingested: string,
  batches: (sql: string) => AsyncGenerator<Row[]>,
): Promise<Map<string, Geometry>> {
  const originals = new Map<string, Geometry>()
  if (schema.geometry === null) return originals
  const wanted = new Set(rows.map(({ row }) => recordKey(row)))
  const query = `SELECT source_id, source_row, ST_AsWKB(geometry) AS geometry FROM ${parquet(ingested)}`
  for await (const batch of batches(query)) {
    for (const row of batch) {
      if (!wanted.has(recordKey(row)) || !(row.geometry instanceof Uint8Array)) continue
      originals.set(recordKey(row), decodeWkb(row.geometry))
    }
  }
  return originals
}
