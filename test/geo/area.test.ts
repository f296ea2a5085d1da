import { existsSync } from 'node:fs'
import { area as turfArea } from '@turf/turf'
import fc from 'fast-check'
import type { Polygon, Position } from 'geojson'
import { open } from 'shapefile'
import { describe, expect, it } from 'vitest'
import {
  areaM2Geodesic,
  areaM2Planar,
  perimeterMGeodesic,
  perimeterMPlanar,
} from '../../pipeline/geo/area.ts'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { box, polygon } from '../support/shapes.ts'

const SINJAI = '../shared/data/sinjai/shp/Delineasi_Kumuh_AR.shp'

const utm = (code: string) => fromLonLat(crsFromCode(code))
const relative = (got: number, expected: number): number => Math.abs(got / expected - 1)

/** WGS 84. */
const A = 6378137
const F = 1 / 298.257223563
const E2 = F * (2 - F)

/** Area between the equator and a parallel per radian of longitude: Snyder, Map Projections (1987), equation 3-12. */
function zoneM2(latitude: number): number {
  const sin = Math.sin((latitude * Math.PI) / 180)
  const e = Math.sqrt(E2)
  return (A ** 2 * (1 - E2) * (sin / (1 - E2 * sin ** 2) + Math.atanh(e * sin) / e)) / 2
}

/** Point scale factor of the transverse Mercator: Snyder (1987), equation 8-11. */
function utmScale(lon: number, lat: number, centralMeridian: number): number {
  const phi = (lat * Math.PI) / 180
  const c = (E2 / (1 - E2)) * Math.cos(phi) ** 2
  const t = Math.tan(phi) ** 2
  const a = (((lon - centralMeridian) * Math.PI) / 180) * Math.cos(phi)
  return (
    0.9996 *
    (1 +
      ((1 + c) * a ** 2) / 2 +
      ((5 - 4 * t + 42 * c + 13 * c ** 2 - (28 * E2) / (1 - E2)) * a ** 4) / 24 +
      ((61 - 148 * t + 16 * t ** 2) * a ** 6) / 720)
  )
}

describe('areaM2Geodesic', () => {
  it('gives an octant of the earth an eighth of the ellipsoid, 510 065 621.724 km2', () => {
    const octant = polygon([
      [0, 0],
      [90, 0],
      [0, 90],
      [0, 0],
    ])
    expect(relative(areaM2Geodesic(octant), 510065621724088.44 / 8)).toBeLessThan(1e-14)
  })

  it('reproduces the published test of the geodesic polygon around the equator', () => {
    // GeographicLib, Planimeter test: vertices one degree from (0, 0); 627 598.2731 m, 24 619 419 146 m2.
    const diamond = polygon([
      [-1, 0],
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ])
    expect(Math.abs(areaM2Geodesic(diamond) - 24619419146)).toBeLessThan(1)
    expect(Math.abs(perimeterMGeodesic(diamond) - 627598.2731)).toBeLessThan(1e-3)
  })

  it.each([
    [0, 1],
    [-6, -5],
  ])(
    'gives the one-degree cell from latitude %d to %d its zonal area, parallels being followed closely',
    (south, north) => {
      // Geodesics leave the parallel: the sides are cut into 2000 pieces, which leaves 1e-9.
      const pieces = 2000
      const along = (lat: number, from: number, to: number): Position[] =>
        Array.from({ length: pieces + 1 }, (_, i): Position => [from + ((to - from) * i) / pieces, lat])
      const ring = [...along(south, 104, 105), ...along(north, 105, 104), [104, south]]
      const expected_m2 = (zoneM2(north) - zoneM2(south)) * (Math.PI / 180)
      expect(relative(areaM2Geodesic(polygon(ring)), expected_m2)).toBeLessThan(1e-8)
    },
  )

  it('is the zonal area of a cell of 1.2 km2 to eight digits, which turf over-states by 0.45 %', () => {
    const cell = polygon(box(104.45, 0.9, 104.46, 0.91))
    const expected_m2 = (zoneM2(0.91) - zoneM2(0.9)) * (0.01 * (Math.PI / 180))
    expect(relative(areaM2Geodesic(cell), expected_m2)).toBeLessThan(5e-9)
    expect(turfArea(cell) / expected_m2 - 1).toBeGreaterThan(0.0044)
    expect(turfArea(cell) / expected_m2 - 1).toBeLessThan(0.0046)
  })
})

describe('areaM2Planar', () => {
  it('is the shoelace of the projected corners', () => {
    const square = polygon(box(0, 0, 1, 1))
    expect(areaM2Planar(square, (lon, lat) => [3 * lon + 5e6, 2 * lat + 1e7])).toBe(6)
  })

  it('keeps its digits far from the origin', () => {
    const shift = (lon: number, lat: number): [number, number] => [lon + 834000, lat + 9999000]
    expect(areaM2Planar(polygon(box(0, 0, 0.5, 0.25)), shift)).toBe(0.125)
  })

  it('is smaller than the ground by the square of 0.9996 on the central meridian of a UTM zone', () => {
    const cell = polygon(box(104.9999, -0.0001, 105.0001, 0.0001))
    const ratio = areaM2Planar(cell, utm('EPSG:32648')) / areaM2Geodesic(cell)
    expect(Math.abs(ratio - 0.9996 ** 2)).toBeLessThan(1e-8)
  })

  it('is 0.07 % smaller than the ground at Tanjungpinang, 0.027 % at Pekalongan, 0.026 % larger at Susukan', () => {
    const tanjungpinang = polygon(box(104.43, 0.92, 104.44, 0.93))
    const pekalongan = polygon(box(109.67, -6.88, 109.68, -6.87))
    const susukan = polygon(box(106.865, -6.315, 106.875, -6.305))
    const excess_pct = (cell: Polygon, code: string): number =>
      (areaM2Planar(cell, utm(code)) / areaM2Geodesic(cell) - 1) * 100
    expect(excess_pct(tanjungpinang, 'EPSG:32648')).toBeCloseTo(-0.07, 3)
    expect(excess_pct(pekalongan, 'EPSG:32749')).toBeCloseTo(-0.027, 3)
    expect(excess_pct(susukan, 'EPSG:32748')).toBeCloseTo(0.026, 3)
  })

  it('does not depend on the hemisphere of the zone', () => {
    const cell = polygon(box(104.43, -0.01, 104.44, 0.01))
    expect(
      relative(areaM2Planar(cell, utm('EPSG:32648')), areaM2Planar(cell, utm('EPSG:32748'))),
    ).toBeLessThan(1e-9)
  })
})

describe('both areas', () => {
  const project = utm('EPSG:32748')
  const rings = fc
    .tuple(
      fc.double({ min: 102.2, max: 107.8, noNaN: true }),
      fc.double({ min: -11, max: 6, noNaN: true }),
      fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 20 }),
    )
    .map(([lon, lat, radii]): Position[] => {
      const ring = radii.map((radius, i): Position => {
        const angle = (2 * Math.PI * i) / radii.length
        return [lon + 0.005 * radius * Math.cos(angle), lat + 0.005 * radius * Math.sin(angle)]
      })
      return [...ring, ring[0]!]
    })

  it('agree on 500 random polygons to 5e-6 once the UTM scale is taken out', () => {
    fc.assert(
      fc.property(rings, (ring) => {
        const centre = ring
          .slice(1)
          .reduce<[number, number]>(
            ([x, y], position) => [
              x + position[0]! / (ring.length - 1),
              y + position[1]! / (ring.length - 1),
            ],
            [0, 0],
          )
        const planar_m2 = areaM2Planar(polygon(ring), project) / utmScale(centre[0], centre[1], 105) ** 2
        expect(relative(planar_m2, areaM2Geodesic(polygon(ring)))).toBeLessThan(5e-6)
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  it('do not depend on winding, starting vertex or closing', () => {
    fc.assert(
      fc.property(rings, fc.nat(), (ring, start) => {
        const open = ring.slice(1)
        const turn = start % open.length
        const turned = [...open.slice(turn), ...open.slice(0, turn)]
        for (const measure of [areaM2Geodesic, (p: Polygon) => areaM2Planar(p, project)]) {
          const expected = measure(polygon(ring))
          for (const same of [ring.toReversed(), turned, [...turned, turned[0]!]]) {
            expect(relative(measure(polygon(same)), expected)).toBeLessThan(1e-9)
          }
        }
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  it('take holes out, whichever way they run, and add parts', () => {
    const shell = box(104.4, 0.9, 104.5, 1)
    const hole = box(104.42, 0.92, 104.44, 0.94)
    const away = box(105, 0, 105.01, 0.01)
    for (const measure of [
      areaM2Geodesic,
      (g: Parameters<typeof areaM2Geodesic>[0]) => areaM2Planar(g, project),
    ]) {
      const expected = measure(polygon(shell)) - measure(polygon(hole))
      for (const ring of [hole, hole.toReversed()])
        expect(measure(polygon(shell, ring))).toBeCloseTo(expected, 3)
      expect(measure({ type: 'MultiPolygon', coordinates: [[shell, hole], [away]] })).toBeCloseTo(
        expected + measure(polygon(away)),
        3,
      )
    }
  })

  it('are zero for what has no ground', () => {
    for (const measure of [
      areaM2Geodesic,
      (g: Parameters<typeof areaM2Geodesic>[0]) => areaM2Planar(g, project),
    ]) {
      expect(measure({ type: 'Point', coordinates: [104, 1] })).toBe(0)
      expect(
        measure({
          type: 'LineString',
          coordinates: [
            [104, 1],
            [105, 1],
            [105, 2],
            [104, 1],
          ],
        }),
      ).toBe(0)
      expect(measure(polygon())).toBe(0)
      expect(measure(polygon([]))).toBe(0)
      expect(measure(polygon([[104, 1]]))).toBe(0)
      expect(measure({ type: 'GeometryCollection', geometries: [] })).toBe(0)
    }
  })
})

describe('perimeters', () => {
  it('count every ring, and close an open one', () => {
    const identity = (lon: number, lat: number): [number, number] => [lon, lat]
    expect(perimeterMPlanar(polygon(box(0, 0, 3, 4)), identity)).toBe(14)
    expect(perimeterMPlanar(polygon(box(0, 0, 3, 4).slice(0, 4)), identity)).toBe(14)
    expect(perimeterMPlanar(polygon(box(0, 0, 3, 4), box(1, 1, 2, 2)), identity)).toBe(18)
  })

  it('are a quarter meridian three times for an octant, the equator being longer', () => {
    const octant = polygon([
      [0, 0],
      [90, 0],
      [0, 90],
      [0, 0],
    ])
    // Quarter meridian 10 001 965.729 m, quarter equator a pi / 2.
    expect(perimeterMGeodesic(octant)).toBeCloseTo(2 * 10001965.729 + (A * Math.PI) / 2, 2)
  })
})

if (!existsSync(SINJAI)) console.log(`skipped: ${SINJAI} is absent`)

describe.skipIf(!existsSync(SINJAI))('the decree polygons of Sinjai', () => {
  it('have in UTM 51S exactly the hectares the office wrote, all fifty', async () => {
    const project = utm('EPSG:32751')
    const source = await open(SINJAI)
    let seen = 0
    for (let record = await source.read(); !record.done; record = await source.read()) {
      const { geometry, properties } = record.value
      const area_ha_utm = areaM2Planar(geometry, project) / 1e4
      expect(relative(area_ha_utm, properties?.LUAS_KUMUH), properties?.KODE_RT_RW).toBeLessThan(1e-6)
      // 2.7 degrees from the central meridian of the zone UTM is 0.15 % larger than the ground.
      expect(area_ha_utm / (areaM2Geodesic(geometry) / 1e4) - 1).toBeCloseTo(0.0015, 3)
      seen++
    }
    expect(seen).toBe(50)
  })
})
