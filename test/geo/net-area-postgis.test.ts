import type { Polygon } from 'geojson'
import { expect, it } from 'vitest'
import { coveredAreasM2 } from '../../pipeline/geo/covered-area.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { NetGround, roadSurface } from '../../pipeline/geo/net-area.ts'
import { openPostgis } from '../support/postgis.ts'
import { polygon } from '../support/shapes.ts'

const postgis = await openPostgis()
if (postgis === null) console.log('net area against PostGIS: skipped, PostGIS is not installed')

/** A repeatable stream of numbers from 0 to 1 (Park and Miller). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Blobs and crooked roads in the plane of a UTM zone, with its large coordinates. */
function town(seed: number) {
  const next = numbers(seed)
  const at = (spread_m: number): [number, number] => [
    450_000 + spread_m * next(),
    100_000 + spread_m * next(),
  ]
  const blob = (corners: number, radius_m: number): Polygon => {
    const [x, y] = at(1000)
    const ring = Array.from({ length: corners }, (_, i) => {
      const [angle, reach] = [(2 * Math.PI * i) / corners, radius_m * (0.5 + next())]
      return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]
    })
    return polygon([...ring, ring[0]!])
  }
  return {
    units: Array.from({ length: 12 }, () => blob(40, 250)),
    water: Array.from({ length: 8 }, () => blob(300, 120)),
    houses: Array.from({ length: 400 }, () => blob(5, 12)),
    roads: Array.from({ length: 15 }, () => ({
      width_m: 2 + 8 * next(),
      line: { type: 'LineString' as const, coordinates: [at(1000), at(1000), at(1000)] },
    })),
  }
}

it.skipIf(postgis === null)(
  'water, roads and footprints take as much of a unit as PostGIS says',
  async () => {
    const geos = await openGeos()
    const { units, water, houses, roads } = town(5)
    const surfaces = roads.map(({ line, width_m }) => roadSurface(line, width_m, geos)!)
    const ground = new NetGround(geos, water, surfaces)
    const covered_m2 = coveredAreasM2(units, { count: houses.length, read: (index) => houses[index]! }, geos)

    const shape = (geometry: object) => `ST_GeomFromGeoJSON('${JSON.stringify(geometry)}')`
    const all = (shapes: string[]) => `ST_Union(ARRAY[${shapes.join(',')}])`
    const wide = roads.map(
      ({ line, width_m }) =>
        `ST_Buffer(${shape(line)}, ${width_m / 2}, 'endcap=flat join=round quad_segs=8')`,
    )
    const rows = await postgis!.sql(`
    CREATE TEMP TABLE town AS SELECT ${all(water.map(shape))} AS water, ${all(wide)} AS roads, ${all(houses.map(shape))} AS houses;
    SELECT ST_Area(ST_Intersection(unit, water)), ST_Area(ST_Intersection(ST_Difference(unit, water), roads)),
      ST_Area(ST_Intersection(unit, houses))
    FROM town, (VALUES ${units.map((unit, i) => `(${i}, ${shape(unit)})`).join(',')}) AS units (place, unit) ORDER BY place;`)
    const told = rows.filter((row) => row.length === 3)
    expect(told).toHaveLength(units.length)
    units.forEach((unit, index) => {
      const { water_m2, road_m2 } = ground.measure(unit)!
      const [water_there, road_there, covered_there] = told[index]!.map(Number) as [number, number, number]
      expect(water_m2).toBeCloseTo(water_there, 3)
      expect(road_m2).toBeCloseTo(road_there, 3)
      expect(covered_m2[index]).toBeCloseTo(covered_there, 3)
    })
    expect(Math.max(...told.map((row) => Number(row[0])))).toBeGreaterThan(1000)
  },
)
