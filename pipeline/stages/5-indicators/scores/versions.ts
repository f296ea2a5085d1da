import { type OtherSet, otherSets } from '../../../methodology/criteria-version.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import { type Store, sqlText } from '../../../store/index.ts'

/** Rows of one source and year that were probably scored by another set than the one they are read by. */
export interface Mistaken {
  source_id: string
  vintage: number
  /** The set the rows are read by; `assumed` when they do not declare it. */
  set_id: string
  assumed: boolean
  other: OtherSet
  /** Ids that only the other set has. */
  met: string[]
  /** RT of which criteria are not read for it. */
  rts: number
}

const idList = (ids: readonly string[]) => ids.map(sqlText).join(', ')

/** Rows with a number under an id that the other set alone has. */
function evidence(rows: string, own: Methodology, other: OtherSet): string {
  return `(SELECT rt_id, vintage, assumed, source_id, criterion FROM ${rows}
    WHERE set_id = ${sqlText(own.id)} AND criterion IN (${idList(other.betraying)})
      AND (volume IS NOT NULL OR percent_stated IS NOT NULL OR score_stated IS NOT NULL))`
}

/**
 * RT-years of which the criteria that mean something else in another set are not read. Where the rows declare their set, a
 * number under an id of the other set speaks against its own RT-year only; where the set is only assumed, one such number
 * speaks against every row of its source and year, since a file is filled in by one form.
 */
function suspects(rows: string, own: Methodology, other: OtherSet): string {
  const seen = evidence(rows, own, other)
  return `(SELECT DISTINCT rt_id, vintage, assumed, source_id FROM ${seen} WHERE NOT assumed
    UNION ALL SELECT DISTINCT d.rt_id, d.vintage, d.assumed, d.source_id
    FROM ${rows} d SEMI JOIN (FROM ${seen} WHERE assumed) e USING (source_id, vintage)
    WHERE d.set_id = ${sqlText(own.id)} AND d.assumed)`
}

/** The other sets whose ids stand among the rows of one, and what is to be said of each source. */
export async function mistakenRows(
  store: Store,
  rows: string,
  own: Methodology,
  all: readonly Methodology[],
): Promise<Mistaken[]> {
  const found: Mistaken[] = []
  for (const other of otherSets(own, all)) {
    const met = await store.rows<{
      source_id: string
      vintage: number
      assumed: boolean
      met: string[]
      rts: number
    }>(
      `SELECT source_id, vintage, assumed, list_sort(list(DISTINCT criterion)) AS met, count(DISTINCT rt_id) AS rts
       FROM ${evidence(rows, own, other)} GROUP BY source_id, vintage, assumed ORDER BY ALL`,
    )
    for (const one of met) {
      const rts = one.assumed
        ? await store.count(
            `(SELECT DISTINCT rt_id FROM ${rows} WHERE set_id = ${sqlText(own.id)} AND assumed
              AND source_id = ${sqlText(one.source_id)} AND vintage = ${one.vintage})`,
          )
        : one.rts
      found.push({ ...one, rts, set_id: own.id, other })
    }
  }
  return found
}

/** Table of the RT-years that are not fully read: rt_id, vintage, assumed, and `other0…` for each of the other sets. */
export function mistakenTable(
  name: string,
  rows: string,
  own: Methodology,
  others: readonly OtherSet[],
): string {
  const parts = others.map(
    (other, o) => `SELECT rt_id, vintage, assumed, ${o} AS other FROM ${suspects(rows, own, other)}`,
  )
  const columns = others.map((_, o) => `bool_or(other = ${o}) AS other${o}`)
  return `CREATE OR REPLACE TEMP TABLE ${name} AS
    SELECT rt_id, vintage, assumed, ${columns.join(', ')} FROM (${parts.join(' UNION ALL ')}) GROUP BY rt_id, vintage, assumed`
}
