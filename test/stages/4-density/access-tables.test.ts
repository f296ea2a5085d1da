import type { Geometry } from 'geojson'
import { describe, expect, it, onTestFinished } from 'vitest'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { writeAccess } from '../../../pipeline/stages/4-density/access-tables.ts'
import { density } from '../../../pipeline/stages/4-density/index.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { at, rectangle } from '../../support/made-up-places.ts'
import { stageContext } from '../../support/stage-context.ts'
import { rules } from './access-places.ts'

describe('the tables of the stage', () => {
  const wkb = (geometry: Geometry) => encodeWkb(geometry)
  const line = (...places: [number, number][]): Geometry => ({
    type: 'LineString',
    coordinates: places.map(([e, n]) => at(e, n)),
  })
  const source = { source_id: 's', source_row: 1 }

  interface ZonePlace {
    zone_id: string
    north_m: number
  }

  async function built(decree: string | null, water: object[] = [], more: ZonePlace[] = []) {
    const zoneRow = (zone_id: string, decree_number: string, east_m: number, north_m = 0) => ({
      ...{ zone_id, decree_number, name: zone_id, ...source },
      geometry: wkb(rectangle(east_m, north_m, 100, 100)),
    })
    const facility = (facility_id: string, kind: string, east_m: number | null) => ({
      ...{ facility_id, kind, name: null, ...source },
      geometry: east_m === null ? null : wkb({ type: 'Point', coordinates: at(east_m, 50) }),
    })
    const network = (network_id: string, kind: string, road_class: string | null, geometry: Geometry) => ({
      ...{ network_id, kind, road_class, ...source },
      geometry: wkb(geometry),
    })
    const context = await stageContext(density, {
      tables: {
        '2-validate': {
          water: water as Row[],
          zones: [
            zoneRow('B', '1/2020', 1000),
            zoneRow('A', '1/2020', 0),
            zoneRow('OLD', '1/2010', 0),
            ...more.map(({ zone_id, north_m }) => zoneRow(zone_id, '1/2020', 0, north_m)),
          ],
          facilities: [
            facility('F1', 'Pasar Ikan', 600),
            facility('F2', 'pemadam', 10),
            facility('F3', 'pemadam', 20),
            facility('F4', 'sekolah', null),
          ],
          networks: [
            network('J1', 'road', 'kolektor', line([-100, 50], [2000, 50])),
            network('J2', 'drain', null, line([-100, 60], [2000, 60])),
          ],
        },
      },
    })
    onTestFinished(() => context.close())
    return { context, rows: await writeAccess(context, decree) }
  }

  it('hold the zones of the decree in force in order, and what each kind counts for', async () => {
    const { context, rows } = await built('1/2020')
    expect(rows).toEqual({ zone_access: 10, facility_kinds: 2 })
    const found = await context.read<Row>('zone_access')
    expect(found.map(({ zone_id, target }) => `${zone_id} ${target}`)).toEqual(
      ['A', 'B'].flatMap((id) => rules.targets.map(({ code }) => `${id} ${code}`)),
    )
    const market = found.filter(({ target }) => target === 'pasar')
    expect(
      market.map(({ zone_id, method, distance_m }) => [zone_id, method, Math.round(distance_m as number)]),
    ).toEqual([
      ['A', 'network', 500],
      ['B', 'network', 400],
    ])
    expect(
      found.filter(({ target }) => target === 'jalan_utama').map(({ facility_id }) => facility_id),
    ).toEqual(['J1', 'J1'])
    expect(await context.read('facility_kinds')).toEqual([
      { kind: 'Pasar Ikan', target: 'pasar', facilities: 1 },
      { kind: 'pemadam', target: null, facilities: 2 },
    ])
    expect(context.said).toEqual([
      '  note   kinds of facility that count for no target: pemadam (2)',
      '  note   roads: 1, in separate parts: 1, ends joined across gaps: 0',
    ])
  })

  it('know of the water', async () => {
    const river = { water_id: 'W', kind: 'sungai', ...source, geometry: wkb(rectangle(-500, 60, 5000, 80)) }
    const north: ZonePlace = { zone_id: 'N', north_m: 150 }
    const methods = async (water: object[]) => {
      const { context } = await built('1/2020', water, [north])
      const rows = await context.read<Row>('zone_access')
      return rows
        .filter(({ target, zone_id }) => target === 'pasar' && zone_id === 'N')
        .map((row) => row.method)
    }
    expect(await methods([])).toEqual(['network'])
    expect(await methods([river])).toEqual(['straight_line'])
  })

  it('are empty without a decree in force', async () => {
    const { rows } = await built(null)
    expect(rows.zone_access).toBe(0)
  })
})
