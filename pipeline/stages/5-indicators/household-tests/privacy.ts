import { TEMP } from './figures.ts'

/** Which units add up to which, coarsest first: along the zones, and along the administration. */
export const RELATIONS = [
  ['city', 'kecamatan'],
  ['city', 'kawasan'],
  ['kecamatan', 'kelurahan'],
  ['kawasan', 'zone'],
  ['kelurahan', 'zone'],
  ['kelurahan', 'rt'],
  ['zone', 'rt'],
] as const

/**
 * Temporary table of cells (unit and base) with their `state`: `few` where fewer than k rows surely count, `complement`
 * where the figure is hidden because another's would follow from it, else `open`.
 *
 * From the city downwards, each parent is compared with its children, the units wholly inside it. What is left of a parent
 * after its open children has to be nothing or k rows at least, and of a parent that is itself hidden as a complement k rows
 * at least; where it is not, the smallest open child (first by id among equals) is hidden. As an open child has k rows, one is
 * enough, and because what is hidden below a hidden complement is k rows too, no sum over several levels of one line
 * gives a hidden figure. Differences between units that overlap without one holding the other are not searched for.
 *
 * @param k least number of rows; 0 hides nothing
 */
export function hideFew(k: number): string[] {
  const cells = `CREATE OR REPLACE TEMP TABLE ${TEMP.cells} AS
    SELECT unit, base, n, CASE WHEN n >= ${k} THEN 'open' ELSE 'few' END AS state
    FROM (SELECT unit, base, any_value(n) AS n FROM ${TEMP.sums} JOIN ${TEMP.items} USING (item, count) GROUP BY unit, base)`
  return k === 0 ? [cells] : [cells, ...RELATIONS.map(([parent, child]) => hideChild(parent, child, k))]
}

function hideChild(parent: string, child: string, k: number): string {
  return `UPDATE ${TEMP.cells} SET state = 'complement' FROM (
      SELECT p.base, min_by(c.unit, (c.n, c.unit)) AS unit
      FROM ${TEMP.inside} i
      JOIN ${TEMP.cells} p ON p.unit = i.parent
      JOIN ${TEMP.cells} c ON c.unit = i.child AND c.base = p.base AND c.state = 'open'
      WHERE i.parent_level = '${parent}' AND i.child_level = '${child}' AND p.state <> 'few'
      GROUP BY p.unit, p.base, p.n, p.state
      HAVING p.n - sum(c.n) < ${k} AND (p.n - sum(c.n) > 0 OR p.state = 'complement')
    ) hidden
    WHERE ${TEMP.cells}.unit = hidden.unit AND ${TEMP.cells}.base = hidden.base`
}
