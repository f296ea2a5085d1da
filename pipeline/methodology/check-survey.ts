import type { CheckedYaml, Key } from '../yaml-file.ts'
import { parseCondition } from './condition.ts'
import { ExpressionFault } from './expression.ts'
import type { Methodology, SurveyRule } from './methodology.ts'

/** What of a household is one of a unit of `rt_profiles`: where buildings are counted, a household is a dwelling. */
const COUNTED: Readonly<Record<string, SurveyRule['counts']>> = {
  units: 'households',
  families: 'families',
  people: 'population',
}

/**
 * The survey rules of the criteria ask for answers there are, and count in the unit of their criterion.
 * @throws UserError `config` naming file, line and key.
 */
export function checkSurvey(methodology: Methodology, file: CheckedYaml): void {
  methodology.criteria.forEach(({ survey, unit }, index) => {
    if (!survey) return
    const key: Key = ['criteria', index, 'survey']
    const counts = COUNTED[methodology.units[unit]!.profile_unit]
    if (survey.counts !== counts)
      throw file.fault([...key, 'counts'], {
        what: 'the survey counts something else than the criterion',
        got: survey.counts,
        expected: counts ?? `no survey: households tell nothing in ${unit}`,
      })
    for (const name of ['when', 'known_when'] as const) {
      const text = survey[name]
      if (text !== undefined) condition(text, survey.table, [...key, name], file)
    }
    if (methodology.survey_agreement === undefined)
      throw file.fault(key, {
        what: 'nothing says how near survey and profile have to be to agree',
        expected: 'survey_agreement',
      })
  })
}

function condition(text: string, table: string, key: Key, file: CheckedYaml): void {
  try {
    parseCondition(text, table)
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    throw file.fault(key, {
      what: `the condition ${error.message}`,
      got: text,
      expected: `columns and answers of ${table}`,
    })
  }
}
