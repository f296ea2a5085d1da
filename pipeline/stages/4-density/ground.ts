import { M2_PER_HA } from '../../geo/area.ts'
import { type Geos, openGeos } from '../../geo/geos.ts'
import { NetGround, roadSurface } from '../../geo/net-area.ts'
import { orNull } from '../../geo/overlay-held.ts'
import type { Polygonal } from '../../geo/rings.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import { listed } from './densities-notes.ts'
import { type Road, RoadWidths, readRoads } from './ground-roads.ts'
import { type PlanarUnit, planarReader, unitKey } from './units.ts'

/** What of a unit is water and road, in planar UTM hectares; null is unknown. */
export interface Ground {
  water_ha: number | null
  road_ha: number | null
  /** Roads that meet the unit and do not tell their width: they take nothing off. */
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
  const surfaceless = new Set<Road>()
  const net = new NetGround(geos, map(water ?? [], read), surfaces(roads ?? [], geos, surfaceless))
  const widened = roads?.map((road) => (surfaceless.has(road) ? { ...road, width_m: null } : road)) ?? null
  const widths = widened === null ? null : new RoadWidths(widened, geos)
  const unknown: string[] = []
  const task = progress.task('measure water and roads', units.length)
  for (const unit of units) {
    const parts = net.measure(unit.geometry)
    const told = widths === null ? null : orNull(() => widths.within(unit.geometry))
    if (parts === null || (widths !== null && told === null)) unknown.push(unitKey(unit))
    ground.set(unitKey(unit), {
      water_ha: water === null || parts === null ? null : parts.water_m2 / M2_PER_HA,
      road_ha: told?.isKnown && parts !== null ? parts.road_m2 / M2_PER_HA : null,
      roads_without_width: told?.roads_without_width ?? null,
    })
    task.advance(1)
  }
  task.end()
  if (surfaceless.size > 0)
    progress.say(`  note   ${surfaceless.size} roads could not be widened: taken as without a width`)
  if (unknown.length > 0)
    progress.say(`  note   net area unknown, water or roads could not be cut: ${listed(unknown)}`)
  return ground
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

/** @param surfaceless gets the roads of a width that GEOS cannot widen */
function* surfaces(roads: readonly Road[], geos: Geos, surfaceless: Set<Road>): Generator<Polygonal> {
  for (const road of roads) {
    const { line, width_m } = road
    if (width_m === null) continue
    const made = orNull(() => ({ surface: roadSurface(line, width_m, geos) }))
    if (made === null) surfaceless.add(road)
    else if (made.surface !== null) yield made.surface
  }
}

function* map<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item)
}
