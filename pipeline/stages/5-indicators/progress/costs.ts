import { EXACT, TEMP } from './members.ts'

/**
 * Every work once, as {@link TEMP.works}, with the rows that tell it: a list with one row per criterion tells one work
 * several times. Rows of one place, activity, year and volume that name different criteria are one work, the first of each
 * criterion with the first of the others, the second with the second, the dearest first. `criterion` names all of them
 * (`6a+6b`), `cost_idr` adds up what differs and counts once what repeats, `fund` is `campuran` of several.
 * `costs_repeated`: rows whose cost another row of the work has told.
 */
export function paidTable(): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.paid} AS
    WITH turns AS (
      SELECT *, CASE WHEN criterion IS NULL THEN -work ELSE row_number() OVER (
          PARTITION BY place_level, place_id, place_text, activity, year, stated_unit, volume, criterion
          ORDER BY cost_idr DESC NULLS LAST, work) END AS turn
      FROM ${TEMP.works}
    )
    SELECT place_level, place_id, activity, year, any_value(group_id) AS group_id, any_value(group_en) AS group_en,
      CASE WHEN count(DISTINCT unit) = 1 AND count(unit) = count(*) THEN min(unit) END AS unit, volume,
      sum(DISTINCT cost_idr)::${EXACT} AS cost_idr, count(cost_idr) - count(DISTINCT cost_idr) AS costs_repeated,
      CASE WHEN count(DISTINCT fund) > 1 THEN 'campuran' ELSE min(fund) END AS fund,
      string_agg(DISTINCT criterion, '+' ORDER BY criterion) AS criterion, min(work) AS work,
      min(rt_rw) AS rt_rw, arg_min(volume_written, work) AS volume_written, arg_min(unit_written, work) AS unit_written,
      string_agg(DISTINCT fund_source, ' + ' ORDER BY fund_source) AS fund_source,
      list(intervention_id ORDER BY work) AS interventions
    FROM turns GROUP BY place_level, place_id, place_text, activity, year, stated_unit, volume, turn ORDER BY work`
}

/**
 * Every work in every unit that holds it: level, unit_id, year, works, cost_idr (of those that state one), without_cost.
 * The city holds all, those outside the surveyed RT, and in RT of which only percents are known, too.
 */
export function costsTable(cityCode: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.costs} AS
    WITH lies AS (${workUnits(cityCode)})
    SELECT level, unit_id, year, count(*) AS works, sum(cost_idr) AS cost_idr, count(*) FILTER (cost_idr IS NULL) AS without_cost
    FROM lies WHERE year IS NOT NULL GROUP BY ALL`
}

/** Rows of `works_costs`, for zones and the city. Volumes whose unit is not known are not added up. */
export function worksCosts(cityCode: string): string {
  return `WITH lies AS (${workUnits(cityCode)}),
    summed AS (
      SELECT level, unit_id, activity, group_id, group_en, unit, criterion, fund, year, count(*) AS works,
        sum(volume) FILTER (unit IS NOT NULL) AS volume, sum(cost_idr)::DOUBLE AS cost_idr,
        sum(cost_idr) FILTER (unit IS NOT NULL AND volume IS NOT NULL)::DOUBLE AS priced_idr,
        sum(volume) FILTER (unit IS NOT NULL AND cost_idr IS NOT NULL)::DOUBLE AS priced_volume,
        count(*) FILTER (cost_idr IS NULL) AS works_without_cost
      FROM lies WHERE level IN ('zone', 'city') GROUP BY ALL
    )
    SELECT level, unit_id, activity, group_id, group_en, unit, criterion, fund, year, works, volume::DOUBLE AS volume, cost_idr,
      round(priced_idr / priced_volume, 2) AS cost_idr_per_unit, works_without_cost,
      round(100 * works_without_cost / works, 6) AS works_without_cost_pct
    FROM summed
    ORDER BY level, unit_id, activity, unit NULLS LAST, criterion NULLS FIRST, fund NULLS LAST, year NULLS LAST, group_id NULLS LAST`
}

/** Rows of `works`: every work once, with the zone whose costs hold it. */
export function worksRows(cityCode: string): string {
  return `WITH zones AS (SELECT work, unit_id FROM (${workUnits(cityCode)}) WHERE level = 'zone')
    SELECT row_number() OVER (ORDER BY work) AS work, z.unit_id AS zone_id, place_level, place_id, rt_rw, activity, group_id,
      group_en, volume::DOUBLE AS volume, unit, volume_written, unit_written, cost_idr::DOUBLE AS cost_idr, fund, fund_source, year,
      criterion, to_json(interventions)::VARCHAR AS interventions
    FROM ${TEMP.paid} LEFT JOIN zones z USING (work) ORDER BY work`
}

function workUnits(cityCode: string): string {
  return `SELECT w.*, 'rt' AS level, w.place_id AS unit_id FROM ${TEMP.paid} w WHERE place_level = 'rt'
    UNION ALL SELECT w.*, u.level, u.unit_id FROM ${TEMP.paid} w JOIN (
        SELECT rt_id, unnest(['zone', 'kawasan', 'kelurahan', 'kecamatan', 'city']) AS level,
          unnest([zone_id, kawasan, kelurahan_code, kecamatan_code, city_code]) AS unit_id FROM ${TEMP.located}
        SEMI JOIN ${TEMP.paid} p ON p.place_id = rt_id
      ) u ON u.rt_id = w.place_id AND u.unit_id IS NOT NULL WHERE w.place_level = 'rt'
    UNION ALL SELECT w.*, h.level, h.unit_id FROM ${TEMP.paid} w JOIN ${TEMP.holds} h USING (place_level, place_id)
    UNION ALL SELECT w.*, 'city', '${cityCode}' FROM ${TEMP.paid} w WHERE place_level = 'outside'`
}
