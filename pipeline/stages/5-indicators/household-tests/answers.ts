import { ROWS } from '../../../methodology/tests-check.ts'
import { type ItemPlan, itemsQuery } from '../../../methodology/tests-sql.ts'
import { sqlName, sqlText } from '../../../store/index.ts'
import { TEMP } from './figures.ts'
import { type PlacedTable, ZONES_APART } from './places.ts'

/** What is counted of a row: one, or a column of numbers. */
export interface Count {
  /** `rows` or the column. */
  column: string
  number: number
}

/** The counts of several methodologies, each once. */
export function countsOf(of: readonly Record<string, string>[]): Count[] {
  const columns = [...new Set(of.flatMap((counts) => Object.values(counts)))].sort()
  return columns.map((column, number) => ({ column, number }))
}

/** Squares are for standard errors alone: no household of a thousand million people may overflow their sum. */
const MOST_SQUARED = 1e9

/** Sums are exact, as those of the scores: a floating one depends on the order in which threads meet the rows. */
const EXACT = 'DECIMAL(38, 9)'
const EXACT_INTEGER = 'BIGINT'

export const UNITS = ['vintage', 'rt', 'zone', 'kawasan', 'kelurahan'] as const

/**
 * Temporary table of the spots that rows lie in, combinations of units and year, and the `place` each counts in. RT of fewer
 * than k rows are not told apart: nothing may be said of them, and a country surveyed thinly has more RT than answers.
 */
export function spotsTable({ from }: Pick<PlacedTable, 'from'>, k: number): string {
  const order = UNITS.map((unit) => `${unit} NULLS FIRST`).join(', ')
  const rest = UNITS.filter((unit) => unit !== 'rt').map((unit) => `unit_${unit} AS ${unit}`)
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.spots} AS
    SELECT dense_rank() OVER (ORDER BY ${order})::INTEGER AS place, *
    FROM (SELECT ${UNITS.map((unit) => `unit_${unit}`).join(', ')}, weighted, n, ${rest.join(', ')},
        CASE WHEN sum(n) OVER (PARTITION BY unit_rt, unit_vintage) >= ${k} THEN unit_rt END AS rt
      FROM (SELECT ${UNITS.map((unit) => `unit_${unit}`).join(', ')}, row_weighted AS weighted, count(*) AS n
        FROM ${from} GROUP BY ALL))`
}

/**
 * Temporary table of answers, one row per row of the table: `place`, per count `value<n>` (weighted; NULL where the number
 * is not given) and `square<n>`, and the columns of all plans. All methodologies in one pass: what a row says is read once.
 */
export function answersTable(
  placed: PlacedTable,
  counts: readonly Count[],
  plans: readonly ItemPlan[],
): string {
  const { weighted, from } = placed
  const values = counts.map(({ column, number }) => {
    const one = column === ROWS ? '1' : sqlName(column)
    const value = weighted
      ? `TRY_CAST(TRY_CAST(${one} AS ${EXACT}) * row_weight AS ${EXACT})`
      : `TRY_CAST(${one} AS ${column === ROWS ? 'TINYINT' : EXACT_INTEGER})`
    return `${value} AS value${number}`
  })
  const squares = counts.map(({ column, number }) =>
    column === ROWS && !weighted
      ? `1::TINYINT AS square${number}`
      : `CASE WHEN value${number} IS NOT NULL THEN TRY_CAST(power(least(value${number}::DOUBLE, ${MOST_SQUARED}), 2) AS ${EXACT}) END AS square${number}`,
  )
  const items = new Set(
    plans.flatMap((plan) => plan.items.flatMap(({ column, of }) => (of === null ? [column] : [column, of]))),
  )
  const same = UNITS.map((unit) => `p.unit_${unit} IS NOT DISTINCT FROM a.unit_${unit}`)
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.answers} AS
    SELECT place, ${[...counts.map(({ number }) => `value${number}`), ...squares, ...items].join(', ')}
    FROM (SELECT ${[...UNITS.map((unit) => `unit_${unit}`), ...values, ...items].join(', ')}
      FROM (${itemsQuery(plans, from)})) a
    JOIN ${TEMP.spots} p ON ${same.join(' AND ')}`
}

/** From the coarsest. */
export const LEVELS = ['city', 'kecamatan', 'kawasan', 'kelurahan', 'zone', 'rt'] as const

/** The SQL of the unit of a place, by level. */
const unitOf = (cityCode: string): Record<(typeof LEVELS)[number], string> => ({
  city: sqlText(cityCode),
  kecamatan: 'substr(kelurahan, 1, 8)',
  kawasan: 'kawasan',
  kelurahan: 'kelurahan',
  zone: `unnest(string_split(zone, ${sqlText(ZONES_APART)}))`,
  rt: 'rt',
})

/** Differences of units that overlap are compared base by base where they have fewer than this many times k rows. */
const PIECES_UP_TO = 10

/**
 * Temporary tables of the units of every level and year by number, which places each holds, which holds which, and the
 * pieces that units which overlap do not share. Pieces are members like units, so that everything is summed over them too.
 */
export function unitsTables(cityCode: string, k: number): string[] {
  const units = unitOf(cityCode)
  const each = LEVELS.map(
    (level) =>
      `SELECT DISTINCT place, ${sqlText(level)} AS level, ${units[level]} AS unit_id, vintage, weighted FROM ${TEMP.spots}`,
  )
  const rank = (alias: string) => `list_position([${LEVELS.map(sqlText).join(', ')}], ${alias}.level)`
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.members} AS
      SELECT place, dense_rank() OVER (ORDER BY level, unit_id, vintage NULLS FIRST)::INTEGER AS unit, level, unit_id, vintage, weighted
      FROM (${each.join(' UNION ALL ')}) WHERE unit_id IS NOT NULL`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.units} AS
      SELECT unit, any_value(level) AS level, any_value(unit_id) AS unit_id, any_value(m.vintage) AS vintage,
        any_value(m.weighted) AS weighted, count(*) AS places, sum(n) AS n
      FROM ${TEMP.members} m JOIN (SELECT place, sum(n) AS n FROM ${TEMP.spots} GROUP BY place) USING (place) GROUP BY unit`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.shared} AS
      SELECT c.unit AS child, p.unit AS parent, ${rank('c')} AS child_rank, ${rank('p')} AS parent_rank,
        count(*) AS shared, sum(n) AS shared_n
      FROM ${TEMP.members} c JOIN ${TEMP.members} p USING (place)
      JOIN (SELECT place, sum(n) AS n FROM ${TEMP.spots} GROUP BY place) USING (place)
      WHERE p.level <> c.level AND c.level <> 'city' GROUP BY ALL`,
    // A unit is inside another where every place it holds is held by that one too.
    `CREATE OR REPLACE TEMP TABLE ${TEMP.inside} AS
      SELECT i.child, i.parent, i.child_rank FROM ${TEMP.shared} i
      JOIN ${TEMP.units} u ON u.unit = i.child AND u.places = i.shared`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.pieces} AS
      SELECT (SELECT max(unit) FROM ${TEMP.units}) + row_number() OVER (ORDER BY one, other)::INTEGER AS piece, *
      FROM (SELECT s.child AS one, s.parent AS other, CASE WHEN child_rank > parent_rank THEN s.child ELSE s.parent END AS finer,
          CASE WHEN child_rank > parent_rank THEN s.parent ELSE s.child END AS coarser
        FROM ${TEMP.shared} s
        JOIN ${TEMP.units} c ON c.unit = s.child AND c.places > s.shared AND c.n - s.shared_n < ${PIECES_UP_TO * k}
        JOIN ${TEMP.units} p ON p.unit = s.parent AND p.places > s.shared)`,
    `INSERT INTO ${TEMP.members}
      SELECT m.place, x.piece, 'piece', NULL, NULL, NULL FROM ${TEMP.pieces} x
      JOIN ${TEMP.members} m ON m.unit = x.one ANTI JOIN ${TEMP.members} o ON o.unit = x.other AND o.place = m.place`,
  ]
}
