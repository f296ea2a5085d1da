import type { StageContext } from '../../../stage.ts'
import { parquet, parquetOrNone, sqlText, tableSchema } from '../../../store/index.ts'
import { type CollaborationZone, type PartnerPlace, placePartners } from '../collaboration/partners.ts'
import { type HouseholdPlaces, kawasanKey } from '../survey/places.ts'

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

/** Surveyed households where {@link placeHouseholds} put them. */
export function placedHouseholds(context: StageContext, places: HouseholdPlaces): PlacedTable | null {
  const path = context.table('2-validate', 'households')
  if (path === null) return null
  return {
    table: 'households',
    weighted: places.weighted,
    from: `(SELECT t.*, l.rt_id AS unit_rt, l.zone_id AS unit_zone, l.kawasan AS unit_kawasan, l.kelurahan_code AS unit_kelurahan,
        l.vintage AS unit_vintage, l.row_weighted, TRY_CAST(l.row_weight AS DECIMAL(38, 9)) AS row_weight
      FROM ${parquet(path)} t JOIN ${places.table} l USING (household_id))`,
  }
}

/**
 * Where the rows of another table lie: by the zone, kawasan and kelurahan they name; partners where `zone_collaboration`
 * counts them. The kawasan is that of the zone in the decree in force, by the name that its first zone has. The year is that of
 * the column `year`, else none; each row counts for one.
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
  const zones = parquetOrNone(context.table('2-validate', 'zones'), 'zones')
  const named = `(SELECT zone_id, kawasan AS name, ${kawasanKey('kawasan')} AS key FROM ${zones}
    WHERE decree_number = ${decree === null ? 'NULL' : sqlText(decree)} AND ${kawasanKey('kawasan')} IS NOT NULL)`
  const partners = table === 'stakeholders' ? await partnerZones(context, parquet(path), decree) : null
  const zone = partners === null ? own('zone_id') : 'p.zones'
  return {
    table,
    weighted: false,
    from: `(WITH named AS ${named}, kawasan AS (SELECT key, arg_min(name, zone_id) AS name FROM named GROUP BY key)
      SELECT t.*, ${own('rt_id')} AS unit_rt, ${zone} AS unit_zone,
        coalesce(k.name, s.name, ${own('kawasan')}) AS unit_kawasan, ${own('kelurahan_code')} AS unit_kelurahan,
        TRY_CAST(${own('year')} AS BIGINT) AS unit_vintage, false AS row_weighted, 1 AS row_weight
      FROM ${parquet(path)} t
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
