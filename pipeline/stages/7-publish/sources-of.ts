import type { City } from '../../city.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'

/** What scores are made from; where no record states a deficit the survey may. */
const DEFICITS = 'rt_deficits'

/**
 * Ids of the sources of a city that some canonical tables are made from, in the order of `city.yaml`.
 * @param filling those of {@link fillingTables}: what is made from deficits is made from what stands in for them too
 */
export function sourcesOf(
  city: Pick<City, 'sources'>,
  tables: readonly string[],
  filling: readonly string[],
): string[] {
  const read = tables.includes(DEFICITS) ? [...tables, ...filling] : tables
  return city.sources.filter((source) => read.includes(source.table)).map((source) => source.id)
}

/**
 * Canonical tables that deficits of this build come from where no record states any: none without a survey, and where it is
 * only held against the records; `buildings` where counted ones fill a deficit or the header it is a share of.
 */
export async function fillingTables({
  store,
  table,
}: Pick<StageContext, 'store' | 'table'>): Promise<string[]> {
  const [deficits, profiles] = [
    table('5-indicators', 'survey_deficits'),
    table('5-indicators', 'survey_profiles'),
  ]
  if (deficits === null || profiles === null) return []
  const [found] = await store.rows<{ households: boolean | null; buildings: boolean }>(
    `SELECT bool_or(status = 'fills') AS households, coalesce(bool_or(status = 'fills' AND answered IS NULL), false)
       OR EXISTS (SELECT 1 FROM ${parquet(profiles)} WHERE buildings IS NOT NULL) AS buildings
     FROM ${parquet(deficits)}`,
  )
  if (!found?.households) return []
  return found.buildings ? ['households', 'buildings'] : ['households']
}
