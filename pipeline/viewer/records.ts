import type { Release, ReleaseSource } from './release.ts'
import { cellNumber, type TableRow } from './table-cells.ts'
import { str, type Zone } from './zones.ts'

/** One record of a source that a zone's numbers come from. */
export interface SourceRecord {
  row: number
  /** What it is called where it is told: an RT, a work, an institution. */
  name: string
  /** Published table that has it, and its cells there. */
  table: string
  cells: [column: string, value: string][]
}

/** The records of one source, in the order of its file. */
export interface SourceRecords {
  source: ReleaseSource
  records: SourceRecord[]
}

/** Tables whose rows lead back to records, with the column that names a row. */
export const RECORD_TABLES = {
  decrees: 'decree_number',
  rt_units: 'rt_id',
  interventions: 'activity',
  stakeholders: 'institution',
} as const
export type RecordTable = keyof typeof RECORD_TABLES

/** Columns that say where a row comes from, and what stands beside every row. */
const NOT_TOLD: ReadonlySet<string> = new Set(['source_id', 'source_row', 'note'])

/**
 * The records that the numbers of a zone come from, by source: its outline, its decree, the profiles of its RT, its works
 * and its partners. What names a source that the release does not is left out.
 *
 * @param works ids of the works that lie in the zone
 */
export function recordsOfZone(
  release: Release,
  zone: Zone,
  works: ReadonlySet<string>,
  tables: Record<RecordTable, readonly TableRow[]>,
): SourceRecords[] {
  const p = zone.properties
  const kawasan = str(p, 'kawasan')
  const isOf: Record<RecordTable, (row: TableRow) => boolean> = {
    decrees: (row) => row.decree_number === p.decree_number,
    rt_units: (row) => row.zone_id === zone.zone_id,
    interventions: (row) => row.zone_id === zone.zone_id || works.has(row.intervention_id ?? ''),
    stakeholders: (row) =>
      row.zone_id === zone.zone_id || (!row.zone_id && kawasan !== null && row.kawasan === kawasan),
  }
  const found = (Object.keys(RECORD_TABLES) as RecordTable[]).flatMap((table) =>
    tables[table].filter(isOf[table]).map((row) => ({ table, row, name: row[RECORD_TABLES[table]] ?? '' })),
  )
  const outline: TableRow = Object.fromEntries(
    Object.entries(p).flatMap(([name, value]) =>
      value === null || value === undefined || typeof value === 'object' ? [] : [[name, String(value)]],
    ),
  )
  const all = [{ table: 'zones', row: outline, name: str(p, 'name') ?? zone.zone_id }, ...found]
  return release.sources.flatMap((source) => {
    const records = all
      .filter(({ row }) => row.source_id === source.id)
      .flatMap(({ table, row, name }): SourceRecord[] => {
        const at = cellNumber(row, 'source_row')
        if (at === null) return []
        const cells = Object.entries(row).filter(
          (cell): cell is [string, string] => !NOT_TOLD.has(cell[0]) && (cell[1] ?? '') !== '',
        )
        return [{ row: at, name, table, cells }]
      })
      .sort((a, b) => a.row - b.row)
    return records.length === 0 ? [] : [{ source, records }]
  })
}
