import { parquet, type Row, type Store, sqlText } from '../../store/index.ts'
import { tableSchemas } from '../../store/table-schema.ts'
import { EXAMPLES_PER_RULE, type Hectares, hectaresOf, MARKS_PER_RULE, worse } from './report/digest.ts'
import { isPersonal } from './report/privacy.ts'
import type { Finding, Found, FoundRule, Severity } from './report/types.ts'

/** The order of `byPlace` in the report: source, record, field, key, what stood there. */
const PLACE = `source_id, coalesce(source_row, 0), coalesce(field, ''), coalesce(key, '')`
const ORDER = `${PLACE}, coalesce(got, ''), message_en, lon, lat`

/** What was found of each code, from the table of findings: small whatever their number, the same as `digestOf` makes. */
export async function digestFindings(
  store: Store,
  path: string,
  hectares: Hectares = new Map(),
): Promise<Found> {
  return digestOfQuery(store, parquet(path), hectares, parquet(path))
}

/**
 * The same as it may be published: of a table about households a rule counts only where it names at least k records of a source,
 * and no record is an example.
 * @param k least number of households that is told
 */
export async function digestPublic(
  store: Store,
  path: string,
  hectares: Hectares,
  k: number,
): Promise<Found> {
  const all = parquet(path)
  const isPersonal = `table_name IN (${personalTables()})`
  const told = `(SELECT * FROM ${all} WHERE NOT ${isPersonal} OR (code, severity, source_id) IN (
    SELECT (code, severity, source_id) FROM ${all} WHERE ${isPersonal}
    GROUP BY code, severity, source_id HAVING count(DISTINCT source_row) >= ${k}))`
  return digestOfQuery(store, told, hectares, `(SELECT * FROM ${all} WHERE NOT ${isPersonal})`)
}

/**
 * @param findings what is counted
 * @param named of which examples are given
 */
async function digestOfQuery(
  store: Store,
  findings: string,
  hectares: Hectares,
  named: string,
): Promise<Found> {
  const groups = await store.rows<{ code: string; severity: Severity; source_id: string; n: number }>(
    `SELECT code, severity, source_id, count(*) AS n FROM ${findings}
     GROUP BY code, severity, source_id ORDER BY source_id, code, severity`,
  )
  const counts: Record<Severity, number> = { info: 0, warn: 0, quarantine: 0, fail: 0 }
  const rules = new Map<string, FoundRule>()
  for (const { code, severity, source_id, n } of groups) {
    counts[severity] += n
    const rule = rules.get(code) ?? begin(code, severity)
    rules.set(code, rule)
    rule.count += n
    rule.severity = worse(rule.severity, severity)
    const last = rule.sources.at(-1)
    if (last?.source_id === source_id) {
      last.count += n
      last.severity = worse(last.severity!, severity)
    } else rule.sources.push({ source_id, count: n, severity })
  }
  for (const { code, n, table_name } of await extents(store, findings))
    Object.assign(rules.get(code)!, { records: n, table: table_name })
  for (const { code, keys } of await zones(store, findings))
    rules.get(code)!.area_ha = hectaresOf(keys, hectares)
  for (const row of await examples(store, named)) rules.get(String(row.code))!.examples.push(asFinding(row))
  for (const { code, lon, lat, of } of await places(store, findings)) {
    const rule = rules.get(code)!
    rule.places.push({ lon, lat })
    rule.places_total = of
  }
  return { rules: [...rules.values()].sort((a, b) => (a.code < b.code ? -1 : 1)), counts }
}

/** Source records of each code, and the table in which most of its findings are. */
async function extents(
  store: Store,
  findings: string,
): Promise<{ code: string; n: number; table_name: string }[]> {
  return store.rows(
    `SELECT code, n, table_name FROM (
       SELECT code, table_name, count(*) AS of FROM ${findings} GROUP BY code, table_name
     ) JOIN (
       SELECT code, count(DISTINCT (source_id, source_row)) FILTER (WHERE source_row IS NOT NULL) AS n
       FROM ${findings} GROUP BY code
     ) USING (code)
     QUALIFY row_number() OVER (PARTITION BY code ORDER BY of DESC, table_name) = 1 ORDER BY code`,
  )
}

/** Keys of the zones that each code names. */
async function zones(store: Store, findings: string): Promise<{ code: string; keys: string[] }[]> {
  const named = new Map<string, string[]>()
  const rows = await store.rows<{ code: string; key: string }>(
    `SELECT DISTINCT code, key FROM ${findings} WHERE table_name = 'zones' AND key IS NOT NULL ORDER BY code, key`,
  )
  for (const { code, key } of rows) {
    const keys = named.get(code)
    if (keys) keys.push(key)
    else named.set(code, [key])
  }
  return [...named].map(([code, keys]) => ({ code, keys }))
}

async function examples(store: Store, findings: string): Promise<Row[]> {
  return store.rows(
    `SELECT * FROM ${findings}
     QUALIFY row_number() OVER (PARTITION BY code ORDER BY ${ORDER}) <= ${EXAMPLES_PER_RULE}
     ORDER BY code, ${ORDER}`,
  )
}

/** Every place where there are few, else at even steps, the first among them. */
async function places(
  store: Store,
  findings: string,
): Promise<{ code: string; lon: number; lat: number; of: number }[]> {
  const most = MARKS_PER_RULE
  return store.rows(
    `SELECT code, lon, lat, of FROM (
       SELECT code, lon, lat, count(*) OVER (PARTITION BY code) AS of,
         row_number() OVER (PARTITION BY code ORDER BY ${ORDER}) - 1 AS place
       FROM ${findings}
       WHERE lon IS NOT NULL AND lat IS NOT NULL AND table_name NOT IN (${personalTables()})
     )
     WHERE ((place * ${most} + of - 1) // of) * of < (place + 1) * ${most} ORDER BY code, place`,
  )
}

function begin(code: string, severity: Severity): FoundRule {
  const empty = { sources: [], examples: [], places: [], places_total: 0 }
  return { code, severity, count: 0, records: 0, table: '', area_ha: 0, ...empty }
}

function asFinding({ table_name, message_id, message_en, ...rest }: Row): Finding {
  const message = { id: message_id, en: message_en }
  return { ...rest, table: table_name, message } as unknown as Finding
}

/** Tables about households: their places are never shown. */
function personalTables(): string {
  const names = [...tableSchemas().keys()].filter(isPersonal)
  return [...names, ''].map(sqlText).join(', ')
}
