import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeRows } from '../../pipeline/explain/numbers/ground-rows.ts'
import type { RowContext } from '../../pipeline/explain/numbers/row-context.ts'
import { StageTables } from '../../pipeline/explain/stage-tables.ts'
import { type Row, Store } from '../../pipeline/store/index.ts'
import { stageFolder } from './stage-folder.ts'

const PAIR = {
  ...{ from_decree: '1/2014', to_decree: '2/2020', from_vintage: 2014, to_vintage: 2020 },
  ...{ from_order: 1, to_order: 2, consecutive: true },
}

function piece(change: string, from_zone_id: string | null, to_zone_id: string | null, ha: number): Row {
  const zone_id = change === 'left' ? from_zone_id : to_zone_id
  return { ...PAIR, zone_id, change, from_zone_id, to_zone_id, area_ha_utm: ha }
}

function total(unit_id: string, slivers_ha_left: number, slivers_ha_added: number): Row {
  return { ...PAIR, level: 'zone', unit_id, slivers_ha_left, slivers_ha_added }
}

function area(zone_id: string, decree_number: string, area_ha_utm: number): Row {
  return { zone_id, decree_number, area_ha_utm }
}

const TABLES = {
  '3-area': {
    zone_changes: [
      // A and B become C; D goes on; E is gone, and another zone of the later decree bears its code; F is new.
      ...[piece('kept', 'A; B', 'C', 14), piece('left', 'A', 'C', 1), piece('left', 'B', 'C', 5)],
      ...[piece('kept', 'D', 'D', 6), piece('left', 'D', 'D', 3.9), piece('added', 'D', 'D', 0.8)],
      ...[piece('left', 'E', null, 2), piece('added', null, 'E', 7), piece('added', null, 'F', 4)],
    ],
    change_totals: [
      ...[total('C', 0, 0), total('D', 0.1, 0.2), total('E', 0, 0.4), total('E (1/2014)', 0.3, 0)],
      ...[total('F', 0, 0.5), { ...total('D', 9, 9), to_decree: '3/2022' }],
    ],
    zone_areas: [
      ...[area('A', '1/2014', 9), area('B', '1/2014', 11), area('D', '1/2014', 10), area('E', '1/2014', 2.3)],
      ...[
        area('C', '2/2020', 14),
        area('D', '2/2020', 7),
        area('E', '2/2020', 7.4),
        area('F', '2/2020', 4.5),
      ],
    ],
  },
}

let tables: StageTables
let close: () => void

beforeAll(async () => {
  const { output, remove } = await stageFolder(TABLES)
  const store = await Store.open({ threads: 1 })
  tables = new StageTables(store, output)
  close = () => {
    store.close()
    remove()
  }
})

afterAll(() => close())

async function rowOf(unit_id: string, decree_number: string): Promise<Row | undefined> {
  const context = { tables, unit: { level: 'zone', unit_id }, decree_number }
  return (await changeRows(context as unknown as RowContext))[0]?.values
}

describe('the change of a zone', () => {
  it('has its pieces, the hectares on both sides and the slivers of its own pair', async () => {
    expect(await rowOf('D', '1/2014')).toMatchObject({
      ...{ area_ha_kept: 6, area_ha_left: 3.9, area_ha_added: 0.8, area_ha_before: 10, area_ha_after: 7 },
      ...{
        slivers_ha_left: 0.1,
        slivers_ha_added: 0.2,
        zones_before: 1,
        zones_after: 1,
        side: 'from',
        zone: 'D',
      },
    })
    expect(await rowOf('D', '2/2020')).toMatchObject({ side: 'to', slivers_ha_added: 0.2, area_ha_kept: 6 })
  })

  it('counts the zones of either side where they were merged', async () => {
    expect(await rowOf('A', '1/2014')).toMatchObject({
      ...{ area_ha_kept: 14, area_ha_left: 1, area_ha_before: 20, zones_before: 2, zones_after: 1 },
    })
    expect(await rowOf('C', '2/2020')).toMatchObject({ area_ha_left: 6, zones_before: 2, zones_after: 1 })
  })

  it('is that of the zone of its decree where a later one bears its code', async () => {
    const before = { area_ha_before: 2.3, area_ha_left: 2, slivers_ha_left: 0.3, zones_after: 0 }
    expect(await rowOf('E', '1/2014')).toMatchObject(before)
    const after = { area_ha_after: 7.4, area_ha_added: 7, slivers_ha_added: 0.4, zones_before: 0 }
    expect(await rowOf('E', '2/2020')).toMatchObject(after)
  })

  it('is told of new zones, and of none that no pair of decrees speaks of', async () => {
    expect(await rowOf('F', '2/2020')).toMatchObject({
      area_ha_added: 4,
      area_ha_before: 0,
      slivers_ha_added: 0.5,
    })
    expect(await rowOf('G', '1/2014')).toBeUndefined()
    expect(await rowOf('D', '9/1999')).toBeUndefined()
  })
})
