import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import { interventionsOfZone, worksOfZone } from '../../pipeline/viewer/works.ts'
import { demoCity } from '../support/demo-city.ts'
import { differingWorks } from './support/works-and-costs.ts'

const row = {
  zone_id: 'K1',
  activity: 'Jalan',
  volume: '4300',
  volume_written: '4.3',
  unit: 'm',
  unit_written: 'km',
}

describe('the works of a zone', () => {
  it('are those that count in it, as the list writes them, with the cost that counts', () => {
    const works = [
      { ...row, year: '2022', cost_idr: '130', fund_source: 'APBD + swadaya', criterion: '2a+2b', rt_rw: '' },
      { ...row, zone_id: 'K2' },
      { ...row, zone_id: '' },
    ]
    expect(worksOfZone(works, 'K1')).toEqual([
      {
        ...{ activity: 'Jalan', volume: 4.3, unit: 'km', year: '2022', rt_rw: null, cost_idr: 130 },
        ...{ fund_source: 'APBD + swadaya', criteria: ['2a', '2b'] },
      },
    ])
  })

  it('stand oldest first, those without a year last, else in the order of the table', () => {
    const works = ['2022', '', '2019', '2022'].map((year, i) => ({ ...row, year, rt_rw: `w${i}` }))
    expect(worksOfZone(works, 'K1').map(({ rt_rw }) => rt_rw)).toEqual(['w2', 'w0', 'w3', 'w1'])
  })

  it('lead back to every row that tells them', () => {
    const works = [
      { ...row, interventions: '["a","b; c"]' },
      { ...row, interventions: '["d"]' },
      { ...row, zone_id: 'K2', interventions: '["e"]' },
    ]
    expect([...interventionsOfZone(works, 'K1')]).toEqual(['a', 'b; c', 'd'])
  })

  it('are as many, and cost, what the costs of the zone say, for every zone of the demo', async () => {
    const city = await demoCity()
    const table = (name: string) => parseCsv(readFileSync(city.released(`tables/${name}.csv`), 'utf8'))
    const [works, costs] = [table('works'), table('works_costs')]
    const zones = new Set(costs.flatMap(({ level, id }) => (level === 'zone' ? [id!] : [])))
    expect(zones.size).toBeGreaterThan(0)
    for (const { properties } of city.layer('zones').features) zones.add(properties!.zone_id)
    expect(differingWorks(works, costs, zones)).toEqual([])
  })
})
