import { describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import type { FindingParts } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { checkCriteriaVersion } from '../../../pipeline/stages/2-validate/rules/criteria-version.ts'
import { checkYears } from '../../../pipeline/stages/2-validate/rules/decree-age.ts'
import { checkDecreeTotals } from '../../../pipeline/stages/2-validate/rules/decree-totals.ts'
import { checkDecreeRow } from '../../../pipeline/stages/2-validate/rules/decrees.ts'
import { checkStatedTotal } from '../../../pipeline/stages/2-validate/rules/scores.ts'
import { checkStatedClass } from '../../../pipeline/stages/2-validate/rules/stated-class.ts'
import type { Row, Store } from '../../../pipeline/store/index.ts'
import { catalogue, decreeFact, judge, madeUpWorld, said, zoneFact } from '../../support/judging.ts'
import { rectangle } from '../../support/made-up-places.ts'

describe('a row of the annex', () => {
  const row = async (given: Row) => said(judge(checkDecreeRow, await madeUpWorld(), given))

  it('FIELD_BLANK: names neither its location nor its kelurahan', async () => {
    expect(await row({ location: 'Kampung Bugis', kelurahan: 'Melati' })).toEqual([])
    expect(await row({ kelurahan: 'Melati' })).toEqual(['FIELD_BLANK location'])
    expect(await row({})).toEqual(['FIELD_BLANK location', 'FIELD_BLANK kelurahan'])
    expect(await row({ location: 'Kampung Bugis' })).toEqual(['FIELD_BLANK kelurahan'])
  })

  it('COLUMN_SHIFT: a kelurahan stands where the location belongs', async () => {
    expect(await row({ location: 'Kenanga' })).toEqual([
      'FIELD_BLANK kelurahan',
      'COLUMN_SHIFT location Kenanga',
    ])
    expect(await row({ location: 'Tanjung Ungat' })).toEqual([
      'FIELD_BLANK kelurahan',
      'COLUMN_SHIFT location Tanjung Ungat',
      'NAME_FUZZY location Tanjung Ungat',
    ])
    expect(await row({ location: 'Kenanga', kelurahan: 'Kenanga' })).toEqual([])
  })

  it('NAME_FUZZY: another spelling of the location than the map has', async () => {
    const world = await madeUpWorld()
    world.zones.push(zoneFact(rectangle(0, 0, 10, 10), { name: 'Kampung Bugis', decree_row_number: 1 }))
    const given = { decree_number: '1/2020', row_number: 1, kelurahan: 'Melati' }
    expect(said(judge(checkDecreeRow, world, { ...given, location: 'Kp. Bugis' }))).toEqual([
      'NAME_FUZZY location Kp. Bugis',
    ])
    expect(judge(checkDecreeRow, world, { ...given, location: 'Kampung Bugis' })).toEqual([])
    expect(judge(checkDecreeRow, world, { ...given, row_number: 2, location: 'Kp. Bugis' })).toEqual([])
  })

  it('LOCATION_NAME_DIFFERS: another name than the map has, not another spelling of it', async () => {
    const row = { decree_number: '1/2020', row_number: 1, kelurahan: 'Melati' }
    const of = async (location: string, name: string) => {
      const world = await madeUpWorld()
      world.zones.push(zoneFact(rectangle(0, 0, 100, 100), { name, decree_row_number: 1 }))
      return said(judge(checkDecreeRow, world, { ...row, location }))
    }
    expect(await of('Pantai Impian', 'Lokasi 1')).toEqual(['LOCATION_NAME_DIFFERS location Pantai Impian'])
    expect(await of('Pantai Impian II', 'Pantai Impian I')).toEqual([
      'LOCATION_NAME_DIFFERS location Pantai Impian II',
    ])
    expect(await of('Pantai Impian', 'Kawasan Pantai Impian')).toEqual([])
    expect(await of('Sungai nibung angus', 'Sungai Nibung Hangus')).toEqual([
      'NAME_FUZZY location Sungai nibung angus',
    ])
  })
})

describe('a decree', () => {
  it('CRITERIA_VERSION: is older than the criteria it is scored by', async () => {
    const world = await madeUpWorld()
    expect(said(judge(checkCriteriaVersion, world, { kind: 'decree', vintage: 2017 }))).toEqual([
      'CRITERIA_VERSION vintage 2017',
    ])
    expect(judge(checkCriteriaVersion, world, { kind: 'decree', vintage: 2018 })).toEqual([])
    expect(judge(checkCriteriaVersion, world, { kind: 'verification', vintage: 2014 })).toEqual([])
  })

  it('CRITERIA_VERSION: names other criteria than the city scores by, or later ones', async () => {
    const world = await madeUpWorld()
    const given = { kind: 'decree', vintage: 2020 }
    expect(judge(checkCriteriaVersion, world, { ...given, methodology: 'permen-pupr-14-2018' })).toEqual([])
    expect(
      said(judge(checkCriteriaVersion, world, { ...given, methodology: 'permen-pupr-02-2016' })),
    ).toEqual(['CRITERIA_VERSION methodology permen-pupr-02-2016'])
    // A decree that names its own criteria is not older than those it never claims.
    expect(
      judge(checkCriteriaVersion, world, {
        ...given,
        vintage: 2016,
        decree_date: '2016-05-05',
        methodology: 'permen-pupr-02-2016',
      }).map(({ field, expected }) => [field, expected]),
    ).toEqual([['methodology', 'permen-pupr-14-2018']])
    expect(said(judge(checkCriteriaVersion, world, { ...given, methodology: 'permen-pkp-5-2025' }))).toEqual([
      'CRITERIA_VERSION vintage 2020',
    ])
    // A day in the year of the criteria proves nothing, as their own day is not known.
    expect(
      judge(checkCriteriaVersion, world, { ...given, vintage: 2018, decree_date: '2018-01-02' }),
    ).toEqual([])
    expect(
      said(judge(checkCriteriaVersion, world, { ...given, vintage: 2018, decree_date: '2017-12-31' })),
    ).toEqual(['CRITERIA_VERSION decree_date 2017-12-31'])
  })

  it.each([
    ['188.45/2108/2020', 'Nomor 2108 Tahun 2020', 2020, []],
    ['1/2020', 'Perubahan atas Keputusan Nomor 3 Tahun 2015', 2020, []],
    ['12', 'Penetapan lokasi 2014-2020', 2020, []],
    ['12', 'Penetapan Lokasi Kumuh Tahun 2014-2018', 2020, ['YEAR_RANGE vintage 2020']],
    ['1/2020', 'Keputusan Tahun 2108', 2020, ['YEAR_RANGE title 2108']],
    ['1/2108', null, 2020, ['YEAR_RANGE decree_number 2108']],
    ['1/2020', null, 2108, ['YEAR_RANGE vintage 2108']],
    ['1/2015', null, 2020, ['YEAR_RANGE vintage 2020']],
    ['7', 'Keputusan Walikota tahun 2015', 2020, ['YEAR_RANGE vintage 2020']],
  ])('YEAR_RANGE: %s "%s" of %i', async (decree_number, title, vintage, expected) => {
    const row = { decree_number, title, vintage }
    expect(said(judge(checkYears, await madeUpWorld(), row))).toEqual(expected)
  })

  it.each([
    ['1/2024', 'Penetapan Lokasi Kumuh Tahun 2024-2028', 2024, []],
    ['12', 'Penetapan Lokasi Kumuh 2024 – 2028', 2024, []],
    ['12', 'Penetapan Lokasi Kumuh Tahun 2024 s.d. 2028', 2024, []],
    ['12', 'Penetapan Lokasi Kumuh Tahun 2024 s/d Tahun 2028', 2024, []],
    ['1/2024', 'Rencana Penanganan 2025-2029', 2024, []],
    ['1/2024', 'Rencana sampai tahun 2034', 2024, []],
    ['1/2024', 'Rencana sampai tahun 2035', 2024, ['YEAR_RANGE title 2035']],
    ['12/2026', null, 2024, ['YEAR_RANGE decree_number 2026']],
  ])(
    'YEAR_RANGE: the plan in a title comes after the data: %s "%s" of %i',
    async (decree_number, title, vintage, expected) => {
      const sources = [{ id: 'sk', retrieved: '2024-06-01' }] as City['sources']
      const world = await madeUpWorld({ city: { sources } })
      expect(said(judge(checkYears, world, { decree_number, title, vintage }))).toEqual(expected)
    },
  )

  it('SCORE_DOMAIN: a total is judged by the criteria of its decree, or not at all', async () => {
    const world = await madeUpWorld()
    const judged = (fact: Parameters<typeof decreeFact>[0], score_stated: number) => {
      world.decrees.set('1/2020', decreeFact(fact))
      return said(judge(checkStatedTotal, world, { decree_number: '1/2020', score_stated }))
    }
    expect(judged({}, 77)).toEqual(['SCORE_DOMAIN score_stated 77'])
    expect(judged({ methodology: 'permen-pupr-14-2018' }, 85)).toEqual(['SCORE_DOMAIN score_stated 85'])
    // 19 criteria reach 95, and 77 in many ways.
    expect(judged({ methodology: 'permen-pupr-02-2016' }, 77)).toEqual([])
    expect(judged({ methodology: 'permen-pupr-02-2016' }, 85)).toEqual([])
    expect(judged({ vintage: 2016 }, 77)).toEqual([])
    expect(said(judge(checkStatedTotal, world, { score_stated: 79 }))).toEqual([
      'SCORE_DOMAIN score_stated 79',
    ])
  })

  it.each([
    ['Kumuh Ringan (KR)', []],
    ['(KR) Kumuh Ringan', []],
    ['KR - Kumuh Ringan', []],
    ['K. Ringan', []],
    ['Tingkat Kumuh Ringan', []],
    ['TINGKAT KEKUMUHAN : RINGAN', []],
    ['-', []],
    ['Tingkat Kumuh Sedang', ['SCORE_CLASS class_stated Tingkat Kumuh Sedang']],
    ['Tidak Kumuh (TK)', ['SCORE_CLASS class_stated Tidak Kumuh (TK)']],
    ['Kumuh Ringan - Sedang', ['CLASS_UNREAD class_stated Kumuh Ringan - Sedang']],
    ['Sedang ditangani', ['CLASS_UNREAD class_stated Sedang ditangani']],
    ['Tidak diketahui', ['CLASS_UNREAD class_stated Tidak diketahui']],
    ['Kumuh', ['CLASS_UNREAD class_stated Kumuh']],
  ])('SCORE_CLASS, CLASS_UNREAD: "%s" beside a score of 20', async (class_stated, expected) => {
    const row = { decree_number: '1/2020', score_stated: 20, class_stated }
    expect(said(judge(checkStatedClass, await madeUpWorld(), row))).toEqual(expected)
  })

  it('SCORE_CLASS: is silent where the criteria of the scores cannot be told', async () => {
    const world = await madeUpWorld()
    const row = { decree_number: '1/2020', score_stated: 40, class_stated: 'Kumuh Ringan' }
    const judged = (fact: Parameters<typeof decreeFact>[0]) => {
      world.decrees.set('1/2020', decreeFact(fact))
      return said(judge(checkStatedClass, world, row))
    }
    expect(judged({})).toEqual(['SCORE_CLASS class_stated Kumuh Ringan'])
    // By the 19 criteria of 2016, 40 is light slum.
    expect(judged({ vintage: 2017 })).toEqual([])
    expect(judged({ methodology: 'permen-pupr-02-2016' })).toEqual([])
  })

  async function totals(
    decree: Parameters<typeof decreeFact>[0],
    areas: (string | null)[],
    outlines = 0,
  ): Promise<string[]> {
    const world = await madeUpWorld()
    const fact = decreeFact(decree)
    world.decrees.set(fact.decree_number, fact)
    for (let i = 0; i < outlines; i++) world.zones.push(zoneFact(rectangle(0, 0, 1, 1), { zone_id: `Z${i}` }))
    const rows = areas.map((area_text, index) => ({
      decree_number: '1/2020',
      row_number: index + 1,
      area_text,
      area_ha_decree: area_text === null ? null : Number(area_text.replace(',', '.')),
    }))
    const findings: FindingParts[] = []
    const store = { rows: async () => rows } as unknown as Store
    const report = (finding: FindingParts) => void findings.push(finding)
    const setsAside = () => false
    await checkDecreeTotals({ store, table: (name) => name, world, report, catalogue, setsAside })
    for (const finding of findings)
      expect(finding).toMatchObject({ source_id: 'sk', source_row: 1, key: '1/2020' })
    return said(findings)
  }

  it('DECREE_SUM: its rows do not add up to its total, beyond rounding', async () => {
    const rows = ['12,6', '5,99', '14,6', '31,64', '51,85', '18,92', '14,81']
    expect(await totals({ area_ha_total_stated: 150.41 }, rows)).toEqual([])
    expect(await totals({ area_ha_total_stated: 150.54 }, rows)).toEqual([])
    expect(await totals({ area_ha_total_stated: 150.56 }, rows)).toEqual([
      'DECREE_SUM area_ha_total_stated 150.56 ha',
    ])
    expect(await totals({ area_ha_total_stated: 150.41 }, rows.slice(1))).toEqual([
      'DECREE_SUM area_ha_total_stated 150.41 ha',
    ])
    expect(await totals({ area_ha_total_stated: null }, rows)).toEqual([])
  })

  it('DECREE_SUM: a total is rounded too', async () => {
    const rows = ['2,01190159405136', '0,98934430966212']
    expect(await totals({ area_ha_total_stated: 3 }, rows)).toEqual([])
    expect(await totals({ area_ha_total_stated: 3.01 }, rows)).toEqual([
      'DECREE_SUM area_ha_total_stated 3.01 ha',
    ])
  })

  it('DECREE_COUNT: its annex or its map has another number of locations', async () => {
    expect(await totals({ zone_count_stated: 2 }, ['1', '2'], 2)).toEqual([])
    expect(await totals({ zone_count_stated: 3 }, ['1', '2'])).toEqual(['DECREE_COUNT zone_count_stated 3'])
    expect(await totals({ zone_count_stated: 2 }, ['1', '2'], 1)).toEqual([
      'DECREE_COUNT zone_count_stated 2',
    ])
    expect(await totals({ zone_count_stated: 2 }, [], 3)).toEqual(['DECREE_COUNT zone_count_stated 2'])
    expect(await totals({ zone_count_stated: null }, ['1'], 3)).toEqual([])
    // What is not there at all is no miscount.
    expect(await totals({ zone_count_stated: 2, area_ha_total_stated: 5 }, [], 0)).toEqual([])
  })
})
