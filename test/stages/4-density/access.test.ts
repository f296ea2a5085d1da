import fc from 'fast-check'
import type { Geometry, Position } from 'geojson'
import { describe, expect, it, onTestFinished } from 'vitest'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import {
  type AccessPlace,
  type AccessRoad,
  type AccessZone,
  zoneAccess,
} from '../../../pipeline/stages/4-density/access.ts'
import { writeAccess } from '../../../pipeline/stages/4-density/access-tables.ts'
import {
  kindWords,
  loadAccessRules,
  targetOfKind,
} from '../../../pipeline/stages/4-density/access-targets.ts'
import { density } from '../../../pipeline/stages/4-density/index.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { at, rectangle } from '../../support/made-up-places.ts'
import { box, polygon } from '../../support/shapes.ts'
import { stageContext } from '../../support/stage-context.ts'

const rules = loadAccessRules()
const zone = (geometry: Geometry = polygon(box(0, 0, 100, 100)), zone_id = 'Z'): AccessZone => ({
  zone_id,
  geometry,
  label_point: [50, 50],
})
const school = (x: number, y: number, id = 'S1'): AccessPlace => ({
  id,
  name: `SD ${id}`,
  target: 'sekolah',
  geometry: { type: 'Point', coordinates: [x, y] },
})
const road = (id: string, line: Position[], target: string | null = null): AccessRoad => ({
  id,
  name: null,
  target,
  geometry: { type: 'LineString', coordinates: line },
})

function rowOf(
  zones: AccessZone[],
  places: AccessPlace[],
  roads: AccessRoad[],
  target = 'sekolah',
  id = 'Z',
): Row {
  const { rows } = zoneAccess('1/2020', zones, places, roads, rules)
  return rows.find((row) => row.zone_id === id && row.target === target)!
}

describe('a city without roads', () => {
  it('is measured as the crow flies, from the border', () => {
    expect(rowOf([zone()], [school(400, 500)], [])).toEqual({
      decree_number: '1/2020',
      zone_id: 'Z',
      target: 'sekolah',
      target_label_id: 'Sekolah',
      target_label_en: 'School',
      facility_id: 'S1',
      facility_name: 'SD S1',
      distance_m: 500,
      method: 'straight_line',
      measured_from: 'border',
      snap_from_m: null,
      snap_to_m: null,
      distance_straight_m: 500,
      facility_id_straight: 'S1',
      distance_label_point_m: 570.09,
      label_point_method: 'straight_line',
    })
  })

  it('has a row without a distance for what it has none of, in the order of the rules', () => {
    const { rows } = zoneAccess('1/2020', [zone()], [school(0, 0)], [], rules)
    expect(rows.map(({ target, method }) => [target, method])).toEqual([
      ['pelabuhan', null],
      ['pasar', null],
      ['kesehatan', null],
      ['sekolah', 'straight_line'],
      ['jalan_utama', null],
    ])
    expect(rows[0]).toMatchObject({
      facility_id: null,
      distance_m: null,
      distance_straight_m: null,
      measured_from: null,
    })
  })

  it('has 0 for a facility in the zone, in any of its parts, and not in its hole', () => {
    const parts: Geometry = {
      type: 'MultiPolygon',
      coordinates: [[box(0, 0, 100, 100), [...box(40, 40, 60, 60)].reverse()], [box(900, 0, 1000, 100)]],
    }
    expect(rowOf([zone(parts)], [school(950, 50)], []).distance_m).toBe(0)
    expect(rowOf([zone(parts)], [school(50, 50)], []).distance_m).toBe(10)
    expect(rowOf([zone(parts)], [school(880, 50)], []).distance_m).toBe(20)
  })

  it('names the lower id of two that are as near, whatever their order', () => {
    for (const places of [
      [school(-50, 50, 'B'), school(150, 50, 'A')],
      [school(150, 50, 'A'), school(-50, 50, 'B')],
    ])
      expect(rowOf([zone()], places, [])).toMatchObject({ facility_id: 'A', distance_m: 50 })
  })

  it('takes facilities with an outline or a line to their nearest side', () => {
    const market = (geometry: Geometry): AccessPlace => ({ id: 'P', name: null, target: 'pasar', geometry })
    expect(rowOf([zone()], [market(polygon(box(130, 0, 500, 50)))], [], 'pasar').distance_m).toBe(30)
    expect(
      rowOf(
        [zone()],
        [
          market({
            type: 'MultiPoint',
            coordinates: [
              [900, 0],
              [120, 0],
            ],
          }),
        ],
        [],
        'pasar',
      ).distance_m,
    ).toBe(20)
  })
})

describe('a zone with roads', () => {
  const bend = road('J', [
    [50, 50],
    [50, 300],
    [400, 300],
  ])

  it('is measured along them from where they leave it, the walks at both ends included', () => {
    expect(rowOf([zone()], [school(400, 310)], [bend])).toMatchObject({
      method: 'network',
      distance_m: 200 + 350 + 10,
      snap_from_m: 0,
      snap_to_m: 10,
      distance_straight_m: Math.round(Math.hypot(300, 210) * 100) / 100,
      distance_label_point_m: 250 + 350 + 10,
      label_point_method: 'network',
    })
  })

  it('walks to a road that passes it', () => {
    const passing = road('J', [
      [-500, 130],
      [500, 130],
    ])
    expect(rowOf([zone()], [school(300, 130)], [passing])).toMatchObject({
      distance_m: 30 + 200,
      snap_from_m: 30,
    })
  })

  it('is 0 where the facility stands in it, though no road leads there', () => {
    expect(rowOf([zone()], [school(10, 10)], [bend])).toMatchObject({
      distance_m: 0,
      method: 'straight_line',
    })
  })

  it('falls back to the straight line beyond the limit, at either end', () => {
    const { limit_m } = rules.snapping
    const far = road('J', [
      [50, 100 + limit_m + 1],
      [400, 100 + limit_m + 1],
    ])
    expect(rowOf([zone()], [school(400, 300)], [far]).method).toBe('straight_line')
    expect(rowOf([zone()], [school(400, 300 + limit_m)], [bend]).method).toBe('network')
    expect(rowOf([zone()], [school(400, 300 + limit_m + 1)], [bend])).toMatchObject({
      method: 'straight_line',
      snap_from_m: null,
    })
  })

  it('falls back on an island whose roads join no other', () => {
    const island = road('K', [
      [2000, 50],
      [2500, 50],
    ])
    const zones = [zone(), zone(polygon(box(1900, 0, 2000, 100)), 'ISLAND')]
    const places = [school(400, 300)]
    expect(rowOf(zones, places, [bend, island])).toMatchObject({ method: 'network' })
    expect(rowOf(zones, places, [bend, island], 'sekolah', 'ISLAND')).toMatchObject({
      method: 'straight_line',
      facility_id: 'S1',
    })
  })

  it('goes by road to another facility than the nearest across the water, and tells of both', () => {
    const across = school(50, -250, 'ACROSS')
    expect(rowOf([zone()], [across, school(400, 300)], [bend])).toMatchObject({
      method: 'network',
      facility_id: 'S1',
      facility_id_straight: 'ACROSS',
      distance_straight_m: 250,
    })
  })

  it('is not led astray by a stub that joins no road', () => {
    const stub = road('STUB', [
      [20, 20],
      [30, 20],
    ])
    const passing = road('J', [
      [-500, 130],
      [500, 130],
    ])
    expect(rowOf([zone()], [school(300, 130)], [stub, passing])).toMatchObject({
      distance_m: 230,
      snap_from_m: 30,
    })
  })

  it('may walk every road against the order of its vertices', () => {
    const back = road('J', [...(bend.geometry as { coordinates: Position[] }).coordinates].reverse())
    expect(rowOf([zone()], [school(400, 310)], [back]).distance_m).toBe(560)
  })
})

describe('the main road', () => {
  const lane = road('L', [
    [50, 50],
    [50, 300],
  ])

  it('is reached at any place of it, by the lane that ends in its middle', () => {
    const main = road(
      'M',
      [
        [-400, 300],
        [400, 300],
      ],
      'jalan_utama',
    )
    expect(rowOf([zone()], [], [lane, main], 'jalan_utama')).toMatchObject({
      facility_id: 'M',
      method: 'network',
      distance_m: 200,
      snap_to_m: 0,
    })
  })

  it('is at 0 when it runs through the zone', () => {
    const main = road(
      'M',
      [
        [-400, 30],
        [400, 30],
      ],
      'jalan_utama',
    )
    expect(rowOf([zone()], [], [lane, main], 'jalan_utama')).toMatchObject({
      distance_m: 0,
      distance_straight_m: 0,
    })
  })

  it('over a crossing without a vertex in common is not reached: it may be a bridge', () => {
    const main = road(
      'M',
      [
        [-400, 250],
        [400, 250],
      ],
      'jalan_utama',
    )
    expect(rowOf([zone()], [], [lane, main], 'jalan_utama')).toMatchObject({
      method: 'network',
      snap_from_m: 150,
    })
  })
})

describe('distances of made-up towns', () => {
  const place = fc.tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: -400, max: 400 }))

  it('are never shorter by road than as the crow flies, and never change with the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(place, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
        fc.array(place, { minLength: 1, maxLength: 5 }),
        (lines, schools) => {
          const roads = lines.map((line, i) => road(`J${i}`, line, i === 0 ? 'jalan_utama' : null))
          const places = schools.map(([x, y], i) => school(x, y, `S${i}`))
          const { rows } = zoneAccess('1/2020', [zone()], places, roads, rules)
          for (const row of rows) {
            if (row.distance_m === null) continue
            expect(row.distance_m).toBeGreaterThanOrEqual((row.distance_straight_m as number) - 0.011)
          }
          const turned = zoneAccess('1/2020', [zone()], [...places].reverse(), roads, rules).rows
          expect(turned).toEqual(rows)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the kind of a facility', () => {
  it.each([
    ['Puskesmas Pembantu', 'kesehatan'],
    ['PUSTU', 'kesehatan'],
    ['R.S. Umum Daerah', 'kesehatan'],
    ['Rumah-Sakit', 'kesehatan'],
    ['health centre', 'kesehatan'],
    ['klinik hewan', null],
    ['posyandu', null],
    ['apotek', null],
    ['dermaga rakyat', 'pelabuhan'],
    ['Ferry Terminal', 'pelabuhan'],
    ['pelabuhan udara', null],
    ['airport', null],
    ['pasar ikan', 'pasar'],
    ['fish market', 'pasar'],
    ['supermarket', null],
    ['kantor pasar', null],
    ['SD Negeri', 'sekolah'],
    ['Madrasah Ibtidaiyah', 'sekolah'],
    ['SMPN', 'sekolah'],
    ['TK', null],
    ['sekolah tinggi', null],
    ['bus sekolah', null],
    ['', null],
  ])('%s counts for %s', (kind, target) => {
    expect(targetOfKind(rules, kind)).toBe(target)
  })

  it('is compared without case, accents and signs', () => {
    expect(kindWords('  Rumah—SAKIT (Café) ')).toBe('rumah sakit cafe')
  })

  it('has words in the rules as they are compared, each for one target only', () => {
    const terms = rules.targets.flatMap(({ begins = [], ends = [], not = [] }) => [
      ...begins,
      ...ends,
      ...not,
    ])
    for (const term of terms) expect(kindWords(term)).toBe(term)
    expect(new Set(terms).size).toBe(terms.length)
  })
})

describe('the tables of the stage', () => {
  const wkb = (geometry: Geometry) => encodeWkb(geometry)
  const line = (...places: [number, number][]): Geometry => ({
    type: 'LineString',
    coordinates: places.map(([e, n]) => at(e, n)),
  })
  const source = { source_id: 's', source_row: 1 }

  async function built(decree: string | null) {
    const zoneRow = (zone_id: string, decree_number: string, east_m: number) => ({
      ...{ zone_id, decree_number, name: zone_id, ...source },
      geometry: wkb(rectangle(east_m, 0, 100, 100)),
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
          zones: [zoneRow('B', '1/2020', 1000), zoneRow('A', '1/2020', 0), zoneRow('OLD', '1/2010', 0)],
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
      'access: kinds of facility that count for no target: pemadam (2)',
      'access: roads: 1, in separate parts: 1, ends joined across gaps: 0',
    ])
  })

  it('are empty without a decree in force', async () => {
    const { rows } = await built(null)
    expect(rows.zone_access).toBe(0)
  })
})
