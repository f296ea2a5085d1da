import { describe, expect, it } from 'vitest'
import { columnNames, matchName, nameParts } from '../../pipeline/inspect/column-names.ts'
import { criteriaColumns } from '../../pipeline/inspect/criteria-columns.ts'
import { type LayerNature, proposeTable } from '../../pipeline/inspect/mapping-proposal.ts'
import { proposeMapping } from '../../pipeline/inspect/table-guess.ts'
import type { FieldSummary } from '../../pipeline/inspect/types.ts'
import { tableSchema, tableSchemas } from '../../pipeline/store/table-schema.ts'
import type { Cell } from '../../pipeline/values/types.ts'
import { fields } from './fields.ts'

const TABLE: LayerNature = { file: 'data.csv', layer: 'data', geometry: null }
const POLYGONS: LayerNature = { file: 'data.shp', layer: 'data', geometry: 'polygon' }

/** Canonical column: where it would come from. */
function origins(
  table: string,
  columns: Record<string, readonly Cell[]>,
  nature = TABLE,
): Record<string, unknown> {
  const proposal = proposeTable(tableSchema(table), nature, fields(columns))
  return Object.fromEntries(
    proposal.columns.map(({ column, from }) => [column, 'column' in from ? from.column : from]),
  )
}

describe('the spellings of column names', () => {
  it('are of tables and columns that exist', () => {
    const { columns, tables } = columnNames()
    const all = [...tableSchemas().values()]
    const known = new Set(all.flatMap((schema) => schema.columns.map(({ name }) => name)))
    expect(Object.keys(tables).sort()).toEqual([...tableSchemas().keys()])
    expect(Object.keys(columns).filter((name) => !known.has(name))).toEqual([])
    const wrong = Object.entries(tables).flatMap(([table, own]) =>
      Object.keys(own.columns).filter(
        (name) => !tableSchema(table).columns.some((column) => column.name === name),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('are compared without case, separators, short forms, units and paths of questions', () => {
    for (const name of ['jumlahBangunan', 'JML_BGN', 'Jumlah Bangunan (unit)', 'grup_rumah/jumlah_bangunan'])
      expect(nameParts(name).words).toEqual(['jumlah', 'bangunan'])
    for (const name of ['RT/RW', 'RTRW', 'rt_rw', 'RT RW', 'Rt-Rw']) expect(nameParts(name).key).toBe('rtrw')
    expect(nameParts('KODE_RT_RW').key).toBe('kodertrw')
    expect(nameParts('LUAS (Ha)')).toMatchObject({ key: 'luas', unit: 'ha' })
  })

  it('fit when a DBF cut them at ten characters', () => {
    expect(matchName('SUMBERDANA', ['sumber dana']).score).toBe(1)
    expect(matchName('KECAMATANN', ['kecamatan']).score).toBe(0.85)
    expect(matchName('LEGALITASL', ['legalitas lahan']).score).toBe(0.9)
  })

  it('fit little for one common word, and not at all for none', () => {
    expect(matchName('nama pengembang', ['nama lokasi']).score).toBeLessThan(0.45)
    expect(matchName('xyz', ['nama lokasi'])).toEqual({ score: 0, spelling: null })
    expect(matchName('___', ['nama lokasi']).score).toBe(0)
  })
})

describe('the mapping of a table', () => {
  it('reads the columns met in real delineations', () => {
    const columns = {
      Provinsi: ['Sulawesi Selatan', 'Sulawesi Selatan'],
      Kode_Prov: ['73', '73'],
      Kode_Kab: ['07', '07'],
      KECAMATAN: ['Sinjai Utara', 'Sinjai Timur'],
      Kode_Kec: ['05', '03'],
      KELURAHAN: ['Balangnipa', 'Bongki'],
      Kode_Kel: ['1003', '2011'],
      KODE_RT_RW: ['1003-RT01_RW01 TOKINJONG', '2011-RT01_RW02'],
      LUAS_KUMUH: ['0.98', '2.01'],
      skor_kumuh: ['39', '31'],
      Kawasan: ['Benteng', 'Marana'],
    }
    expect(origins('zones', columns, POLYGONS)).toEqual({
      zone_id: { template: '{kelurahan_code}/{rt_rw}' },
      kawasan: 'Kawasan',
      kecamatan: 'KECAMATAN',
      kelurahan: 'KELURAHAN',
      kelurahan_code: { template: '{Kode_Prov:02}.{Kode_Kab}.{Kode_Kec}.{Kode_Kel}' },
      rt_rw: 'KODE_RT_RW',
      area_ha_decree: 'LUAS_KUMUH',
      area_ha_decree_text: 'LUAS_KUMUH',
      score_stated: 'skor_kumuh',
    })
  })

  it('reads the names of the national base map and of a web application', () => {
    const admin = origins(
      'admin_units',
      { WADMKC: ['Kota'], WADMKD: ['Bugis'], KDEPUM: ['21.72.03.1005'] },
      POLYGONS,
    )
    expect(admin).toMatchObject({ kecamatan: 'WADMKC', kelurahan: 'WADMKD', kelurahan_code: 'KDEPUM' })
    const profile = {
      id: [1, 2],
      rtrw: ['RT001-RW002', 'RT002-RW002'],
      luasFlag: [0.8, 1.1],
      luasVerifikasi: [0.8, 1.1],
      jumlahBangunan: [35, 29],
      jumlahPenduduk: [141, 125],
      jumlahKK: [50, 29],
      panjangJalanIdeal: [600, 150],
      panjangDrainaseIdeal: [600, 350],
    }
    expect(origins('rt_profiles', profile)).toEqual({
      rt_id: 'id',
      rt_rw: 'rtrw',
      area_ha_verified: 'luasVerifikasi',
      buildings: 'jumlahBangunan',
      population: 'jumlahPenduduk',
      families: 'jumlahKK',
      road_ideal_m: 'panjangJalanIdeal',
      drainage_ideal_m: 'panjangDrainaseIdeal',
    })
  })

  it('does not follow a name whose cells say otherwise', () => {
    expect(origins('zones', { skor_kumuh: ['berat', 'ringan'] }, POLYGONS)).toEqual({})
    expect(origins('zones', { kelurahan_code: ['3375010', 'x'] }, POLYGONS)).toEqual({})
    expect(origins('interventions', { tahun: ['1', '2'] })).toEqual({})
    expect(origins('zones', { 'Luas (m2)': ['120', '80'] }, POLYGONS)).toEqual({})
  })

  it('takes no lists for values, as of a table that says which works mend which criterion', () => {
    const long = JSON.stringify(Array.from({ length: 20 }, (_, i) => `Jalan ${i}`))
    const lists = {
      kegiatan: [long, '["Drainase"]'],
      kriteria: ['["1a"]', '[["2a"]]'],
      satuan: ['Unit', 'Meter'],
    }
    expect(Object.keys(origins('interventions', lists))).toEqual(['unit'])
    const works = {
      kegiatan: ['Jalan Beton', '[RW 1] Drainase'],
      kriteria: ['1a', '2a'],
      satuan: ['Unit', 'Meter'],
    }
    expect(Object.keys(origins('interventions', works)).sort()).toEqual(['activity', 'criterion', 'unit'])
  })

  it.each([
    ['of numbers', ['[1, 2]', '[3]', JSON.stringify(Array.from({ length: 40 }, (_, i) => i / 4))]],
    ['that are empty', ['["1a"]', '[]', '{}']],
    ['of yes, no and nothing', ['[true, null]', '[false]']],
  ])('takes no lists %s', (_, kegiatan) => {
    expect(Object.keys(origins('interventions', { kegiatan, satuan: ['Unit', 'Meter', 'Unit'] }))).toEqual([
      'unit',
    ])
  })

  it('takes texts that begin with a number in brackets', () => {
    const works = { kegiatan: ['[1] Drainase', '[2, 3] Jalan'], satuan: ['Unit', 'Meter'] }
    expect(Object.keys(origins('interventions', works))).toEqual(['activity', 'unit'])
  })

  it('takes lists for a column that is dropped: what it holds is nothing to go by', () => {
    const lists = ['["a","b"]', '["c"]']
    expect(origins('households', { KODE_RTT: lists, TELEPONN: lists })).toEqual({ phone: 'TELEPONN' })
  })

  it('follows cells that can be one thing only, whatever the column is called', () => {
    expect(origins('zones', { kolom_4: ['RT 01 RW 02', 'RT 02 RW 02'] }, POLYGONS)).toMatchObject({
      rt_rw: 'kolom_4',
    })
  })

  it('puts RT and RW of two columns together, and works as their tables state them', () => {
    expect(origins('zones', { RT: ['1', '2'], RW: ['03', '04'] }, POLYGONS)).toMatchObject({
      rt_rw: { template: 'RT{RT:03}-RW{RW:03}' },
    })
    const works = {
      No: ['1', '2'],
      Kegiatan: ['Jalan', 'Jalan'],
      Volume: ['2.002,38 M', '760,0 M'],
      APBN: ['3,0', '4,5'],
    }
    expect(origins('interventions', works, { ...TABLE, file: 'kegiatan-jalan.csv' })).toEqual({
      intervention_id: { template: 'jalan-{No:02}' },
      activity: 'Kegiatan',
      volume: 'Volume',
      volume_text: 'Volume',
      unit: { value: 'Meter' },
      cost_idr: 'APBN',
      fund_source: { value: 'APBN' },
    })
  })

  it('takes the year and the decree from the name of the file, and says how unsure that is', () => {
    const nature = { ...TABLE, file: 'data/sk-337-2014-lampiran.csv' }
    const { columns } = proposeTable(tableSchema('decree_rows'), nature, fields({ No: ['1'] }))
    expect(columns.find(({ column }) => column === 'decree_number')).toMatchObject({
      from: { value: '337/2014' },
      confidence: 'low',
    })
    const two = { ...TABLE, file: 'profil-2014-2018.csv' }
    expect(proposeTable(tableSchema('rt_profiles'), two, fields({})).columns).toEqual([])
  })

  it('names what is missing and what is not used', () => {
    const proposal = proposeTable(tableSchema('facilities'), TABLE, fields({ nama: ['a'], warna: ['b'] }))
    expect(proposal).toMatchObject({ missing: ['facility_id', 'kind'], unused: ['warna'] })
  })

  it('is not sure of a column without values', () => {
    const { columns } = proposeTable(tableSchema('zones'), POLYGONS, fields({ NO_SK: [null, '-'] }))
    expect(columns).toMatchObject([{ column: 'decree_number', confidence: 'low' }])
  })

  it('maps columns of persons to the secret columns and to no other', () => {
    const columns = { nama: ['Siti'], NIK: ['2172990101900001'], no_hp: ['081234567890'] }
    expect(origins('households', columns)).toEqual({ nik: 'NIK', phone: 'no_hp' })
    expect(origins('facilities', columns)).toEqual({})
  })

  it('comes out the same whatever a column is called', () => {
    const columns = fields(
      Object.fromEntries([['__proto__', ['1']]].concat([['constructor', ['2']]]) as never),
    )
    expect(proposeMapping(TABLE, [...columns, ...fields(JSON.parse('{"__proto__":["a"]}'))]).tables).toEqual(
      [],
    )
  })
})

describe('columns of criteria', () => {
  const ids = ['1a', '1b', '1c', '2a', '2b', '3a', '3b', '4a', '4b', '4c', '5a', '5b', '6a', '6b', '7a', '7b']
  const sets = (named: (id: string) => string): FieldSummary[] =>
    fields(Object.fromEntries(ids.map((id) => [named(id), ['1', '0']])))

  it('are found as they are written', () => {
    for (const named of [
      (id: string) => id,
      (id: string) => `${id}v`,
      (id: string) => `K${id[0]}_${id[1]}`,
      (id: string) => `kriteria ${id}`,
    ]) {
      const [set] = criteriaColumns(sets(named))
      expect(set).toMatchObject({ measure: 'volume', unknown: [] })
      expect(set!.columns).toEqual(Object.fromEntries(ids.map((id) => [id, named(id)])))
    }
  })

  it('are told apart by what they measure, and volumes are unpivoted, or else percents, but no scores', () => {
    const all = ['v', 'p', 'n'].flatMap((suffix) => sets((id) => id + suffix))
    expect(criteriaColumns(all).map(({ measure }) => measure)).toEqual(['volume', 'percent', 'score'])
    const proposal = proposeTable(tableSchema('rt_deficits'), TABLE, all)
    expect(proposal.unpivot).toMatchObject({
      key: 'criterion',
      value: 'volume',
      columns: { '1a': '1av', '7b': '7bv' },
    })
    const percents = sets((id) => `k${id[0]}_${id[1]}_p`)
    expect(proposeTable(tableSchema('rt_deficits'), TABLE, percents).unpivot).toMatchObject({
      value: 'percent_stated',
      columns: { '1a': 'k1_a_p', '7b': 'k7_b_p' },
    })
    expect(
      proposeTable(
        tableSchema('rt_deficits'),
        TABLE,
        sets((id) => `${id}n`),
      ).unpivot,
    ).toBeNull()
  })

  it('that no methodology has are named and not mapped', () => {
    const [set] = criteriaColumns([
      ...sets((id) => `k${id[0]}_${id[1]}_p`),
      ...fields({ k8_a_p: ['1'], k4_f_p: ['1'] }),
    ])
    expect(Object.values(set!.columns)).not.toContain('k4_f_p')
    expect(Object.keys(set!.columns)).not.toContain('8a')
  })

  it('are not seen in a few columns of such names', () => {
    expect(criteriaColumns(fields({ '1a': ['1'], '2b': ['2'] }))).toEqual([])
  })
})

describe('the table of a layer', () => {
  const zones = { KODE_LOK: ['A', 'B'], NO_SK: ['1', '1'], LUAS_HA: ['1,5', '2'], KAWASAN: ['X', 'Y'] }

  it('is told by its columns and its geometry', () => {
    expect(proposeMapping(POLYGONS, fields(zones)).tables[0]!.table).toBe('zones')
    expect(
      proposeMapping(
        { ...POLYGONS, geometry: 'line' },
        fields({ kode_ruas: ['a', 'b'], nama_jalan: ['a', 'b'] }),
      ).tables[0]!.table,
    ).toBe('networks')
  })

  it('is never one of another geometry', () => {
    const lines = proposeMapping({ ...POLYGONS, geometry: 'line' }, fields(zones))
    expect(lines.tables.map(({ table }) => table)).not.toContain('zones')
  })

  it('comes with the next best, and with the second table that the same file feeds', () => {
    const criteria = Object.fromEntries(['1a', '1b', '2a', '3a', '7b'].map((id) => [id, ['1', '2']]))
    const mapping = proposeMapping(
      { ...TABLE, file: 'profil_2014.csv' },
      fields({
        RTRW: ['RT001-RW001', 'RT002-RW001'],
        'Jumlah Bangunan': ['5', '6'],
        'Jumlah KK': ['4', '5'],
        Kelurahan: ['Bugis', 'Bugis'],
        Kecamatan: ['Kota', 'Kota'],
        ...criteria,
      }),
    )
    expect(mapping.tables.map(({ table }) => table).sort()).toEqual(['rt_deficits', 'rt_profiles'])
    expect(mapping.runnerUp).not.toBeNull()
    expect(['rt_deficits', 'rt_profiles']).not.toContain(mapping.runnerUp!.table)
  })

  it('is none where nothing speaks for one', () => {
    expect(proposeMapping(TABLE, fields({ foo: ['1'], bar: ['x'] }))).toMatchObject({
      tables: [],
      runnerUp: null,
    })
    expect(proposeMapping(TABLE, [])).toMatchObject({ tables: [] })
  })

  it('is the same every time', () => {
    const once = () => JSON.stringify(proposeMapping(POLYGONS, fields(zones)))
    expect(once()).toBe(once())
  })

  it('is not told by numbers and coordinates alone, and not surely where a required column is missing', () => {
    const places = { No: ['1', '2'], lon: ['104.45', '104.46'], lat: ['0.92', '0.93'] }
    const nature: LayerNature = { ...TABLE, geometry: 'point', isPlaced: true }
    expect(proposeMapping(nature, fields(places)).tables.map(({ table }) => table)).not.toContain(
      'decree_rows',
    )
    const annex = {
      No: ['1', '2'],
      Kecamatan: ['A', 'B'],
      Kelurahan: ['C', 'D'],
      'Nama Lokasi': ['E', 'F'],
      Luas: ['1,2 Ha', '2,2 Ha'],
    }
    const unsure = proposeMapping({ ...TABLE, file: 'lampiran.csv' }, fields(annex))
    expect(unsure).toMatchObject({
      confidence: 'low',
      tables: [{ table: 'decree_rows', missing: ['decree_number'] }],
    })
    const sure = proposeMapping({ ...TABLE, file: 'sk-337-2014-lampiran.csv' }, fields(annex))
    expect([sure.tables[0]!.table, sure.tables[0]!.missing]).toEqual(['decree_rows', []])
    expect(sure.confidence).not.toBe('low')
  })

  it('is one with secret columns, or none, where the records are persons', () => {
    const persons = {
      No: ['1', '2'],
      'Kode Kelurahan': ['2172031001', '2172031001'],
      'RT RW': ['RT 01 RW 02', 'RT 02 RW 02'],
      'Nama Kepala Rumah Tangga': ['Siti Aminah', 'Budi Santoso'],
      'Jumlah Anggota': ['3', '4'],
    }
    const mapping = proposeMapping(TABLE, fields(persons))
    expect([...mapping.tables, mapping.runnerUp].map((one) => one?.table)).toEqual(['households', undefined])
    const owners = { ...zones, 'NAMA LENGKAP PEMILIK': ['Siti', 'Budi'] }
    const [drawn] = proposeMapping(POLYGONS, fields(owners)).tables
    expect([drawn!.table, drawn!.unused]).toEqual(['zones', ['NAMA LENGKAP PEMILIK']])
  })

  it('is not changed by those who hold an office or did the survey, nor by an address', () => {
    const others = { 'Nama Ketua RT': ['Siti', 'Budi'], enumerator: ['A', 'B'], 'alamat lengkap': ['C', 'D'] }
    expect(proposeMapping(POLYGONS, fields({ ...zones, ...others })).tables[0]!.table).toBe('zones')
  })
})
