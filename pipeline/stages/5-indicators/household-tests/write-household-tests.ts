import { join } from 'node:path'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import { loadTests, type TestsMethodology } from '../../../methodology/tests.ts'
import { planItems } from '../../../methodology/tests-sql.ts'
import type { StageContext } from '../../../stage.ts'
import { type Columns, copyToParquet, type Store, sqlName, tableSchema } from '../../../store/index.ts'
import { type HouseholdPlaces, placeHouseholds } from '../survey/places.ts'
import { decideTold, heldUnits } from '../survey/told.ts'
import { answersTable, type Count, countsOf, spotsTable, unitsTables } from './answers.ts'
import { insertFigures, itemsTable, sumsTable, TEMP } from './figures.ts'
import { type PlacedTable, placedHouseholds, placedTable } from './places.ts'
import { hideFew, RECORDS } from './privacy.ts'

export const HOUSEHOLD_INDICATORS: Columns = {
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  vintage: 'BIGINT',
  methodology: 'VARCHAR',
  group: 'VARCHAR',
  indicator: 'VARCHAR',
  label_id: 'VARCHAR',
  label_en: 'VARCHAR',
  counts: 'VARCHAR',
  surveyed: 'BIGINT',
  weighted: 'BOOLEAN',
  base: 'DOUBLE',
  yes_min: 'DOUBLE',
  yes_max: 'DOUBLE',
  percent: 'DOUBLE',
  percent_min: 'DOUBLE',
  percent_max: 'DOUBLE',
  standard_error_pct: 'DOUBLE',
  published: 'BOOLEAN',
}

/** The methodologies of kind `tests` that the city asks for: all of them unless it names some. */
export function testsOf({ city }: Pick<StageContext, 'city'>): TestsMethodology[] {
  const asked = city.indicators.methodologies
  return methodologiesOf('tests')
    .filter((name) => asked === null || asked.includes(name))
    .map((name) => loadTests(name))
}

/**
 * Writes `household_indicators`: how many rows of a table (households, their people, partners, targets) have what each
 * test, rule and class of the methodologies of kind `tests` says, per unit of every level and year, with the bounds that
 * missing answers leave. Figures from fewer than `city.privacy.k` households, or from fewer answers, are not `published`, nor those from which
 * such a figure would follow (see {@link hideFew}); RT with fewer surveyed ones have no row at all.
 *
 * @param decree number of the decree in force, whose zones say which kawasan a household lies in
 * @param surveyed where households lie, as the survey of deficits counts them
 * @returns how many rows were written
 */
export async function writeHouseholdTests(
  context: StageContext,
  decree: string | null,
  methodologies: TestsMethodology[] = testsOf(context),
  surveyed?: HouseholdPlaces | null,
): Promise<number> {
  const { store } = context
  const places = surveyed === undefined ? await placeHouseholds(context, decree) : surveyed
  const columns = Object.entries(HOUSEHOLD_INDICATORS).map(([name, type]) => `"${name}" ${type}`)
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${TEMP.figures} (${columns.join(', ')}, unit_number INTEGER, table_number INTEGER, item_number INTEGER, count_number INTEGER)`,
  )
  const tables = [...new Set(methodologies.flatMap(({ counts }) => Object.keys(counts)))].sort()
  for (const [number, table] of tables.entries()) {
    const isSurvey = table === 'households' && places !== null
    const placed = isSurvey ? placedHouseholds(context, places) : await placedTable(context, table, decree)
    if (placed === null) continue
    await countTable(context, placed, methodologies, number, isSurvey ? places.table : null)
  }
  const path = join(context.directory, 'household_indicators.parquet')
  const rows = await copyToParquet(
    store,
    `SELECT * EXCLUDE (unit_number, table_number, item_number, count_number) FROM ${TEMP.figures}
      ORDER BY methodology, table_number, unit_number, item_number, count_number`,
    path,
  )
  await store.run(`DROP TABLE ${TEMP.figures}`)
  return rows
}

/** The figures of every methodology that counts rows of this table, after one pass over its rows. */
async function countTable(
  { store, city }: StageContext,
  placed: PlacedTable,
  methodologies: readonly TestsMethodology[],
  tableNumber: number,
  survey: string | null,
): Promise<void> {
  const { table } = placed
  const own = methodologies
    .filter(({ counts }) => Object.hasOwn(counts, table))
    .map((methodology, i) => ({ methodology, plan: planItems(methodology, table, `m${i}_`) }))
  const counts = countsOf(own.map(({ methodology }) => methodology.counts[table]!))
  // Rows of a table whose every column is public are published one by one anyway.
  const k = tableSchema(table).columns.some(({ privacy }) => privacy === 'aggregate') ? city.privacy.k : 0
  if (survey === null) {
    await store.run(spotsTable(placed, k))
    for (const sql of unitsTables(city.code, k)) await store.run(sql)
  } else await decideTold(store, survey, k, city.code)
  const tellsOfFew = survey === null && (await countsFewPersons(store, placed, counts, city.privacy.k))
  const held =
    survey !== null ? heldUnits : tellsOfFew ? `SELECT unit, 'few' AS state FROM ${TEMP.units}` : null
  const plans = own.map(({ plan }) => plan)
  await store.run(answersTable(placed, counts, plans))
  for (const { methodology, plan } of own) {
    const columns = Object.values(methodology.counts[table]!)
    const counted = counts.filter(({ column }) => columns.includes(column))
    await store.run(itemsTable(methodology, table, plan.items, counted))
    await store.run(sumsTable(plan.items, counted))
    await hideFew(store, k, RECORDS, held)
    await store.run(insertFigures(methodology.id, tableNumber, table === 'households'))
  }
  await store.run(`DROP TABLE ${TEMP.answers}`)
}

/**
 * Whether any row counts 1 to k - 1 persons. Its count is held back where the row is published
 * (`monitoring/persons-held.ts`), by sector: sums over all sectors would tell it.
 */
async function countsFewPersons(
  store: Store,
  { table, from }: PlacedTable,
  counts: readonly Count[],
  k: number,
): Promise<boolean> {
  const persons = tableSchema(table).columns.filter(
    ({ name, unit }) => unit === 'people' && counts.some(({ column }) => column === name),
  )
  if (persons.length === 0) return false
  const isFew = persons.map(({ name }) => `${sqlName(name)} BETWEEN 1 AND ${k - 1}`).join(' OR ')
  const [row] = await store.rows<{ few: boolean }>(
    `SELECT coalesce(bool_or(${isFew}), false) AS few FROM ${from}`,
  )
  return row!.few
}
