import type { Store } from '../../../store/index.ts'
import { LEVELS } from './answers.ts'
import { TEMP } from './figures.ts'

/**
 * What is counted of the records of a unit, each among those before it: whose number is known, that count or may, that surely
 * count, and that tell.
 */
export const RECORDS = ['asked', 'may', 'n', 'known'] as const

/** The counts that a table of sums holds, in the order of {@link RECORDS}. */
export type Records = readonly (typeof RECORDS)[number][]

/**
 * Makes the temporary table of cells (unit and base) with their `state`: `few` where fewer than k records surely count, or
 * fewer than k of them tell; `complement` where the figure is hidden because another's would follow from it, else `open`.
 * A base are the items of equal counts in every unit: they are hidden together.
 *
 * Each unit is compared with its children of each other level, the units wholly inside it; finer levels can be parents too,
 * because where only slums were surveyed the households of a kelurahan may all lie in one zone, and the one then gives
 * away the other. What is left of a parent after its open children has to be nothing or k records at least, and of a parent that
 * is itself hidden as a complement k records at least; where it is not, the smallest open child (first by number among equals)
 * is hidden: coarse levels first, until nothing is left to hide. As an open child has k records, one is enough, and because
 * what is hidden below a hidden complement is k records too, no sum over the levels of one line (city, kawasan, zone, RT; city,
 * kecamatan, kelurahan, RT) gives a hidden figure. So it is for children of several levels together, the coarse ones and the
 * finer ones beside them: a kelurahan less its zones and the RT outside of them.
 *
 * Of units that overlap without one holding the other, the finer is hidden where either has fewer than k records that the other lacks
 * (an RT of which one household lies across the border of its zone).
 *
 * One count is decided after the other, each on what the one before left open: what is equal in many items, such as how many were
 * asked, is then hidden in the same units by all of them, and one item does not tell what another hides.
 *
 * @param k least number of records; 0 hides nothing
 * @param records the counts that the sums hold
 * @param held query of (unit, state) that are not open whatever the base, or null: what was decided for all rows of the table
 */
export async function hideFew(
  store: Store,
  k: number,
  records: Records,
  held: string | null = null,
): Promise<void> {
  let hidden = held === null ? '' : `LEFT JOIN (${held}) h USING (unit)`
  for (const [step, record] of records.entries()) {
    await store.run(basesTable(records.slice(0, step + 1)))
    await store.run(cellsTable(k, record, hidden))
    if (k > 0) await hideComplements(store, k)
    if (step + 1 === records.length) return
    await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.earlier} AS
      SELECT item, count, unit, state FROM ${TEMP.cells} JOIN ${TEMP.bases} USING (base) WHERE state <> 'open'`)
    hidden = `LEFT JOIN (SELECT DISTINCT base, unit, state FROM ${TEMP.earlier} JOIN ${TEMP.bases} USING (item, count)) h USING (base, unit)`
  }
}

function basesTable(counts: Records): string {
  const each = (sql: (count: string) => string) => counts.map((count) => sql(count)).join(', ')
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.bases} AS
    SELECT item, count, dense_rank() OVER (ORDER BY pattern, ${each((count) => `all_${count}`)})::INTEGER AS base
    FROM (SELECT item, count, bit_xor(hash(unit, ${each((count) => `${count}::BIGINT`)})) AS pattern,
        ${each((count) => `sum(${count}) AS all_${count}`)}
      FROM ${TEMP.sums} GROUP BY item, count)`
}

/** @param hidden a join of `h`, which has the state of what is not open whatever this count says; or nothing */
function cellsTable(k: number, record: string, hidden: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.cells} AS
    SELECT unit, base, n, CASE WHEN n < ${k} THEN 'few' ELSE ${hidden === '' ? "'open'" : "coalesce(h.state, 'open')"} END AS state
    FROM (SELECT unit, base, any_value(${record})::BIGINT AS n FROM ${TEMP.sums} JOIN ${TEMP.bases} USING (item, count) GROUP BY unit, base)
    ${hidden}`
}

/** Until no sum is left that gives a hidden figure; sums over several levels are looked for last, as they are dear. */
async function hideComplements(store: Store, k: number): Promise<void> {
  const hide = async (sql: string) => (await store.rows<{ Count: number }>(sql))[0]!.Count
  for (;;) {
    while ((await hide(hideChildren(k))) + (await hide(hideOverlaps(k))) > 0);
    let hidden = 0
    for (const order of ORDERS) hidden += await hide(hideMixed(k, order))
    if (hidden === 0) return
  }
}

/** What of a parent `p` and the sum of its children `c` is left would tell of few. */
const tellsOfFew = (k: number) => {
  const left = 'p.n - sum(c.n)'
  return `(${left} < ${k} AND (${left} > 0 OR p.state = 'complement'))`
}

/** Hides what a query finds: rows (base, unit). */
const hiding = (found: string) => `UPDATE ${TEMP.cells} SET state = 'complement' FROM (${found}) hidden
    WHERE ${TEMP.cells}.unit = hidden.unit AND ${TEMP.cells}.base = hidden.base`

/** Hides one child of every parent that gives something away, on the coarsest level of children where there is any. */
function hideChildren(k: number): string {
  return hiding(`SELECT base, unit FROM (
        SELECT p.base, i.child_rank, min_by(c.unit, (c.n, c.unit)) AS unit
        FROM ${TEMP.inside} i
        JOIN ${TEMP.cells} p ON p.unit = i.parent AND p.state <> 'few'
        JOIN ${TEMP.cells} c ON c.unit = i.child AND c.base = p.base AND c.state = 'open'
        GROUP BY p.unit, p.base, p.n, p.state, i.child_rank
        HAVING ${tellsOfFew(k)})
      QUALIFY child_rank = min(child_rank) OVER ()`)
}

/** Hides the finer of two open units that overlap and differ by few. */
function hideOverlaps(k: number): string {
  return hiding(`SELECT DISTINCT d.base, x.finer AS unit
      FROM ${TEMP.pieces} x
      JOIN ${TEMP.cells} d ON d.unit = x.piece AND d.n BETWEEN 1 AND ${k - 1}
      JOIN ${TEMP.cells} f ON f.unit = x.finer AND f.base = d.base AND f.state = 'open'
      JOIN ${TEMP.cells} c ON c.unit = x.coarser AND c.base = d.base AND c.state = 'open'`)
}

/** In which order the levels inside a unit are put together: kawasan and kelurahan lie across each other. */
const ORDERS: readonly (typeof LEVELS)[number][][] = [
  ['kecamatan', 'kawasan', 'kelurahan', 'zone', 'rt'],
  ['kawasan', 'kecamatan', 'kelurahan', 'zone', 'rt'],
]

/**
 * Hides one of the finest children of every parent that its children of several levels give away: level after level, those
 * that share no record with what was taken before. A child that holds all of its parent says nothing of the others:
 * both are looked at as parents.
 */
function hideMixed(k: number, order: readonly (typeof LEVELS)[number][]): string {
  const taken = order.map((level, i) => {
    const rank = LEVELS.indexOf(level) + 1
    const before = order.slice(0, i).map((earlier) => `SELECT * FROM ${earlier}_taken`)
    const apart = `ANTI JOIN (SELECT t.parent, t.base, s.child FROM (${before.join(' UNION ALL ')}) t
        JOIN ${TEMP.shared} s ON s.parent = t.child AND s.child_rank = ${rank}) met USING (parent, base, child)`
    return `${level}_taken AS (SELECT o.* FROM open_inside o ${i === 0 ? '' : apart} WHERE o.child_rank = ${rank})`
  })
  return hiding(`WITH open_inside AS (
        SELECT i.parent, i.child, i.child_rank, c.base, c.n
        FROM ${TEMP.inside} i
        JOIN ${TEMP.cells} p ON p.unit = i.parent AND p.state <> 'few'
        JOIN ${TEMP.cells} c ON c.unit = i.child AND c.base = p.base AND c.state = 'open'
        ANTI JOIN ${TEMP.inside} same ON same.child = i.parent AND same.parent = i.child),
      ${taken.join(',\n      ')}
      SELECT p.base, min_by(c.child, (-c.child_rank, c.n, c.child)) AS unit
      FROM (${order.map((level) => `SELECT * FROM ${level}_taken`).join(' UNION ALL ')}) c
      JOIN ${TEMP.cells} p ON p.unit = c.parent AND p.base = c.base
      GROUP BY p.unit, p.base, p.n, p.state
      HAVING ${tellsOfFew(k)}`)
}
