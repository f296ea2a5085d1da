import Flatbush from 'flatbush'
import type { LineString, MultiLineString } from 'geojson'
import { M2_PER_HA } from '../../geo/area.ts'
import { BorderIndex } from '../../geo/border-index.ts'
import { boundsOf } from '../../geo/bounds.ts'
import { crsFromCode, fromLonLat, mapPositions } from '../../geo/crs.ts'
import { type Geos, openGeos } from '../../geo/geos.ts'
import { NetGround, roadSurface } from '../../geo/net-area.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import { type PlanarUnit, planarReader, unitKey } from './units.ts'

/** What of a unit is water and road, in planar UTM hectares; null is unknown. */
export interface Ground {
  water_ha: number | null
  road_ha: number | null
  /** Roads that lie in the unit and do not tell their width: they take nothing off. */
  roads_without_width: number | null
}

/** Ground of every unit, by `unitKey`; empty where the city has neither water nor roads. */
export async function groundOf(
  context: StageContext,
  units: readonly PlanarUnit[],
): Promise<Map<string, Ground>> {
  const { progress, city } = context
  const water = await readWater(context)
  const roads = await readRoads(context)
  const ground = new Map<string, Ground>()
  if (water === null && roads === null) return ground
  const geos = await openGeos()
  const read = planarReader(city)
  const wide = (roads ?? []).filter((road) => road.width_m !== null)
  const net = new NetGround(geos, map(water ?? [], read), surfaces(wide, geos))
  const unknown = new RoadCount(
    (roads ?? []).filter((road) => road.width_m === null),
    geos,
  )
  const known = new RoadCount(wide, geos)
  const task = progress.task('measure water and roads', units.length)
  for (const unit of units) {
    const parts = net.measure(unit.geometry)
    const roads_without_width = roads === null ? null : unknown.within(unit.geometry)
    // Roads of which none tells its width say nothing of the ground they take.
    const isTold = wide.length > 0 && (roads_without_width === 0 || known.within(unit.geometry) > 0)
    ground.set(unitKey(unit), {
      water_ha: water === null ? null : parts.water_m2 / M2_PER_HA,
      road_ha: isTold ? parts.road_m2 / M2_PER_HA : null,
      roads_without_width,
    })
    task.advance(1)
  }
  task.end()
  return ground
}

interface Road {
  line: LineString | MultiLineString
  width_m: number | null
}

/** Outlines of water, by code; null where the city has none: a table without a row says nothing of where it is dry. */
async function readWater({ store, table }: StageContext): Promise<Uint8Array[] | null> {
  const path = table('2-validate', 'water')
  if (path === null) return null
  const rows = await store.rows<{ wkb: Uint8Array }>(
    `SELECT ST_AsWKB(geometry) AS wkb FROM ${parquet(path)} WHERE geometry IS NOT NULL ORDER BY water_id`,
  )
  return rows.length === 0 ? null : rows.map(({ wkb }) => wkb)
}

/** Roads as planar lines, by code; null where the city has none. A width of 0 is none. */
async function readRoads({ store, table, city }: StageContext): Promise<Road[] | null> {
  const path = table('2-validate', 'networks')
  if (path === null) return null
  const rows = await store.rows<{ wkb: Uint8Array; width_m: number | null }>(
    `SELECT ST_AsWKB(geometry) AS wkb, nullif(width_m, 0) AS width_m FROM ${parquet(path)}
     WHERE kind = 'road' AND geometry IS NOT NULL ORDER BY network_id`,
  )
  const project = fromLonLat(crsFromCode(city.utm_crs))
  const roads = rows.map(({ wkb, width_m }) => ({ line: mapPositions(decodeWkb(wkb), project), width_m }))
  return roads.length === 0 ? null : (roads as Road[])
}

function* surfaces(roads: readonly Road[], geos: Geos): Generator<Polygonal> {
  for (const { line, width_m } of roads) {
    const surface = roadSurface(line, width_m!, geos)
    if (surface !== null) yield surface
  }
}

function* map<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item)
}

/** How many roads of a list share a point with a unit. */
class RoadCount {
  readonly #roads: readonly Road[]
  readonly #geos: Geos
  readonly #tree: Flatbush | null

  constructor(roads: readonly Road[], geos: Geos) {
    this.#roads = roads
    this.#geos = geos
    this.#tree = roads.length === 0 ? null : new Flatbush(roads.length)
    for (const { line } of roads) this.#tree!.add(...boundsOf(line)!)
    this.#tree?.finish()
  }

  within(unit: Polygonal): number {
    const box = boundsOf(unit)
    const near = box === null || this.#tree === null ? [] : this.#tree.search(...box)
    if (near.length === 0) return 0
    const border = new BorderIndex(unit)
    return near.filter((index) => {
      const { line } = this.#roads[index]!
      const place = border.placeOf(boundsOf(line)!)
      return place === 'inside' || (place === 'border' && this.#geos.intersects(unit, line))
    }).length
  }
}
