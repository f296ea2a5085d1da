import type { Store } from '../../../store/index.ts'
import { spotsTable, UNITS, unitsTables } from '../household-tests/answers.ts'
import { TEMP as TESTS } from '../household-tests/figures.ts'
import { hideFew } from '../household-tests/privacy.ts'
import { type SurveyedCriterion, TEMP } from './surveyed.ts'

/** Temporary table of the units (level, unit_id, vintage) whose households may be told of, or not (`state`). */
export const TOLD = 'survey_told'

/** Rows of the places as the rules on households read them. */
export const placedFrom = (table: string) =>
  `(SELECT rt_id AS unit_rt, zone_id AS unit_zone, kawasan AS unit_kawasan, kelurahan_code AS unit_kelurahan,
    vintage AS unit_vintage, row_weighted FROM ${table})`

/**
 * Decides once, for every table that tells of surveyed households, of which units something may be told: at least k households, and
 * no unit of fewer that would follow ({@link hideFew}). Leaves the tables of spots and units behind.
 */
export async function decideTold(store: Store, places: string, k: number, cityCode: string): Promise<void> {
  await store.run(spotsTable({ from: placedFrom(places) }, k))
  for (const sql of unitsTables(cityCode, k)) await store.run(sql)
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TESTS.sums} AS
    SELECT unit, 0 AS item, 0 AS count, sum(s.n) AS asked
    FROM ${TESTS.members} JOIN ${TESTS.spots} s USING (place) GROUP BY unit`)
  await hideFew(store, k, ['asked'])
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TOLD} AS
    SELECT level, unit_id, u.vintage, state FROM ${TESTS.units} u JOIN ${TESTS.cells} USING (unit)`)
}

/** Temporary table of the units (level, unit_id, vintage) of which may be told how many people live in the surveyed households. */
export const TOLD_PEOPLE = 'survey_told_people'

/** Makes it, after {@link decideTold}: households that do not tell their people are not among the k. */
export async function decidePeople(
  store: Store,
  households: string,
  places: string,
  k: number,
): Promise<void> {
  const same = UNITS.map((unit) => `s.unit_${unit} IS NOT DISTINCT FROM p.${COLUMN_OF[unit]}`)
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TESTS.sums} AS
    SELECT unit, 0 AS item, 0 AS count, sum(asked) AS asked
    FROM (SELECT place, count(h.population) AS asked FROM ${places} p JOIN ${households} h USING (household_id)
      JOIN ${TESTS.spots} s ON ${same.join(' AND ')} GROUP BY place)
    JOIN ${TESTS.members} USING (place) GROUP BY unit`)
  await hideFew(store, k, ['asked'], heldUnits)
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TOLD_PEOPLE} AS
    SELECT level, unit_id, u.vintage, state = 'open' AS is_told FROM ${TESTS.units} u JOIN ${TESTS.cells} USING (unit)`)
}

/** Query of the zones (zone_id) of which so much may be told of every year: what all years together make tells of each. */
export const toldZones = `SELECT unit_id AS zone_id FROM ${TOLD_PEOPLE} WHERE level = 'zone'
  GROUP BY unit_id HAVING bool_and(is_told) ORDER BY unit_id`

/** Query of the units by their number that are held back whatever is asked. */
export const heldUnits = `SELECT unit, state FROM ${TESTS.units} u JOIN ${TOLD} t
  ON t.level = u.level AND t.unit_id = u.unit_id AND t.vintage IS NOT DISTINCT FROM u.vintage WHERE state <> 'open'`

/**
 * Temporary table of the RT (rt_id, vintage) that may be told of, with `number` of each criterion: those whose answers do not give
 * away the few answers of another one either. Of an RT that is not in it nothing may be told.
 */
export async function toldCriteria(
  store: Store,
  criteria: readonly SurveyedCriterion[],
  k: number,
): Promise<void> {
  const list = (sql: (i: number) => string) => `unnest([${criteria.map((_, i) => sql(i)).join(', ')}])`
  const same = UNITS.map((unit) => `s.unit_${unit} IS NOT DISTINCT FROM h.${COLUMN_OF[unit]}`)
  const counts = criteria.flatMap(({ rule }, i) => [
    `count(${rule.counts})::BIGINT AS asked${i}`,
    `count(*) FILTER (lacks${i} IS NOT NULL AND ${rule.counts} IS NOT NULL)::BIGINT AS known${i}`,
  ])
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TESTS.sums} AS
    SELECT unit, item, 0 AS count, sum(asked) AS asked, sum(known) AS known
    FROM (SELECT place, ${list(String)} AS item, ${list((i) => `asked${i}`)} AS asked, ${list((i) => `known${i}`)} AS known
      FROM (SELECT place, ${counts.join(', ')}
        FROM ${TEMP.households} h JOIN ${TESTS.spots} s ON ${same.join(' AND ')} GROUP BY place))
    JOIN ${TESTS.members} USING (place) GROUP BY unit, item`)
  await hideFew(store, k, ['asked', 'known'], heldUnits)
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.told} AS
    SELECT u.unit_id AS rt_id, u.vintage, b.item AS number
    FROM ${TESTS.units} u JOIN ${TESTS.cells} c USING (unit) JOIN ${TESTS.bases} b USING (base)
    WHERE u.level = 'rt' AND c.state = 'open'`)
}

const COLUMN_OF: Record<(typeof UNITS)[number], string> = {
  ...{ vintage: 'vintage', rt: 'rt_id', zone: 'zone_id', kawasan: 'kawasan' },
  kelurahan: 'kelurahan_code',
}
