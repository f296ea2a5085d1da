import { parquet, type Row } from '../../../store/index.ts'
import { type Activity, loadActivities } from '../../../works/activities.ts'
import type { GivenTables } from '../judge.ts'
import { trustedUnit } from './works.ts'

/** One row of the works, with what the rules over all of them need. */
export interface Work {
  source_id: string
  source_row: number
  intervention_id: string
  activity: Activity | null
  /** The name of the activity as written, where the dictionary does not know it. */
  name: string
  /** RT of the works as `kelurahan_code/rt_rw`. */
  place: string | null
  zone_id: string | null
  year: number | null
  fund_source: string | null
  /** In {@link Work.unit}. */
  volume: number | null
  /** Base unit of the volume (m, ha, m3, unit, KK); null where units disagree or none is known. */
  unit: string | null
  cost_idr: number | null
}

/** The accepted works in the order of their sources; every rule over them is linear in their number. */
export async function readWorks({ store, table }: GivenTables): Promise<Work[]> {
  const path = table('interventions')
  if (path === null) return []
  const activities = loadActivities()
  const works: Work[] = []
  const query = `SELECT source_id, source_row, intervention_id, activity, kelurahan_code, rt_rw, zone_id, year, fund_source,
      volume, volume_text, unit, cost_idr FROM ${parquet(path)} ORDER BY source_id, source_row, intervention_id`
  for await (const batch of store.batches<Row>(query)) {
    for (const row of batch) {
      const unit = trustedUnit(row)
      const activity = activities.find(String(row.activity))
      const { kelurahan_code, rt_rw } = row
      works.push({
        source_id: String(row.source_id),
        source_row: row.source_row as number,
        intervention_id: String(row.intervention_id),
        activity,
        name: activity?.name ?? String(row.activity).trim().toLowerCase(),
        place: kelurahan_code === null || rt_rw === null ? null : `${kelurahan_code}/${rt_rw}`,
        zone_id: row.zone_id as string | null,
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
