import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeRows } from '../../pipeline/explain/numbers/ground-rows.ts'
import type { RowContext } from '../../pipeline/explain/numbers/row-context.ts'
import { numberEntries } from '../../pipeline/explain/numbers/rules.ts'
import { StageTables } from '../../pipeline/explain/stage-tables.ts'
import { type Row, Store } from '../../pipeline/store/index.ts'
import { numberWay } from '../../pipeline/values/number-arithmetic.ts'
import { changed, zone } from '../stages/3-area/zone-changes-support.ts'
import { rectangle } from '../support/made-up-places.ts'
import { stageFolder } from './stage-folder.ts'

const PAIR = {
  ...{ from_decree: '1/2014', to_decree: '2/2020', from_vintage: 2014, to_vintage: 2020 },
  ...{ from_order: 1, to_order: 2, consecutive: true },
}

function piece(change: string, from_zone_id: string | null, to_zone_id: string | null, ha: number): Row {
  const zone_id = change === 'left' ? from_zone_id : to_zone_id
  return { ...PAIR, zone_id, change, from_zone_id, to_zone_id, area_ha_utm: ha }
}

function match(from_zone_id: string | null, to_zone_id: string | null, unit_id: string | null): Row {
  return { ...PAIR, from_zone_id, to_zone_id, unit_id }
}

type Sides = [before: number, after: number]

function total(unit_id: string, zones: Sides, hectares: Sides, slivers: Sides): Row {
  const [zones_before, zones_after] = zones
  const [area_ha_before, area_ha_after] = hectares
  const [slivers_ha_left, slivers_ha_added] = slivers
  return {
    ...{ ...PAIR, level: 'zone', unit_id, zones_before, zones_after, area_ha_before, area_ha_after },
    ...{ slivers_ha_left, slivers_ha_added },
  }
}

const TABLES = {
  zone_changes: [
    // A and B become C; D goes on; E is gone, and another zone of the later decree bears its code; F is new.
    ...[piece('kept', 'A', 'C', 8), piece('kept', 'B', 'C', 6)],
    ...[piece('left', 'A', 'C', 0.9), piece('left', 'B', 'C', 4.9)],
    ...[piece('kept', 'D', 'D', 6), piece('left', 'D', 'D', 3.9), piece('added', 'D', 'D', 0.8)],
    ...[piece('left', 'E', null, 2), piece('added', null, 'E', 7), piece('added', null, 'F', 4)],
  ],
  zone_matches: [
    ...[match('A', 'C', 'C'), match('B', 'C', 'C'), match('D', 'D', 'D'), match('D', 'E', null)],
    ...[match(null, 'F', 'F'), { ...match('D', 'G', 'G'), to_decree: '3/2022' }],
  ],
  change_totals: [
    ...[total('C', [2, 1], [20, 14], [0.2, 0]), total('D', [1, 1], [10, 7], [0.1, 0.2])],
    ...[total('E', [0, 1], [0, 7.4], [0, 0.4]), total('E (1/2014)', [1, 0], [2.3, 0], [0.3, 0])],
    ...[
      total('F', [0, 1], [0, 4.5], [0, 0.5]),
      { ...total('D', [3, 3], [9, 9], [9, 9]), to_decree: '3/2022' },
    ],
  ],
}

const closing: (() => void)[] = []
let store: Store
let tables: StageTables

async function tablesOf(rows: Record<string, Row[]>): Promise<StageTables> {
  const { output, remove } = await stageFolder({ '3-area': rows })
  closing.push(remove)
  return new StageTables(store, output)
}

beforeAll(async () => {
  store = await Store.open({ threads: 1 })
  closing.push(() => store.close())
  tables = await tablesOf(TABLES)
})

afterAll(() => {
  for (const close of closing) close()
})

async function rowOf(unit_id: string, decree_number: string, of = tables): Promise<Row | undefined> {
  const context = { tables: of, unit: { level: 'zone', unit_id }, decree_number }
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

  it('has the account of all zones that were merged, beside its own pieces', async () => {
    expect(await rowOf('A', '1/2014')).toMatchObject({
      ...{ area_ha_kept: 8, area_ha_left: 0.9, area_ha_before: 20, zones_before: 2, zones_after: 1 },
    })
    const merged = await rowOf('C', '2/2020')
    expect(merged).toMatchObject({ area_ha_kept: 14, zones_before: 2, zones_after: 1 })
    expect(merged!.area_ha_left).toBeCloseTo(5.8, 9)
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

describe('the arithmetic of the change', () => {
  it('holds of what stage 3-area cuts: alone with slivers, and beside what was merged or split', async () => {
    const before = [
      // A loses its east, and 30 cm along its west; B and C become D; E becomes F and G; H is left alone.
      ...[zone('1', 2014, 'A', rectangle(0, 0, 200, 100)), zone('1', 2014, 'B', rectangle(0, 200, 100, 100))],
      ...[
        zone('1', 2014, 'C', rectangle(100, 200, 100, 100)),
        zone('1', 2014, 'E', rectangle(0, 400, 200, 100)),
      ],
      zone('1', 2014, 'H', rectangle(0, 600, 100, 100)),
    ]
    const after = [
      ...[
        zone('2', 2020, 'A', rectangle(0.3, 0, 100, 100.2)),
        zone('2', 2020, 'D', rectangle(0, 200, 190, 110)),
      ],
      ...[
        zone('2', 2020, 'F', rectangle(0, 400, 100, 100)),
        zone('2', 2020, 'G', rectangle(100, 400, 90, 100)),
      ],
    ]
    const { changes, matches, totals } = changed(...before, ...after)
    const bare = (rows: readonly object[]): Row[] =>
      rows.map((row) => {
        const { geometry: _geometry, ...rest } = row as Row
        return rest
      })
    const cut = await tablesOf({
      ...{ zone_changes: bare(changes), zone_matches: bare(matches), change_totals: bare(totals) },
    })
    const told: Record<string, string[]> = {}
    for (const { zone_id, decree_number } of [...before, ...after]) {
      const values = (await rowOf(zone_id, decree_number!, cut)) as Record<string, number>
      told[`${zone_id} ${decree_number}`] = ['area_ha_kept', 'area_ha_left', 'area_ha_added'].map((id) => {
        const { rule } = numberEntries().find(({ rule }) => rule.id === id)!
        const writing = { number: String, times: 'x', minus: '-', many: String }
        return numberWay(rule, { values, parts: [] }, writing).outcome
      })
      if (zone_id === 'A') {
        expect(values.slivers_ha_left).toBeCloseTo(0.003, 4)
        expect(values.slivers_ha_added).toBeCloseTo(0.002, 4)
      }
    }
    const agrees = ['agrees', 'agrees', 'agrees']
    expect(told).toMatchObject({ 'A 1': agrees, 'A 2': agrees, 'H 1': agrees })
    for (const [name, outcomes] of Object.entries(told))
      expect([name, outcomes.filter((one) => !/^(agrees|explained)$/.test(one))]).toEqual([name, []])
    expect(
      Object.values(told)
        .flat()
        .filter((one) => one === 'explained').length,
    ).toBeGreaterThan(4)
  })
})
