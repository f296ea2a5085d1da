import { sqlText } from '../../../store/index.ts'

/**
 * Rows for `score_totals` of zones and vintages of which only a stated total is known. A zone that two decrees of one
 * year state is taken from the decree in force, then from a decree rather than a verification.
 */
export function statedTotals(zones: string, decrees: string, units: string, decree: string | null): string {
  return `SELECT 'zone' AS level, zone_id AS unit_id, vintage, 'stated' AS score_source,
      score_stated::INTEGER AS score_min, score_stated::INTEGER AS score_max,
      0::DOUBLE AS completeness_pct, 0::BIGINT AS rt_count, NULL::DOUBLE AS area_ha_verified,
      NULL::BIGINT AS buildings, NULL::BIGINT AS population, NULL::BIGINT AS families
    FROM (
      SELECT z.zone_id, e.vintage, z.score_stated
      FROM ${zones} z LEFT JOIN ${decrees} e USING (decree_number)
      WHERE z.score_stated IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY z.zone_id, e.vintage
        ORDER BY (decree_number IS NOT DISTINCT FROM ${decree === null ? 'NULL' : sqlText(decree)}) DESC,
          (e.kind = 'decree') DESC NULLS LAST, decree_number, z.source_row) = 1
    ) s
    WHERE NOT EXISTS (FROM ${units} u
      WHERE u.level = 'zone' AND u.unit_id = s.zone_id AND u.vintage IS NOT DISTINCT FROM s.vintage)`
}
