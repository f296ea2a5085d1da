import type { Geometry, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { type AccessPlace, zoneAccess } from '../../../pipeline/stages/4-density/access.ts'
import { box, polygon } from '../../support/shapes.ts'
import { road, rowOf, rules, school, zone } from './access-places.ts'

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
