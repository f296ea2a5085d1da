import { join } from 'node:path'
import { METHODOLOGY_DIR } from '../../../city.ts'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadMethodology, type Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { type Columns, copyToParquet, sqlName, sqlText, writeTable } from '../../../store/index.ts'
import { deficitRows } from '../scores/rt-table.ts'
import { mistakenRows, mistakenTable } from '../scores/versions.ts'
import { answeredDeficits, countedDeficits, type SurveyUse } from './deficits.ts'
import { surveyProfiles } from './headers.ts'
import { inputsOf } from './inputs.ts'
import { reportSurvey } from './notes.ts'
import { type HouseholdPlaces, placeHouseholds } from './places.ts'
import { householdsTables, rtTable, sumsTable, surveyedCriteria, TEMP } from './surveyed.ts'
import { decidePeople, decideTold, toldCriteria, toldZones } from './told.ts'

const MISTAKEN = 'svy_mistaken'

const DEFICIT_COLUMNS: Columns = {
  rt_id: 'VARCHAR',
  vintage: 'BIGINT',
  methodology: 'VARCHAR',
  criterion: 'VARCHAR',
  unit: 'VARCHAR',
  households: 'BIGINT',
  answered: 'BIGINT',
  weighted: 'BOOLEAN',
  base: 'DOUBLE',
  deficient: 'DOUBLE',
  unanswered: 'DOUBLE',
  percent: 'DOUBLE',
  percent_min: 'DOUBLE',
  percent_max: 'DOUBLE',
  standard_error_pct: 'DOUBLE',
  profile_percent: 'DOUBLE',
  difference_pct_points: 'DOUBLE',
  status: 'VARCHAR',
}

const PROFILE_COLUMNS: Columns = {
  rt_id: 'VARCHAR',
  vintage: 'BIGINT',
  kelurahan_code: 'VARCHAR',
  kawasan: 'VARCHAR',
  population: 'BIGINT',
  families: 'BIGINT',
  buildings: 'BIGINT',
  area_ha_verified: 'DOUBLE',
  households: 'BIGINT',
  method: 'VARCHAR',
}

const ZONE_COLUMNS: Columns = { zone_id: 'VARCHAR' }

/**
 * Writes `survey_deficits` and `survey_profiles`, both empty without a survey, and `survey_zones`, those of which the survey may tell
 * how many people live there: what the answers of households say of the
 * deficits of their RT, held against what the records state, or in place of it where they state nothing.
 *
 * @param methodologies sets of criteria, whose `survey` rules say what answers tell
 * @param surveyed where the households lie; every table that counts them has to read the same
 */
export async function writeSurvey(
  context: StageContext,
  methodologies: readonly Methodology[],
  surveyed?: HouseholdPlaces | null,
): Promise<Record<'survey_deficits' | 'survey_profiles' | 'survey_zones', number>> {
  const { city, store, directory } = context
  const path = (name: string) => join(directory, `${name}.parquet`)
  const criteria = surveyedCriteria(methodologies)
  const inputs = inputsOf(context)
  const places = surveyed === undefined ? await placeHouseholds(context, null) : surveyed
  const use: SurveyUse = { k: city.privacy.k, survey: city.indicators.survey }
  let survey_zones = 0
  if (inputs === null || places === null) await writeTable(store, path('survey_zones'), ZONE_COLUMNS, [])
  else {
    await decideTold(store, places.table, use.k, city.code)
    await decidePeople(store, inputs.households, places.table, use.k)
    survey_zones = await copyToParquet(store, toldZones, path('survey_zones'), ZONE_COLUMNS)
  }
  if (inputs === null || places === null || criteria.length === 0) {
    await writeTable(store, path('survey_deficits'), DEFICIT_COLUMNS, [])
    await writeTable(store, path('survey_profiles'), PROFILE_COLUMNS, [])
    return { survey_deficits: 0, survey_profiles: 0, survey_zones }
  }
  for (const sql of householdsTables(inputs, places.table, criteria)) await store.run(sql)
  await toldCriteria(store, criteria, use.k)
  await refusedTable(context, inputs.deficits, methodologies)
  await store.run(rtTable())
  await store.run(sumsTable(criteria))
  const counted = methodologies.flatMap((methodology) =>
    methodology.criteria
      .filter((criterion) => criterion.whole_when && !criterion.survey)
      .map((criterion) => countedDeficits(inputs, { methodology, criterion }, city.size_class, use)),
  )
  const rows = [answeredDeficits(inputs, criteria, use), ...counted].map((sql) => `(${sql})`)
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${TEMP.deficits} AS SELECT d.*, o.place FROM (${rows.join(' UNION ALL BY NAME ')}) d
     JOIN (VALUES ${orderOf(methodologies)}) o(methodology, criterion, place) USING (methodology, criterion)`,
  )
  const deficits = `SELECT ${typed(DEFICIT_COLUMNS)} FROM ${TEMP.deficits} ORDER BY vintage, rt_id, place`
  const survey_deficits = await copyToParquet(store, deficits, path('survey_deficits'), DEFICIT_COLUMNS)
  const profiles = `SELECT ${typed(PROFILE_COLUMNS)} FROM (${surveyProfiles(inputs, use.k)}) ORDER BY vintage, rt_id`
  const survey_profiles = await copyToParquet(store, profiles, path('survey_profiles'), PROFILE_COLUMNS)
  await reportSurvey(context)
  for (const table of Object.values(TEMP)) await store.run(`DROP TABLE ${table}`)
  return { survey_deficits, survey_profiles, survey_zones }
}

/** Where the scores find what the survey fills; null for a table without rows, and where the survey is only compared. */
export function surveyFiles(
  { city, directory }: StageContext,
  rows: Record<string, number>,
): Record<'deficits' | 'profiles', string | null> {
  const file = (name: string) =>
    city.indicators.survey === 'fill' && rows[name]! > 0 ? join(directory, `${name}.parquet`) : null
  return { deficits: file('survey_deficits'), profiles: file('survey_profiles') }
}

/** Temporary table of the criteria of RT-years that the scores do not read: they mean something else in the set they were scored by. */
async function refusedTable(
  { store, city }: StageContext,
  deficits: string,
  methodologies: readonly Methodology[],
): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${TEMP.refused} (methodology VARCHAR, criterion VARCHAR, rt_id VARCHAR, vintage BIGINT, assumed BOOLEAN)`,
  )
  const rows = deficitRows(deficits, city.methodology)
  const all = methodologiesOf('deficit_scores', METHODOLOGY_DIR).map((id) => loadMethodology(id))
  for (const own of methodologies) {
    const met = await mistakenRows(store, rows, own, all)
    for (const other of new Map(met.map((one) => [one.other.id, one.other])).values()) {
      await store.run(mistakenTable(MISTAKEN, rows, own, [other]))
      const changed = other.changed.map((id) => `(${sqlText(id)})`)
      if (changed.length > 0)
        await store.run(`INSERT INTO ${TEMP.refused} SELECT ${sqlText(own.id)}, criterion, rt_id, vintage, assumed
          FROM ${MISTAKEN} CROSS JOIN (VALUES ${changed.join(', ')}) c(criterion)`)
      await store.run(`DROP TABLE ${MISTAKEN}`)
    }
  }
}

/** Methodologies and their criteria in the order of their files, as rows of VALUES. */
function orderOf(methodologies: readonly Methodology[]): string {
  const pairs = methodologies.flatMap(({ id, criteria }) =>
    criteria.map((criterion) => [id, criterion.id] as const),
  )
  return pairs.map(([id, criterion], place) => `(${sqlText(id)}, ${sqlText(criterion)}, ${place})`).join(', ')
}

function typed(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${sqlName(name)}::${type} AS ${sqlName(name)}`)
    .join(', ')
}
