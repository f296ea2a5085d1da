import { readFileSync } from 'node:fs'
import type { Point } from 'geojson'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeWkb, encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { tiles } from '../../../pipeline/stages/6-tiles/index.ts'
import { createViews, fillQuery } from '../../../pipeline/stages/6-tiles/views.ts'
import type { Columns } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { EARLIER, nothing } from './earlier-tables.ts'

const SQL = readFileSync(
  new URL('../../../pipeline/stages/6-tiles/sql/interventions.sql', import.meta.url),
  'utf8',
)
const LABEL: Columns = { label_lon: 'DOUBLE', label_lat: 'DOUBLE' }
const KELURAHAN = '21.72.01.1001'
const work = (intervention_id: string, told: object) => ({
  ...{ intervention_id, activity: 'Jalan Beton', source_id: 'works', source_row: 1, ...told },
})
/** Rows of the list that stage 5 takes for one work, with the zone that its costs are in. */
const told = (zone_id: string | null, ...ids: string[]) => ({ zone_id, interventions: JSON.stringify(ids) })
const zone = (zone_id: string, decree_number: string, label_lon: number) => ({
  ...{ zone_id, decree_number, label_lon, label_lat: 0.9 },
})

let context: TestStageContext | undefined
afterAll(() => context?.close())

describe('works on the map', () => {
  it('stand at their own point, else in their RT, else in their zone, which is the one that their costs are in', async () => {
    context = await stageContext(tiles, {
      tables: {
        '2-validate': {
          findings: nothing({ source_id: 'VARCHAR' }),
          interventions: [
            work('1-point', {
              rt_id: '6',
              geometry: encodeWkb({ type: 'Point', coordinates: [104.9, 0.9] }),
            }),
            work('2-mapped', { rt_id: 'R1', kelurahan_code: KELURAHAN, rt_rw: 'RT002-RW001' }),
            work('3-spelled', { kelurahan_code: KELURAHAN, rt_rw: 'RT002-RW001' }),
            work('4-joined', { rt_id: '6' }),
            work('5-outside', { zone_id: 'K2', rt_rw: 'RT009-RW009' }),
            work('6-unknown', { rt_id: 'RT001-RW002' }),
            work('7-nowhere', {}),
            work('8-of-older-decree', { rt_id: '6', zone_id: 'gone' }),
            work('9-mapped-elsewhere', { rt_id: 'R2', zone_id: 'K1' }),
          ],
        },
        ...EARLIER,
        '3-area': {
          ...EARLIER['3-area'],
          admin_areas: {
            columns: {
              ...{ level: 'VARCHAR', admin_code: 'VARCHAR', kelurahan_code: 'VARCHAR', rt_rw: 'VARCHAR' },
              ...{ zone_id: 'VARCHAR', ...LABEL },
            },
            rows: ['RT001-RW001', 'RT002-RW001'].map((rt_rw, i) => ({
              ...{ level: 'rt', admin_code: `R${i + 1}`, kelurahan_code: KELURAHAN, rt_rw },
              ...{ zone_id: 'K1', label_lon: [104.1, 104.2][i]!, label_lat: 0.9 },
            })),
          },
          zone_areas: {
            columns: { zone_id: 'VARCHAR', decree_number: 'VARCHAR', ...LABEL },
            rows: [zone('K1', '1/2014', 104.4), zone('K1', '1/2010', 100), zone('K2', '1/2014', 104.6)],
          },
        },
        '5-indicators': {
          works: {
            columns: { zone_id: 'VARCHAR', interventions: 'VARCHAR' },
            rows: [
              told('K1', '1-point', '2-mapped', '3-spelled'),
              told('K1', '4-joined'),
              told(null, '5-outside', '6-unknown', '7-nowhere'),
              told('K1', '8-of-older-decree'),
              told('K2', '9-mapped-elsewhere'),
            ],
          },
        },
      },
    })
    await createViews(context)
    const rows = await context.store.rows(
      `SELECT intervention_id AS id, zone_id, located_by, ST_AsWKB(geometry) AS wkb FROM (${fillQuery(SQL, { decree: '1/2014' })})`,
    )
    const lonOf = (wkb: unknown) => (decodeWkb(wkb as Uint8Array) as Point).coordinates[0]
    expect(rows.map(({ id, zone_id, located_by, wkb }) => [id, zone_id, located_by, lonOf(wkb)])).toEqual([
      ['1-point', 'K1', 'point', 104.9],
      ['2-mapped', 'K1', 'rt', 104.1],
      ['3-spelled', 'K1', 'rt', 104.2],
      ['4-joined', 'K1', 'zone', 104.4],
      ['5-outside', null, 'zone', 104.6],
      ['8-of-older-decree', 'K1', 'zone', 104.4],
      ['9-mapped-elsewhere', 'K2', 'rt', 104.2],
    ])
  })
})
