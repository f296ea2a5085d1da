import { groupByLevels, levelAndUnit, TEMP } from './members.ts'

/**
 * Verified hectares still slum, of the RT whose class is not the lowest, and their number. Works that are known for a
 * larger place alone move no RT into another class: nothing says which.
 *
 * `progress_ground`: kind, level, unit_id, year, rt (their number), area_ha_verified, is_area_known, area_least, area_most (of the known
 * hectares), slum_unknown (RT that may be slum and whose hectares are not known), rt_least, rt_most.
 *
 * @param totals relation of `score_totals` of the methodology
 * @param notSlum code of the lowest class
 */
export function groundTables(totals: string, notSlum: string): string[] {
  const slum = (name: string) => `coalesce(${name} <> '${notSlum}', true)`
  const sums = `count(*) AS rt, sum(area_ha) AS area_ha_verified, count(area_ha) = count(*) AS is_area_known,
    coalesce(sum(area_ha) FILTER (is_surely_slum), 0) AS area_least, coalesce(sum(area_ha) FILTER (may_be_slum), 0) AS area_most,
    count(*) FILTER (area_ha IS NULL AND may_be_slum) AS slum_unknown,
    count(*) FILTER (is_surely_slum) AS rt_least, count(*) FILTER (may_be_slum) AS rt_most`
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.rtClasses} AS
      SELECT m.*, coalesce(t.score_class_min <> '${notSlum}', false) AS is_surely_slum, ${slum('t.score_class_max')} AS may_be_slum
      FROM ${TEMP.members} m LEFT JOIN ${totals} t ON t.level = 'rt' AND t.unit_id = m.rt_id AND t.vintage = m.vintage`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.ground} AS
      WITH surveyed AS (
        SELECT * FROM (SELECT ${levelAndUnit()}, vintage AS year, ${sums} FROM ${TEMP.rtClasses} ${groupByLevels('vintage')})
        WHERE unit_id IS NOT NULL
        UNION ALL SELECT 'rt', rt_id, vintage, ${sums} FROM ${TEMP.rtClasses} GROUP BY rt_id, vintage
      ), cohorts AS (
        SELECT * FROM (SELECT ${levelAndUnit()}, vintage, until, ${sums} FROM ${TEMP.rtClasses}
          ${groupByLevels('vintage', 'until')}) WHERE unit_id IS NOT NULL
      ), later AS (
        SELECT c.level, c.unit_id, y.year, sum(rt) AS rt, sum(area_ha_verified) AS area_ha_verified, bool_and(is_area_known) AS is_area_known,
          sum(area_least) AS area_least, sum(area_most) AS area_most, sum(slum_unknown) AS slum_unknown,
          sum(rt_least) AS rt_least, sum(rt_most) AS rt_most
        FROM cohorts c JOIN ${TEMP.years} y ON y.year BETWEEN c.vintage AND c.until - 1 GROUP BY ALL
      ), worked AS (
        SELECT rt_id, year, baseline_vintage AS vintage, progress_class(score_min) <> '${notSlum}' AS is_surely_slum,
          progress_class(score_max) <> '${notSlum}' AS may_be_slum
        FROM ${TEMP.rtYears} WHERE NOT is_expected
      ), moved AS (
        SELECT * FROM (SELECT ${levelAndUnit()}, w.year,
          coalesce(sum(area_ha) FILTER (r.is_surely_slum AND NOT w.is_surely_slum), 0) AS area_least,
          coalesce(sum(area_ha) FILTER (r.may_be_slum AND NOT w.may_be_slum), 0) AS area_most,
          count(*) FILTER (area_ha IS NULL AND r.may_be_slum AND NOT w.may_be_slum) AS slum_unknown,
          count(*) FILTER (r.is_surely_slum AND NOT w.is_surely_slum) AS rt_least,
          count(*) FILTER (r.may_be_slum AND NOT w.may_be_slum) AS rt_most
          FROM worked w JOIN ${TEMP.rtClasses} r USING (rt_id, vintage) ${groupByLevels('w.year')}) WHERE unit_id IS NOT NULL
      )
      SELECT 'surveyed' AS kind, * FROM surveyed
      UNION ALL
      SELECT 'projected', l.level, l.unit_id, l.year, l.rt, l.area_ha_verified, l.is_area_known,
        l.area_least - coalesce(m.area_least, 0), l.area_most - coalesce(m.area_most, 0),
        l.slum_unknown - coalesce(m.slum_unknown, 0), l.rt_least - coalesce(m.rt_least, 0), l.rt_most - coalesce(m.rt_most, 0)
      FROM later l LEFT JOIN moved m USING (level, unit_id, year)
      UNION ALL
      SELECT 'projected', 'rt', w.rt_id, w.year, 1, r.area_ha, r.area_ha IS NOT NULL,
        CASE WHEN w.is_surely_slum THEN coalesce(r.area_ha, 0) ELSE 0 END, CASE WHEN w.may_be_slum THEN coalesce(r.area_ha, 0) ELSE 0 END,
        (r.area_ha IS NULL AND w.may_be_slum)::INTEGER, w.is_surely_slum::INTEGER, w.may_be_slum::INTEGER
      FROM worked w JOIN ${TEMP.rtClasses} r USING (rt_id, vintage)`,
  ]
}
