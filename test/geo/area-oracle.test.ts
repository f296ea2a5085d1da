import geographiclib from 'geographiclib-geodesic'
import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Geodesic } from '../../pipeline/geo/area.ts'
import { areaM2Bulk } from '../../pipeline/geo/area-bulk.ts'
import { evenNumbers, randomPolygon, SHAPES } from '../support/random-polygons.ts'

const { WGS84 } = geographiclib.Geodesic

/**
 * What GeographicLib itself rounds: an edge's area is counted down to the equator. Of 0.01 ha it leaves six digits;
 * test/geo/area-bulk.test.ts judges those by an oracle of their own.
 */
const ROUNDING_M2 = 1e-3

/** Edge by edge, from the inverse problem and its area S12, as the method's paper sums them (Karney 2013, section 6). */
function karneyM2(ring: Position[]): number {
  let sum_m2 = 0
  for (let i = 1; i < ring.length; i++) {
    const [[lon1, lat1], [lon2, lat2]] = [ring[i - 1]!, ring[i]!] as [[number, number], [number, number]]
    sum_m2 += WGS84.Inverse(lat1, lon1, lat2, lon2, geographiclib.Geodesic.AREA).S12!
  }
  return Math.abs(sum_m2)
}

const oracleM2 = ({ coordinates: [shell, ...holes] }: Polygon): number =>
  holes.reduce((area_m2, hole) => area_m2 - karneyM2(hole), karneyM2(shell!))

describe('10 000 random polygons of 0.01 ha to 10 000 km2 between 11 S and 6 N', () => {
  const next = evenNumbers(5)
  const polygons = Array.from({ length: 10_000 }, (_, i) =>
    randomPolygon(SHAPES[i % SHAPES.length]!, 1e2 * 1e8 ** next(), next),
  )
  const oracle_m2 = polygons.map(oracleM2)

  it.each([
    ['zones', areaM2Geodesic, 1e-9],
    ['buildings and national layers', areaM2Bulk, 1e-8],
  ])('have the areas of GeographicLib by the method for %s', (name, method, limit) => {
    let worst = 0
    let worstLarge = 0
    let worst_m2 = 0
    polygons.forEach((polygon, i) => {
      const error_m2 = Math.abs(method(polygon) - oracle_m2[i]!)
      const beyond = Math.max(0, error_m2 - ROUNDING_M2) / oracle_m2[i]!
      worst = Math.max(worst, beyond)
      if (oracle_m2[i]! >= 1e6) worstLarge = Math.max(worstLarge, error_m2 / oracle_m2[i]!)
      else worst_m2 = Math.max(worst_m2, error_m2)
    })
    console.log(
      `area for ${name}: worst ${worstLarge.toExponential(1)} of 1 to 10 000 km2, ${worst_m2.toExponential(1)} m2 below`,
    )
    expect(worst).toBeLessThanOrEqual(limit)
    expect(worstLarge).toBeLessThanOrEqual(limit)
  })
})
