import type { StageContext } from '../../../stage.ts'
import { parquet, parquetOrNone, sqlText, tableSchema } from '../../../store/index.ts'
import { type CollaborationZone, type PartnerPlace, placePartners } from '../collaboration/partners.ts'

/** Rows of a canonical table with the units they lie in. */
export interface PlacedTable {
  table: string
  /** SQL of the rows with `unit_rt`, `unit_zone` (several with {@link ZONES_APART} between them), `unit_kawasan`, `unit_kelurahan`, `unit_vintage` and `row_weight`. */
  from: string
  /** Whether any year is counted by its sampling weights. */
  weighted: boolean
}

/** Stands between the zones of a row that counts in each of several, as a partner of a kawasan does; in no code of a zone. */
export const ZONES_APART = '\u001f'

/** Kawasan names are compared without case and with single blanks, as `kawasan-name.ts` does. */
const kawasanKey = (name: string) => `nullif(lower(regexp_replace(trim(${name}), '\\s+', ' ', 'g')), '')`

/**
 * Where the rows of a table lie: households where stage 4 located them, by their stated kelurahan where it could not; rows
 * of other tables by the zone, kawasan and kelurahan they name; partners where `zone_collaboration` counts them. The kawasan is that of the zone in the decree in force, by the
 * name that its first zone has. The year is that of `survey_date`, else the column `year`, else none.
 *
 * Weights count in the years in which every row has one above zero; in others each row counts for one, and a note says so.
 * @returns null where the city has no such table.
 */
export async function placedTable(
  context: StageContext,
  table: string,
  decree: string | null,
): Promise<PlacedTable | null> {
  const path = context.table('2-validate', table)
  if (path === null) return null
  const columns = new Set(tableSchema(table).columns.map(({ name }) => name))
  const own = (name: string) => (columns.has(name) ? `t."${name}"` : 'NULL::VARCHAR')
  const located = table === 'households' ? context.table('4-density', 'household_locations') : null
  const year = columns.has('survey_date')
    ? 'TRY_CAST(substr(t.survey_date, 1, 4) AS BIGINT)'
    : `TRY_CAST(${own('year')} AS BIGINT)`
  const weight = columns.has('weight') ? 'CASE WHEN t.weight > 0 THEN t.weight END' : 'NULL'
  const weighted = await weightedYears(context, table, parquet(path), year, weight)
  const isWeighted =
    weighted.length === 0
      ? 'false'
      : `${year} IS NOT DISTINCT FROM ${weighted.map((one) => (one === null ? 'NULL' : String(one))).join(` OR ${year} IS NOT DISTINCT FROM `)}`
  const zones = parquetOrNone(context.table('2-validate', 'zones'), 'zones')
  const named = `(SELECT zone_id, kawasan AS name, ${kawasanKey('kawasan')} AS key FROM ${zones}
    WHERE decree_number = ${decree === null ? 'NULL' : sqlText(decree)} AND ${kawasanKey('kawasan')} IS NOT NULL)`
  const partners = table === 'stakeholders' ? await partnerZones(context, parquet(path), decree) : null
  const zone = partners !== null ? 'p.zones' : located === null ? own('zone_id') : 'l.zone_id'
  const kelurahan = located === null ? own('kelurahan_code') : 'coalesce(l.kelurahan_code, t.kelurahan_code)'
  return {
    table,
    weighted: weighted.length > 0,
    from: `(WITH named AS ${named}, kawasan AS (SELECT key, arg_min(name, zone_id) AS name FROM named GROUP BY key)
      SELECT t.*, ${located === null ? own('rt_id') : 'l.rt_id'} AS unit_rt, ${zone} AS unit_zone,
        coalesce(k.name, s.name, ${own('kawasan')}) AS unit_kawasan, ${kelurahan} AS unit_kelurahan,
        ${year} AS unit_vintage, ${isWeighted} AS row_weighted,
        CASE WHEN ${isWeighted} THEN TRY_CAST(${weight} AS DECIMAL(38, 9)) ELSE 1 END AS row_weight
      FROM ${parquet(path)} t
      ${located === null ? '' : `LEFT JOIN ${parquet(located)} l ON l.id = t.household_id`}
      ${partners === null ? '' : `LEFT JOIN ${partners} ON p.stakeholder_id = t.stakeholder_id`}
      LEFT JOIN named n ON n.zone_id = ${zone}
      LEFT JOIN kawasan k ON k.key = n.key
      LEFT JOIN kawasan s ON s.key = ${columns.has('kawasan') ? kawasanKey('t.kawasan') : 'NULL::VARCHAR'})`,
  }
}

/** SQL of `p`: each partner that has any with its zones in the decree in force. */
async function partnerZones(
  { store, table }: StageContext,
  from: string,
  decree: string | null,
): Promise<string> {
  const partners = await store.rows<PartnerPlace>(
    `SELECT stakeholder_id, zone_id, kawasan FROM ${from} ORDER BY stakeholder_id`,
  )
  const zones = await store.rows<CollaborationZone>(
    `SELECT zone_id, kawasan FROM ${parquetOrNone(table('2-validate', 'zones'), 'zones')}
     WHERE decree_number = ${decree === null ? 'NULL' : sqlText(decree)} ORDER BY zone_id`,
  )
  const zonesOf = new Map<string, string[]>()
  for (const [zone_id, own] of placePartners(partners, zones).zones)
    for (const { stakeholder_id: id } of own) zonesOf.set(id, [...(zonesOf.get(id) ?? []), zone_id])
  const rows = [...zonesOf].map(([id, own]) => `(${sqlText(id)}, ${sqlText(own.join(ZONES_APART))})`)
  const values =
    rows.length === 0 ? 'SELECT NULL::VARCHAR, NULL::VARCHAR WHERE false' : `VALUES ${rows.join(', ')}`
  return `(${values}) p(stakeholder_id, zones)`
}

/** The years whose every row has a weight; says of the others that have some. */
async function weightedYears(
  { store, progress }: StageContext,
  table: string,
  from: string,
  year: string,
  weight: string,
): Promise<(number | null)[]> {
  if (weight === 'NULL') return []
  const years = await store.rows<{ year: number | null; n: number; given: number }>(
    `SELECT ${year} AS year, count(*) AS n, count(${weight}) AS given FROM ${from} t GROUP BY 1 ORDER BY 1 NULLS FIRST`,
  )
  for (const { year, n, given } of years) {
    if (given === 0 || given === n) continue
    progress.say(
      `${n - given} of ${n} ${table} of ${year ?? 'no date'} have no sampling weight: every one of that year counts for one`,
    )
  }
  return years.filter(({ n, given }) => given === n).map(({ year }) => year)
}
