import type { City } from '../../city.ts'
import type { DeficitsTell } from '../../layers/profiles.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'

/** What scores are made from; where no record states a deficit the survey may. */
const DEFICITS = 'rt_deficits'

/** A published table or layer: the canonical tables it is made from. */
export interface Made {
  tables: readonly string[]
  deficits_tell?: DeficitsTell
}

/** Canonical tables that stand in for records of this build: for deficits, and for RT that no record of their year tells of. */
export interface Filling {
  deficits: readonly string[]
  places: readonly string[]
}

/**
 * Ids of the sources of a city that some tables and layers are made from, in the order of `city.yaml`.
 * @param filling those of {@link fillingTables}: what is made from deficits is made from what stands in for them too
 */
export function sourcesOf(city: Pick<City, 'sources'>, made: readonly Made[], filling: Filling): string[] {
  const read = new Set(
    made.flatMap(({ tables, deficits_tell }) =>
      tables.includes(DEFICITS) ? [...tables, ...filling[deficits_tell ?? 'deficits']] : tables,
    ),
  )
  return city.sources.filter((source) => read.has(source.table)).map((source) => source.id)
}

/**
 * Canonical tables that deficits of this build come from where no record states any: none without a survey, and where it is
 * only held against the records; `buildings` where counted ones fill a deficit or the header it is a share of. RT are told of by
 * the survey alone where it fills a deficit of an RT without a profile of that year.
 */
export async function fillingTables({
  store,
  table,
}: Pick<StageContext, 'store' | 'table'>): Promise<Filling> {
  const [deficits, profiles] = [
    table('5-indicators', 'survey_deficits'),
    table('5-indicators', 'survey_profiles'),
  ]
  if (deficits === null || profiles === null) return { deficits: [], places: [] }
  const [found] = await store.rows<Record<'households' | 'buildings' | 'places', boolean>>(
    `SELECT coalesce(bool_or(status = 'fills'), false) AS households, coalesce(bool_or(status = 'fills' AND answered IS NULL), false)
       OR EXISTS (SELECT 1 FROM ${parquet(profiles)} WHERE buildings IS NOT NULL) AS buildings,
       EXISTS (SELECT 1 FROM ${parquet(profiles)}) AS places
     FROM ${parquet(deficits)}`,
  )
  const { households, buildings, places } = found!
  if (!households) return { deficits: [], places: [] }
  return {
    deficits: buildings ? ['households', 'buildings'] : ['households'],
    places: places ? ['households'] : [],
  }
}
