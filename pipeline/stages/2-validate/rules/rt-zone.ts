import { unclearKelurahan, zonesOfRtRecords } from '../../../decree/rt-records.ts'
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

interface Unclear {
  kelurahan: string
  codes: number
  kecamatan: number
  records: number
  source_id: string
  source_row: number
}

/**
 * RT_ZONE_AMBIGUOUS: kelurahan and RT/RW of an RT for which neither profile nor map names a zone fit several zones, several RT
 * fit one zone, or the kelurahan is only named, by a name that several bear.
 */
export const checkRtZone: JudgeTables = async ({ store, table, world, report }) => {
  const accepted = (name: string): string => parquetOrNone(table(name), name)
  const profiles = accepted('rt_profiles')
  const tables = { zones: accepted('zones'), profiles, units: accepted('admin_units') }
  const decree = world.decreeInForce
  if (table('zones') === null || table('rt_profiles') === null || decree === null) return
  const records = await zonesOfRtRecords(store, tables, decree)
  const rows = await store.rows<Ambiguous>(
    `SELECT p.rt_id, p.vintage, p.rt_rw, r.zone_ids, r.rts::INTEGER AS rts, p.source_id, p.source_row
     FROM ${profiles} p JOIN ${records} r USING (rt_id, vintage)
     WHERE p.zone_id IS NULL AND (len(r.zone_ids) > 1 OR r.rts > 1)
       AND p.rt_id NOT IN (SELECT admin_code FROM ${tables.units} WHERE level = 'rt' AND zone_id IS NOT NULL)
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
        id: `Kelurahan dan RT/RW ini dimiliki ${rts} RT tahun itu dan ${zone_ids.length} lokasi SK (${named}); keduanya tidak menentukan lokasi RT ini.`,
        en: `${rts} RT of that year and ${zone_ids.length} zones of the decree (${named}) have this kelurahan and RT/RW, which do not tell the zone of this RT.`,
      },
    })
  }
  const unclear = await store.rows<Unclear>(
    `SELECT * REPLACE (records::INTEGER AS records, codes::INTEGER AS codes, kecamatan::INTEGER AS kecamatan)
     FROM ${await unclearKelurahan(store, tables, decree)} ORDER BY source_id, source_row`,
  )
  for (const { kelurahan, codes, kecamatan, records, source_id, source_row } of unclear)
    report({
      code: 'RT_ZONE_AMBIGUOUS',
      table: 'rt_profiles',
      source_id,
      source_row,
      field: 'kelurahan',
      got: kelurahan,
      expected: null,
      message: {
        id: `Nama kelurahan ${kelurahan} tidak menunjuk satu kelurahan saja (kode: ${codes}, kecamatan SK: ${kecamatan}); lokasi ${records} RT yang hanya menyebut namanya tidak ditentukan oleh RT/RW.`,
        en: `The kelurahan name ${kelurahan} is not that of one kelurahan alone (codes: ${codes}, kecamatan of the decree: ${kecamatan}); RT/RW does not tell the zone of the ${records} RT that state the name alone.`,
      },
    })
}
