import fc from 'fast-check'
import type { Geometry, Polygon, Position } from 'geojson'
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
  water: Polygon[] = [],
): Row {
  const { rows } = zoneAccess('1/2020', zones, places, roads, rules, water)
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
  // Its bend lies beyond the limit, so that nobody walks there.
  const bend = road('J', [
    [50, 50],
    [50, 310],
    [400, 310],
  ])

  it('is measured along them from where they leave it, the walks at both ends included', () => {
    expect(rowOf([zone()], [school(400, 320)], [bend])).toMatchObject({
      method: 'network',
      distance_m: 210 + 350 + 10,
      snap_from_m: 0,
      snap_to_m: 10,
      distance_straight_m: Math.round(Math.hypot(300, 220) * 100) / 100,
      distance_label_point_m: 260 + 350 + 10,
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
    expect(rowOf([zone()], [school(400, 310 + limit_m)], [bend]).method).toBe('network')
    expect(rowOf([zone()], [school(400, 310 + limit_m + 1)], [bend])).toMatchObject({
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
    const quay = road('K', [
      [0, -260],
      [200, -260],
    ])
    const across = school(50, -250, 'ACROSS')
    expect(rowOf([zone()], [across, school(400, 300)], [bend, quay])).toMatchObject({
      method: 'network',
      facility_id: 'S1',
      facility_id_straight: 'ACROSS',
      distance_straight_m: 250,
    })
  })

  it('walks straight to a facility off the roads that is nearer than any by road', () => {
    const along = road('J', [
      [50, 50],
      [50, 15000],
    ])
    const off = school(400, 50, 'OFF')
    const by = school(50, 15000, 'BY')
    expect(rowOf([zone()], [by, off], [along])).toMatchObject({
      ...{ facility_id: 'OFF', distance_m: 300, method: 'straight_line', snap_from_m: null, snap_to_m: null },
      ...{ distance_label_point_m: 350, label_point_method: 'straight_line' },
    })
    expect(rowOf([zone()], [school(50, 350, 'BY'), off], [along])).toMatchObject({
      ...{ facility_id: 'BY', distance_m: 250, method: 'network' },
    })
  })

  it('leaves the stub that touches it for a nearer way over a road beside it, of the same network or not', () => {
    const beside = road('BESIDE', [
      [105, -300],
      [105, 400],
    ])
    const detour: Position[] = [
      [0, 50],
      [-10000, 50],
      [-10000, -300],
      [105, -300],
    ]
    for (const stub of [detour, detour.slice(0, 3)])
      expect(rowOf([zone()], [school(105, 400)], [road('STUB', stub), beside])).toMatchObject({
        ...{
          facility_id: 'S1',
          method: 'network',
          snap_from_m: 5,
          distance_m: 305,
          distance_straight_m: 300.04,
        },
      })
  })

  it('is reached from whichever side of it is nearest, also where the road draws away from it', () => {
    const drift = (...line: Position[]) => road('DRIFT', line)
    const places = [school(3000, 100 + 3000 / 20)]
    const whole = rowOf([zone()], places, [drift([0, 100], [3000, 250])])
    expect(whole).toMatchObject({ method: 'network', snap_from_m: 4.99 })
    expect(whole.distance_m).toBeCloseTo(4.99 + Math.hypot(2900, 145) + 0.25, 1)
    expect(rowOf([zone()], places, [drift([3000, 250], [0, 100])])).toEqual(whole)
  })

  it('is as near to a facility across the road as the road is wide, however long the road runs beside both', () => {
    const long = road('LONG', [
      [-5000, 105],
      [5000, 105],
    ])
    const wide = zone(polygon(box(-1000, 0, 1000, 100)))
    expect(rowOf([wide], [school(300, 110)], [long])).toMatchObject({ distance_m: 10, snap_from_m: 5 })
  })

  it('takes the road that leads there, be another of the same network nearer by a metre', () => {
    const lines = [
      road('DEAD', [
        [0, 104],
        [50, 104],
        [50, 105],
        [-5000, 105],
        [-5000, 150],
        [100, 150],
      ]),
    ]
    expect(
      rowOf(
        [zone()],
        [school(100, 600)],
        [
          ...lines,
          road('ON', [
            [100, 150],
            [100, 600],
          ]),
        ],
      ),
    ).toMatchObject({
      ...{ snap_from_m: 50, distance_m: 500 },
    })
  })

  it('reaches a facility by whichever road within the limit is the shorter way', () => {
    const long = road('LONG', [
      [50, 50],
      [50, -9000],
      [610, -9000],
      [610, 0],
    ])
    const short = road('SHORT', [
      [50, 50],
      [580, 50],
    ])
    expect(rowOf([zone()], [school(610, 50)], [long, short])).toMatchObject({
      ...{ snap_from_m: 0, snap_to_m: 30, distance_m: 510 },
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
    expect(rowOf([zone()], [school(400, 320)], [back]).distance_m).toBe(570)
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

  it('is walked to past a lane that touches the zone and loops round to it', () => {
    const main = road(
      'M',
      [
        [-4000, 110],
        [4000, 110],
      ],
      'jalan_utama',
    )
    const loop = road('LOOP', [
      [50, 0],
      [50, -2000],
      [2000, -2000],
      [2000, 110],
    ])
    expect(rowOf([zone()], [], [loop, main], 'jalan_utama')).toMatchObject({
      ...{ facility_id: 'M', distance_m: 10, snap_from_m: 10, method: 'network' },
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

describe('a river between two banks', () => {
  const near = road('NEAR', [
    [0, 110],
    [100, 110],
  ])
  const far = road('FAR', [
    [0, 160],
    [400, 160],
  ])
  const river = polygon(box(-5000, 120, 5000, 150))
  const places = [school(400, 160)]

  it('is not walked through to the road of the other bank', () => {
    expect(rowOf([zone()], places, [near, far])).toMatchObject({ method: 'network', distance_m: 360 })
    expect(rowOf([zone()], places, [near, far], 'sekolah', 'Z', [river])).toMatchObject({
      method: 'straight_line',
      snap_from_m: null,
    })
  })

  it('is crossed on a bridge, and a ditch on a plank', () => {
    const bridge = road('BRIDGE', [
      [100, 110],
      [100, 160],
    ])
    expect(rowOf([zone()], places, [near, far, bridge], 'sekolah', 'Z', [river])).toMatchObject({
      method: 'network',
      distance_m: 10 + 50 + 300,
    })
    const ditch = polygon(box(-5000, 120, 5000, 122))
    expect(rowOf([zone()], places, [near, far], 'sekolah', 'Z', [ditch]).distance_m).toBe(360)
  })

  it('is left by those who live over it', () => {
    const stilts = zone(polygon(box(0, 125, 100, 145)))
    expect(rowOf([stilts], places, [far], 'sekolah', 'Z', [river])).toMatchObject({
      method: 'network',
      snap_from_m: 15,
    })
  })

  it('bars the walk to a facility without roads on the other bank, while another is reached by road', () => {
    const two = [school(50, 400, 'OFF'), school(5100, 110, 'BY')]
    const long = road('LONG', [
      [0, 110],
      [5100, 110],
    ])
    expect(rowOf([zone()], two, [long], 'sekolah', 'Z', [river])).toMatchObject({
      ...{ facility_id: 'BY', method: 'network', facility_id_straight: 'OFF' },
    })
    expect(rowOf([zone()], two, [long])).toMatchObject({
      ...{ facility_id: 'OFF', method: 'straight_line', distance_m: 300 },
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

  it('are the least that anybody on the border has by road', () => {
    const border = Array.from({ length: 16 }, (_, i): [number, number] => {
      const along = (i % 4) * 25 + 12.5
      return [[along, 0] as const, [100, along] as const, [along, 100] as const, [0, along] as const][
        Math.floor(i / 4)
      ] as [number, number]
    })
    fc.assert(
      fc.property(
        fc.array(fc.array(place, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.array(place, { minLength: 1, maxLength: 4 }),
        (lines, schools) => {
          const roads = lines.map((line, i) => road(`J${i}`, line, i === 0 ? 'jalan_utama' : null))
          const places = schools.map(([x, y], i) => school(x, y, `S${i}`))
          const people = border.map((label_point, i) => ({ ...zone(), zone_id: `Z${i}`, label_point }))
          for (const row of zoneAccess('1/2020', people, places, roads, rules).rows) {
            if (row.method === null || row.label_point_method !== 'network') continue
            expect(row.distance_m).toBeLessThanOrEqual((row.distance_label_point_m as number) + 0.011)
          }
        },
      ),
      { numRuns: 300 },
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
    ['UPTD Puskesmas Sei Jang', 'kesehatan'],
    ['UPT. Puskesmas', 'kesehatan'],
    ['U.P.T.D. Puskesmas', 'kesehatan'],
    ['UPT BLUD Puskesmas', 'kesehatan'],
    ['PKM', 'kesehatan'],
    ['RSAL', 'kesehatan'],
    ['RSUP', 'kesehatan'],
    ['RSJ', 'kesehatan'],
    ['RSUD', 'kesehatan'],
    ['Poliklinik', 'kesehatan'],
    ['Praktek Mandiri Bidan', 'kesehatan'],
    ['Praktik Mandiri Dokter', 'kesehatan'],
    ['PMB', 'kesehatan'],
    ['Fasilitas Kesehatan', 'kesehatan'],
    ['Health facility', 'kesehatan'],
    ['Klinik/Apotek', 'kesehatan'],
    ['dermaga rakyat', 'pelabuhan'],
    ['Ferry Terminal', 'pelabuhan'],
    ['sea port', 'pelabuhan'],
    ['pasar ikan', 'pasar'],
    ['fish market', 'pasar'],
    ['UPTD Pasar', 'pasar'],
    ['Pasar/Terminal', 'pasar'],
    ['SD Negeri', 'sekolah'],
    ['Madrasah Ibtidaiyah', 'sekolah'],
    ['SMPN', 'sekolah'],
    ['SLTP', 'sekolah'],
    ['SMU', 'sekolah'],
    ['SLTA', 'sekolah'],
    ['TK/SD', 'sekolah'],
    ['TK / SD', 'sekolah'],
    ['SDN001', 'sekolah'],
    ['SMPN5', 'sekolah'],
    ['UPTD SDN 12', 'sekolah'],
    ['MA', 'sekolah'],
    ['M.A.', 'sekolah'],
    ['MAN 1', 'sekolah'],
    ['MAS Al Huda', 'sekolah'],
    ['MI', 'sekolah'],
    ['MIN', 'sekolah'],
    ['MTs', 'sekolah'],
    ['klinik hewan', null],
    ['posyandu', null],
    ['apotek', null],
    ['RS Hewan', null],
    ['Rumah Sakit Hewan', null],
    ['UPTD RS Hewan', null],
    ['Klinik hukum', null],
    ['law clinic', null],
    ['animal health facility', null],
    ['pelabuhan udara', null],
    ['airport', null],
    ['Car port', null],
    ['carport', null],
    ['supermarket', null],
    ['Super Market', null],
    ['Mini Market', null],
    ['mini-market', null],
    ['minimarket', null],
    ['Pasar Swalayan', null],
    ['hypermarket', null],
    ['Hyper Market', null],
    ['kantor pasar', null],
    ['TK', null],
    ['PAUD', null],
    ['TK/PAUD', null],
    ['Sekolah TK', null],
    ['Sekolah PAUD', null],
    ['sekolah tinggi', null],
    ['music school', null],
    ['bus sekolah', null],
    ['Mas', null],
    ['Ma', null],
    ['Min', null],
    ['toko mas', null],
    ['man', null],
    ['UPTD', null],
    ['/', null],
    ['', null],
  ])('%s counts for %s', (kind, target) => {
    expect(targetOfKind(rules, kind)).toBe(target)
  })

  it('has its letters apart from its digits', () => {
    expect(kindWords('SDN001')).toBe('sdn 001')
  })

  it('is compared without case, accents and signs', () => {
    expect(kindWords('  Rumah—SAKIT (Café) ')).toBe('rumah sakit cafe')
  })

  it('has words in the rules as they are compared, each for one target only', () => {
    const terms = rules.targets.flatMap(({ begins = [], capitals = [], ends = [], not = [] }) => [
      ...begins,
      ...capitals,
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
      'access: kinds of facility that count for no target: pemadam (2)',
      'access: roads: 1, in separate parts: 1, ends joined across gaps: 0',
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
