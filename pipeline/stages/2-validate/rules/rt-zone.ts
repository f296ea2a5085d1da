import { zonesOfRtRecords } from '../../../decree/rt-records.ts'
import { parquetOrNone } from '../../../store/index.ts'
import type { JudgeTables } from '../judge.ts'

interface Ambiguous {
  rt_id: string
  vintage: number
  rt_rw: string
  zone_ids: string[]
  rts: number
  source_id: string
  source_row: number
}

/** So many zones are named in a finding. */
const NAMED = 5

/** RT_ZONE_AMBIGUOUS: kelurahan and RT/RW of a profile that names no zone fit several zones, or several RT fit one zone. */
export const checkRtZone: JudgeTables = async ({ store, table, world, report }) => {
  const accepted = (name: string): string => parquetOrNone(table(name), name)
  const [zones, profiles] = [accepted('zones'), accepted('rt_profiles')]
  const decree = world.decreeInForce
  if (table('zones') === null || table('rt_profiles') === null || decree === null) return
  const records = await zonesOfRtRecords(store, { zones, profiles, units: accepted('admin_units') }, decree)
  const rows = await store.rows<Ambiguous>(
    `SELECT p.rt_id, p.vintage, p.rt_rw, r.zone_ids, r.rts::INTEGER AS rts, p.source_id, p.source_row
     FROM ${profiles} p JOIN ${records} r USING (rt_id, vintage)
     WHERE p.zone_id IS NULL AND (len(r.zone_ids) > 1 OR r.rts > 1)
     ORDER BY p.source_id, p.source_row`,
  )
  for (const { rt_id, vintage, rt_rw, zone_ids, rts, source_id, source_row } of rows) {
    const more = zone_ids.length > NAMED ? ', ...' : ''
    const named = `${zone_ids.slice(0, NAMED).join(', ')}${more}`
    report({
      code: 'RT_ZONE_AMBIGUOUS',
      table: 'rt_profiles',
      source_id,
      source_row,
      key: `${rt_id} · ${vintage}`,
      field: 'rt_rw',
      got: `${rt_rw}: ${named}`,
      expected: null,
      message: {
        id: `Kelurahan dan RT/RW ini dimiliki ${rts} RT tahun itu dan ${zone_ids.length} lokasi SK (${named}); RT tidak digabungkan.`,
        en: `${rts} RT of that year and ${zone_ids.length} zones of the decree (${named}) have this kelurahan and RT/RW; the RT is joined with none.`,
      },
    })
  }
}
