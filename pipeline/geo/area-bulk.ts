import type { Geometry, Position } from 'geojson'
import { areaM2Geodesic, areaOf } from './area.ts'

/**
 * Areas on the WGS 84 ellipsoid, edges being geodesics, for buildings and national layers: the numbers of
 * `areaM2Geodesic` in a small part of its time.
 *
 * **Method.** With z the area between a parallel and that of the ring's first vertex, per radian of longitude (equal-area
 * cylindrical projection of the ellipsoid, Snyder, Map Projections (1987), equation 3-12), the area of a ring is the sum
 * over its edges of the integral of z over the longitude. z is a Taylor series in the latitude above the first vertex: no
 * strip down to the equator is subtracted from another, so that a ring of 100 m2 keeps all its digits, where
 * GeographicLib leaves up to 2e-4 m2 per ring. The integral is the trapezoid of the edge's ends plus the segment between
 * chord and geodesic. Along a geodesic of azimuth alpha on a parallel of radius r, dz/ds = r cos(alpha),
 * d2z/ds2 = -sin(phi), dlambda/ds = sin(alpha) / r and d2lambda/ds2 = 2 sin(alpha) cos(alpha) sin(phi) / r^2; a segment
 * is s^3 / 12 times z' lambda'' - lambda' z'', which is
 *
 *     dlambda sin(phi) ((r dlambda)^2 + 3 (M dphi)^2) / 12
 *
 * at the middle latitude, M being the meridional radius of curvature. Of the terms with the fifth power of the length
 * those of the sphere are added, from its closed form 2 atan(tan(dlambda / 2) sin(phi) / cos(dphi / 2)).
 *
 * **Error.** What is left out is e^2 times those terms of the fifth power, and the seventh. Either is odd in the
 * latitude, by symmetry about the equator: with x and y half the edge's longitude and latitude in radians, at most
 * |x sin(phi)| (x^2 + y^2)^2 (4 e^2 + 2 (x^2 + y^2)) a^2 per edge; the factors are upper limits of what 60 000 edges of
 * 20 to 320 km showed (1.2 times as much). The kernel adds these limits up as it goes: a ring whose sum exceeds
 * 1e-9 of its area (long thin ones: a rectangle of 316 x 32 km of four vertices), or that spans more than 0.06 radians
 * (380 km) of latitude, goes to GeographicLib. Rounding is a few 1e-16 of the ring's box per edge. Edges of up to a
 * kilometre leave less than 1e-12.
 */

/** WGS 84: semi-major axis and first eccentricity squared. */
const A_M = 6378137
const E2 = (2 - 1 / 298.257223563) / 298.257223563
const ONE_E2 = 1 - E2
const RADIANS = Math.PI / 180

/** Beyond it GeographicLib is asked. */
const LARGEST_ERROR = 1e-9
/** The truncated series of z leaves 1e-15 up to here. */
const TALLEST_RAD = 0.06
/** The limits of the error were tried up to here. */
const FARTHEST_DEG = 60

/** z / a^2 = sum of B[j] sin((2 j + 1) phi): equation 3-12 by powers of the sine, and these by its multiples. */
const B = Array.from({ length: 5 }, (_, j) => {
  let sum = 0
  for (let m = j; m < 12; m++) sum += ((m + 1) / (2 * m + 1)) * (E2 / 4) ** m * choose(2 * m + 1, m - j)
  return ONE_E2 * (j % 2 === 0 ? sum : -sum)
}) as [number, number, number, number, number]

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1)
  return ways
}

/**
 * Area in square metres on the WGS 84 ellipsoid of the polygons of a lon/lat geometry in degrees, edges being geodesics:
 * shells minus holes, parts added, whatever the winding. Points and lines have none; a coordinate that is no number
 * gives NaN. Each ring is within 1e-9 of its area of what GeographicLib would give without rounding.
 */
export function areaM2Bulk(geometry: Geometry): number {
  return areaOf(geometry, ringOfPositions)
}

let scratch = new Float64Array(1024)

function ringOfPositions(ring: Position[]): number {
  const count = ring.length
  if (2 * count > scratch.length) scratch = new Float64Array(4 * count)
  for (let i = 0; i < count; i++) {
    const position = ring[i]!
    scratch[2 * i] = position[0]!
    scratch[2 * i + 1] = position[1]!
  }
  return ringAreaM2Bulk(scratch, 0, count)
}

/**
 * Area in square metres of one ring, positive whatever its winding; closed or not.
 * @param lonLat degrees, longitude and latitude in turn
 * @param start position the ring starts at
 * @param count of its positions
 */
export function ringAreaM2Bulk(lonLat: Float64Array, start: number, count: number): number {
  if (count < 3) return 0
  const first = 2 * start
  const end = first + 2 * count
  const lat0 = lonLat[first + 1]!
  // Sines and cosines of 1, 3, 5, 7 and 9 times the latitude; the series of z from their derivatives.
  const s1 = Math.sin(lat0 * RADIANS)
  const c1 = Math.cos(lat0 * RADIANS)
  const s2 = 2 * s1 * c1
  const c2 = c1 * c1 - s1 * s1
  const s3 = s2 * c1 + c2 * s1
  const c3 = c2 * c1 - s2 * s1
  const s5 = s3 * c2 + c3 * s2
  const c5 = c3 * c2 - s3 * s2
  const s7 = s5 * c2 + c5 * s2
  const c7 = c5 * c2 - s5 * s2
  const s9 = s7 * c2 + c7 * s2
  const c9 = c7 * c2 - s7 * s2
  const [b1, b3, b5, b7, b9] = B
  const z1 = b1 * c1 + 3 * b3 * c3 + 5 * b5 * c5 + 7 * b7 * c7 + 9 * b9 * c9
  const z2 = -(b1 * s1 + 9 * b3 * s3 + 25 * b5 * s5 + 49 * b7 * s7 + 81 * b9 * s9) / 2
  const z3 = -(b1 * c1 + 27 * b3 * c3 + 125 * b5 * c5) / 6
  const z4 = (b1 * s1 + 81 * b3 * s3 + 625 * b5 * s5) / 24
  const z5 = (b1 * c1 + 243 * b3 * c3 + 3125 * b5 * c5) / 120
  const z6 = -(b1 * s1 + 729 * b3 * s3) / 720
  const z7 = -(b1 * c1 + 2187 * b3 * c3) / 5040
  let twice = 0
  let error = 0
  let tallest = 0
  let lon = lonLat[end - 2]!
  let y = (lonLat[end - 1]! - lat0) * RADIANS
  let z = y * (z1 + y * (z2 + y * (z3 + y * (z4 + y * (z5 + y * (z6 + y * z7))))))
  for (let at = first; at < end; at += 2) {
    const nextLon = lonLat[at]!
    const nextY = (lonLat[at + 1]! - lat0) * RADIANS
    const nextZ =
      nextY * (z1 + nextY * (z2 + nextY * (z3 + nextY * (z4 + nextY * (z5 + nextY * (z6 + nextY * z7))))))
    const width = (nextLon - lon) * RADIANS
    const middle = (y + nextY) / 2
    const sine = s1 + middle * (c1 - middle * (s1 / 2 + middle * (c1 / 6 - (middle * s1) / 24)))
    const sine2 = sine * sine
    const w = 1 / (1 - E2 * sine2)
    const x2 = (width * width) / 4
    const y2 = ((nextY - y) * (nextY - y)) / 4
    const third = (w * (1 - sine2) * x2) / 3 + ONE_E2 * ONE_E2 * w * w * w * y2
    const fifth =
      (y2 * y2) / 6 + x2 * y2 * (1 / 6 - sine2 / 2) + x2 * x2 * (2 / 15 - sine2 / 3 + (sine2 * sine2) / 5)
    twice += width * (z + nextZ + 2 * sine * (third + fifth))
    const length2 = x2 + y2
    error += Math.abs(width * sine) * length2 * length2 * (2 * E2 + length2)
    tallest = Math.max(tallest, Math.abs(nextY))
    lon = nextLon
    y = nextY
    z = nextZ
  }
  const area = Math.abs(twice) / 2
  const isClosedForm =
    error <= LARGEST_ERROR * area && tallest <= TALLEST_RAD && Math.abs(lat0) <= FARTHEST_DEG
  return isClosedForm ? area * A_M * A_M : ringByGeographicLib(lonLat, start, count)
}

function ringByGeographicLib(lonLat: Float64Array, start: number, count: number): number {
  const ring = Array.from({ length: count }, (_, i): Position => {
    const at = 2 * (start + i)
    return [lonLat[at]!, lonLat[at + 1]!]
  })
  return areaM2Geodesic({ type: 'Polygon', coordinates: [ring] })
}
