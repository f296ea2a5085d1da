/** Columns of `densities` that tell of the people of a unit, or of how they were counted. */
const ABOUT_PEOPLE = [
  'population',
  'population_method',
  'population_standard_error',
  'households_estimated',
  'density_population_per_ha',
  'density_population_class',
  'density_population_net_per_ha',
]

/**
 * What of the table `densities` may be published, as the columns of a SELECT. What the survey counted stays inside: it is a
 * sample, no population, and sums of it could tell of single households. Where stage 4-density says that the people of a
 * unit may not leave (`population_published`), nothing about them does; nor where they are estimated from the survey of a zone
 * of which 5-indicators tells nothing, as the few of another unit would follow.
 *
 * @param surveyZones the table `survey_zones` as it stands in a FROM, or null where there is none
 */
export function publishedDensities(surveyZones: string | null): string {
  const told = surveyZones === null ? 'false' : `unit_id IN (SELECT zone_id FROM ${surveyZones})`
  const published = `population_published AND (population_method <> 'households_weighted' OR ${told})`
  return `* EXCLUDE (households_surveyed, people_surveyed, population_published) REPLACE (
  ${ABOUT_PEOPLE.map((name) => `CASE WHEN ${published} THEN ${name} END AS ${name}`).join(',\n  ')})`
}
