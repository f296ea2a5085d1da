import { beforeAll, describe, expect, it } from 'vitest'
import { areaM2Geodesic } from '../../pipeline/geo/area.ts'
import { areaM2Bulk } from '../../pipeline/geo/area-bulk.ts'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { openPostgis, type Postgis } from '../support/postgis.ts'
import { evenNumbers, randomPolygon, SHAPES } from '../support/random-polygons.ts'

let postgis: Postgis | null = null
beforeAll(async () => {
  postgis = await openPostgis()
  if (postgis === null) console.log('skipped: areas against PostGIS, which is not installed')
})

describe('areas beside ST_Area(geography) of PostGIS', () => {
  it('are the same for 2 000 random polygons of 1 ha to 10 000 km2', async ({ skip }) => {
    if (postgis === null) return skip()
    const next = evenNumbers(21)
    const polygons = Array.from({ length: 2000 }, (_, i) =>
      randomPolygon(SHAPES[i % SHAPES.length]!, 1e4 * 1e6 ** next(), next),
    )
    const rows = polygons.map((polygon, i) => `${i}\t${Buffer.from(encodeWkb(polygon)).toString('hex')}\n`)
    const areas_m2 = await postgis.sql([
      'CREATE TEMP TABLE shape (id integer, geometry geometry); COPY shape FROM STDIN;\n',
      ...rows,
      '\\.\n',
      'SELECT ST_Area(ST_SetSRID(geometry, 4326)::geography) FROM shape ORDER BY id;',
    ])
    expect(areas_m2).toHaveLength(polygons.length)
    const worst = (method: typeof areaM2Geodesic): number =>
      Math.max(
        ...polygons.map((polygon, i) => {
          const expected_m2 = Number(areas_m2[i]![0])
          return Math.max(0, Math.abs(method(polygon) - expected_m2) - 1e-3) / expected_m2
        }),
      )
    const [zones, bulk] = [worst(areaM2Geodesic), worst(areaM2Bulk)]
    console.log(
      `area against PostGIS ${postgis.version}: zones ${zones.toExponential(1)}, bulk ${bulk.toExponential(1)}`,
    )
    expect(zones).toBeLessThanOrEqual(1e-9)
    expect(bulk).toBeLessThanOrEqual(1e-8)
  })
})
