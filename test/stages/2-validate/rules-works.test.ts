import { describe, expect, it } from 'vitest'
import { checkNeeds } from '../../../pipeline/stages/2-validate/rules/works-need.ts'
import { WORKS_ROW_RULES, WORKS_RULES } from '../../../pipeline/stages/2-validate/rules/works-rules.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { decreeFact, judge, madeUpWorld, said } from '../../support/judging.ts'
import { briefly, judgeTables } from '../../support/judging-tables.ts'
import { csvSource } from '../../support/made-up-places.ts'
import type { SourceSpec } from '../../support/workspace.ts'
import { works, worksSource, zoneOfTwoRt } from './faults/works.ts'

const world = await madeUpWorld()
const HOUSE = 'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)'

function ofRow(row: Row): string[] {
  return WORKS_ROW_RULES.flatMap((rule) => said(judge(rule, world, { volume: 1, ...row })))
}

describe('a row of the works', () => {
  it('ACTIVITY_UNKNOWN: offers the name that is nearly the same', () => {
    const [finding] = WORKS_ROW_RULES.flatMap((rule) =>
      judge(rule, world, { volume: 1, activity: 'Jalan Pavng Blok' }),
    )
    expect([finding!.code, finding!.expected]).toEqual(['ACTIVITY_UNKNOWN', 'Jalan Paving Block'])
    expect(ofRow({ activity: 'Festival budaya' })).toEqual(['ACTIVITY_UNKNOWN activity Festival budaya'])
    for (const activity of ['JALAN BETON', 'Jalan Lapen', 'MCK', 'Hidran Umum/Kran Umum', HOUSE])
      expect(ofRow({ activity })).toEqual([])
  })

  it('UNIT_CLASH: metres are no square metres, in whatever spelling, and a road is not counted in hectares', () => {
    const road = (unit: string | null, volume_text: string | null = null) =>
      ofRow({ activity: 'Jalan Beton', volume: 760, unit, volume_text })
    for (const unit of ['m', 'M', 'Meter', "m'", 'Unit', 'paket', null]) expect(road(unit)).toEqual([])
    expect(road('M', '760,0 M')).toEqual([])
    expect(road('M', '760,0 Meter persegi')).toEqual(['UNIT_CLASH unit M'])
    expect(road(null, '760,0 m2')).toEqual(['UNIT_CLASH unit m2'])
    expect(road('Ha')).toEqual(['UNIT_CLASH unit ha'])
    // Normal for the works, if of no use for a criterion.
    for (const activity of ['Gorong-gorong', 'Penutup Saluran/Parit', 'Sumur Resapan Air Hujan', 'Pintu Air'])
      expect(ofRow({ activity, volume: 3, unit: 'unit' })).toEqual([])
    expect(ofRow({ activity: 'Perpipaan', volume: 120, unit: 'M' })).toEqual([])
    expect(ofRow({ activity: 'Gorong-gorong', volume: 3, unit: 'm3' })).toEqual(['UNIT_CLASH unit m3'])
    expect(ofRow({ activity: 'Drainase Lingkungan', volume: 3, unit: 'unit' })).toEqual([
      'UNIT_CLASH unit unit',
    ])
    // Houses or families: a count either way.
    expect(ofRow({ activity: 'Sambungan Rumah', unit: 'Unit' })).toEqual([])
  })

  it('TEXT_TABLE: the number of the text, in any spelling that gives it', () => {
    const text = (volume: number, volume_text: string, unit: string | null = null) =>
      ofRow({ activity: 'Jalan Beton', volume, volume_text, unit })
    for (const same of ['2.002,38 M', '2,002.38', '2002,4', '2.002', '2,00238 km'])
      expect(text(2002.38, same, same.endsWith('km') ? null : 'm'), same).toEqual(
        same.endsWith('km') ? ['TEXT_TABLE volume 2002.38'] : [],
      )
    expect(text(1500, '1,5 km', 'm')).toEqual([])
    expect(text(1.5, '1,5 km', 'm')).toEqual(['TEXT_TABLE volume 1.5'])
    expect(text(21, '20 unit', 'Unit')).toEqual(['TEXT_TABLE volume 21'])
    for (const silent of ['21 unit', '21,00 Unit', 'sesuai kontrak', '20 unit tipe 36']) {
      expect(text(21, silent, 'Unit'), silent).toEqual([])
    }
  })

  it('WORKS_VOLUME: blank and zero', () => {
    expect(ofRow({ activity: 'MCK', volume: 0 })).toEqual(['WORKS_VOLUME volume 0'])
    expect(ofRow({ activity: 'MCK', volume: null })).toEqual(['WORKS_VOLUME volume'])
  })

  it('WORKS_YEAR and WORKS_EARLY: not after the file was retrieved, not before the first decree', async () => {
    const dated = await madeUpWorld()
    dated.decrees.set('1/2014', decreeFact({ decree_number: '1/2014', vintage: 2014 }))
    dated.decrees.set('1/2020', decreeFact({ vintage: 2020 }))
    dated.city.sources = [{ id: 'works', retrieved: '2024-03-01' } as never]
    const judged = (year: number, source_id = 'works') =>
      WORKS_ROW_RULES.flatMap((rule) =>
        said(judge(rule, dated, { activity: 'MCK', volume: 1, year, source_id })),
      )
    expect(judged(2013)).toEqual(['WORKS_EARLY year 2013'])
    for (const year of [2014, 2017, 2024]) expect(judged(year)).toEqual([])
    expect(judged(2025)).toEqual(['WORKS_YEAR year 2025'])
    expect(judged(2025, 'other')).toEqual([])
  })
})

describe('all works', () => {
  it('are named where a fault is planted', async () => {
    const found = await judgeTables(WORKS_RULES, works.dirty)
    const places = found.map(({ code, source_row }) => `${code} ${source_row ?? 'source'}`)
    expect(places).toEqual([
      'WORKS_REPEATED 11',
      'WORKS_COST source',
      'UNIT_COST 9',
      'NEED_EXCEEDED 8',
      'NEED_EXCEEDED 12',
      // Both RT together, over the years.
      'NEED_EXCEEDED 12',
      'ROAD_DENSITY 12',
    ])
  })

  it('are silent where they only come near a fault', async () => {
    expect(briefly(await judgeTables(WORKS_RULES, works.clean))).toEqual([])
  })

  it('NEED_EXCEEDED: the works of a zone together, against what was surveyed before their year and in full', async () => {
    const sources = (year: number, deficits: string) => [
      ...zoneOfTwoRt(),
      csvSource('rt_deficits', deficits, { id: 'later', decimal: '.' }),
      worksSource(
        `1;Jalan Beton;RT001-RW001;170;;Meter;;;${year}\n2;Jalan Paving Block;RT002-RW001;165;;Meter;;;${year}
         3;Jalan Beton;RT001-RW001;500;500 m2;Meter;;;${year}\n4;Jalan Beton;;400;;Meter;;;${year}`,
      ),
    ]
    const none = 'rt_id,vintage,criterion,volume\n99.71.01.1001/RT001-RW001,2016,2a,1'
    // 335 m of 300 m in the zone: 112 %. What is in square metres or in no RT is not added.
    expect(briefly(await judgeTables(WORKS_RULES, { sources: sources(2019, none) }))).toContain(
      'NEED_EXCEEDED Z · 2019 · 2a+2b volume: 335 m',
    )
    expect(briefly(await judgeTables(WORKS_RULES, { sources: sources(2017, none) }))).not.toContain(
      'NEED_EXCEEDED Z · 2017 · 2a+2b volume: 335 m',
    )
  })

  it('NEED_EXCEEDED: the works of all years from one survey to the next', async () => {
    const road = (year: number) => `${year};Jalan Beton;RT001-RW001;60;;Meter;;;${year}`
    const said = async (years: number[], next: SourceSpec[] = []) =>
      briefly(
        await judgeTables([checkNeeds], {
          sources: [...zoneOfTwoRt(), ...next, worksSource(years.map(road).join('\n'))],
        }),
      )
    expect(await said([2018, 2019])).toEqual([])
    expect(await said([2018, 2019, 2021])).toEqual([
      'NEED_EXCEEDED 99.71.01.1001/RT001-RW001 · 2018-2021 · 2a+2b volume: 180 m',
    ])
    // Surveyed again in 2020: what is still missing then is another need.
    const again = [
      csvSource(
        'rt_profiles',
        'rt_id,vintage,rt_rw,kelurahan_code\n99.71.01.1001/RT001-RW001,2020,RT001-RW001,99.71.01.1001',
        { id: 'profiles-2020' },
      ),
      csvSource(
        'rt_deficits',
        'rt_id,vintage,criterion,volume\n99.71.01.1001/RT001-RW001,2020,2a,60\n99.71.01.1001/RT001-RW001,2020,2b,60',
        { id: 'deficits-2020' },
      ),
    ]
    expect(await said([2018, 2019, 2021], again)).toEqual([])
  })
})

describe('UNIT_COST', () => {
  async function named(...prices: number[]): Promise<(number | null | undefined)[]> {
    const csv = prices.map((price, i) => `${i};MCK;RT00${i + 1}-RW001;2;;KK;${price * 2};;2019`).join('\n')
    const found = await judgeTables(WORKS_RULES, { sources: [worksSource(csv)] })
    return found.map(({ source_row }) => source_row)
  }

  it('names the dearer of two, and the one off the median of three', async () => {
    expect(await named(9_869_565, 5_000_000)).toEqual([1])
    expect(await named(8_700_000, 5_000_000)).toEqual([])
    expect(await named(100, 1000, 1000)).toEqual([1])
  })

  it('says nothing of equal prices, nor of prices that are spread anyhow', async () => {
    expect(await named(16_500_000, 16_500_000, 16_500_000, 16_500_000, 16_500_000)).toEqual([])
    expect(await named(100, 200, 400, 800, 1600)).toEqual([])
    expect(await named(1000, 1000, 1000, 1000, 3080, 1200)).toEqual([5])
  })
})
