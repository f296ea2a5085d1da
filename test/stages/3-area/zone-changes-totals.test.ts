import fc from 'fast-check'
import type { Geometry, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { conservationOf } from '../../../pipeline/geo/overlay.ts'
import { cutChange } from '../../../pipeline/stages/3-area/changes/cut.ts'
import { overlayZones } from '../../../pipeline/stages/3-area/overlay.ts'
import type { Area, Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneAdmin } from '../../../pipeline/stages/3-area/zone-admin.ts'
import { polygon, rectangle } from '../../support/made-up-places.ts'
import {
  changed,
  changedIn,
  city,
  geos,
  geosWith,
  type Total,
  total,
  UNITS,
  unit,
  zone,
} from './zone-changes-support.ts'

/** before, kept, left, added, after. */
function hectares(row: Total): number[] {
  const { area_ha_before, area_ha_kept, area_ha_left, area_ha_added, area_ha_after } = row
  return [area_ha_before, area_ha_kept, area_ha_left, area_ha_added, area_ha_after].map((ha) =>
    Number(ha.toFixed(4)),
  )
}

describe('the totals of change', () => {
  it('count ground once where zones lie over each other', () => {
    const old = [
      zone('1', 2020, 'A', rectangle(0, 0, 200, 100)),
      zone('1', 2020, 'B', rectangle(100, 0, 200, 100)),
    ]
    const now = [
      zone('2', 2024, 'A', rectangle(0, 0, 200, 100)),
      zone('2', 2024, 'B', rectangle(0, 0, 300, 100)),
    ]
    const made = changed(...old, ...now)
    expect(hectares(total(made, 'zone', 'A'))).toEqual([2, 2, 0, 0, 2])
    expect(hectares(total(made, 'zone', 'B'))).toEqual([2, 2, 0, 1, 3])
    expect(total(made, 'zone', 'B').area_ha_added_from_other_zones).toBeCloseTo(1, 4)
    expect(hectares(total(made, 'city', '99.71'))).toEqual([3, 3, 0, 0, 3])
  })

  it('are those of each kelurahan, and of what lies in none', () => {
    // Half of it over the water, across the border of two kelurahan.
    const old = zone('1', 2020, 'A', rectangle(900, -100, 300, 200))
    const now = zone('2', 2024, 'A', rectangle(1000, -100, 300, 200))
    const made = changedIn(UNITS, [old, now])
    const rows = made.totals.filter(({ level }) => level === 'kelurahan')
    expect(rows.map((row) => [row.unit_id, hectares(row)])).toEqual([
      ['99.71.01.1001', [1, 0, 1, 0, 0]],
      ['99.71.01.1002', [2, 2, 0, 1, 3]],
      [null, [3, 2, 1, 1, 3]],
    ])
    expect(hectares(total(made, 'city', '99.71'))).toEqual([6, 4, 2, 2, 6])
    expect(total(made, 'city', '99.71').change_pct).toBeCloseTo(0, 6)
  })

  it('of kelurahan that claim the same ground have it in the first, of a city without kelurahan in none', () => {
    const twice = [unit('a', rectangle(0, 0, 500, 500)), unit('b', rectangle(0, 0, 500, 500))]
    const zones = [
      zone('1', 2020, 'A', rectangle(100, 100, 100, 100)),
      zone('2', 2024, 'A', rectangle(100, 100, 50, 100)),
    ]
    const rows = changedIn(twice, zones).totals.filter(({ level }) => level === 'kelurahan')
    expect(rows.map((row) => [row.unit_id, hectares(row)])).toEqual([['a', [1, 0.5, 0.5, 0, 0.5]]])
    expect(changed(...zones).totals.map(({ level }) => level)).toEqual(['zone', 'city'])
  })

  it('of a verification: zones it does not speak of are kept in the city, and what it took from them is told', () => {
    const decree = [
      zone('1', 2014, 'A', rectangle(0, 0, 100, 100)),
      zone('1', 2014, 'B', rectangle(100, 0, 100, 100)),
    ]
    const seen = zone('v', 2018, 'A', rectangle(0, 0, 110, 100), { kind: 'verification' })
    const made = changedIn(UNITS, [...decree, seen])
    const city = total(made, 'city', '99.71')
    expect(city).toMatchObject({ partial: true, zones_before: 2, zones_after: 2 })
    // What the verified outline of A took from B was slum before.
    expect(hectares(city)).toEqual([2, 2, 0, 0, 2])
    expect(city.area_ha_not_verified).toBeCloseTo(1, 6)
    const zoneA = total(made, 'zone', 'A')
    expect(hectares(zoneA)).toEqual([1, 1, 0, 0.1, 1.1])
    expect(zoneA.area_ha_added_from_other_zones).toBeCloseTo(0.1, 6)
    expect([zoneA.area_ha_not_verified, city.area_ha_added_from_other_zones]).toEqual([0, 0])
  })

  it('count slivers between borders drawn twice, which no piece of geometry shows', () => {
    // 20 cm to the east, below the half metre of area.sliver_m; the city's own width decides.
    const old = zone('1', 2020, 'A', rectangle(0, 0, 100, 100))
    const now = zone('2', 2024, 'A', rectangle(0.2, 0, 100, 100))
    const made = changed(old, now)
    expect(made.changes.map(({ change }) => change)).toEqual(['kept'])
    const row = total(made, 'zone', 'A')
    expect(hectares(row)).toEqual([1, 0.998, 0.002, 0.002, 1])
    expect([row.slivers_ha_left, row.slivers_ha_added].map((ha) => ha.toFixed(4))).toEqual([
      '0.0020',
      '0.0020',
    ])
    const wider = changed(old, zone('2', 2024, 'A', rectangle(2, 0, 100, 100)))
    expect(wider.changes.map(({ change }) => change)).toEqual(['kept', 'left', 'added'])
    expect(total(wider, 'zone', 'A').slivers_ha_left).toBeCloseTo(0, 6)
  })

  it('count ground beside a hair as ground, at every level', () => {
    // Redrawn five centimetres outwards, and extended by 30 x 30 m.
    const old = zone('1', 2020, 'A', rectangle(100, 100, 600, 600))
    const [low, high] = [99.95, 700.05]
    const now = polygon(
      ...([
        [low, low],
        [high, low],
        [high, 300],
        [high + 30, 300],
        [high + 30, 330],
        [high, 330],
        [high, high],
        [low, high],
      ] as [number, number][]),
    )
    const made = changedIn(UNITS, [old, zone('2', 2024, 'A', now)])
    const drawn = made.changes.find(({ change }) => change === 'added')
    expect(drawn!.area_ha_utm).toBeGreaterThan(0.09)
    expect(drawn!.area_ha_utm).toBeLessThan(0.0905)
    expect(made.totals.map(({ level }) => level)).toEqual(['zone', 'kelurahan', 'city'])
    for (const row of made.totals) {
      expect(row.area_ha_added).toBeCloseTo(0.102, 4)
      // Sides of 600 m that are cut anew bend by a tenth of a millimetre.
      const told = row.slivers_ha_added + drawn!.area_ha_utm
      expect(Math.abs(told - row.area_ha_added)).toBeLessThan(1e-5)
    }
  })

  it('take the bend of a long side for no width: four metres more are four metres, whatever hangs on them', () => {
    const made = changedIn(UNITS, [
      zone('1', 2014, 'A', rectangle(0, 0, 1040, 100)),
      zone('2', 2018, 'A', rectangle(0, 0, 1044, 100)),
    ])
    expect(made.changes.find(({ change }) => change === 'added')!.area_ha_utm).toBeCloseTo(0.04, 4)
    for (const row of made.totals) expect(row.slivers_ha_added).toBeLessThan(1e-4)
    expect(total(made, 'kelurahan', '99.71.01.1002').area_ha_added).toBeCloseTo(0.04, 4)
  })

  it('count little ground that is no sliver as ground', () => {
    const old = zone('1', 2020, 'A', rectangle(0, 0, 100, 100))
    const shed = {
      type: 'MultiPolygon' as const,
      coordinates: [old.geometry, rectangle(200, 0, 0.8, 0.8)].map(
        ({ coordinates }) => coordinates as Polygon['coordinates'],
      ),
    }
    const made = changed(old, zone('2', 2024, 'A', shed))
    expect(made.changes.map(({ change }) => change)).toEqual(['kept', 'added'])
    expect(total(made, 'zone', 'A').slivers_ha_added).toBe(0)
  })

  it('of kelurahan are those of zone_admin: claims, slivers and water by the same rules', () => {
    const units = [
      unit('a', rectangle(0, 0, 500, 500)),
      unit('b', rectangle(400, 0, 500, 500)),
      unit('c', rectangle(900, 0, 500, 500)),
      // An island of b.
      unit('b', rectangle(1500, 0, 100, 100)),
    ]
    const zones = [
      // Ground of two; a border of kelurahan drawn 30 cm beside, with a bulge; half of it over the water.
      zone('1', 2020, 'A', rectangle(300, 100, 300, 100)),
      zone(
        '1',
        2020,
        'B',
        polygon(
          [700, 0],
          [900.3, 0],
          [900.3, 200],
          [930, 200],
          [930, 230],
          [900.3, 230],
          [900.3, 400],
          [700, 400],
        ),
      ),
      zone('1', 2020, 'C', rectangle(1000, 400, 100, 200)),
      zone('1', 2020, 'E', rectangle(1450, 20, 100, 50)),
      zone('2', 2024, 'D', rectangle(0, 0, 10, 10)),
    ]
    const held = new Map<string | null, number>()
    for (const row of zoneAdmin(overlayZones(zones, units, city, geos).pieces)) {
      if (row.decree_number !== '1') continue
      const code = row.kelurahan_code as string | null
      held.set(code, (held.get(code) ?? 0) + (row.area_ha_utm as number))
    }
    expect([...held.keys()].sort()).toEqual(['a', 'b', 'c', null].sort())
    const rows = changedIn(units, zones).totals.filter(({ level }) => level === 'kelurahan')
    for (const [code, area_ha] of held)
      expect(rows.find((row) => row.unit_id === code)!.area_ha_before).toBeCloseTo(area_ha, 9)
  })

  it('stand beside a check for each side of every cut', () => {
    const made = changedIn(UNITS, [
      zone('1', 2020, 'A', rectangle(100, 100, 100, 100)),
      zone('2', 2024, 'A', rectangle(150, 100, 100, 100)),
    ])
    expect(made.checks.map((row) => [row.overlay, row.decree_number, row.unit_id, row.conserved])).toEqual(
      [
        ['zone', 'A'],
        ['kelurahan', '99.71.01.1001'],
        ['city', '99.71'],
      ].flatMap(([level, unit_id]) =>
        ['1', '2'].map((decree) => [`change 1 -> 2, ${level}`, decree, unit_id, true]),
      ),
    )
  })
})

describe('a cut', () => {
  it('that loses ground on the later side alone is made anew', () => {
    const [old, now] = [rectangle(0, 0, 100, 100), rectangle(50, 0, 100, 100)]
    const half = rectangle(100, 0, 25, 100)
    const difference = (a: Geometry, b: Geometry) => (a === now ? half : geos.difference(a, b))
    const lossy = geosWith({ difference: difference as typeof geos.difference })
    const cut = cutChange(old, now, { before: false, after: false }, lossy)
    expect([cut.engine_before, cut.engine_after]).toEqual(['geos', 'polyclip'])
    const conserved = (whole: Polygon, ...parts: (Area | null)[]) => conservationOf(whole, parts).conserved
    expect(conserved(now, cut.kept, cut.added)).toBe(true)
    expect(conserved(old, cut.kept, cut.left)).toBe(true)
  })
})

describe('outlines that are not as they should be', () => {
  const square = rectangle(0, 0, 100, 100)

  it('are made valid, which the check says, and nothing stops', () => {
    const bowtie = polygon([0, 0], [100, 100], [100, 0], [0, 100])
    const made = changed(zone('1', 2020, 'A', bowtie), zone('2', 2024, 'A', square))
    expect(hectares(total(made, 'zone', 'A'))).toEqual([0.5, 0.5, 0, 0.5, 1])
    expect(made.checks.find(({ unit_id }) => unit_id === 'A')?.engine).toBe('geos_repaired')
  })

  it('are no zones where no area is left', () => {
    const flat = polygon([0, 0], [100, 0], [0, 0])
    const made = changed(zone('1', 2020, 'A', flat), zone('2', 2024, 'A', square))
    expect(made.matches.map(({ relation }) => relation)).toEqual(['new'])
    expect(hectares(total(made, 'city', '99.71'))).toEqual([0, 0, 0, 1, 1])
    expect(total(made, 'city', '99.71').change_pct).toBeNull()
  })
})

describe('conservation', () => {
  /** A tiling of the first two kelurahan, its inner corners moved, some tiles gone and some under other codes. */
  interface Redrawn {
    shifts: number[]
    codes: number[]
    gone: boolean[]
  }
  const [COLUMNS, ROWS, STEP_M] = [6, 3, 300]

  function tiles({ shifts, codes, gone }: Redrawn, decree: string, year: number): Zone[] {
    const corner = (column: number, row: number): [number, number] => {
      const place = 2 * (row * (COLUMNS + 1) + column)
      const inside = (at: number, last: number) => (at > 0 && at < last ? 1 : 0)
      return [
        20 + column * STEP_M + inside(column, COLUMNS) * shifts[place]!,
        20 + row * STEP_M + inside(row, ROWS) * shifts[place + 1]!,
      ]
    }
    const outline = (column: number, row: number): Polygon =>
      polygon(
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
      )
    const all = Array.from({ length: COLUMNS * ROWS }, (_, place) => {
      const code = codes[place] === 0 ? `T${place}` : `T${codes[place]}`
      return zone(decree, year, code, outline(place % COLUMNS, Math.floor(place / COLUMNS)))
    })
    return all.filter((_, place) => !gone[place])
  }

  const corners = 2 * (COLUMNS + 1) * (ROWS + 1)
  const count = COLUMNS * ROWS
  const list = <T>(of: fc.Arbitrary<T>, length: number) =>
    fc.array(of, { minLength: length, maxLength: length })
  const redrawn: fc.Arbitrary<Redrawn> = fc.record({
    // From a sliver's width to almost half a tile.
    shifts: list(
      fc.oneof(
        fc.constant(0),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: -70, max: 70 }),
      ),
      corners,
    ),
    // Two tiles may come under one code.
    codes: list(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }) },
      ),
      count,
    ),
    gone: list(
      fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      count,
    ),
  })

  it('holds at every level for tilings redrawn at random, and kelurahan add up to the city', () => {
    const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-6 * Math.max(1, a, b))
    fc.assert(
      fc.property(redrawn, redrawn, (one, other) => {
        const made = changedIn(UNITS, [...tiles(one, '1', 2020), ...tiles(other, '2', 2024)])
        expect(made.checks.filter((check) => !check.conserved)).toEqual([])
        for (const row of made.totals) {
          expect(row.conserved).toBe(true)
          near(row.area_ha_kept + row.area_ha_left, row.area_ha_before)
          near(row.area_ha_kept + row.area_ha_added, row.area_ha_after)
          expect(row.area_ha_left_to_other_zones).toBeLessThanOrEqual(row.area_ha_left + 1e-6)
        }
        const whole = total(made, 'city', '99.71')
        for (const level of ['zone', 'kelurahan'] as const) {
          const rows = made.totals.filter((row) => row.level === level)
          const sum = (of: (row: Total) => number) => rows.reduce((all, row) => all + of(row), 0)
          near(
            sum((row) => row.area_ha_before),
            whole.area_ha_before,
          )
          near(
            sum((row) => row.area_ha_after),
            whole.area_ha_after,
          )
          // Ground that passed between zones left one and came to the other, and stayed in the city.
          near(
            sum((row) => row.area_ha_left - row.area_ha_left_to_other_zones),
            whole.area_ha_left,
          )
          near(
            sum((row) => row.area_ha_added - row.area_ha_added_from_other_zones),
            whole.area_ha_added,
          )
        }
        for (const change of ['left', 'added'] as const) {
          const drawn = made.changes.flatMap((row) => (row.change === change ? [row.area_ha_utm] : []))
          const zones = made.totals.filter(({ level }) => level === 'zone')
          const told = zones.reduce(
            (all, row) => all + row[`area_ha_${change}`] - row[`slivers_ha_${change}`],
            0,
          )
          near(
            drawn.reduce((all, ha) => all + ha, 0),
            told,
          )
        }
        for (const side of ['from', 'to'] as const) {
          const listed = new Set(
            made.matches.map((row) => row[`${side}_zone_id`]).filter((id) => id !== null),
          )
          const zones = new Set(tiles(side === 'from' ? one : other, '1', 2020).map((tile) => tile.zone_id))
          expect(listed).toEqual(zones)
        }
      }),
      { numRuns: 25, seed: 20_240_614 },
    )
  })
})
