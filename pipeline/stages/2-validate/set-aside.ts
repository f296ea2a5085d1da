import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { parquet, type Row, sqlName, type TableSchema, TableWriter } from '../../store/index.ts'
import { keyOf } from './contract.ts'
import type { Finding } from './report/types.ts'
import { acceptedColumns, type Bench, geometryOf, selectRows } from './validate-table.ts'

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

  /** Those of a table by record, as `recordKey` names one. */
  of(table: string): ReadonlyMap<string, readonly Finding[]> {
    return this.#tables.get(table) ?? new Map()
  }
}

function recordKey(record: Row | Finding): string {
  return `${record.source_id} ${record.source_row}`
}

/** A row to be taken out, at its place among the accepted ones. */
interface Leaving {
  findings: Finding[]
  /** Ids of the corrections it carries. */
  corrections: readonly string[]
}

/**
 * Takes rows out of an accepted table for what rules over whole tables found, into quarantine as they were read. The
 * table is read three times, a batch at a time: to find the rows, to write the rest, and to fetch what they were.
 *
 * @param forget is told source_id and source_row of each row
 * @throws RangeError when a finding names no record of the table: the rule that made it is wrong.
 */
export async function setAside(
  schema: TableSchema,
  late: LateFindings,
  ingested: string,
  bench: Bench,
  forget: (rows: readonly Row[]) => void,
): Promise<void> {
  const { store, directory } = bench.context
  const path = join(directory, `${schema.name}.parquet`)
  const leaving = await rowsLeaving(schema, late.of(schema.name), path, ingested, bench)
  if (leaving.size === 0) return

  const rest = `${path}.rest`
  const writer = await TableWriter.create(store, `rest_of_${schema.name}`, acceptedColumns(schema))
  let place = 0
  for await (const batch of store.batches(selectRows(schema, path))) {
    for (const row of batch) if (!leaving.has(place++)) writer.append(row)
  }
  await writer.finish(rest)
  renameSync(rest, path)

  const gone = bench.gone.get(schema.name)!
  const forgotten: Row[] = []
  const wentNow: number[] = []
  let [read, accepted] = [0, 0]
  for await (const batch of store.batches(selectRows(schema, ingested))) {
    for (const row of batch) {
      const at = read++
      if (gone.has(at)) continue
      const found = leaving.get(accepted++)
      if (!found) continue
      wentNow.push(at)
      forgotten.push({ source_id: row.source_id!, source_row: row.source_row! })
      const count = bench.counts.of(String(row.source_id))
      count.accepted--
      count.quarantined++
      bench.quarantine.add(schema, row, geometryOf(row), found.findings, found.corrections)
    }
  }
  for (const at of wentNow) gone.add(at)
  forget(forgotten)
}

/**
 * The rows that the findings mean, by their place among the accepted ones. A finding is about its record; of a record
 * that is several rows, one whose key it bears is meant alone.
 */
async function rowsLeaving(
  schema: TableSchema,
  held: ReadonlyMap<string, readonly Finding[]>,
  path: string,
  ingested: string,
  { context: { store } }: Bench,
): Promise<Map<number, Leaving>> {
  const records = new Map<string, { place: number; key: string | null; corrections: string[] }[]>()
  const columns = [...new Set(['source_id', 'source_row', 'corrections', ...schema.key])].map(sqlName)
  let place = 0
  for await (const batch of store.batches(`SELECT ${columns.join(', ')} FROM ${parquet(path)}`)) {
    for (const row of batch) {
      const record = recordKey(row)
      const at = place++
      if (!held.has(record)) continue
      const rows = records.get(record) ?? []
      const corrections = row.corrections === null ? [] : String(row.corrections).split(' ')
      records.set(record, rows)
      rows.push({ place: at, key: keyOf(schema, row), corrections })
    }
  }
  const leaving = new Map<number, Leaving>()
  const lost = new Map<string, Finding>()
  for (const [record, findings] of held) {
    const rows = records.get(record)
    if (!rows) {
      lost.set(record, findings[0]!)
      continue
    }
    for (const finding of findings) {
      const named = rows.filter(({ key }) => key === finding.key)
      for (const { place, corrections } of named.length > 0 ? named : rows) {
        const found = leaving.get(place)
        if (found) found.findings.push(finding)
        else leaving.set(place, { findings: [finding], corrections })
      }
    }
  }
  // A rule may speak of a record that was set aside before; one that never was is the rule's mistake.
  if (lost.size > 0) {
    const query = `SELECT source_id, source_row FROM ${parquet(ingested)}`
    for await (const batch of store.batches(query)) for (const row of batch) lost.delete(recordKey(row))
  }
  for (const { code, source_id, source_row } of lost.values()) {
    throw new RangeError(
      `${code} sets aside record ${source_row} of ${source_id}, which ${schema.name} lacks`,
    )
  }
  return leaving
}
