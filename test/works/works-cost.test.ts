import { describe, expect, it } from 'vitest'
import { checkWorksCosts } from '../../pipeline/stages/2-validate/rules/works-cost.ts'
import { zoneOfTwoRt } from '../stages/2-validate/faults/works.ts'
import { judgeTables } from '../support/judging-tables.ts'
import { csvSource } from '../support/made-up-places.ts'

/** `code;activity;rt_rw;volume;cost_idr;criterion`, one line a row. */
const listed = (csv: string) => [
  ...zoneOfTwoRt(),
  csvSource('interventions', `code;activity;rt_rw;volume;cost_idr;criterion\n${csv}`, {
    ...{ delimiter: ';', decimal: ',' },
    columns: {
      ...{
        intervention_id: 'code',
        activity: 'activity',
        rt_rw: 'rt_rw',
        volume: 'volume',
        cost_idr: 'cost_idr',
      },
      ...{ criterion: 'criterion', kelurahan_code: { value: '99.71.01.1001' }, year: { value: 2019 } },
    },
  }),
]

describe('WORKS_COST', () => {
  it('does not call a row without cost what stands beside the cost of the same work', async () => {
    const one = '1;Mobil Sampah;RT001-RW001;20;500;6a\n2;Mobil Sampah;RT001-RW001;20;;6b'
    expect(await judgeTables([checkWorksCosts], { sources: listed(one) })).toEqual([])
    const [finding, ...none] = await judgeTables([checkWorksCosts], {
      sources: listed(`${one}\n3;Mobil Sampah;RT001-RW001;21;;6b\n4;Mobil Sampah;RT002-RW001;20;;6b`),
    })
    expect(none).toEqual([])
    expect(finding).toMatchObject({ code: 'WORKS_COST', got: '2 / 3' })
  })
})
