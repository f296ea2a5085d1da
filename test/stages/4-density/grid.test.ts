import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { crsFromCode, fromLonLat } from '../../../pipeline/geo/crs.ts'
import { cellAt, cellCentre } from '../../../pipeline/geo/h3-grid.ts'
import { createProgress } from '../../../pipeline/progress.ts'
import type { GridInputs } from '../../../pipeline/stages/4-density/grid-inputs.ts'
import { tallyCells } from '../../../pipeline/stages/4-density/grid-people.ts'
import { MAX_DECLARED_CELLS, RESOLUTION_RULE } from '../../../pipeline/stages/4-density/grid-resolution.ts'
import { smoothGrid } from '../../../pipeline/stages/4-density/grid-surface.ts'
import { parquet, Store } from '../../../pipeline/store/index.ts'
import { demoCity } from '../../support/demo-city.ts'
import { block, type Cell, grid, type House, inputs, K, points } from '../../support/grid-town.ts'
import {
  at,
  csvSource,
  EAST_M,
  featureSource,
  kelurahanSource,
  NORTH_M,
  rectangle,
} from '../../support/made-up-places.ts'
import { refusalOf, workspace } from '../../support/workspace.ts'

const sum = (cells: Cell[], name: 'buildings' | 'population') =>
  cells.reduce((total, cell) => total + (cell[name] ?? 0), 0)

/** Centre of the cell that holds the city's corner, in metres from there. */
function middle(resolution: number): [east_m: number, north_m: number] {
  const [lon, lat] = at(0, 0)
  const [x, y] = fromLonLat(crsFromCode('EPSG:32748'))(...cellCentre(cellAt(lon!, lat!, resolution)))
  return [x - EAST_M, y - NORTH_M]
}

/** The one cell that tells of people. */
function onlyCell(given: GridInputs, resolution: number): Cell {
  const told = grid(given, resolution).cells.filter(({ population }) => population !== null)
  expect(told.length).toBe(1)
  return told[0]!
}

const town = fc.record({
  houses: fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: -1, max: 3 }),
    ),
    { maxLength: 150 },
  ),
  rts: fc.array(
    fc.record({
      population: fc.option(fc.integer({ min: 0, max: 400 })),
      families: fc.option(fc.integer({ min: 0, max: 90 })),
      geometry: fc.constantFrom(null, rectangle(100, 100, 150, 120)),
    }),
    { minLength: 4, maxLength: 4 },
  ),
  resolution: fc.integer({ min: 8, max: 11 }),
  bandwidth_m: fc.option(fc.integer({ min: 10, max: 600 })),
})

describe('a cell of the grid', () => {
  it('counts each building once, and keeps them all when they are smoothed', () => {
    fc.assert(
      fc.property(town, ({ houses, rts, resolution, bandwidth_m }) => {
        const { cells, account } = grid(inputs(houses, rts), resolution, bandwidth_m)
        expect(cells.map(({ h3 }) => h3)).toEqual([...new Set(cells.map(({ h3 }) => h3))].sort())
        expect(sum(cells, 'buildings')).toBe(houses.length)
        if (bandwidth_m === null) return
        const mass = cells.reduce((s, c) => s + c.density_buildings_smoothed_per_ha! * c.area_ha_geodesic, 0)
        expect(Math.abs(mass - houses.length)).toBeLessThan(1e-8 * (1 + houses.length))
        expect(
          Math.abs(
            Number(account.population_smoothed) +
              Number(account.population_of_small_rt) -
              Number(account.population_placed),
          ),
        ).toBeLessThan(1e-5)
      }),
      { numRuns: 25 },
    )
  })

  it('tells of no people from fewer than k households, by families and by houses', () => {
    fc.assert(
      fc.property(town, ({ houses, rts, resolution, bandwidth_m }) => {
        const { cells } = grid(inputs(houses, rts), resolution, bandwidth_m)
        const standing = rts.map((_, rt) => houses.filter((house) => house[2] === rt).length)
        for (const cell of cells) {
          const inside = houses.filter(([e, n]) => {
            const [lon, lat] = at(e, n)
            return cellAt(lon!, lat!, resolution) === cell.h3
          })
          const told = inside.filter(([, , rt]) => rt >= 0 && rts[rt]!.population !== null)
          const known = cell.population !== null || cell.density_population_smoothed_per_ha !== null
          if (cell.population_method === 'rt_by_buildings') {
            expect(told.length).toBeGreaterThanOrEqual(K)
            const families = told.reduce(
              (s, [, , rt]) => s + (rts[rt]!.families ?? standing[rt]!) / standing[rt]!,
              0,
            )
            expect(families).toBeGreaterThan(K - 1e-6)
            for (const [, , rt] of told) expect(rts[rt]!.families ?? standing[rt]!).toBeGreaterThanOrEqual(K)
          }
          // A house alone in its cell is of nobody's count.
          if (told.length > 0 && told.length < K && cell.population_method !== 'rt_by_buildings_and_area')
            expect([cell.population, cell.density_population_smoothed_per_ha, cell.suppressed]).toEqual([
              null,
              null,
              true,
            ])
          expect(cell.suppressed && known).toBe(false)
          expect(cell.suppressed).toBe(cell.population_method === 'suppressed')
          if (cell.population === null)
            expect([cell.density_population_per_ha, cell.density_population_class]).toEqual([null, null])
        }
      }),
      { numRuns: 25 },
    )
  })

  it('shares the people of an RT equally over its buildings, and adds up to them', () => {
    const houses = [...block(12, 100, 100, 0), ...block(24, 700, 700, 0)]
    const { cells, account } = grid(inputs(houses, [{ population: 180, families: 40 }]), 10, null, 1)
    expect(account).toMatchObject({ population: 180, population_placed: 180, cells_suppressed: 0 })
    expect(sum(cells, 'population')).toBeCloseTo(180, 9)
    for (const cell of cells.filter(({ buildings }) => buildings! > 0)) {
      expect(cell).toMatchObject({ population_method: 'rt_by_buildings', population_known_pct: 100 })
      expect(cell.population).toBeCloseTo(5 * cell.buildings!, 9)
      expect(cell.density_population_per_ha).toBeCloseTo(cell.population! / cell.area_ha_geodesic, 9)
      expect(cell.density_buildings_per_ha).toBeCloseTo(cell.buildings! / cell.area_ha_geodesic, 9)
    }
  })

  it('shares them by ground where the RT has no located building, and nowhere where it has no outline either', () => {
    const rts = [
      { population: 900, families: 200, geometry: rectangle(100, 100, 300, 300) },
      { population: 70, families: 20 },
    ]
    const { cells, account } = grid(inputs(null, rts))
    expect(account).toMatchObject({ population: 970, population_placed: 900, buildings: null })
    expect(cells.every((cell) => cell.buildings === null && cell.density_buildings_per_ha === null)).toBe(
      true,
    )
    const people = cells.filter((cell) => cell.population !== null)
    expect(new Set(people.map((cell) => cell.population_method))).toEqual(new Set(['rt_by_area']))
    expect(sum(cells, 'population')).toBeLessThanOrEqual(900)
    // A cell wholly inside holds the density of the RT: 900 people on 9 ha, planar.
    expect(Math.max(...people.map((cell) => cell.density_population_per_ha!))).toBeCloseTo(100, 0)
  })

  it('has no density where an RT beside tells nothing and no footprint says where people live', () => {
    const [east, north] = middle(9)
    const told = { population: 900, families: 200, geometry: rectangle(east - 150, north - 75, 150, 150) }
    const beside = { families: 200, geometry: rectangle(east, north - 75, 150, 150) }
    const extent = [
      { level: 'kelurahan', geometry: rectangle(east - 150, north - 75, 300, 150) },
      ...[told, beside].map(({ geometry }) => ({ level: 'rt', geometry })),
    ]
    const cell = onlyCell(inputs(null, [told, beside], { extent }), 9)
    expect(cell).toMatchObject({ density_population_per_ha: null, density_population_class: null })
    expect(cell.population_known_pct).toBeCloseTo(50, 3)
  })

  it('counts the ground of RT, kelurahan and zones once, and none that is not mapped', () => {
    const [east, north] = middle(8)
    const ground = (east_m: number, width_m: number) => rectangle(east + east_m, north, width_m, 200)
    const told = { population: 900, families: 200, geometry: ground(0, 200) }
    const share = (...others: [level: string, east_m: number, width_m: number][]) => {
      const mapped: [string, number, number][] = [['rt', 0, 200], ...others]
      const extent = mapped.map(([level, e, w]) => ({ level, geometry: ground(e, w) }))
      return onlyCell(inputs(null, [told], { extent }), 8)
    }
    expect(share()).toMatchObject({ population_known_pct: 100, density_population_class: 'rendah' })
    expect(share(['kelurahan', 0, 200], ['zone', 50, 100]).population_known_pct).toBeCloseTo(100, 6)
    // A stilt village beyond the outline of its kelurahan, the ground of which nobody tells of.
    expect(share(['kelurahan', -200, 200]).population_known_pct).toBeCloseTo(50, 3)
    expect(share(['kelurahan', -50, 250], ['zone', -200, 200]).population_known_pct).toBeCloseTo(50, 3)
    // Two drawings of one border.
    const drawn = share(['kelurahan', -0.5, 201])
    expect(drawn.population_known_pct).toBeLessThan(99.9)
    expect(drawn.density_population_per_ha).not.toBeNull()
  })

  it('has no density where people live over ground of which houses say that others live there too', () => {
    const [east, north] = middle(8)
    const told = { population: 900, families: 200, geometry: rectangle(east, north, 200, 200) }
    const extent = [{ level: 'rt', geometry: told.geometry }]
    const houses = block(20, east + 10, north + 10, -1)
    expect(onlyCell(inputs(houses, [told], { extent }), 8)).toMatchObject({
      population_known_pct: 0,
      population_method: 'rt_by_area',
      density_population_per_ha: null,
    })
  })

  it('has no density where the people of some of its buildings are unknown', () => {
    const houses = [...block(6, 500, 500, 0), ...block(6, 500, 510, 1), ...block(6, 500, 520, -1)]
    const { cells } = grid(inputs(houses, [{ population: 30, families: 8 }, { families: 9 }]), 8, 100)
    const full = cells.find(({ buildings }) => buildings === 18)!
    expect(full).toMatchObject({
      population: 30,
      density_population_per_ha: null,
      density_population_class: null,
    })
    expect(full.population_known_pct).toBeCloseTo(100 / 3, 9)
    expect(full.density_population_smoothed_per_ha).toBeNull()
    expect(full.density_buildings_smoothed_per_ha).toBeGreaterThan(0)
  })

  it('holds back an RT of fewer than k families, in whatever company', () => {
    const houses = [...block(20, 500, 500, 0), ...block(8, 500, 540, 1)]
    const rts = (families: number) => [
      { population: 90, families: 25 },
      { population: 14, families },
    ]
    const told = (families: number) =>
      grid(inputs(houses, rts(families)), 8).cells.find(({ buildings }) => buildings === 28)!
    expect(told(4)).toMatchObject({
      suppressed: true,
      population: null,
      population_method: 'suppressed',
      buildings: 28,
    })
    expect(told(5)).toMatchObject({ suppressed: false })
    expect(told(5).population).toBeCloseTo(104, 9)
  })

  it('is empty, not unknown, where no building stands, and says nothing of people there', () => {
    const { cells } = grid(inputs([[500, 500, -1]]))
    const empty = cells.filter(({ buildings }) => buildings === 0)
    expect(empty.length).toBe(cells.length - 1)
    for (const cell of empty)
      expect(cell).toMatchObject({ density_buildings_per_ha: 0, population: null, suppressed: false })
  })
})

describe('a surface of very many points', () => {
  it('is made of bins, near the exact one, and says so', () => {
    const project = fromLonLat(crsFromCode('EPSG:32748'))
    const given = inputs(
      Array.from({ length: 6000 }, (_, i): House => [(i * 37) % 1000, Math.floor(i ** 2 / 7) % 1000, i % 3]),
      [{ population: 900, families: 200 }, { population: 60, families: 2 }, {}],
    )
    const tally = tallyCells(given, 11, K, project)
    const cells = [...tally.cells.keys()].sort()
    const area_ha = new Float64Array(cells.length).fill(0.2)
    const smooth = (mostKernels?: number) =>
      smoothGrid(given, tally, cells, area_ha, 300, project, createProgress('quiet'), mostKernels)
    const [exact, binned] = [smooth(), smooth(1000)]
    expect([exact.binned, binned.binned]).toEqual([false, true])
    for (const name of ['buildings_per_ha', 'people_per_ha'] as const) {
      const most = Math.max(...exact[name])
      const worst = Math.max(...exact[name].map((value, i) => Math.abs(value - binned[name][i]!)))
      expect(most).toBeGreaterThan(0)
      expect(worst).toBeLessThan(0.005 * most)
      expect(worst).toBeGreaterThan(0)
    }
    const mass = binned.people_per_ha.reduce((total, value) => total + 0.2 * value, 0)
    expect(mass).toBeCloseTo(900, 6)
  })
})

describe('the survey', () => {
  it('changes nothing that is published', () => {
    const houses = block(30, 400, 400, 0)
    const rts = [{ population: 120, families: 33 }]
    const survey = points([...block(3, 400, 400, -1), [990, 990, -1], [1100, 500, -1]])
    const without = grid(inputs(houses, rts), null, 150)
    const with_ = grid(inputs(houses, rts, { households: survey }), null, 150)
    expect(with_.cells.map((cell) => ({ ...cell, households_surveyed: null }))).toEqual(without.cells)
    expect(with_.account).toEqual(without.account)
    expect(with_.cells.reduce((total, cell) => total + cell.households_surveyed!, 0)).toBeGreaterThanOrEqual(
      3,
    )
  })
})

describe('the resolution', () => {
  it('grows coarse until enough cells hold k households', () => {
    const lattice = (spacing_m: number) => {
      const side = Math.floor(1000 / spacing_m)
      return inputs(
        Array.from(
          { length: side * side },
          (_, i): House => [(i % side) * spacing_m, Math.floor(i / side) * spacing_m, -1],
        ),
      )
    }
    const share = (houses: GridInputs, resolution: number | null) => {
      const account = grid(houses, resolution).account as Record<string, number>
      return { resolution: account.resolution!, share: account.cells_holding_k! / account.cells_occupied! }
    }
    expect(share(lattice(15), null).resolution).toBe(RESOLUTION_RULE.finest)
    for (const spacing_m of [30, 60, 100]) {
      const houses = lattice(spacing_m)
      const chosen = share(houses, null)
      expect(chosen.resolution).toBeLessThan(RESOLUTION_RULE.finest)
      expect(chosen.share).toBeGreaterThanOrEqual(RESOLUTION_RULE.min_share)
      expect(share(houses, chosen.resolution + 1).share).toBeLessThan(RESOLUTION_RULE.min_share)
    }
    expect(grid(inputs([[500, 500, -1]]), null).account).toMatchObject({
      resolution: 7,
      resolution_by: 'coarsest',
    })
  })

  it('of city.yaml stands, unless it would make more cells than can be published', () => {
    expect(grid(inputs([[500, 500, -1]]), 12).account).toMatchObject({
      resolution: 12,
      resolution_by: 'declared',
    })
    const wide = { extent: [{ level: 'kelurahan', geometry: rectangle(0, 0, 20_000, 20_000) }] }
    const refused = () => grid(inputs([], [], wide), 12)
    expect(refused).toThrow(UserError)
    expect(refused).toThrow(new RegExp(`density.grid.resolution[^]*at most ${MAX_DECLARED_CELLS} cells`))
  })
})

describe('the stage', () => {
  it('writes the grid of a city whose RT are partly mapped, and leaves a house of another city out', async () => {
    const made = await workspace({
      city: { density: { buildings_by: 'point', grid: { resolution: 9, bandwidth_m: 200 } } },
      sources: [
        kelurahanSource(),
        featureSource('buildings', [
          ...block(12, 400, 400, 0).map(([e, n], i) => ({
            building_id: `b${i}`,
            geometry: rectangle(e, n, 6, 6),
          })),
          { building_id: 'sea', geometry: rectangle(500, -500, 8, 8) },
        ]),
      ],
    })
    await made.run('4-density')
    const cells = await made.rows<Cell & { geometry: { coordinates: number[][][] } }>('4-density', 'grid')
    expect(sum(cells, 'buildings')).toBe(12)
    expect(cells.every((cell) => cell.geometry.coordinates[0]!.length === 7 && cell.resolution === 9)).toBe(
      true,
    )
    expect(await made.rows('4-density', 'grid_account')).toMatchObject([
      {
        resolution: 9,
        resolution_by: 'declared',
        bandwidth_m: 200,
        buildings: 12,
        buildings_outside: 1,
        population: null,
      },
    ])
  })

  it('knows of no building where every row of the buildings was set aside', async () => {
    const made = await workspace({
      city: { density: { buildings_by: 'point', grid: { resolution: 9, bandwidth_m: 200 } } },
      sources: [kelurahanSource(), featureSource('buildings', [{ building_id: 'b', geometry: null }])],
    })
    await made.run('4-density')
    expect(await made.rows('2-validate', 'buildings')).toEqual([])
    const cells = await made.rows<Cell>('4-density', 'grid')
    expect(cells.length).toBeGreaterThan(0)
    for (const cell of cells)
      expect([cell.buildings, cell.density_buildings_per_ha, cell.density_buildings_smoothed_per_ha]).toEqual(
        [null, null, null],
      )
    expect(await made.rows('4-density', 'grid_account')).toMatchObject([{ buildings: null }])
  })

  it('refuses a grid too fine for a regency before it locates a house', async () => {
    const made = await workspace({
      city: {
        envelope: [106, -7, 108, -5],
        density: { buildings_by: 'point', grid: { resolution: 12, bandwidth_m: 10 } },
      },
      sources: [
        featureSource('admin_units', [
          {
            level: 'kelurahan',
            admin_code: '99.71.01.1001',
            kelurahan_code: '99.71.01.1001',
            name: 'Melati',
            geometry: rectangle(0, 0, 40_000, 20_000),
          },
        ]),
        featureSource('buildings', [{ building_id: 'b', geometry: rectangle(400, 400, 6, 6) }]),
      ],
    })
    const refused = await refusalOf(made.run('4-density'))
    expect(refused.exitCode).toBe(20)
    expect(refused.message).toMatch(/density.grid.resolution/)
    expect([...made.files().keys()].filter((file) => file.includes('building_locations'))).toEqual([])
  })

  it('smooths by a bandwidth far below the distance of the cells', async () => {
    const { cells } = grid(inputs(block(30, 400, 400, 0), [{ population: 120, families: 33 }]), 9, 10)
    const mass = cells.reduce((s, c) => s + c.density_buildings_smoothed_per_ha! * c.area_ha_geodesic, 0)
    expect(mass).toBeCloseTo(30, 8)
  })

  it('writes an empty grid where nothing has a place', async () => {
    const made = await workspace({
      sources: [csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020')],
    })
    await made.run('4-density')
    expect(await made.rows('4-density', 'grid')).toEqual([])
  })
})

describe('the grid of the demo city', () => {
  it('counts every located building, and every person of the profiles, once', async () => {
    const city = await demoCity()
    const file = (stage: string, name: string) =>
      parquet(join(city.output, 'stages', stage, `${name}.parquet`))
    const store = await Store.open({ threads: 1 })
    try {
      const [built] = await store.rows<Record<string, number>>(`SELECT
        (SELECT sum(buildings) FROM ${file('4-density', 'grid')}) AS in_cells,
        (SELECT count(*) FROM ${file('4-density', 'building_locations')}
          WHERE coalesce(zone_id, rt_id, kelurahan_code) IS NOT NULL) AS located,
        (SELECT sum(density_buildings_smoothed_per_ha * area_ha_geodesic) FROM ${file('4-density', 'grid')}) AS smoothed,
        (SELECT count(*) FROM ${file('4-density', 'grid')} WHERE population IS NOT NULL AND buildings < 5) AS telling_of_few`)
      expect(built!.in_cells).toBe(built!.located)
      expect(built!.in_cells).toBeGreaterThan(6000)
      expect(built!.smoothed).toBeCloseTo(built!.located!, 5)
      expect(built!.telling_of_few).toBe(0)
      const [account] = await store.rows<Record<string, number>>(
        `SELECT * FROM ${file('4-density', 'grid_account')}`,
      )
      expect(account).toMatchObject({ resolution: 10, resolution_by: 'chosen', bandwidth_m: 150 })
      expect(account!.population_placed).toBe(account!.population)
      const layer = city.layer('grid').features
      expect(layer.reduce((total, { properties }) => total + Number(properties!.buildings), 0)).toBe(
        built!.located,
      )
      expect(layer.some(({ properties }) => 'households_surveyed' in properties!)).toBe(false)
    } finally {
      store.close()
    }
  })
})
