import { describe, expect, it, onTestFinished } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { openGeos } from '../../../pipeline/geo/geos.ts'
import { AreaShareLocator } from '../../../pipeline/geo/locate-area-share.ts'
import { flatPolygons } from '../../../pipeline/geo/locate-flat.ts'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { density } from '../../../pipeline/stages/4-density/index.ts'
import { type LocationCount, locateRows, toldCounts } from '../../../pipeline/stages/4-density/locations.ts'
import type { Places } from '../../../pipeline/stages/4-density/places.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { box, polygon } from '../../support/shapes.ts'
import { stageContext } from '../../support/stage-context.ts'
import { type SourceSpec, type Workspace, type WorkspaceSpec, workspace } from '../../support/workspace.ts'

interface Density {
  level: string
  unit_id: string
  vintage: number | null
  population: number | null
  families: number | null
  population_method: string | null
  buildings: number | null
  buildings_method: string | null
  households_surveyed: number | null
  people_surveyed: number | null
  density_population_per_ha: number | null
  density_buildings_per_ha: number | null
}

interface Located {
  id: string
  zone_id: string | null
  rt_id: string | null
  kelurahan_code: string | null
  over_water: boolean | null
  ambiguous: boolean
  area_m2_geodesic: number | null
  located_by: string
}

const RT1 = '99.71.01.1001/RT001-RW001'
const RT2 = '99.71.01.1001/RT002-RW001'

/** Two RT side by side in the first kelurahan, the second over the water for its southern half. */
const RTS: SourceSpec = featureSource(
  'admin_units',
  [
    { admin_code: RT1, rt_rw: 'RT001-RW001', geometry: rectangle(0, 0, 100, 100) },
    { admin_code: RT2, rt_rw: 'RT002-RW001', geometry: rectangle(100, -100, 100, 200) },
  ].map((unit) => ({ ...unit, level: 'rt', kelurahan_code: '99.71.01.1001', zone_id: 'Z' })),
)

const ZONES: SourceSpec = featureSource('zones', [
  { zone_id: 'Z', decree_number: '1/2020', geometry: rectangle(0, -100, 200, 200) },
  { zone_id: 'Z', decree_number: '1/2014', geometry: rectangle(500, 500, 10, 10) },
])

const DECREES: SourceSpec = csvSource(
  'decrees',
  'decree_number,kind,vintage\n1/2014,decree,2014\n1/2020,decree,2020',
)

const house = (building_id: string, east_m: number, north_m: number) => ({
  building_id,
  geometry: rectangle(east_m, north_m, 8, 8),
})

function households(
  ...rows: [id: string, east_m: number, north_m: number, people: number | null][]
): SourceSpec {
  return featureSource(
    'households',
    rows.map(([household_id, east_m, north_m, population]) => ({
      household_id,
      population,
      geometry: { type: 'Point', coordinates: at(east_m, north_m) },
    })),
  )
}

interface Made {
  made: Workspace
  of(level: string, unit_id: string): Density
}

async function densities(sources: SourceSpec[], city: WorkspaceSpec['city'] = {}): Promise<Made> {
  const made = await workspace({ sources, city })
  await made.run('4-density')
  return densitiesOf(made)
}

async function densitiesOf(made: Workspace): Promise<Made> {
  const rows = await made.rows<Density>('4-density', 'densities')
  const of = (level: string, unit_id: string): Density => {
    const found = rows.filter((row) => row.level === level && row.unit_id === unit_id)
    expect(found, `${level} ${unit_id}`).toHaveLength(1)
    return found[0]!
  }
  return { made, of }
}

/** What several tests look at, made when the first of them asks; it has to read all it tells before it ends. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const SURVEYED: SourceSpec[] = [
  kelurahanSource(),
  RTS,
  ZONES,
  DECREES,
  households(
    ...[0, 1, 2, 3, 4].map((i) => [`a${i}`, 10 + i, 10, 4] as [string, number, number, number]),
    ...[0, 1, 2, 3].map((i) => [`b${i}`, 110 + i, 10, 4] as [string, number, number, number]),
    ['c', 1500, 500, null],
    // In a zone of the decree before.
    ['d', 505, 505, 4],
  ),
  featureSource(
    'households',
    [
      {
        household_id: 'e',
        population: 4,
        geometry: { type: 'MultiPoint', coordinates: [at(10, 900), at(1500, 10)] },
      },
    ],
    { id: 'several-points' },
  ),
]

const surveyed = once(async () => {
  const { made, of } = await densities(SURVEYED)
  const rows = await made.rows<Density>('4-density', 'densities')
  const located = await made.rows<Located>('4-density', 'household_locations')
  made.city.privacy = { k: 10 }
  await made.once('4-density')
  return { of, rows, located, strict: (await densitiesOf(made)).of }
})

describe('buildings', () => {
  it('are counted once in each level, by a point inside them', async () => {
    const { made, of } = await densities([
      kelurahanSource(),
      RTS,
      ZONES,
      DECREES,
      featureSource('buildings', [
        house('land', 10, 10),
        // Its middle lies east of the border of the two RT.
        house('across', 97, 10),
        house('pelantar', 150, -80),
        house('north', 1500, 500),
        house('sea', 500, -500),
      ]),
    ])
    const located = await made.rows<Located>('4-density', 'building_locations')
    expect(
      located.map(({ id, zone_id, rt_id, kelurahan_code, over_water }) => [
        ...[id, zone_id, rt_id, kelurahan_code, over_water],
      ]),
    ).toEqual([
      ['across', 'Z', RT2, '99.71.01.1001', false],
      ['land', 'Z', RT1, '99.71.01.1001', false],
      ['north', null, null, '99.71.01.1002', false],
      ['pelantar', 'Z', RT2, '99.71.01.1001', true],
      ['sea', null, null, null, false],
    ])
    const counts = (level: string, id: string) => of(level, id).buildings
    expect([counts('zone', 'Z'), counts('rt', RT1), counts('rt', RT2)]).toEqual([3, 1, 2])
    expect(counts('kelurahan', '99.71.01.1001')).toBe(3)
    expect(counts('kelurahan', '99.71.02.1001')).toBe(0)
    expect(counts('kecamatan', '99.71.01')).toBe(4)
    // A house over the water is of the city where an RT or a zone holds it; one in no place is of another city.
    expect(counts('city', '99.71')).toBe(4)
    expect(of('zone', 'Z')).toMatchObject({ buildings_method: 'footprints' })
    expect(of('zone', 'Z').density_buildings_per_ha).toBeCloseTo(3 / 4, 6)
  })

  it('are unknown where none were given, and none where none stand', async () => {
    const { of } = await surveyed()
    expect(of('zone', 'Z')).toMatchObject({
      buildings: null,
      buildings_method: null,
      density_buildings_per_ha: null,
    })
    expect(of('city', '99.71').buildings).toBeNull()
  })
})

it('houses over the water are of the kelurahan that the overlay gives their zone, else of that their RT names', async () => {
  const { made, of } = await densities([
    kelurahanSource(),
    DECREES,
    featureSource('zones', [
      // Most of its land is of the second kelurahan; the other lies off all of them, nearest to the third.
      { zone_id: 'shore', decree_number: '1/2020', geometry: rectangle(900, -100, 300, 150) },
      { zone_id: 'stilts', decree_number: '1/2020', geometry: rectangle(2400, -300, 100, 100) },
    ]),
    featureSource('admin_units', [
      {
        admin_code: RT1,
        level: 'rt',
        rt_rw: 'RT001-RW001',
        kelurahan_code: '99.71.01.1001',
        geometry: rectangle(100, -400, 100, 100),
      },
    ]),
    featureSource('buildings', [
      house('alone', 150, -350),
      house('off', 2450, -250),
      house('shore', 910, -50),
      house('west', 910, 10),
    ]),
    households(['h', 2460, -250, 4]),
  ])
  const rows = await made.rows<Located>('4-density', 'building_locations')
  expect(rows.map((row) => [row.id, row.kelurahan_code, row.over_water])).toEqual([
    ['alone', '99.71.01.1001', true],
    ['off', '99.71.02.1001', true],
    ['shore', '99.71.01.1002', true],
    ['west', '99.71.01.1001', false],
  ])
  expect(await made.rows<Located>('4-density', 'household_locations')).toMatchObject([
    { kelurahan_code: '99.71.02.1001', over_water: true },
  ])
  const counts = (level: string, ...ids: string[]) => ids.map((id) => of(level, id).buildings)
  expect(counts('kelurahan', '99.71.01.1001', '99.71.01.1002', '99.71.02.1001')).toEqual([2, 1, 1])
  expect(counts('kecamatan', '99.71.01', '99.71.02')).toEqual([3, 1])
  expect(counts('city', '99.71')).toEqual([4])
  const told = await made.rows<LocationCount>('4-density', 'location_counts')
  expect(told.filter((row) => row.table_name === 'buildings' && row.level === 'kelurahan')).toMatchObject([
    { rows: 4, matched: 4, over_water: 3, unmatched: 0 },
  ])
  expect(toldCounts(told)).toContain('kelurahan 4 of 4 (3 over water)')
})

/** Four kelurahan around a point. Shared borders vertex for vertex, in degrees so that points lie on them exactly. */
const SIDE_DEG = 1 / 64
const CELLS = [
  ['99.71.01.1001', 106, -7],
  ['99.71.01.1002', 106 + SIDE_DEG, -7],
  ['99.71.01.1003', 106, -7 + SIDE_DEG],
  ['99.71.01.1004', 106 + SIDE_DEG, -7 + SIDE_DEG],
] as const

const bordered = once(async () => {
  const square = (west: number, south: number, side: number) =>
    polygon(box(west, south, west + side, south + side))
  const points = [
    [106 + SIDE_DEG, -7 + SIDE_DEG / 2],
    [106 + SIDE_DEG / 2, -7 + SIDE_DEG],
    [106 + SIDE_DEG, -7 + SIDE_DEG],
  ]
  const { made, of } = await densities([
    featureSource(
      'admin_units',
      CELLS.map(([code, west, south]) => ({
        code,
        kecamatan_code: '9971010',
        geometry: square(west, south, SIDE_DEG),
      })),
      {
        columns: {
          admin_code: 'code',
          kelurahan_code: 'code',
          kecamatan_code: 'kecamatan_code',
          level: { value: 'kelurahan' },
        },
      },
    ),
    featureSource(
      'households',
      points.map((coordinates, index) => ({
        household_id: `h${index}`,
        population: 3,
        geometry: { type: 'Point', coordinates },
      })),
    ),
    featureSource('buildings', [{ building_id: 'b', geometry: square(106.005, -6.995, 1e-4) }]),
  ])
  return { of, located: await made.rows<Located>('4-density', 'household_locations') }
})

describe('a point on a border', () => {
  it('is counted once, in the polygon east or north of it', async () => {
    const { of, located } = await bordered()
    expect(located.map((row) => [row.kelurahan_code, row.ambiguous])).toEqual([
      ['99.71.01.1002', false],
      ['99.71.01.1003', false],
      ['99.71.01.1004', false],
    ])
    const surveyed = CELLS.map(([code]) => of('kelurahan', code).households_surveyed)
    expect(surveyed).toEqual([0, 1, 1, 1])
    expect(of('city', '99.71').households_surveyed).toBe(3)
  })
})

/** Two RT that share a border at 100 m east, vertex for vertex, and end at 100 m north. */
const NEIGHBOURS: SourceSpec = featureSource(
  'admin_units',
  [
    { admin_code: RT1, rt_rw: 'RT001-RW001', geometry: rectangle(0, 0, 100, 100) },
    { admin_code: RT2, rt_rw: 'RT002-RW001', geometry: rectangle(100, 0, 100, 100) },
  ].map((unit) => ({ ...unit, level: 'rt', kelurahan_code: '99.71.01.1001', zone_id: null })),
)

/** An L of 10 x 10 m with arms 2 m wide along its south and west sides: its centroid lies in the notch. */
function angle(east_m: number, north_m: number) {
  const corners = [
    [0, 0],
    [10, 0],
    [10, 2],
    [2, 2],
    [2, 10],
    [0, 10],
    [0, 0],
  ]
  return { type: 'Polygon', coordinates: [corners.map(([x, y]) => at(east_m + x!, north_m + y!))] }
}

describe('a footprint across a border', () => {
  const buildings = featureSource('buildings', [
    { building_id: 'angle', geometry: angle(97, 40) },
    { building_id: 'beyond', geometry: rectangle(50, 97, 8, 8) },
    { building_id: 'more-east', geometry: rectangle(97, 10, 8, 8) },
    { building_id: 'more-west', geometry: rectangle(95, 20, 8, 8) },
    {
      building_id: 'parted',
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          rectangle(80, 60, 10, 10).coordinates,
          rectangle(110, 60, 8, 8).coordinates,
          rectangle(120, 60, 8, 8).coordinates,
        ],
      },
    },
    { building_id: 'reaches', geometry: rectangle(60, 95, 8, 8) },
    { building_id: 'within', geometry: rectangle(10, 10, 8, 8) },
  ])
  const located = once(async () => {
    const { made } = await densities([kelurahanSource(), NEIGHBOURS, buildings], {
      density: { grid: { resolution: 7 }, buildings_by: 'point' } as City['density'],
    })
    const rows = () => made.rows<Located>('4-density', 'building_locations')
    const point = await rows()
    made.city.density.buildings_by = 'area_share'
    await made.once('4-density')
    return { point, area_share: await rows() }
  })

  it.each(['point', 'area_share'] as const)('belongs where the city says: by %s', async (by) => {
    const rows = (await located())[by]
    expect(rows.map(({ id, rt_id, located_by }) => [id, rt_id, located_by])).toEqual([
      // 14 of its 36 m2 lie beyond the border.
      ['angle', RT1, by],
      // More of it lies in no RT than in one.
      ['beyond', null, by],
      ['more-east', RT2, by],
      ['more-west', RT1, by],
      // Its largest part stands in the one RT, most of its ground in the other.
      ['parted', by === 'point' ? RT1 : RT2, by],
      ['reaches', RT1, by],
      ['within', RT1, by],
    ])
  })

  it('keeps its own area, on the ellipsoid', async () => {
    const { point: rows } = await located()
    const area = (id: string) => rows.find((row) => row.id === id)!.area_m2_geodesic
    expect(area('within')! / 64).toBeCloseTo(1, 2)
    expect(area('angle')! / 36).toBeCloseTo(1, 2)
  })
})

describe('the counts of located rows', () => {
  it('say of every table and level what was matched, what was not, what twice - in the first, and marked - and what has no place', async () => {
    const { made } = await densities([
      featureSource('admin_units', [
        {
          admin_code: 'a',
          level: 'rt',
          kelurahan_code: '99.71.01.1001',
          geometry: rectangle(0, 0, 100, 100),
        },
        {
          admin_code: 'b',
          level: 'rt',
          kelurahan_code: '99.71.01.1001',
          geometry: rectangle(50, 0, 100, 100),
        },
      ]),
      featureSource('buildings', [house('in', 10, 10), house('both', 70, 10), house('out', 500, 10)]),
      featureSource('households', [
        { household_id: 'h', population: 3, geometry: { type: 'Point', coordinates: at(75, 50) } },
      ]),
    ])
    expect(await made.rows<Located>('4-density', 'household_locations')).toMatchObject([
      { rt_id: 'a', ambiguous: true },
    ])
    const counts = await made.rows<Record<string, number | string>>('4-density', 'location_counts')
    expect(counts.map((row) => Object.values(row))).toEqual([
      ['buildings', 'zone', 3, 0, 0, 3, 0, 0],
      ['buildings', 'rt', 3, 2, 0, 1, 1, 0],
      ['buildings', 'kelurahan', 3, 0, 0, 3, 0, 0],
      ['households', 'zone', 1, 0, 0, 1, 0, 0],
      ['households', 'rt', 1, 1, 0, 0, 1, 0],
      ['households', 'kelurahan', 1, 0, 0, 1, 0, 0],
    ])
  })

  it('say how many rows have no place; points have no area and stay points', async () => {
    const context = await stageContext(density, {
      tables: {
        '2-validate': {
          buildings: {
            columns: { building_id: 'VARCHAR', geometry: 'GEOMETRY' },
            rows: [
              { building_id: 'empty', geometry: encodeWkb({ type: 'Polygon', coordinates: [] }) },
              { building_id: 'house', geometry: encodeWkb(polygon(box(0.5, 0.5, 1.25, 1))) },
              { building_id: 'no-point', geometry: encodeWkb({ type: 'Point', coordinates: [] }) },
              { building_id: 'none', geometry: null },
              { building_id: 'point', geometry: encodeWkb({ type: 'Point', coordinates: [1, 0.5] }) },
            ],
          },
        },
      },
    })
    onTestFinished(() => context.close())
    const cells = [polygon(box(0, 0, 1, 1)), polygon(box(1, 0, 2, 1))]
    const places: Places = {
      level: 'rt',
      ids: ['west', 'east'],
      polygons: flatPolygons(cells),
      shares: new AreaShareLocator(cells, await openGeos()),
    }
    const counts: LocationCount[] = []
    const rows: Row[] = []
    const source = {
      name: 'buildings',
      path: context.table('2-validate', 'buildings')!,
      idColumn: 'building_id',
    } as const
    const nowhere = { isKnown: false, ofZone: new Map(), ofRt: new Map() }
    for await (const row of locateRows(context, source, [places], nowhere, counts)) rows.push(row)
    expect(rows).toMatchObject([
      { id: 'house', rt_id: 'west', over_water: null, ambiguous: false, located_by: 'area_share' },
      { id: 'point', rt_id: 'east', over_water: null, area_m2_geodesic: null, located_by: 'point' },
    ])
    expect(counts).toEqual([
      {
        ...{ table_name: 'buildings', level: 'rt', rows: 5, matched: 2, over_water: 0 },
        ...{ unmatched: 0, ambiguous: 0 },
        without_geometry: 3,
      },
    ])
    expect(toldCounts(counts)).toBe('buildings: rt 2 of 5; 3 without a geometry')
  })
})

describe('people', () => {
  const PROFILES = csvSource(
    'rt_profiles',
    `rt_id,vintage,rt_rw,zone_id,population,families,buildings
     ${RT1},2014,RT001-RW001,Z,100,20,30
     ${RT1},2020,RT001-RW001,Z,200,40,50
     ${RT2},2020,RT002-RW001,,300,60,70
     ${RT1},2024,RT001-RW001,Z,900,90,90`,
  )
  const profiled = once(() => densities([kelurahanSource(), RTS, ZONES, DECREES, PROFILES]))

  it('come from the profiles of the decree’s own year, for RT and zones', async () => {
    const { of } = await profiled()
    expect(of('rt', RT1)).toMatchObject({
      vintage: 2020,
      population: 200,
      families: 40,
      population_method: 'rt_profiles',
      buildings: 50,
      buildings_method: 'rt_profiles',
    })
    // The second profile names no zone; its RT lies in one.
    expect(of('zone', 'Z')).toMatchObject({ vintage: 2020, population: 500, families: 100 })
    expect(of('zone', 'Z').density_population_per_ha).toBeCloseTo(125, 4)
  })

  it('come from the latest profiles where the decree’s year has none', async () => {
    const { of } = await densities([kelurahanSource(), RTS, ZONES, DECREES, PROFILES], { decree: '1/2014' })
    expect(of('rt', RT1)).toMatchObject({ vintage: 2014, population: 100 })
    const later = csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,population\n${RT1},2018,RT001-RW001,77\n${RT1},2016,RT001-RW001,66`,
    )
    const { of: latest } = await densities([kelurahanSource(), RTS, ZONES, DECREES, later])
    expect(latest('rt', RT1)).toMatchObject({ vintage: 2018, population: 77 })
  })

  it('of profiles are not told for kelurahan, which have other RT too', async () => {
    const { of } = await profiled()
    expect(of('kelurahan', '99.71.01.1001')).toMatchObject({
      population: null,
      population_method: null,
      vintage: null,
    })
  })

  it('are unknown where one of a zone’s profiles does not tell', async () => {
    const partly = csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,zone_id,population,families\n${RT1},2020,RT001-RW001,Z,200,40\n${RT2},2020,RT002-RW001,Z,,60`,
    )
    const { of } = await densities([kelurahanSource(), RTS, ZONES, DECREES, partly])
    expect(of('zone', 'Z')).toMatchObject({
      population: null,
      population_method: null,
      families: 100,
      density_population_per_ha: null,
    })
    expect(of('rt', RT1).population).toBe(200)
  })

  it('of a survey count only where at least k households stand behind them', async () => {
    const { of, rows, strict } = await surveyed()
    expect(of('rt', RT1)).toMatchObject({
      population: 20,
      population_method: 'households_surveyed',
      people_surveyed: 20,
    })
    expect(of('rt', RT2)).toMatchObject({
      population: null,
      population_method: 'suppressed',
      people_surveyed: null,
      density_population_per_ha: null,
    })
    expect(of('zone', 'Z')).toMatchObject({ population: 36, families: null, vintage: null })
    // One household that does not tell, and none at all.
    expect(of('kelurahan', '99.71.01.1002')).toMatchObject({
      population: null,
      population_method: null,
      households_surveyed: 1,
    })
    expect(of('kelurahan', '99.71.02.1001')).toMatchObject({
      population: null,
      population_method: null,
      households_surveyed: 0,
    })
    expect(rows).toHaveLength(10)
    expect(strict('zone', 'Z')).toMatchObject({ population: null, population_method: 'suppressed' })
  })

  it('in kecamatan with a code of their own are not lost', async () => {
    const { of } = await bordered()
    expect(of('kecamatan', '9971010')).toMatchObject({ buildings: 1, households_surveyed: 3 })
  })

  it('of a household with several points are counted once, where the first lies', async () => {
    const { of, located } = await surveyed()
    expect(located.filter(({ id }) => id === 'e')).toMatchObject([
      { zone_id: null, kelurahan_code: '99.71.01.1001' },
    ])
    expect(of('kelurahan', '99.71.01.1002').households_surveyed).toBe(1)
  })
})

it('zones of an older decree hold nobody', async () => {
  const { rows, located } = await surveyed()
  expect(located.filter(({ id }) => id === 'd')).toMatchObject([
    { zone_id: null, kelurahan_code: '99.71.01.1001' },
  ])
  expect(rows.filter((row) => row.level === 'zone')).toHaveLength(1)
})
