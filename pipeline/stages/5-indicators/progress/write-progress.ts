import { join } from 'node:path'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { copyToParquet, parquet, parquetOrNone, sqlText } from '../../../store/index.ts'
import { PLACES } from '../scores/places.ts'
import { costsTable, paidTable, worksCosts, worksRows } from './costs.ts'
import { progressCriteria, progressMacros, rtTables, unitsTable } from './criteria-rows.ts'
import { cutsTable, extrasInserts, holdsTable, sumsTables, yearsTable } from './cuts.ts'
import { groundTables } from './ground.ts'
import { locatedTable, membersTables, TEMP } from './members.ts'
import { progressRows, toldTable, weights } from './progress-rows.ts'
import { reportWorks } from './report-works.ts'
import { worksTable } from './works-table.ts'

/**
 * Writes `progress`, `progress_criteria`, `works` and `works_costs`: what works take from the volumes of the last survey, year by
 * year, scored anew by the methodology of the survey. Reads `criterion_scores` and `score_totals` of this stage.
 *
 * @param methodology that of the scores to go on from
 */
export async function writeProgress(
  context: StageContext,
  methodology: Methodology,
): Promise<Record<'progress' | 'progress_criteria' | 'works' | 'works_costs', number>> {
  const { city, store, directory } = context
  const accepted = (name: string): string => parquetOrNone(context.table('2-validate', name), name)
  const written = (name: string) => join(directory, `${name}.parquet`)
  const own = (name: string) =>
    `(SELECT * FROM ${parquet(written(name))} WHERE methodology = ${sqlText(methodology.id)})`
  const [scores, totals] = [own('criterion_scores'), own('score_totals')]
  const named = `(SELECT p.*, r.rt_rw FROM ${PLACES} p LEFT JOIN ${accepted('rt_profiles')} r USING (rt_id, vintage))`
  const { works_of_survey_year, target } = city.indicators
  const run = async (statements: string[]): Promise<void> => {
    for (const statement of statements) await store.run(statement)
  }
  await run(progressMacros(methodology))
  await run(
    membersTables(
      `(FROM ${PLACES} WHERE is_summed)`,
      scores,
      accepted('decrees'),
      city.code,
      works_of_survey_year,
    ),
  )
  await run([locatedTable(PLACES, city.code)])
  await worksTable(store, accepted('interventions'), named, methodology, city.code)
  const worked = await store.rows<{ place_level: string }>(`SELECT DISTINCT place_level FROM ${TEMP.works}`)
  await run([
    yearsTable(totals),
    holdsTable(city.code),
    cutsTable(scores, works_of_survey_year),
    ...sumsTables(scores),
    ...extrasInserts(new Set(worked.map((row) => row.place_level)), works_of_survey_year),
  ])
  await run([unitsTable(), ...rtTables(scores, weights(methodology)), toldTable(totals, accepted('decrees'))])
  await run([...groundTables(totals, methodology.classes.values[0]!.code)])
  await run([paidTable(), costsTable(city.code)])
  const rows = {
    progress: await copyToParquet(
      store,
      progressRows(methodology, scores, totals, target, works_of_survey_year),
      written('progress'),
    ),
    progress_criteria: await copyToParquet(
      store,
      progressCriteria(methodology),
      written('progress_criteria'),
    ),
    works: await copyToParquet(store, worksRows(city.code), written('works')),
    works_costs: await copyToParquet(store, worksCosts(city.code), written('works_costs')),
  }
  await reportWorks(context)
  for (const table of Object.values(TEMP)) await store.run(`DROP TABLE ${table}`)
  return rows
}
