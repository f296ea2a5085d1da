import type { TestsMethodology } from '../../../methodology/tests.ts'
import type { Item } from '../../../methodology/tests-sql.ts'
import { sqlText } from '../../../store/index.ts'
import type { Count } from './answers.ts'

/** Temporary tables of these rules. */
export const TEMP = {
  spots: 'tests_spots',
  answers: 'tests_answers',
  members: 'tests_members',
  units: 'tests_units',
  shared: 'tests_shared',
  inside: 'tests_inside',
  pieces: 'tests_pieces',
  bases: 'tests_bases',
  items: 'tests_items',
  sums: 'tests_sums',
  cells: 'tests_cells',
  earlier: 'tests_earlier',
  figures: 'tests_figures',
} as const

/** Decimals of percents and their errors. */
const DECIMALS = 6

/** What a row may turn out to be: outside of those who count, a yes, or a no. */
const STATE = { out: 0, yes: 1, no: 2, yesOrNo: 3, outOrYes: 4, outOrNo: 5, any: 6 } as const

function stateSql({ column: x, of }: Item): string {
  const answer = (yes: number, no: number, unknown: number) =>
    `CASE WHEN ${x} THEN ${yes} WHEN NOT ${x} THEN ${no} ELSE ${unknown} END`
  const counts = answer(STATE.yes, STATE.no, STATE.yesOrNo)
  if (of === null) return counts
  return `CASE WHEN ${of} THEN ${counts} WHEN NOT ${of} THEN ${STATE.out} ELSE ${answer(STATE.outOrYes, STATE.outOrNo, STATE.any)} END`
}

/**
 * Temporary table of the figures of one methodology: item, count and what is said of them, and the order of its count.
 */
export function itemsTable(
  methodology: TestsMethodology,
  table: string,
  items: readonly Item[],
  counts: readonly Count[],
): string {
  const rows = items.flatMap((item, i) =>
    Object.entries(methodology.counts[table]!).map(([name, column], place) => {
      const count = counts.findIndex((one) => one.column === column)
      const texts = [item.group, item.id, item.label.id, item.label.en, name].map(sqlText)
      return `(${[i, count, place, ...texts].join(', ')})`
    }),
  )
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.items} AS
    SELECT * FROM (VALUES ${rows.join(', ')}) t(item, count, place_of_count, item_group, indicator, label_id, label_en, counts)`
}

/**
 * Temporary table of sums per unit, item and count: rows whose number is given (`asked`), those that count or may (`may`), that
 * surely count (`n`), that tell (`known`), and the weighted sums of those that count or may (`all`), that surely do or do not have what is asked (`yes`, `no`, with squares), or
 * may (`may_yes`, `may_no`). Answers are turned into rows first: one sum of each kind over long rows takes a tenth of the
 * time of hundreds of filtered ones over wide ones.
 */
export function sumsTable(items: readonly Item[], counts: readonly Count[]): string {
  const list = (of: readonly string[]) => `unnest([${of.join(', ')}])`
  const each = (name: string) => list(counts.map((_, c) => `${name}${c}`))
  const sums = counts.map(
    ({ number }, c) =>
      `count(value${number}) AS k${c}, sum(value${number}) AS s${c}, sum(square${number}) AS q${c}`,
  )
  const of = (name: string, ...states: number[]) =>
    `coalesce(sum(${name}) FILTER (state IN (${states.join(', ')})), 0)`
  const { yes, no, yesOrNo, outOrYes, outOrNo, any } = STATE
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.sums} AS
    SELECT unit, item, count, sum(k) AS asked, ${of('k', yes, no, yesOrNo, outOrYes, outOrNo, any)} AS may,
      ${of('k', yes, no, yesOrNo)} AS n, ${of('k', yes, no)} AS known,
      ${of('s', yes, no, yesOrNo, outOrYes, outOrNo, any)} AS everyone, ${of('s', yes)} AS yes, ${of('s', no)} AS no,
      ${of('s', yes, yesOrNo, outOrYes, any)} AS may_yes, ${of('s', no, yesOrNo, outOrNo, any)} AS may_no,
      ${of('q', yes)} AS yes_squares, ${of('q', no)} AS no_squares
    FROM (SELECT place, item, state, ${list(counts.map((_, c) => String(c)))} AS count,
        ${each('k')} AS k, ${each('s')} AS s, ${each('q')} AS q
      FROM (SELECT place, item, state, ${sums.join(', ')}
        FROM (
          SELECT place, ${counts.map(({ number }) => `value${number}, square${number}`).join(', ')},
            ${list(items.map(stateSql))}::TINYINT AS state, ${list(items.map((_, i) => String(i)))}::SMALLINT AS item
          FROM ${TEMP.answers})
        GROUP BY place, item, state))
    JOIN ${TEMP.members} USING (place)
    GROUP BY unit, item, count`
}

/**
 * Adds the rows of one methodology to the table of figures.
 *
 * Bounds of a share whose base is not wholly known: the least is reached where every row that may be a "no" is one, and rows that
 * are a "yes" or do not count do not; the most the other way round. Where everybody counts this is yes / base and
 * (base - no) / base. Standard error of the share p of the rows that answered, linearised for a ratio (Särndal, Swensson and
 * Wretman, "Model Assisted Survey Sampling", 1992, section 5.6), as drawn with replacement:
 * `n / (n - 1) x sum of w^2 (y - p)^2 / (sum of w)^2`, y 1 or 0, w weight (x members where people are counted).
 *
 * @param isSample false of a list that is counted one by one, which has no error of a sample
 */
export function insertFigures(methodology: string, tableNumber: number, isSample: boolean): string {
  const round = (sql: string) => `round(${sql}, ${DECIMALS})`
  const share = (part: string) => `power(${part}::DOUBLE / (yes + no)::DOUBLE, 2)`
  const squares = `${share('no')} * yes_squares::DOUBLE + ${share('yes')} * no_squares::DOUBLE`
  return `INSERT INTO ${TEMP.figures}
    SELECT level, unit_id, vintage, ${sqlText(methodology)}, item_group, indicator, label_id, label_en, counts, asked, weighted,
      everyone::DOUBLE, yes::DOUBLE, may_yes::DOUBLE,
      CASE WHEN yes = may_yes AND no = may_no THEN least END, least, most,
      CASE WHEN ${isSample} AND known > 1 AND yes + no > 0
        THEN ${round(`100 * sqrt(known / (known - 1) * (${squares})) / (yes + no)::DOUBLE`)} END,
      state = 'open', unit, ${tableNumber}, item, place_of_count
    FROM (SELECT *,
        CASE WHEN yes + may_no > 0 THEN ${round('100 * yes::DOUBLE / (yes + may_no)::DOUBLE')} WHEN may_yes > 0 THEN 100 END AS least,
        CASE WHEN may_yes + no > 0 THEN ${round('100 * may_yes::DOUBLE / (may_yes + no)::DOUBLE')} WHEN may_no > 0 THEN 0 END AS most
      FROM ${TEMP.sums})
    JOIN ${TEMP.items} USING (item, count)
    JOIN ${TEMP.units} USING (unit)
    JOIN ${TEMP.bases} USING (item, count)
    JOIN (SELECT unit, base, state FROM ${TEMP.cells}) USING (unit, base)
    WHERE asked > 0`
}
