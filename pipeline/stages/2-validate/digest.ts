import { parquet, type Row, type Store, sqlText } from '../../store/index.ts'
import { tableSchemas } from '../../store/table-schema.ts'
import { isPersonal } from './report/privacy.ts'
import { type Finding, type FoundRule, SEVERITIES, type Severity } from './report/types.ts'

const EXAMPLES = 5
const PLACES = 300
/** Reading order of the findings of a rule: by place in the sources, then by what is left. */
const ORDER =
  'source_id, source_row NULLS FIRST, field NULLS FIRST, key NULLS FIRST, got NULLS FIRST, message_en'

/** What was found of each code, from the table of findings; whatever their number, the answer stays small. */
export async function digestFindings(store: Store, path: string): Promise<FoundRule[]> {
  const findings = parquet(path)
  const counts = await store.rows<{ code: string; severity: Severity; source_id: string; n: number }>(
    `SELECT code, severity, source_id, count(*) AS n FROM ${findings}
     GROUP BY code, severity, source_id ORDER BY code, source_id, severity`,
  )
  const examples = await store.rows(
    `SELECT * FROM ${findings} QUALIFY row_number() OVER (PARTITION BY code ORDER BY ${ORDER}) <= ${EXAMPLES}
     ORDER BY code, ${ORDER}`,
  )
  const places = await store.rows<{ code: string; lon: number; lat: number; of: number }>(
    `SELECT code, lon, lat, of FROM (
       SELECT code, lon, lat, count(*) OVER (PARTITION BY code) AS of,
         row_number() OVER (PARTITION BY code ORDER BY ${ORDER}, lon, lat) - 1 AS place
       FROM ${findings}
       WHERE lon IS NOT NULL AND lat IS NOT NULL AND table_name NOT IN (${personalTables()})
     ) WHERE place % greatest(1, ceil(of / ${PLACES}.0)::BIGINT) = 0 ORDER BY code, place`,
  )
  const rules = new Map<string, FoundRule>()
  for (const { code, severity, source_id, n } of counts) {
    const rule = rules.get(code) ?? begin(code, severity)
    rules.set(code, rule)
    rule.count += n
    if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(rule.severity)) rule.severity = severity
    const last = rule.sources.at(-1)
    if (last?.source_id === source_id) last.count += n
    else rule.sources.push({ source_id, count: n })
  }
  for (const row of examples) rules.get(String(row.code))!.examples.push(asFinding(row))
  for (const { code, lon, lat, of } of places) {
    const rule = rules.get(code)!
    rule.places.push({ lon, lat })
    rule.places_total = of
  }
  return [...rules.values()]
}

function begin(code: string, severity: Severity): FoundRule {
  return { code, severity, count: 0, sources: [], examples: [], places: [], places_total: 0 }
}

function asFinding({ table_name, message_id, message_en, ...rest }: Row): Finding {
  return {
    ...rest,
    table: table_name,
    message: { id: message_id, en: message_en },
  } as unknown as Finding
}

/** Tables about households: their places are never shown. */
function personalTables(): string {
  const names = [...tableSchemas().keys()].filter(isPersonal)
  return [...names, ''].map(sqlText).join(', ')
}
