import type { Point } from './plane.ts'

/** ESRI WKT of WGS 84 / UTM zone 48N (EPSG:32648). */
export const UTM48N_PRJ =
  'PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],' +
  'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],' +
  'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],' +
  'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

const FLATTENING = 1 / 298.257223563
const N = FLATTENING / (2 - FLATTENING)
const N3 = N * N * N
const RADIUS_M = (6378137 / (1 + N)) * (1 + (N * N) / 4 + (N * N * N * N) / 64)
const BETA = [N / 2 - (2 * N * N) / 3 + (37 * N3) / 96, (N * N) / 48 + N3 / 15, (17 * N3) / 480]
const DELTA = [2 * N - (2 * N * N) / 3 - 2 * N3, (7 * N * N) / 3 - (8 * N3) / 5, (56 * N3) / 15]
const DEGREES = 180 / Math.PI

// The functions of the platform may differ in the last digit from one Node to the next; near the equator and the
// central meridian every argument is small, and these sums are the same everywhere.
function series(x: number, first: number, sign: number): number {
  let term = first === 0 ? 1 : x
  let sum = term
  for (let k = first + 1; k < 24; k += 2) {
    term *= (sign * x * x) / (k * (k + 1))
    sum += term
  }
  return sum
}
const sin = (x: number) => series(x, 1, -1)
const cos = (x: number) => series(x, 0, -1)
const sinh = (x: number) => series(x, 1, 1)
const cosh = (x: number) => series(x, 0, 1)

function atan(x: number): number {
  let power = x
  let sum = 0
  for (let k = 1; k < 30; k += 2) {
    sum += power / k
    power *= -x * x
  }
  return sum
}

function asin(x: number): number {
  return atan(x / Math.sqrt(1 - x * x))
}

/**
 * WGS 84 longitude and latitude in degrees of a point in UTM zone 48N, good to a millimetre within 5 degrees of
 * (105 E, 0). Source: Krueger's series in the third flattening (Karney 2011, equations 15 and following).
 */
export function toLonLat([easting, northing]: Point): Point {
  const xi = northing / (0.9996 * RADIUS_M)
  const eta = (easting - 500000) / (0.9996 * RADIUS_M)
  let x = xi
  let y = eta
  BETA.forEach((beta, j) => {
    const k = 2 * (j + 1)
    x -= beta * sin(k * xi) * cosh(k * eta)
    y -= beta * cos(k * xi) * sinh(k * eta)
  })
  const conformal = asin(sin(x) / cosh(y))
  let latitude = conformal
  DELTA.forEach((delta, j) => {
    latitude += delta * sin(2 * (j + 1) * conformal)
  })
  return [105 + atan(sinh(y) / cos(x)) * DEGREES, latitude * DEGREES]
}
