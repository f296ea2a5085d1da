import type { City } from '../city.ts'
import type { Store } from '../store/index.ts'
import { criterionTrace } from './criterion.ts'
import { type UnitTrace, unitTrace } from './make-trace.ts'
import { StageTables } from './stage-tables.ts'
import type { CriterionTrace } from './trace.ts'
import { unitsOf } from './units.ts'

/** The trace of a zone with the way of every criterion; without what other files of a release tell of it. */
export type ZoneTrace = UnitTrace['trace'] & {
  ways: CriterionTrace[]
  /** `RT001-RW002` of its RT, by their code. */
  rt_rw: ReadonlyMap<string, string>
}

/**
 * Traces of many zones of a city, in the order of their codes as given: its methodology, the latest year of each.
 * @param zone_ids zones that the tables know; of others there is no trace
 * @param outputDirectory the city's output directory
 */
export async function* zoneTraces(
  store: Store,
  city: City,
  outputDirectory: string,
  zone_ids: readonly string[],
): AsyncGenerator<ZoneTrace> {
  const tables = new StageTables(store, outputDirectory, { keep: true })
  const units = await unitsOf(tables, city)
  const zones = new Map(units.flatMap((unit) => (unit.level === 'zone' ? [[unit.unit_id, unit]] : [])))
  const rt_rw = new Map(units.flatMap(({ unit_id, rt }) => (rt === undefined ? [] : [[unit_id, rt.rt_rw]])))
  for (const zone_id of zone_ids) {
    const unit = zones.get(zone_id)
    if (unit === undefined) continue
    const { trace, methodology, members } = await unitTrace(tables, city, unit, units)
    const { criteria, vintage } = trace
    const asked = { tables, city, methodology, unit, vintage, members }
    const ways: CriterionTrace[] = []
    for (const row of criteria) ways.push(await criterionTrace(asked, row, criteria))
    yield { ...trace, ways, rt_rw }
  }
}
