import type { Feature, Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import { labelPoint, namePoints } from '../../pipeline/viewer/label-point.ts'
import {
  boundsOverlap,
  geometryBounds,
  joinBounds,
  readFindings,
  readZones,
  shareSeen,
  zoneHectares,
} from '../../pipeline/viewer/zones.ts'

const square = (x: number, y: number, size = 1): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
})

const zone = (properties: Record<string, unknown>, geometry: Geometry | null = square(0, 0)): Feature =>
  ({ type: 'Feature', id: 7, properties, geometry }) as Feature

describe('readZones', () => {
  it('puts the worst first, then the larger, and zones without a score last', () => {
    const geojson = {
      features: [
        zone({ zone_id: 'none', area_ha_decree: 99 }),
        zone({ zone_id: 'small', score_total: 40, area_ha_decree: 1 }),
        zone({ zone_id: 'large', score_total: 40, area_ha_decree: 2 }),
        zone({ zone_id: 'worst', score_total: 61, area_ha_decree: 1 }),
        zone({ zone_id: 'zero', score_total: 0, area_ha_decree: 1 }),
      ],
    }
    expect(readZones(geojson).map(({ zone_id }) => zone_id)).toEqual([
      'worst',
      'large',
      'small',
      'zero',
      'none',
    ])
  })

  it('ranks a zone whose total is open by the least it can be, not below all others', () => {
    const geojson = {
      features: [
        zone({ zone_id: 'not slum', score_total: 9 }),
        zone({ zone_id: 'open', score_total: null, score_min: 50, score_max: 70 }),
        zone({ zone_id: 'worse', score_total: 51 }),
      ],
    }
    expect(readZones(geojson).map(({ zone_id }) => zone_id)).toEqual(['worse', 'open', 'not slum'])
  })

  it('leaves out what has no id or no place, and reads nothing from what is no layer', () => {
    expect(readZones({ features: [zone({ name: 'x' }), zone({ zone_id: 'a' }, null)] })).toEqual([])
    expect(readZones(null)).toEqual([])
    expect(readZones({ features: 'none' })).toEqual([])
  })

  it('takes an empty name for none', () => {
    expect(readZones({ features: [zone({ zone_id: 'a', name: ' ' })] })[0]?.name).toBeNull()
  })
})

describe('zone values', () => {
  it('counts hectares as decreed, else as measured, else not', () => {
    expect(zoneHectares({ area_ha_decree: 12.6, area_ha_utm: 12.5 })).toBe(12.6)
    expect(zoneHectares({ area_ha_decree: null, area_ha_utm: 12.5 })).toBe(12.5)
    expect(zoneHectares({})).toBeNull()
  })

  it.each([
    [0, 0, []],
    [3, 3, []],
    ['', 0, []],
    ['AREA_STALE', 1, ['AREA_STALE']],
    ['AREA_STALE, KEY_DUP;AREA_STALE', 3, ['AREA_STALE', 'KEY_DUP']],
    ['["AREA_STALE","KEY_DUP"]', 2, ['AREA_STALE', 'KEY_DUP']],
    [['KEY_DUP'], 1, ['KEY_DUP']],
    ['[broken', 0, []],
    [null, 0, []],
  ])('reads findings %j as %i', (value, count, codes) => {
    expect(readFindings(value)).toEqual({ count, codes })
  })
})

describe('bounds', () => {
  it('join those that are finite and meet at a shared edge', () => {
    const empty = geometryBounds({ type: 'MultiPolygon', coordinates: [] })
    expect(joinBounds([empty])).toBeNull()
    expect(joinBounds([empty, geometryBounds(square(0, 0)), geometryBounds(square(4, 5))])).toEqual([
      0, 0, 5, 6,
    ])
    expect(boundsOverlap([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true)
    expect(boundsOverlap([0, 0, 1, 1], [1.01, 0, 2, 1])).toBe(false)
    // A zone that fills the screen, one that lies half beside it, one beside it, and one without width.
    const screen = [0, 0, 2, 2] as const
    const seen = (...zone: [number, number, number, number]) => shareSeen(zone, [...screen])
    expect([
      seen(-9, -9, 9, 9),
      seen(1, 0, 3, 2),
      seen(2, 0, 3, 1),
      seen(1, 0, 1, 2),
      seen(3, 0, 3, 2),
    ]).toEqual([...[1, 0.5, 0, 1, 0]])
  })
})

describe('labelPoint', () => {
  it('lies inside a crescent, where the centre does not', () => {
    const crescent: Geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 2],
          [3, 2],
          [3, 8],
          [10, 8],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
      ],
    }
    const [x = 0, y = 0] = labelPoint(crescent) ?? []
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(y > 2 && y < 8 ? 3 : 10)
  })

  it('keeps out of holes and takes the part with most room', () => {
    const ring = (square(0, 0, 4) as { coordinates: number[][][] }).coordinates[0] ?? []
    const hole = (square(1, 1, 2) as { coordinates: number[][][] }).coordinates[0] ?? []
    const [x = 0] = labelPoint({ type: 'Polygon', coordinates: [ring, hole] }) ?? []
    expect(x < 1 || x > 3).toBe(true)
    const small = (square(100, 0, 1) as { coordinates: number[][][] }).coordinates
    const [far = 0] = labelPoint({ type: 'MultiPolygon', coordinates: [small, [ring]] }) ?? []
    expect(far).toBeLessThan(4)
  })

  it('has no place on a point, and names need a name', () => {
    expect(labelPoint({ type: 'Point', coordinates: [1, 2] })).toBeNull()
    const points = namePoints([zone({ name: 'Kemboja' }), zone({}), zone({ name: 'x' }, null)])
    expect(points.features.map(({ properties }) => properties?.name)).toEqual(['Kemboja'])
  })
})
