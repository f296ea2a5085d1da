import { describe, expect, it } from 'vitest'
import type { TableRow } from '../../pipeline/viewer/table-cells.ts'
import { toldWorks, worksOfZone } from '../../pipeline/viewer/works.ts'

const rtUnits = [
  { rt_id: 'A/RT001-RW001', vintage: '2014', zone_id: 'K2' },
  { rt_id: 'A/RT001-RW001', vintage: '2018', zone_id: 'K1' },
  { rt_id: 'A/RT001-RW001', vintage: '2020', zone_id: '' },
  { rt_id: 'A/RT002-RW001', vintage: '2018', zone_id: 'K2' },
]
const idsIn = (zone: string, works: TableRow[], drawn = new Map<string, string>()) =>
  worksOfZone({ works, rtUnits, drawn }, zone).map(({ intervention_id }) => intervention_id)

describe('the works of a zone', () => {
  it('are found by their RT where they have no point and name no zone', () => {
    const works = [
      { intervention_id: 'by rt', rt_id: 'A/RT001-RW001' },
      { intervention_id: 'by number', rt_id: '', kelurahan_code: 'A', rt_rw: 'RT001-RW001' },
      { intervention_id: 'of another', rt_id: 'A/RT002-RW001' },
      { intervention_id: 'nowhere', rt_id: 'A/RT009-RW009', kelurahan_code: 'A', rt_rw: 'RT001-RW001' },
    ]
    expect(idsIn('K1', works)).toEqual(['by rt', 'by number'])
    expect(idsIn('K2', works)).toEqual(['of another'])
  })

  it('are those of its RT before those that name it, and the map places the others', () => {
    const works = [
      { intervention_id: 'counted with its rt', zone_id: 'K1', rt_id: 'A/RT002-RW001' },
      { intervention_id: 'named', zone_id: 'K1' },
      { intervention_id: 'drawn', zone_id: '' },
      { intervention_id: 'without place' },
    ]
    const drawn = new Map([
      ['drawn', 'K1'],
      ['named', 'K2'],
    ])
    expect(idsIn('K1', works, drawn)).toEqual(['named', 'drawn'])
  })

  it('stand oldest first, those without a year last, else in the order of the table', () => {
    const works = ['2022', '', '2019', '2022'].map((year, i) => ({
      intervention_id: `w${i}`,
      zone_id: 'K1',
      year,
    }))
    expect(idsIn('K1', works)).toEqual(['w2', 'w0', 'w3', 'w1'])
  })
})

describe('a work', () => {
  const row = { rt_id: 'R', activity: 'Jalan', year: '2022', volume: '43', unit: 'm', fund_source: 'APBD' }

  it('is told once of the rows that name it for several criteria, with each cost once', () => {
    const rows = [
      { ...row, criterion: '2b', cost_idr: '100' },
      { ...row, criterion: '2a', cost_idr: '100' },
      { ...row, criterion: '7a', cost_idr: '30', fund_source: 'swadaya' },
    ]
    expect(toldWorks(rows)).toEqual([
      {
        ...{ activity: 'Jalan', volume: 43, unit: 'm', year: '2022', rt_rw: null, cost_idr: 130 },
        ...{ fund_source: 'APBD + swadaya', criteria: ['2a', '2b', '7a'] },
      },
    ])
  })

  it('is another where the place, the volume or the turn of the criterion is', () => {
    const of = (...rows: TableRow[]) => toldWorks(rows).map(({ criteria }) => criteria.join('+'))
    expect(of({ ...row, criterion: '2a' }, { ...row, criterion: '2b', rt_id: 'S' })).toEqual(['2a', '2b'])
    expect(of({ ...row, criterion: '2a' }, { ...row, criterion: '2b', volume: '44' })).toEqual(['2a', '2b'])
    const turns = ['2a', '2a', '2b'].map((criterion) => ({ ...row, criterion }))
    expect(of(...turns)).toEqual(['2a+2b', '2a'])
    expect(of(row, row)).toEqual(['', ''])
  })
})
