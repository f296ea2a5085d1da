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

/** What stands between the parts of a key in a finding. */
const BETWEEN = ' · '

/**
 * Findings of the validation about a unit: those whose key names one of its codes, or that were made of its records.
 * @param codes codes and names the unit goes by, its RT among them
 * @param records records its numbers come from
 */
export async function findingsOf(
  tables: StageTables,
  codes: ReadonlySet<string>,
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
      return parts.some((part) => codes.has(part)) && isOfYear(row, parts, vintage)
    })
    .map(({ code, severity, table_name: table, source_id, source_row, message_id: id, message_en: en }) => ({
      ...{ code, severity, table, source_id, source_row },
      message: { id, en },
    }))
}

/** A finding about a profile or deficit of another year says nothing of this one, but what set aside a later survey says why this is the last. */
function isOfYear(
  { table_name, severity }: FindingRow,
  parts: readonly string[],
  vintage: number | null,
): boolean {
  if (vintage === null || !table_name.startsWith('rt_')) return true
  const years = parts.filter((part) => /^(?:19|20)\d\d$/.test(part)).map(Number)
  if (severity === 'quarantine' && years.some((year) => year > vintage)) return true
  return years.length === 0 || years.includes(vintage)
}
