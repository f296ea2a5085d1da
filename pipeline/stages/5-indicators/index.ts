import { referenceDate } from '../../decree/reference-date.ts'
import { methodologyFiles } from '../../methodology/files.ts'
import type { Stage } from '../../stage.ts'
import { ACTIVITIES_FILE, FUNDS_FILE } from '../../works/files.ts'

/** Deficits -> percents, scores and classes by the city's methodology; then priority, treatment, authority, progress. */
export const indicators: Stage = {
  name: '5-indicators',
  reads: ['2-validate', '3-area', '4-density'],
  writes: [
    'survey_deficits',
    'survey_profiles',
    'survey_zones',
    'rt_units',
    'criterion_scores',
    'score_totals',
    'aspect_scores',
    'zone_ratings',
    'zone_collaboration',
    'household_indicators',
    'poverty_monitoring',
    'poverty_targets',
    'progress',
    'progress_criteria',
    'works',
    'works_costs',
  ],
  code: new URL(import.meta.url),
  files: () => [...methodologyFiles(), ACTIVITIES_FILE, FUNDS_FILE],
  config: (city) => {
    const { methodology, decree, size_class, code, privacy, indicators } = city
    return {
      ...{ methodology, decree, size_class, code, privacy, indicators },
      reference_date: referenceDate(city),
    }
  },
  run: async (context) => (await import('./run.ts')).run(context),
}
