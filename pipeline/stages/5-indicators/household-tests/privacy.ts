import type { Store } from '../../../store/index.ts'
import { TEMP } from './figures.ts'

/**
 * Makes the temporary table of cells (unit and base) with their `state`: `few` where fewer than k rows surely count,
 * `complement` where the figure is hidden because another's would follow from it, else `open`.
 *
 * Each unit is compared with its children of each other level, the units wholly inside it; finer levels can be parents too,
 * because where only slums were surveyed the households of a kelurahan may all lie in one zone, and the one then gives
 * away the other. What is left of a parent after its open children has to be nothing or k rows at least, and of a parent that
 * is itself hidden as a complement k rows at least; where it is not, the smallest open child (first by number among equals)
 * is hidden: coarse levels first, until nothing is left to hide. As an open child has k rows, one is enough, and because
 * what is hidden below a hidden complement is k rows too, no sum over the levels of one line (city, kawasan, zone, RT; city,
 * kecamatan, kelurahan, RT) gives a hidden figure. Sums that mix both lines, and differences of units that overlap without one
 * holding the other, are not searched for.
 *
 * @param k least number of rows; 0 hides nothing
 */
export async function hideFew(store: Store, k: number): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${TEMP.cells} AS
    SELECT unit, base, n, CASE WHEN n >= ${k} THEN 'open' ELSE 'few' END AS state
    FROM (SELECT unit, base, any_value(n) AS n FROM ${TEMP.sums} JOIN ${TEMP.items} USING (item, count) GROUP BY unit, base)`)
  if (k === 0) return
  for (;;) {
    const [updated] = await store.rows<{ Count: number }>(hideChildren(k))
    if (updated!.Count === 0) return
  }
}

/** Hides one child of every parent that gives something away, on the coarsest level of children where there is any. */
function hideChildren(k: number): string {
  return `UPDATE ${TEMP.cells} SET state = 'complement' FROM (
      SELECT base, unit FROM (
        SELECT p.base, i.child_rank, min_by(c.unit, (c.n, c.unit)) AS unit
        FROM ${TEMP.inside} i
        JOIN ${TEMP.cells} p ON p.unit = i.parent AND p.state <> 'few'
        JOIN ${TEMP.cells} c ON c.unit = i.child AND c.base = p.base AND c.state = 'open'
        GROUP BY p.unit, p.base, p.n, p.state, i.child_rank
        HAVING p.n - sum(c.n) < ${k} AND (p.n - sum(c.n) > 0 OR p.state = 'complement'))
      QUALIFY child_rank = min(child_rank) OVER ()
    ) hidden
    WHERE ${TEMP.cells}.unit = hidden.unit AND ${TEMP.cells}.base = hidden.base`
}
