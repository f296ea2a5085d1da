import { join } from 'node:path'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import {
  type Columns,
  copyToParquet,
  parquet,
  parquetOrNone,
  sqlName,
  sqlText,
  writeTable,
} from '../../../store/index.ts'
import { answeredDeficits, countedDeficits, type SurveyUse } from './deficits.ts'
import { surveyProfiles } from './headers.ts'
import { reportSurvey } from './notes.ts'
import {
  householdsTable,
  namedTable,
  rtTable,
  type SurveyInputs,
  sourcesTable,
  sumsTable,
  surveyedCriteria,
  TEMP,
} from './surveyed.ts'

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

/**
 * Writes `survey_deficits` and `survey_profiles`, both empty without a survey: what the answers of households say of the
 * deficits of their RT, held against what the records state, or in place of it where they state nothing.
 *
 * @param methodologies sets of criteria, whose `survey` rules say what answers tell
 */
export async function writeSurvey(
  context: StageContext,
  methodologies: readonly Methodology[],
): Promise<{ survey_deficits: number; survey_profiles: number }> {
  const { city, store, directory } = context
  const path = (name: string) => join(directory, `${name}.parquet`)
  const criteria = surveyedCriteria(methodologies)
  const inputs = inputsOf(context)
  if (inputs === null || criteria.length === 0) {
    await writeTable(store, path('survey_deficits'), DEFICIT_COLUMNS, [])
    await writeTable(store, path('survey_profiles'), PROFILE_COLUMNS, [])
    return { survey_deficits: 0, survey_profiles: 0 }
  }
  const use: SurveyUse = { k: city.privacy.k, survey: city.indicators.survey }
  await store.run(namedTable(inputs))
  await store.run(sourcesTable(inputs))
  await store.run(householdsTable(inputs, criteria))
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
     JOIN (VALUES ${places(methodologies)}) o(methodology, criterion, place) USING (methodology, criterion)`,
  )
  const deficits = `SELECT ${typed(DEFICIT_COLUMNS)} FROM ${TEMP.deficits} ORDER BY vintage, rt_id, place`
  await copyToParquet(store, deficits, path('survey_deficits'), DEFICIT_COLUMNS)
  const profiles = `SELECT ${typed(PROFILE_COLUMNS)} FROM (${surveyProfiles(inputs, use.k)}) ORDER BY vintage, rt_id`
  await copyToParquet(store, profiles, path('survey_profiles'), PROFILE_COLUMNS)
  await reportSurvey(context)
  for (const table of Object.values(TEMP)) await store.run(`DROP TABLE ${table}`)
  return {
    survey_deficits: await store.count(parquet(path('survey_deficits'))),
    survey_profiles: await store.count(parquet(path('survey_profiles'))),
  }
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

/** What it reads; null for a city without a survey. */
function inputsOf(context: StageContext): SurveyInputs | null {
  const households = context.table('2-validate', 'households')
  if (households === null) return null
  const accepted = (name: string) => parquetOrNone(context.table('2-validate', name), name)
  const made = (stage: '3-area' | '4-density', name: string, columns: Columns) => {
    const path = context.table(stage, name)
    if (path !== null) return parquet(path)
    const none = Object.entries(columns).map(([column, type]) => `NULL::${type} AS ${column}`)
    return `(SELECT ${none.join(', ')} WHERE false)`
  }
  return {
    households: parquet(households),
    locations: made('4-density', 'household_locations', {
      ...{ id: 'VARCHAR', rt_id: 'VARCHAR', ambiguous: 'BOOLEAN' },
    }),
    profiles: accepted('rt_profiles'),
    deficits: accepted('rt_deficits'),
    adminAreas: made('3-area', 'admin_areas', {
      ...{ admin_code: 'VARCHAR', level: 'VARCHAR', kelurahan_code: 'VARCHAR' },
      ...{ rt_rw: 'VARCHAR', area_ha_utm: 'DOUBLE' },
    }),
    densities: made('4-density', 'densities', {
      ...{ level: 'VARCHAR', unit_id: 'VARCHAR', buildings: 'BIGINT' },
      ...{ buildings_method: 'VARCHAR', area_ha_utm: 'DOUBLE' },
    }),
  }
}

/** Methodologies and their criteria in the order of their files, as rows of VALUES. */
function places(methodologies: readonly Methodology[]): string {
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
