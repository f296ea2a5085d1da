import { describe, expect, it } from 'vitest'
import type { FindingParts } from '../../../pipeline/stages/2-validate/catalogue.ts'
import {
  checkCriteriaVersion,
  checkDecreeRow,
  checkDecreeTotals,
} from '../../../pipeline/stages/2-validate/rules/decrees.ts'
import type { Row } from '../../../pipeline/store/index.ts'
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
    const findings: Omit<FindingParts, 'table'>[] = []
    checkDecreeTotals({ rows, world, report: (finding) => findings.push(finding), catalogue })
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
