import type { Methodology } from '../../../methodology/methodology.ts'
import { possibleScores } from '../../../methodology/score.ts'
import { denominatorSql } from '../../../methodology/score-sql.ts'
import { parquet, type Store, sqlText } from '../../../store/index.ts'
import type { World } from '../world.ts'
import { criteriaNamed } from './criteria-version.ts'

/** One cell of the worksheet: the volume of one criterion in one RT and year, with its denominator. */
export interface DeficitCell {
  rt_id: string
  vintage: number
  criterion: string
  volume: number | null
  score_stated: number | null
  denominator: number | null
  source_id: string
  source_row: number
}

/**
 * Query of the records of a table of deficits that state an impossible score: source_id, source_row, the number of cells
 * of the record, the first impossible score in the order of the criteria, and how many there are.
 */
export function impossibleRecords(path: string, methodology: Methodology): string {
  return `SELECT source_id, source_row, count(*) AS cells,
      count(*) FILTER (${isImpossible(methodology)}) AS impossible,
      arg_min({'criterion': criterion, 'score': score_stated}, criterion) FILTER (${isImpossible(methodology)}) AS first
    FROM ${parquet(path)}
    GROUP BY source_id, source_row
    HAVING impossible > 0`
}

function isImpossible(methodology: Methodology): string {
  return `score_stated NOT IN (${[...possibleScores(methodology)].join(', ')})`
}

/** The sets of criteria that rows of deficits are read by and a file has: the city's, then those that rows declare. */
export async function setsOfRows(store: Store, path: string, { methodology }: World): Promise<Methodology[]> {
  const declared = await store.rows<{ id: string }>(
    `SELECT DISTINCT methodology AS id FROM ${parquet(path)}
     WHERE methodology IS NOT NULL AND methodology <> ${sqlText(methodology.id)} ORDER BY id`,
  )
  return [methodology, ...declared.flatMap(({ id }) => criteriaNamed(id) ?? [])]
}

/** Which rows of deficits a set of criteria reads: those that declare it, and of the city's set those that declare none. */
export function isReadBy(methodology: Methodology, city: Methodology): string {
  const declared = `methodology = ${sqlText(methodology.id)}`
  return methodology.id === city.id ? `(methodology IS NULL OR ${declared})` : declared
}

/**
 * Query of the cells of a table of deficits that are read by a methodology, less those of records whose columns are
 * shifted: what stands there is no volume, and no rule is to speak of it a second time.
 */
export function trustedDeficits(path: string, methodology: Methodology, city = methodology): string {
  const shifted = `SELECT source_id, source_row FROM (${impossibleRecords(path, methodology)})`
  return `SELECT * FROM ${parquet(path)} d
    WHERE coalesce(${isReadBy(methodology, city)}, false) AND NOT EXISTS (
      FROM (${shifted}) s WHERE s.source_id = d.source_id AND s.source_row = d.source_row)`
}

/** Query of {@link DeficitCell}: trusted deficits beside the header of their RT. */
export function deficitCells(
  profiles: string,
  deficits: string,
  methodology: Methodology,
  city = methodology,
): string {
  return `SELECT d.rt_id, d.vintage, d.criterion, d.volume, d.score_stated,
      ${denominatorSql(methodology, 'd.criterion', 'p')} AS denominator, d.source_id, d.source_row
    FROM (${trustedDeficits(deficits, methodology, city)}) d JOIN ${parquet(profiles)} p USING (rt_id, vintage)`
}

/** The key of a cell as findings name it. */
export function cellKey({
  rt_id,
  vintage,
  criterion,
}: {
  rt_id: string
  vintage: number
  criterion: string
}) {
  return `${rt_id} · ${vintage} · ${criterion}`
}
