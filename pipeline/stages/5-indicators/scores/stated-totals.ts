import type { Methodology } from '../../../methodology/methodology.ts'
import { sqlText } from '../../../store/index.ts'

/**
 * Rows for `score_totals` of zones and vintages of which only a stated total is known. A zone that two decrees of one
 * year state is taken from the decree in force, then from a decree rather than a verification. The class is that of the
 * criteria the decree names, or else of the city's, the first of `methodologies`; criteria that no file knows give none.
 *
 * @param computed relation of the rows that are computed and of which something is known
 */
export function statedTotals(
  methodologies: readonly Methodology[],
  zones: string,
  decrees: string,
  computed: string,
  decree: string | null,
): string {
  const classes = methodologies.flatMap(({ id, classes: { values } }) =>
    values.map(
      ({ min, max, code }) =>
        `WHEN methodology = ${sqlText(id)} AND score_stated BETWEEN ${min} AND ${max} THEN ${sqlText(code)}`,
    ),
  )
  return `SELECT 'zone' AS level, zone_id AS unit_id, vintage, methodology, 'stated' AS score_source,
      score_stated AS score_total, score_stated AS score_min, score_stated AS score_max,
      score_class, score_class AS score_class_min, score_class AS score_class_max,
      0::DOUBLE AS completeness_pct, NULL::DOUBLE AS sectoral_pct, NULL::DOUBLE AS sectoral_pct_worksheet,
      0::BIGINT AS rt_count, NULL::DOUBLE AS area_ha_verified,
      NULL::BIGINT AS buildings, NULL::BIGINT AS population, NULL::BIGINT AS families
    FROM (
      SELECT *, CASE ${classes.join(' ')} END AS score_class FROM (
        SELECT z.zone_id, e.vintage, z.score_stated::INTEGER AS score_stated,
          coalesce(e.methodology, ${sqlText(methodologies[0]!.id)}) AS methodology
        FROM ${zones} z LEFT JOIN ${decrees} e USING (decree_number)
        WHERE z.score_stated IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY z.zone_id, e.vintage
          ORDER BY (decree_number IS NOT DISTINCT FROM ${decree === null ? 'NULL' : sqlText(decree)}) DESC,
            (e.kind = 'decree') DESC NULLS LAST, decree_number, z.source_row) = 1
      )
    ) s
    WHERE NOT EXISTS (FROM ${computed} u
      WHERE u.level = 'zone' AND u.unit_id = s.zone_id AND u.methodology = s.methodology AND u.vintage IS NOT DISTINCT FROM s.vintage)`
}
