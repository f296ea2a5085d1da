import { TEMP } from './members.ts'

/**
 * Every work in every unit that holds it: level, unit_id, year, works, cost_idr (of those that state one), without_cost.
 * The city holds all, those outside the surveyed RT too.
 */
export function costsTable(cityCode: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.costs} AS
    WITH lies AS (${workUnits(cityCode)})
    SELECT level, unit_id, year, count(*) AS works, sum(cost_idr) AS cost_idr, count(*) FILTER (cost_idr IS NULL) AS without_cost
    FROM lies WHERE year IS NOT NULL GROUP BY ALL`
}

/** Rows of `works_costs`, for zones and the city. */
export function worksCosts(cityCode: string): string {
  return `WITH lies AS (${workUnits(cityCode)})
    SELECT level, unit_id, activity, group_id, group_en, unit, criterion, fund, year, count(*) AS works,
      sum(volume)::DOUBLE AS volume, sum(cost_idr)::DOUBLE AS cost_idr,
      round(sum(cost_idr) FILTER (volume IS NOT NULL)::DOUBLE
        / sum(volume) FILTER (cost_idr IS NOT NULL)::DOUBLE, 2) AS cost_idr_per_unit,
      count(*) FILTER (cost_idr IS NULL) AS works_without_cost,
      round(100 * count(*) FILTER (cost_idr IS NULL) / count(*), 6) AS works_without_cost_pct
    FROM lies WHERE level IN ('zone', 'city') GROUP BY ALL
    ORDER BY level, unit_id, activity, unit NULLS LAST, criterion NULLS FIRST, fund NULLS LAST, year NULLS LAST, group_id NULLS LAST`
}

function workUnits(cityCode: string): string {
  return `SELECT w.*, 'rt' AS level, w.place_id AS unit_id FROM ${TEMP.works} w WHERE place_level = 'rt'
    UNION ALL SELECT w.*, u.level, u.unit_id FROM ${TEMP.works} w JOIN (
        SELECT rt_id, unnest(['zone', 'kawasan', 'kelurahan', 'kecamatan', 'city']) AS level,
          unnest([zone_id, kawasan, kelurahan_code, kecamatan_code, city_code]) AS unit_id FROM ${TEMP.latest}
      ) u ON u.rt_id = w.place_id AND u.unit_id IS NOT NULL WHERE w.place_level = 'rt'
    UNION ALL SELECT w.*, h.level, h.unit_id FROM ${TEMP.works} w JOIN ${TEMP.holds} h USING (place_level, place_id)
    UNION ALL SELECT w.*, 'city', '${cityCode}' FROM ${TEMP.works} w WHERE place_level = 'outside'`
}
