import type { Store } from '../../../store/index.ts'
import { TEMP } from './figures.ts'

/**
 * Makes the temporary table of cells (unit and base) with their `state`: `few` where fewer than k rows surely count, or
 * fewer than k of them tell; `complement` where the figure is hidden because another's would follow from it, else `open`.
 * A base are the items of equal numbers in every unit: they are hidden together.
 *
 * Each unit is compared with its children of each other level, the units wholly inside it; finer levels can be parents too,
 * because where only slums were surveyed the households of a kelurahan may all lie in one zone, and the one then gives
 * away the other. What is left of a parent after its open children has to be nothing or k rows at least, and of a parent that
 * is itself hidden as a complement k rows at least; where it is not, the smallest open child (first by number among equals)
 * is hidden: coarse levels first, until nothing is left to hide. As an open child has k rows, one is enough, and because
 * what is hidden below a hidden complement is k rows too, no sum over the levels of one line (city, kawasan, zone, RT; city,
 * kecamatan, kelurahan, RT) gives a hidden figure. The same holds of the rows that tell, for shares are made of those.
 *
 * Of units that overlap without one holding the other, the finer is hidden where either has fewer than k rows that the other lacks
 * (an RT of which one household lies across the border of its zone). Sums that mix both lines are not searched for.
 *
 * @param k least number of rows; 0 hides nothing
 * @param held query of (unit, state) that are not open whatever the base, or null: what was decided for all rows of the table
 */
export async function hideFew(store: Store, k: number, held: string | null = null): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.bases} AS
    SELECT item, count, dense_rank() OVER (ORDER BY pattern, all_n, all_known)::INTEGER AS base
    FROM (SELECT item, count, bit_xor(hash(unit, n::BIGINT, known::BIGINT)) AS pattern, sum(n) AS all_n, sum(known) AS all_known
      FROM ${TEMP.sums} GROUP BY item, count)`)
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.cells} AS
    SELECT unit, base, n, known, CASE WHEN n < ${k} OR known < ${k} THEN 'few' ELSE ${held === null ? "'open'" : "coalesce(h.state, 'open')"} END AS state
    FROM (SELECT unit, base, any_value(n)::BIGINT AS n, any_value(known)::BIGINT AS known
      FROM ${TEMP.sums} JOIN ${TEMP.bases} USING (item, count) GROUP BY unit, base)
    ${held === null ? '' : `LEFT JOIN (${held}) h USING (unit)`}`)
  if (k === 0) return
  for (;;) {
    let updated = 0
    for (const sql of [hideChildren(k), hideOverlaps(k)])
      updated += (await store.rows<{ Count: number }>(sql))[0]!.Count
    if (updated === 0) return
  }
}

/** Hides one child of every parent that gives something away, on the coarsest level of children where there is any. */
function hideChildren(k: number): string {
  const tells = (name: string) => {
    const left = `p.${name} - sum(c.${name})`
    return `(${left} < ${k} AND (${left} > 0 OR p.state = 'complement'))`
  }
  return `UPDATE ${TEMP.cells} SET state = 'complement' FROM (
      SELECT base, unit FROM (
        SELECT p.base, i.child_rank, min_by(c.unit, (c.n, c.unit)) AS unit
        FROM ${TEMP.inside} i
        JOIN ${TEMP.cells} p ON p.unit = i.parent AND p.state <> 'few'
        JOIN ${TEMP.cells} c ON c.unit = i.child AND c.base = p.base AND c.state = 'open'
        GROUP BY p.unit, p.base, p.n, p.known, p.state, i.child_rank
        HAVING ${tells('n')} OR ${tells('known')})
      QUALIFY child_rank = min(child_rank) OVER ()
    ) hidden
    WHERE ${TEMP.cells}.unit = hidden.unit AND ${TEMP.cells}.base = hidden.base`
}

/** Hides the finer of two open units that overlap and differ by few. */
function hideOverlaps(k: number): string {
  const few = (name: string) => `d.${name} BETWEEN 1 AND ${k - 1}`
  return `UPDATE ${TEMP.cells} SET state = 'complement' FROM (
      SELECT DISTINCT d.base, x.finer AS unit
      FROM ${TEMP.pieces} x
      JOIN ${TEMP.cells} d ON d.unit = x.piece AND (${few('n')} OR ${few('known')})
      JOIN ${TEMP.cells} f ON f.unit = x.finer AND f.base = d.base AND f.state = 'open'
      JOIN ${TEMP.cells} c ON c.unit = x.coarser AND c.base = d.base AND c.state = 'open'
    ) hidden
    WHERE ${TEMP.cells}.unit = hidden.unit AND ${TEMP.cells}.base = hidden.base`
}
