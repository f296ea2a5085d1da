import type { SurveyInputs } from './inputs.ts'
import { TEMP } from './surveyed.ts'
import { TOLD_PEOPLE } from './told.ts'

/** A household stands for itself at least; a smaller weight was scaled to the size of the sample (docs/reference/density.md). */
const LEAST_WEIGHT = 1 - 1e-6
/** Weights of a mean close to 1 are scaled ones too, or those of a census that needs no estimate. */
const LEAST_MEAN_WEIGHT = 1.2

/**
 * Rows of `survey_profiles`: RT that the survey gives a deficit of and that have no profile of its year. People and families only where
 * every household of the RT stands for a known number of others and all were asked by one survey: two samples each stand for the
 * whole RT. Buildings are those counted on the map (footprints, stage 4), for dwellings are not buildings (domain section 3.1);
 * hectares only where the RT is mapped. At least `k` households each, for the header is released with the scores.
 */
export function surveyProfiles({ profiles, adminAreas, densities }: SurveyInputs, k: number): string {
  return `WITH expands AS (
      SELECT vintage, bool_and(row_weighted) AND coalesce(min(weight) >= ${LEAST_WEIGHT} AND avg(weight) >= ${LEAST_MEAN_WEIGHT}, false) AS expands
      FROM ${TEMP.households} GROUP BY vintage),
    kawasan AS (SELECT rt_id, arg_max(kawasan, vintage) AS kawasan FROM ${profiles} WHERE kawasan IS NOT NULL GROUP BY rt_id),
    units AS (SELECT admin_code, any_value(kelurahan_code) AS kelurahan_code, any_value(area_ha_utm) AS area_ha_utm
      FROM ${adminAreas} WHERE level = 'rt' GROUP BY admin_code HAVING count(*) = 1),
    counted AS (SELECT unit_id AS rt_id, max(buildings) AS buildings FROM ${densities}
      WHERE level = 'rt' AND buildings_method = 'footprints' GROUP BY unit_id),
    known AS (SELECT rt_id, min(kelurahan_code) AS kelurahan_code FROM ${profiles} GROUP BY rt_id)
    SELECT r.rt_id, r.vintage, coalesce(known.kelurahan_code, u.kelurahan_code, r.kelurahan_code) AS kelurahan_code,
      kawasan.kawasan,
      CASE WHEN expands AND r.sources = 1 AND t.is_told THEN round(r.population)::BIGINT END AS population,
      CASE WHEN expands AND r.sources = 1 THEN round(r.families)::BIGINT END AS families,
      counted.buildings AS buildings,
      u.area_ha_utm AS area_ha_verified, r.households,
      CASE WHEN expands AND r.sources = 1 THEN 'sample weights' ELSE 'no weights' END AS method
    FROM ${TEMP.rt} r
    JOIN expands USING (vintage)
    LEFT JOIN units u ON u.admin_code = r.rt_id
    LEFT JOIN counted ON counted.rt_id = r.rt_id
    LEFT JOIN known ON known.rt_id = r.rt_id
    LEFT JOIN kawasan ON kawasan.rt_id = r.rt_id
    LEFT JOIN ${TOLD_PEOPLE} t ON t.level = 'rt' AND t.unit_id = r.rt_id AND t.vintage = r.vintage
    WHERE r.households >= ${k}
      AND EXISTS (SELECT 1 FROM ${TEMP.deficits} d WHERE d.rt_id = r.rt_id AND d.vintage = r.vintage AND d.status = 'fills')
      AND NOT EXISTS (SELECT 1 FROM ${profiles} p WHERE p.rt_id = r.rt_id AND p.vintage = r.vintage)`
}
