import type { Level } from './levels.ts'
import type { StageTables } from './stage-tables.ts'
import type { FindingTrace, RecordTrace } from './trace.ts'

interface FindingRow {
  code: string
  severity: string
  table_name: string
  source_id: string | null
  source_row: number | null
  key: string | null
  message_id: string
  message_en: string
}

/** Tables whose findings name no household, person or point of a survey. */
const TOLD = [
  ...['zones', 'decrees', 'decree_rows', 'admin_units', 'rt_profiles', 'rt_deficits'],
  ...['kawasan_profiles', 'kawasan_deficits', 'interventions'],
]

/** Levels whose units are records of `admin_units`. */
const ADMIN_LEVELS: readonly Level[] = ['rt', 'kelurahan', 'kecamatan']

/** What stands between the parts of a key in a finding. */
const BETWEEN = ' · '

/** What names a unit in the key of a finding. */
export interface UnitCodes {
  level: Level
  /** Codes and names the unit goes by. */
  codes: ReadonlySet<string>
  /** Codes of its RT; of an RT its own. */
  rt: ReadonlySet<string>
}

/**
 * Findings of the validation about a unit: those whose key names it or one of its RT, or that were made of its records.
 * @param records records its numbers come from
 */
export async function findingsOf(
  tables: StageTables,
  unit: UnitCodes,
  records: readonly Pick<RecordTrace, 'table' | 'source_id' | 'source_row'>[],
  vintage: number | null,
): Promise<FindingTrace[]> {
  const rows = await tables.rows<FindingRow>(
    '2-validate',
    'findings',
    ['code', 'severity', 'table_name', 'source_id', 'source_row', 'key', 'message_id', 'message_en'],
    {
      where: `table_name IN (${TOLD.map(() => '?').join(', ')})`,
      parameters: TOLD,
      order: 'code, table_name, source_id, source_row, key, message_en',
    },
  )
  const own = new Set(records.map((record) => `${record.table} ${record.source_id} ${record.source_row}`))
  return rows
    .filter((row) => {
      if (own.has(`${row.table_name} ${row.source_id} ${row.source_row}`)) return true
      const parts = (row.key ?? '').split(BETWEEN)
      return isNamed(row.table_name, parts, unit) && isOfYear(row, parts, vintage)
    })
    .map(({ code, severity, table_name: table, source_id, source_row, message_id: id, message_en: en }) => ({
      ...{ code, severity, table, source_id, source_row },
      message: { id, en },
    }))
}

/**
 * Whether a key names the unit. A part counts for what it is in the keys of its table: years, numbers of decrees, rows and works
 * may look like the code of an RT, and that of an RT like the code of a zone.
 */
function isNamed(table: string, parts: readonly string[], { level, codes, rt }: UnitCodes): boolean {
  const [first = '', second] = parts
  if (table.startsWith('rt_')) return rt.has(first)
  if (table.startsWith('kawasan_')) return level === 'kawasan' && codes.has(first)
  if (table === 'zones') return level === 'zone' && second !== undefined && codes.has(second)
  if (table === 'admin_units') return rt.has(first) || (ADMIN_LEVELS.includes(level) && codes.has(first))
  // Works of a place: `place · year ...`; the key of one work alone is its own code.
  if (table === 'interventions') return second !== undefined && (rt.has(first) || codes.has(first))
  return false
}

/** A finding about a profile or deficit of another year says nothing of this one, but what set aside a later survey says why this is the last. */
function isOfYear(
  { table_name, severity }: FindingRow,
  parts: readonly string[],
  vintage: number | null,
): boolean {
  if (vintage === null || !table_name.startsWith('rt_')) return true
  const years = parts
    .slice(1)
    .filter((part) => /^(?:19|20)\d\d$/.test(part))
    .map(Number)
  if (severity === 'quarantine' && years.some((year) => year > vintage)) return true
  return years.length === 0 || years.includes(vintage)
}
