import { unclearKelurahan, unclearZones, zonesOfRtRecords } from '../../../decree/rt-records.ts'
import { parquet, parquetOrNone } from '../../../store/index.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'

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

/** Records of a source that are told together, and the RT of one of them. */
interface Together {
  records: number
  rt_id: string
  /** null: a mapped RT. */
  vintage: number | null
  source_id: string
  source_row: number
}

interface UnclearName extends Together {
  kelurahan: string
  codes: number
  kecamatan: number
}

interface UnclearZones extends Together {
  kelurahan_code: string
  kecamatan: string | null
  kelurahan_decree: string
  kecamatan_decree: string | null
  zone_ids: string[]
}

/**
 * RT_ZONE_AMBIGUOUS: kelurahan and RT/RW of an RT for which neither profile nor map names a zone fit several zones, several RT
 * fit one zone, the kelurahan is only named, by a name that several bear, or the decree lists them in a kelurahan that may be
 * another of that name.
 */
export const checkRtZone: JudgeTables = async (given) => {
  const { table, world } = given
  const decree = world.decreeInForce
  if (table('zones') === null || decree === null) return
  if (table('rt_profiles') !== null) {
    await checkSeveral(given, decree)
    await checkNames(given, decree)
  }
  for (const name of ['rt_profiles', 'admin_units'] as const) await checkZones(given, decree, name)
}

function tablesOf({ table }: GivenTables): { zones: string; profiles: string; units: string } {
  const accepted = (name: string): string => parquetOrNone(table(name), name)
  return { zones: accepted('zones'), profiles: accepted('rt_profiles'), units: accepted('admin_units') }
}

/** RT whose zone the map names, which comes first. */
function namedOnMap(units: string): string {
  return `(SELECT admin_code FROM ${units} WHERE level = 'rt' AND zone_id IS NOT NULL)`
}

function named(zone_ids: readonly string[]): string {
  return `${zone_ids.slice(0, NAMED).join(', ')}${zone_ids.length > NAMED ? ', ...' : ''}`
}

/** The key of the record where it is one alone. */
function keyOf({ records, rt_id, vintage }: Together): string | null {
  if (records > 1) return null
  return vintage === null ? rt_id : `${rt_id} · ${vintage}`
}

/** Kelurahan and RT/RW that fit several zones, or that several RT state. */
async function checkSeveral(given: GivenTables, decree: string): Promise<void> {
  const { store, report } = given
  const tables = tablesOf(given)
  const rows = await store.rows<Ambiguous>(
    `SELECT p.rt_id, p.vintage, p.rt_rw, r.zone_ids, r.rts::INTEGER AS rts, p.source_id, p.source_row
     FROM ${tables.profiles} p JOIN ${await zonesOfRtRecords(store, tables, decree)} r USING (rt_id, vintage)
     WHERE p.zone_id IS NULL AND (len(r.zone_ids) > 1 OR r.rts > 1) AND p.rt_id NOT IN ${namedOnMap(tables.units)}
     ORDER BY p.source_id, p.source_row`,
  )
  for (const { rt_id, vintage, rt_rw, zone_ids, rts, source_id, source_row } of rows)
    report({
      code: 'RT_ZONE_AMBIGUOUS',
      table: 'rt_profiles',
      source_id,
      source_row,
      key: `${rt_id} · ${vintage}`,
      field: 'rt_rw',
      got: `${rt_rw}: ${named(zone_ids)}`,
      expected: null,
      message: {
        id: `Kelurahan dan RT/RW ini dimiliki ${rts} RT tahun itu dan ${zone_ids.length} lokasi SK (${named(zone_ids)}); keduanya tidak menentukan lokasi RT ini.`,
        en: `${rts} RT of that year and ${zone_ids.length} zones of the decree (${named(zone_ids)}) have this kelurahan and RT/RW, which do not tell the zone of this RT.`,
      },
    })
}

/** Kelurahan that profiles only name, by a name that several bear. */
async function checkNames(given: GivenTables, decree: string): Promise<void> {
  const { store, report } = given
  const rows = await store.rows<UnclearName>(
    `SELECT * REPLACE (records::INTEGER AS records, codes::INTEGER AS codes, kecamatan::INTEGER AS kecamatan)
     FROM ${await unclearKelurahan(store, tablesOf(given), decree)} ORDER BY source_id, source_row`,
  )
  for (const row of rows) {
    const { kelurahan, codes, kecamatan, records, source_id, source_row } = row
    report({
      code: 'RT_ZONE_AMBIGUOUS',
      table: 'rt_profiles',
      source_id,
      source_row,
      key: keyOf(row),
      field: 'kelurahan',
      got: kelurahan,
      expected: null,
      message: {
        id: `Nama kelurahan ${kelurahan} tidak menunjuk satu kelurahan saja (kode: ${codes}, kecamatan SK dan peta: ${kecamatan}); lokasi ${records} RT yang hanya menyebut namanya tidak ditentukan oleh RT/RW.`,
        en: `The kelurahan name ${kelurahan} is not that of one kelurahan alone (codes: ${codes}, kecamatan of decree and map: ${kecamatan}); RT/RW does not tell the zone of the ${records} RT that state the name alone.`,
      },
    })
  }
}

/** RT of a known kelurahan that the decree lists under its name in what may be another. */
async function checkZones(
  given: GivenTables,
  decree: string,
  table: 'rt_profiles' | 'admin_units',
): Promise<void> {
  const { store, report } = given
  const path = given.table(table)
  if (path === null) return
  const tables = tablesOf(given)
  const same =
    table === 'rt_profiles'
      ? 'p.rt_id = r.rt_id AND p.vintage = r.vintage'
      : `p.level = 'rt' AND p.admin_code = r.rt_id AND r.vintage IS NULL`
  const rows = await store.rows<UnclearZones>(
    `SELECT p.source_id, r.* EXCLUDE (rt_id, vintage, zone_ids), min(p.source_row) AS source_row, count(*)::INTEGER AS records,
       min(r.rt_id) AS rt_id, min(r.vintage) AS vintage, list_sort(list_distinct(flatten(list(r.zone_ids)))) AS zone_ids
     FROM ${parquet(path)} p JOIN ${await unclearZones(store, tables, decree)} r ON ${same}
     WHERE r.rt_id NOT IN ${namedOnMap(tables.units)}
     GROUP BY ALL ORDER BY source_id, source_row, kelurahan_decree, kecamatan_decree NULLS FIRST`,
  )
  for (const row of rows) {
    const { kelurahan_code, kecamatan, kelurahan_decree, kecamatan_decree, source_id, source_row } = row
    const zones = named(row.zone_ids)
    report({
      code: 'RT_ZONE_AMBIGUOUS',
      table,
      source_id,
      source_row,
      key: keyOf(row),
      field: 'kelurahan_code',
      got: kelurahan_code,
      expected: null,
      message: {
        id: `SK menulis RT/RW ini pada ${kelurahan_decree}, ${kecamatan_decree ? `kecamatan ${kecamatan_decree}` : 'tanpa kecamatan'} (${zones}), ${kecamatan ? `sedangkan kelurahan ${kelurahan_code} berada di kecamatan ${kecamatan}` : `dan tidak diketahui di kecamatan mana kelurahan ${kelurahan_code}`}. Tidak jelas apakah keduanya sama, sehingga lokasi ${row.records} RT tidak ditentukan oleh RT/RW.`,
        en: `The decree lists this RT/RW in ${kelurahan_decree}, ${kecamatan_decree ? `kecamatan ${kecamatan_decree}` : 'without a kecamatan'} (${zones}), ${kecamatan ? `while kelurahan ${kelurahan_code} lies in kecamatan ${kecamatan}` : `and nothing tells the kecamatan of kelurahan ${kelurahan_code}`}. It is not clear whether they are one, so RT/RW does not tell the zone of ${row.records} RT.`,
      },
    })
  }
}
