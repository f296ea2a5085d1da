import { join } from 'node:path'
import { ContractError } from '../../../errors.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { copyToParquet, parquet, parquetOrNone, type Store, sqlText } from '../../../store/index.ts'
import { KNOWN_SCORE } from '../../../values/latest-score.ts'
import { rowFacts } from './facts.ts'
import { reportLeftovers } from './leftovers.ts'
import { aspectScores, criterionScores, scoreTotals } from './outputs.ts'
import { PLACES, placesTable } from './places.ts'
import { macros, type Plan, planOf } from './plan.ts'
import { deficitRows, deficitsTable, rtTable, surveyTable } from './rt-table.ts'
import { statedTotals } from './stated-totals.ts'
import { sumsTable, unitsTable } from './units-table.ts'
import { mistakenTable } from './versions.ts'

/** Paths of `survey_deficits` and `survey_profiles`; null where nobody was asked or the survey only compares. */
export interface SurveyFiles {
  deficits: string | null
  profiles: string | null
}

/** Which units every scored RT belongs to, and whether it is part of their sums. */
const RT_UNITS = `SELECT rt_id, vintage, zone_id, kawasan, kelurahan_code, kecamatan_code, is_summed AS in_sums,
    source_id, source_row FROM ${PLACES} ORDER BY vintage, rt_id`

const NO_SURVEY: SurveyFiles = { deficits: null, profiles: null }

/** Totals that are computed, and those that a source alone states. */
const TOTALS = { computed: 'ind_computed_totals', stated: 'ind_stated_totals' } as const

/**
 * Writes `rt_units`, `criterion_scores`, `aspect_scores` and `score_totals`: by the city's methodology, and by every other one that
 * rows of `rt_deficits` declare. The temporary table `PLACES` stays for those who go on from the scores.
 * @throws ContractError when a key of the profiles or deficits occurs twice.
 */
export async function writeScores(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
  survey: SurveyFiles = NO_SURVEY,
): Promise<Record<string, number>> {
  const { city, store } = context
  const accepted = (name: string): string => parquetOrNone(context.table('2-validate', name), name)
  const [profiles, deficits] = [accepted('rt_profiles'), accepted('rt_deficits')]
  await requireUnique(store, profiles, 'rt_profiles', ['rt_id', 'vintage'])
  await requireUnique(store, deficits, 'rt_deficits', ['rt_id', 'vintage', 'criterion'])

  const rows = deficitRows(deficits, methodology.id)
  const asked = survey.deficits === null ? null : parquet(survey.deficits)
  const facts = await rowFacts(store, methodology, {
    ...{ rows, profiles, survey: asked },
    headers: survey.profiles === null ? null : parquet(survey.profiles),
  })
  const plans = facts.sets.map((one, number) => planOf(one.methodology, city.size_class, number, one.facts))
  const from = {
    ...{ profiles, deficits, survey: survey.profiles === null ? null : parquet(survey.profiles) },
    rtZones: parquet(context.table('3-area', 'rt_zones')!),
    ...{ zones: accepted('zones'), units: accepted('admin_units') },
  }
  await store.run(placesTable(plans, from, decree))
  for (const plan of plans) await scoreUnits(store, plan, rows, asked, city.code)

  const path = (name: string) => join(context.directory, `${name}.parquet`)
  const rt_units = await copyToParquet(store, RT_UNITS, path('rt_units'))
  const criterion_scores = await copyDirectly(store, plans.map(criterionScores), path('criterion_scores'))
  const aspect_scores = await copyDirectly(store, plans.map(aspectScores), path('aspect_scores'))
  const { computed, stated } = TOTALS
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${computed} AS ${plans.map(scoreTotals).join(' UNION ALL BY NAME ')}`,
  )
  const known = `(SELECT * FROM ${computed} WHERE ${KNOWN_SCORE})`
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${stated} AS ${statedTotals(facts.all, accepted('zones'), accepted('decrees'), known, decree)}`,
  )
  // Where nothing is known of what would be computed, what a source states stands.
  const isStated = `EXISTS (FROM ${stated} s WHERE s.level = c.level AND s.unit_id = c.unit_id
    AND s.methodology = c.methodology AND s.vintage IS NOT DISTINCT FROM c.vintage)`
  const score_totals = await copyToParquet(
    store,
    `FROM ((FROM ${computed} c WHERE ${KNOWN_SCORE} OR NOT ${isStated}) UNION ALL BY NAME (FROM ${stated}))
     ORDER BY level, vintage NULLS LAST, unit_id, methodology`,
    path('score_totals'),
  )
  for (const table of [computed, stated]) await store.run(`DROP TABLE ${table}`)
  await reportLeftovers(context, plans, facts, rows)
  for (const plan of plans)
    for (const table of ['deficits', 'survey', 'mistaken', 'rt', 'sums', 'units'] as const)
      await store.run(`DROP TABLE IF EXISTS ${plan.name[table]}`)
  return { rt_units, criterion_scores, aspect_scores, score_totals }
}

/** Makes the tables of one plan; `units` is what is written. */
async function scoreUnits(
  store: Store,
  plan: Plan,
  rows: string,
  survey: string | null,
  cityCode: string,
): Promise<void> {
  for (const macro of macros(plan)) await store.run(macro)
  if (plan.mistaken.length > 0)
    await store.run(mistakenTable(plan.name.mistaken, rows, plan.methodology, plan.mistaken))
  await store.run(deficitsTable(plan, rows))
  if (plan.survey) await store.run(surveyTable(plan, survey!))
  await store.run(rtTable(plan, rows))
  await store.run(sumsTable(plan))
  await store.run(unitsTable(plan, cityCode))
}

/**
 * Writes queries that only rename columns, one after another: to hold millions of rows with their labels in memory first,
 * as `copyToParquet` does for what is computed, would cost more than it saves. On one thread, as there.
 */
async function copyDirectly(store: Store, queries: string[], path: string): Promise<number> {
  return store.runOnOneThread(
    `COPY (${queries.join('\nUNION ALL ')}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

async function requireUnique(store: Store, table: string, name: string, key: string[]): Promise<void> {
  const twice = await store.rows(
    `SELECT ${key.join(', ')} FROM ${table} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1`,
  )
  if (!twice[0]) return
  throw new ContractError(
    {
      what: `a key of ${name} occurs twice`,
      where: { file: `stages/2-validate/${name}.parquet`, field: key.join(', ') },
      got: Object.values(twice[0]).join(', '),
      expected: 'one row per key after validation',
    },
    { quotesRecord: true },
  )
}
