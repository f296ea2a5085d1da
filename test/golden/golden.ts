import { parquet, Store } from '../../pipeline/store/index.ts'

export const GOLDEN_FILE = 'test/golden/tanjungpinang-report.json'

export interface GoldenFinding {
  code: string
  severity: string
  table: string
  source: string
  record: number | null
  key: string | null
  field: string | null
  got: string | null
  expected: string | null
  en: string
  id: string
}

/** What the validation said of a city; of persons' records only how often. */
export interface Golden {
  /** In the order they were met. */
  findings: GoldenFinding[]
  /** Findings of the table `households` by code. */
  households: Record<string, number>
}

/** Reads the findings of a built or validated city from its output directory. */
export async function goldenOf(output: string): Promise<Golden> {
  const store = await Store.open()
  const found = `FROM ${parquet(`${output}/stages/2-validate/findings.parquet`)}`
  try {
    const findings = await store.rows<GoldenFinding>(
      `SELECT code, severity, table_name AS "table", source_id AS source, source_row::INTEGER AS record, key, field, got,
         expected, message_en AS en, message_id AS id ${found} WHERE table_name <> 'households'`,
    )
    const counts = await store.rows<{ code: string; count: number }>(
      `SELECT code, count(*)::INTEGER AS count ${found} WHERE table_name = 'households' GROUP BY code ORDER BY code`,
    )
    return { findings, households: Object.fromEntries(counts.map(({ code, count }) => [code, count])) }
  } finally {
    store.close()
  }
}

/** One line per finding: a change of the demo's report can be read as a difference of lines. */
export function goldenText({ findings, households }: Golden): string {
  const lines = findings.map((finding) => `  ${JSON.stringify(finding)}`)
  return `{\n"households": ${JSON.stringify(households)},\n"findings": [\n${lines.join(',\n')}\n]\n}\n`
}
