import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMethodology, type Methodology } from '../../pipeline/methodology/methodology.ts'
import { Store } from '../../pipeline/store/index.ts'
import { loadActivities } from '../../pipeline/works/activities.ts'
import { criteriaOfWork } from '../../pipeline/works/criteria.ts'
import { fundKind } from '../../pipeline/works/funds.ts'
import { workPlacesSql } from '../../pipeline/works/places.ts'
import { isUnitless, trustedUnitOf } from '../../pipeline/works/work-units.ts'

const methodology = loadMethodology('permen-pupr-14-2018')
const activities = loadActivities()

describe('the fund of works', () => {
  it.each([
    ['APBN', 'APBN'],
    ['APBN PUSAT (Kementrian PUPR)', 'APBN'],
    ['APBD', 'APBD kota'],
    ['APBD II (KOTA/KAB)', 'APBD kota'],
    ['apbd kota', 'APBD kota'],
    ['APBD PROVINSI', 'APBD provinsi'],
    ['APBD I (PROVINSI)', 'APBD provinsi'],
    ['DANA KELURAHAN / ADK / APBD KEL', 'dana kelurahan'],
    ['DANA KELURAHAN', 'dana kelurahan'],
    ['SWADAYA', 'swadaya'],
    ['CSR PT Maju', 'CSR'],
    ['hibah', 'lainnya'],
    ['APBD-P', 'APBD kota'],
    ['apbd perubahan', 'APBD kota'],
    ['APBD 2018', 'APBD kota'],
    ['APBD Prov. Jateng', 'APBD provinsi'],
    ['APBD Propinsi 2019', 'APBD provinsi'],
    ['Bantuan Keuangan Provinsi', 'APBD provinsi'],
    ['BKK Provinsi', 'APBD provinsi'],
    ['APBN/APBD', 'campuran'],
    ['Swadaya + APBD', 'campuran'],
    ['APBD II dan APBD Kota', 'APBD kota'],
    ['APBD I dan APBD II', 'campuran'],
    ['  ', null],
    [null, null],
  ])('%s is %s', (text, kind) => {
    expect(fundKind(text)).toBe(kind)
  })
})

describe('the criteria of a work', () => {
  const of = (activity: string, unit: string | null, criterion: string | null = null, by = methodology) => {
    const found = activities.find(activity)
    return criteriaOfWork(
      {
        activity: found,
        criterion,
        unit: trustedUnitOf({ unit, volume_text: null }, found)?.base ?? null,
        unitless: unit === null,
      },
      by,
      activities,
    )
  }

  it('are those of its activity in its unit', () => {
    expect(of('Jalan Beton', 'Meter')).toEqual(['2a', '2b'])
    expect(of('Jalan Beton', 'km')).toEqual(['2a', '2b'])
    expect(of('Jalan Beton', 'Unit')).toEqual(['1a', '7a'])
    expect(of('Penataan Rumah Deret/Rumah Susun', 'Ha')).toEqual(['1b'])
  })

  it('are none where the unit is not known, is another, or the activity is not listed', () => {
    for (const unit of ['m2', 'm3', 'paket', null]) expect(of('Jalan Beton', unit)).toEqual([])
    expect(of('Festival budaya', 'Meter')).toEqual([])
  })

  it('are the one the row names, in its unit or in none', () => {
    expect(of('Jalan Beton', 'Meter', '2b')).toEqual(['2b'])
    expect(of('Festival budaya', null, '2b')).toEqual(['2b'])
    expect(of('Jalan Beton', 'Unit', '2b')).toEqual([])
    expect(of('Jalan Beton', 'paket', '2b')).toEqual([])
    expect(of('Jalan Beton', 'Meter', '4d')).toEqual([])
  })

  it('of another methodology follow its equivalents, never the id alone', () => {
    const older: Methodology = {
      ...methodology,
      id: 'metode-lain',
      criteria: methodology.criteria.flatMap((criterion) =>
        criterion.id === '4c'
          ? [
              { ...criterion, equivalent: { [methodology.id]: null } },
              { ...criterion, id: '4e', equivalent: { [methodology.id]: '4c' } },
            ]
          : [criterion],
      ),
    }
    expect(of('Drainase Lingkungan', 'm', null, older)).toEqual(['4b', '4e'])
    expect(of('Penataan Rumah Deret/Rumah Susun', 'Ha', null, older)).toEqual(['1b'])
  })

  it('are 4a only where the row names it: the area of a drain is not what it keeps dry', () => {
    for (const [activity, unit] of [
      ['Drainase Lingkungan', 'm2'],
      ['Kolam Resapan', 'ha'],
    ] as const) {
      expect(of(activity, unit)).toEqual([])
      expect(of(activity, unit, '4a')).toEqual(['4a'])
    }
  })

  it('counted in people are those alone whose row is in people or in no unit', () => {
    const older = loadMethodology('permen-pupr-02-2016')
    for (const unit of ['paket', 'Unit', 'KK']) expect(of('Sambungan Rumah', unit, '3a', older)).toEqual([])
    expect(of('Sambungan Rumah', 'Jiwa', '3a', older)).toEqual(['3a'])
    expect(of('Sambungan Rumah', 'orang', '3a', older)).toEqual(['3a'])
    const volume_text = '50 unit'
    const found = activities.find('Sambungan Rumah')
    expect(trustedUnitOf({ unit: 'm', volume_text }, found)).toBeNull()
    const clash = { activity: found, unit: null, unitless: false, criterion: '3a' }
    expect(criteriaOfWork(clash, older, activities)).toEqual([])
    // Units that nobody knows are not the same unit.
    const unknown: Methodology = {
      ...methodology,
      criteria: methodology.criteria.map((criterion) => ({ ...criterion, unit: 'paket' })),
    }
    expect(of('Jalan Beton', 'karung', '2a', unknown)).toEqual([])
  })
})

describe('the place of a work', () => {
  let store: Store
  beforeAll(async () => {
    store = await Store.open({ threads: 1 })
    await store.run(`CREATE TABLE profiles AS SELECT * FROM (VALUES
      ('a', 2014, 'K1', 'RT001-RW001', 'Z1', 'Muara'), ('a', 2018, 'K1', 'RT001-RW001', 'Z1', 'Muara'),
      ('b', 2014, 'K1', 'RT002-RW001', 'Z1', 'Muara'), ('c', 2014, 'K2', 'RT001-RW001', 'Z2', 'Muara'),
      ('d', 2014, NULL, 'RT005-RW001', NULL, 'Pasar  Baru')
      ) t (rt_id, vintage, kelurahan_code, rt_rw, zone_id, kawasan)`)
  })
  afterAll(() => store.close())

  const place = async (work: Record<string, string>) => {
    const names = ['rt_id', 'kelurahan_code', 'rt_rw', 'zone_id', 'kawasan']
    const columns = names.map((name) => `${work[name] ? `'${work[name]}'` : 'NULL'}::VARCHAR AS ${name}`)
    const works = `(SELECT 's' AS source_id, 1 AS source_row, 'i' AS intervention_id, ${columns.join(', ')})`
    const rows = await store.rows<{ place_level: string; place_id: string | null }>(
      workPlacesSql(works, 'profiles'),
    )
    expect(rows).toHaveLength(1)
    return [rows[0]!.place_level, rows[0]!.place_id]
  }

  it('is its RT by code, by kelurahan, by zone or kawasan where that is one', async () => {
    expect(await place({ rt_id: 'a', kelurahan_code: 'K2' })).toEqual(['rt', 'a'])
    expect(await place({ kelurahan_code: 'K1', rt_rw: 'RT002-RW001' })).toEqual(['rt', 'b'])
    expect(await place({ zone_id: 'Z2', rt_rw: 'RT001-RW001' })).toEqual(['rt', 'c'])
    expect(await place({ kawasan: ' pasar baru', rt_rw: 'RT005-RW001' })).toEqual(['rt', 'd'])
  })

  it('is the place as a whole where the RT is not told, or two fit', async () => {
    expect(await place({ kawasan: 'MUARA', rt_rw: 'RT001-RW001' })).toEqual(['kawasan', 'muara'])
    expect(await place({ zone_id: 'Z1', kelurahan_code: 'K1' })).toEqual(['zone', 'Z1'])
    expect(await place({ kelurahan_code: 'K1', rt_rw: 'RW001' })).toEqual(['kelurahan', 'K1'])
    expect(await place({ kelurahan_code: 'K9', rt_rw: 'RT001-RW001' })).toEqual(['kelurahan', 'K9'])
    expect(await place({})).toEqual(['city', null])
    expect(await place({ rt_rw: 'RT002-RW001' })).toEqual(['city', null])
  })

  it('is never an RT of another kelurahan that shares the zone or the kawasan', async () => {
    const elsewhere = { kelurahan_code: 'K2', rt_rw: 'RT002-RW001' }
    expect(await place({ ...elsewhere, zone_id: 'Z1', kawasan: 'Muara' })).toEqual(['outside', null])
    expect(await place({ ...elsewhere, kawasan: 'Muara' })).toEqual(['outside', null])
    expect(await place({ rt_rw: 'RT002-RW001', zone_id: 'Z1' })).toEqual(['rt', 'b'])
    // Of an RT whose kelurahan nobody told, none is another.
    expect(await place({ kelurahan_code: 'K2', kawasan: 'Pasar Baru', rt_rw: 'RT005-RW001' })).toEqual([
      'rt',
      'd',
    ])
    // Two RT of the kawasan have the number, of which one is in the kelurahan.
    expect(await place({ kelurahan_code: 'K2', rt_rw: 'RT001-RW001', kawasan: 'Muara' })).toEqual(['rt', 'c'])
  })

  it('is outside in an RT that was never surveyed', async () => {
    expect(await place({ rt_id: 'x', kelurahan_code: 'K1' })).toEqual(['outside', null])
    expect(await place({ kelurahan_code: 'K1', rt_rw: 'RT009-RW009' })).toEqual(['outside', null])
  })
})

describe('a row without a unit', () => {
  it('names none in its column nor beside its number', () => {
    for (const volume_text of [null, '760', '']) expect(isUnitless({ unit: null, volume_text })).toBe(true)
    for (const [unit, volume_text] of [
      ['paket', null],
      [null, '760 m'],
      [null, '760 paket'],
    ] as const)
      expect(isUnitless({ unit, volume_text })).toBe(false)
  })
})
