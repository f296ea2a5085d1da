import { parquet, parquetOrNone, type Row } from '../../../store/index.ts'
import { type Activity, loadActivities } from '../../../works/activities.ts'
import { criteriaOfWork } from '../../../works/criteria.ts'
import { workPlacesSql } from '../../../works/places.ts'
import { isUnitless } from '../../../works/work-units.ts'
import type { GivenTables } from '../judge.ts'
import { stated, trustedUnit } from './works.ts'

/** One row of the works, with what the rules over all of them need. */
export interface Work {
  source_id: string
  source_row: number
  intervention_id: string
  activity: Activity | null
  /** The name of the activity as written, where the dictionary does not know it. */
  name: string
  /** RT of the works: its code where it was surveyed, else `kelurahan_code/rt_rw`. */
  place: string | null
  zone_id: string | null
  /** The criterion that the row names as that of its volume. */
  criterion: string | null
  /** Criteria that the volume counts for, of the methodology of the city. */
  criteria: readonly string[]
  year: number | null
  fund_source: string | null
  /** In {@link Work.unit}. */
  volume: number | null
  /** Base unit of the volume (m, ha, m3, unit, KK); null where units disagree or none is known. */
  unit: string | null
  cost_idr: number | null
}

/** The accepted works in the order of their sources; every rule over them is linear in their number. */
export async function readWorks({ store, table, world }: GivenTables): Promise<Work[]> {
  const path = table('interventions')
  if (path === null) return []
  const activities = loadActivities()
  const works: Work[] = []
  const places = workPlacesSql(parquet(path), parquetOrNone(table('rt_profiles'), 'rt_profiles'))
  const query = `SELECT source_id, source_row, intervention_id, activity, kelurahan_code, rt_rw, zone_id, kawasan,
      criterion, year, fund_source, volume, volume_text, unit, cost_idr,
      CASE place_level WHEN 'rt' THEN place_id END AS rt_id
    FROM ${parquet(path)} JOIN (${places}) USING (source_id, source_row, intervention_id)
    ORDER BY source_id, source_row, intervention_id`
  for await (const batch of store.batches<Row>(query)) {
    for (const row of batch) {
      const unit = trustedUnit(row)
      const activity = activities.find(String(row.activity))
      const { rt_id, kelurahan_code, rt_rw } = row
      const criterion = row.criterion as string | null
      works.push({
        source_id: String(row.source_id),
        source_row: row.source_row as number,
        intervention_id: String(row.intervention_id),
        activity,
        name: activity?.name ?? String(row.activity).trim().toLowerCase(),
        place:
          (rt_id as string | null) ??
          (kelurahan_code === null || rt_rw === null ? null : `${kelurahan_code}/${rt_rw}`),
        // An RT without a zone is counted with its kawasan.
        zone_id: (row.zone_id ?? row.kawasan) as string | null,
        criterion,
        criteria: criteriaOfWork(
          {
            activity,
            criterion,
            unit: unit?.base ?? null,
            unitless: isUnitless(stated(row)),
          },
          world.methodology,
          activities,
        ),
        year: row.year as number | null,
        fund_source: row.fund_source as string | null,
        volume: typeof row.volume === 'number' ? row.volume * (unit?.factor ?? 1) : null,
        unit: unit?.base ?? null,
        cost_idr: row.cost_idr as number | null,
      })
    }
  }
  return works
}

/** The row a finding about several is shown at: the one with the largest volume, the first of equal ones. */
export function largest(works: readonly Work[]): Work {
  return works.reduce((most, work) => ((work.volume ?? 0) > (most.volume ?? 0) ? work : most))
}

/** Sum of the volumes, rounded to the thousandth that no works list prints. */
export function totalVolume(works: readonly Work[]): number {
  return Math.round(works.reduce((sum, { volume }) => sum + (volume ?? 0), 0) * 1000) / 1000
}
