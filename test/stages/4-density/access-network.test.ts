import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneAccess } from '../../../pipeline/stages/4-density/access.ts'
import { box, polygon } from '../../support/shapes.ts'
import { road, rowOf, rules, school, zone } from './access-places.ts'

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
