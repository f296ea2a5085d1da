import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import { loadMethodology, type Methodology } from '../../methodology/methodology.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, parquetOrNone, type Store } from '../../store/index.ts'
import { KNOWN_SCORE } from '../../values/latest-score.ts'
import { writeCollaboration } from './collaboration/write-collaboration.ts'
import { writeHouseholdTests } from './household-tests/write-household-tests.ts'
import { writeMonitoring } from './monitoring/write-monitoring.ts'
import { writeProgress } from './progress/write-progress.ts'
import { writeRatings } from './ratings/write-ratings.ts'
import { writeScores } from './scores/write-scores.ts'
import { placeHouseholds } from './survey/places.ts'
import { surveyFiles, writeSurvey } from './survey/write-survey.ts'

export function run(context: StageContext): Promise<StageOutcome> {
  return runIndicators(context, loadMethodology(context.city.methodology))
}

/**
 * The stage with a given methodology of scores.
 * @throws ContractError when a key of the profiles or deficits occurs twice.
 */
export async function runIndicators(context: StageContext, methodology: Methodology): Promise<StageOutcome> {
  const { city, store } = context
  const decree = await decreeInForce(
    store,
    city.decree,
    context.table('2-validate', 'decrees'),
    context.table('2-validate', 'zones'),
  )
  const places = await placeHouseholds(context, decree)
  const rows: Record<string, number> = { ...(await writeSurvey(context, [methodology], places)) }
  Object.assign(rows, await writeScores(context, methodology, decree, surveyFiles(context, rows)))
  const totals = parquet(join(context.directory, 'score_totals.parquet'))
  Object.assign(rows, await writeProgress(context, methodology))
  rows.zone_ratings = await writeRatings(context, methodology, decree, totals)
  rows.zone_collaboration = await writeCollaboration(context, decree)
  rows.household_indicators = await writeHouseholdTests(context, decree, undefined, places)
  Object.assign(rows, await writeMonitoring(context))
  const deficits = parquetOrNone(context.table('2-validate', 'rt_deficits'), 'rt_deficits')
  return { rows, summary: await summarise(store, totals, deficits, rows.zone_ratings) }
}

async function summarise(store: Store, totals: string, deficits: string, rated: number): Promise<string> {
  const counts = await store.rows<{ level: string; n: number }>(
    `SELECT level, count(DISTINCT unit_id) AS n FROM ${totals} WHERE ${KNOWN_SCORE} GROUP BY level`,
  )
  const n = (level: string) => counts.find((row) => row.level === level)?.n ?? 0
  const unscored = await store.count(
    `(SELECT DISTINCT rt_id FROM ${deficits}) ANTI JOIN (SELECT unit_id AS rt_id FROM ${totals} WHERE level = 'rt' AND ${KNOWN_SCORE}) USING (rt_id)`,
  )
  const without = unscored === 0 ? '' : `; of ${unscored} RT with deficits no score is known`
  return `${n('rt')} RT and ${n('zone')} zones scored, ${rated} zones rated${without}`
}
