import { join } from 'node:path'
import { ContractError } from '../../../errors.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { copyToParquet, parquet, parquetOrNone, type Store } from '../../../store/index.ts'
import { reportLeftovers } from './leftovers.ts'
import {
  aspectScores,
  criterionScores,
  deficitsTable,
  macros,
  planOf,
  rtTable,
  scoreTotals,
  TEMP,
  unitsTable,
} from './sql.ts'
import { statedTotals } from './stated-totals.ts'

/**
 * Writes `criterion_scores`, `aspect_scores` and `score_totals`.
 * @throws ContractError when a key of the profiles or deficits occurs twice.
 */
export async function writeScores(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
): Promise<Record<string, number>> {
  const { city, store } = context
  const accepted = (name: string): string => parquetOrNone(context.table('2-validate', name), name)
  const profiles = accepted('rt_profiles')
  const deficits = accepted('rt_deficits')
  await requireUnique(store, profiles, 'rt_profiles', ['rt_id', 'vintage'])
  await requireUnique(store, deficits, 'rt_deficits', ['rt_id', 'vintage', 'criterion'])

  const plan = planOf(methodology, city.size_class)
  for (const macro of macros(methodology)) await store.run(macro)
  await store.run(deficitsTable(plan, deficits))
  await store.run(rtTable(plan, profiles, parquet(context.table('3-area', 'rt_zones')!)))
  await store.run(unitsTable(plan, city.code))
  const path = (name: string) => join(context.directory, `${name}.parquet`)
  const stated = statedTotals(accepted('zones'), accepted('decrees'), TEMP.units, decree)
  await copyToParquet(store, criterionScores(plan), path('criterion_scores'))
  await copyToParquet(store, aspectScores(plan), path('aspect_scores'))
  await copyToParquet(store, scoreTotals(plan, stated), path('score_totals'))
  await reportLeftovers(context, methodology, deficits)
  for (const table of Object.values(TEMP)) await store.run(`DROP TABLE ${table}`)
  const rows: Record<string, number> = {}
  for (const name of ['criterion_scores', 'aspect_scores', 'score_totals'])
    rows[name] = await store.count(parquet(path(name)))
  return rows
}

async function requireUnique(store: Store, table: string, name: string, key: string[]): Promise<void> {
  const twice = await store.rows(
    `SELECT ${key.join(', ')} FROM ${table} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1`,
  )
  if (!twice[0]) return
  throw new ContractError({
    what: `a key of ${name} occurs twice`,
    where: { file: `stages/2-validate/${name}.parquet`, field: key.join(', ') },
    got: Object.values(twice[0]).join(', '),
    expected: 'one row per key after validation',
  })
}
