import { isSameKawasan } from '../values/kawasan-name.ts'
import type { Release, ReleaseSource } from './release.ts'
import { cellNumber, cellText, type TableRow } from './table-cells.ts'
import { rtParts } from './why-rt-parts.ts'
import type { PublishedTrace } from './why-trace.ts'
import { str, type Zone } from './zones.ts'

/** One record of a source that a zone's numbers come from. */
export interface SourceRecord {
  row: number
  /** What it is called where it is told: an RT, a work, an institution. */
  name: string
  /** Published tables that have it, and its cells there; of {@link TRACE} what was taken from it. */
  tables: string[]
  cells: [column: string, value: string][]
}

/** The records of one source, in the order of its file. */
export interface SourceRecords {
  source: ReleaseSource
  records: SourceRecord[]
  /** Its footprints are counted where they lie, not by their records. */
  isCounted: boolean
}

/** Stands for the trace of the zone among the tables of a record. */
export const TRACE = 'traces'

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

/** What leads from a zone to the records. */
export interface RecordLeads {
  tables: Record<RecordTable, readonly TableRow[]>
  /** Ids of the works that lie in the zone. */
  works: ReadonlySet<string>
  /** Null where the release has none: the records of the volumes are then not known. */
  trace: PublishedTrace | null
}

/** A record as one table, or the trace, tells of it. */
interface Told extends Pick<SourceRecord, 'name' | 'cells'> {
  source_id: string
  row: number
  table: string
}

/**
 * The records that the numbers of a zone come from, by source: its outline, its decree, the profiles of its RT, their volumes,
 * its works and its partners. What names a source that the release does not is left out.
 */
export function recordsOfZone(release: Release, zone: Zone, leads: RecordLeads): SourceRecords[] {
  const told = [...toldByTables(zone, leads), ...(leads.trace === null ? [] : toldByTrace(leads.trace))]
  const counted = new Set(
    leads.trace?.density?.buildings_files.map((file) => leads.trace!.files[file]?.source_id),
  )
  return release.sources.flatMap((source) => {
    const records = new Map<number, SourceRecord>()
    for (const { source_id, row, name, table, cells } of told) {
      if (source_id !== source.id) continue
      const known = records.get(row) ?? { row, name, tables: [], cells: [] }
      const columns = new Set(known.cells.map(([column]) => column))
      records.set(row, {
        ...known,
        tables: [...new Set([...known.tables, table])],
        cells: [...known.cells, ...cells.filter(([column]) => !columns.has(column))],
      })
    }
    const isCounted = counted.has(source.id)
    if (records.size === 0 && !isCounted) return []
    return [{ source, isCounted, records: [...records.values()].sort((a, b) => a.row - b.row) }]
  })
}

function toldByTables(zone: Zone, { tables, works }: RecordLeads): Told[] {
  const p = zone.properties
  const kawasan = str(p, 'kawasan')
  const isOf: Record<RecordTable, (row: TableRow) => boolean> = {
    decrees: (row) => row.decree_number === p.decree_number,
    rt_units: (row) => row.zone_id === zone.zone_id,
    interventions: (row) => works.has(row.intervention_id ?? ''),
    stakeholders: (row) =>
      row.zone_id === zone.zone_id || (!row.zone_id && isSameKawasan(cellText(row, 'kawasan'), kawasan)),
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
  return all.flatMap(({ table, row, name }): Told[] => {
    const [source_id, at] = [cellText(row, 'source_id'), cellNumber(row, 'source_row')]
    if (source_id === null || at === null) return []
    const cells = Object.entries(row).filter(
      (cell): cell is [string, string] => !NOT_TOLD.has(cell[0]) && (cell[1] ?? '') !== '',
    )
    return [{ source_id, row: at, name, table, cells }]
  })
}

/** What the numbers of the zone took from its RT, and of those that it shares with other zones. */
function toldByTrace(trace: PublishedTrace): Told[] {
  const { files, criteria, density } = trace
  const taken = (
    name: string,
    file: number | null,
    row: number | null,
    ...values: [string, unknown, string?][]
  ): Told[] => {
    const source_id = typeof file === 'number' ? files[file]?.source_id : undefined
    if (source_id === undefined || typeof row !== 'number') return []
    const cells = values.flatMap(([column, value, unit]): [string, string][] =>
      value === null || value === undefined ? [] : [[column, unit ? `${value} ${unit}` : String(value)]],
    )
    return [{ source_id, row, name, table: TRACE, cells }]
  }
  return [
    ...criteria.flatMap((way) =>
      rtParts(trace, way).flatMap(({ rt_id, volume, denominator, ...of }) => [
        ...taken(rt_id, of.source, of.source_row, [`${way.criterion} volume`, volume, way.unit]),
        ...taken(rt_id, of.denominator_source, of.denominator_source_row, [
          `${way.criterion} denominator`,
          denominator,
          way.unit,
        ]),
      ]),
    ),
    ...(density?.parts ?? []).flatMap(({ rt_id, source, source_row, population, families }) =>
      taken(rt_id, source, source_row, ['population', population], ['families', families]),
    ),
  ]
}
