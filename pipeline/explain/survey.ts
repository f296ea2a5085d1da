import type { Methodology } from '../methodology/methodology.ts'
import type { StageTables } from './stage-tables.ts'
import type { SurveyTrace } from './trace.ts'

type SurveyRow = Omit<SurveyTrace, 'too_few'> & {
  rt_id: string
  vintage: number | null
  methodology: string | null
  criterion: string
}

const COLUMNS = [
  ...['rt_id', 'vintage', 'methodology', 'criterion', 'status', 'households', 'answered', 'weighted'],
  ...['base', 'deficient', 'percent', 'percent_min', 'percent_max', 'standard_error_pct'],
  ...['profile_percent', 'difference_pct_points'],
] as (keyof SurveyRow)[]

/**
 * What the survey of an RT says of a criterion; where fewer than `k` households answered, only that
 * they are too few.
 * @param k `privacy.k` of the city
 */
export async function surveyOf(
  tables: StageTables,
  methodology: Methodology,
  { rt_id, vintage }: { rt_id: string; vintage: number | null },
  criterion: string,
  k: number,
): Promise<SurveyTrace | null> {
  const [row] = await tables.rows<SurveyRow>('5-indicators', 'survey_deficits', COLUMNS, {
    where: `rt_id = ? AND criterion = ? AND vintage IS NOT DISTINCT FROM ? AND coalesce(methodology, ?) = ?`,
    parameters: [rt_id, criterion, vintage, methodology.id, methodology.id],
  })
  if (row === undefined) return null
  const { rt_id: _rt, vintage: _vintage, methodology: _name, criterion: _criterion, ...survey } = row
  if (survey.answered === null || survey.answered >= k) return { ...survey, too_few: false }
  return {
    ...{ status: survey.status, too_few: true, profile_percent: survey.profile_percent },
    ...{ households: null, answered: null, weighted: null, base: null, deficient: null, percent: null },
    ...{ percent_min: null, percent_max: null, standard_error_pct: null, difference_pct_points: null },
  }
}
