import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { boundsOf } from '../../geo/bounds.ts'
import { crsFromCode, fromLonLat, mapPositions } from '../../geo/crs.ts'
import { labelPoint } from '../../geo/label-point.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, type Row, sqlText, writeTable } from '../../store/index.ts'
import {
  type AccessPlace,
  type AccessRoad,
  type AccessZone,
  ZONE_ACCESS_COLUMNS,
  zoneAccess,
} from './access.ts'
import { loadAccessRules, targetOfKind } from './access-targets.ts'

const FACILITY_KIND_COLUMNS: Columns = { kind: 'VARCHAR', target: 'VARCHAR', facilities: 'BIGINT' }

interface Shape {
  geometry: Geometry
}

/** Writes `zone_access` for the locations of a decree, and `facility_kinds`: what each kind of facility counts for. */
export async function writeAccess(
  context: StageContext,
  decree: string | null,
): Promise<Record<string, number>> {
  const { city, store, directory, progress } = context
  const rules = loadAccessRules()
  const project = fromLonLat(crsFromCode(city.utm_crs))
  const zones =
    decree === null
      ? []
      : await read<{ zone_id: string }>(context, 'zones', 'zone_id', `decree_number = ${sqlText(decree)}`)
  const facilities = await read<{ facility_id: string; name: string | null; kind: string }>(
    context,
    'facilities',
    'facility_id, name, kind',
  )
  const roads = await read<{ network_id: string; name: string | null; road_class: string | null }>(
    context,
    'networks',
    'network_id, name, road_class',
    `kind = 'road'`,
  )
  const water = await read<{ water_id: string }>(context, 'water', 'water_id')
  const planar = ({ geometry }: Shape): Geometry => mapPositions(geometry, project)
  const targetOfRoad = (road_class: string | null): string | null =>
    rules.targets.find(({ road_classes }) => road_classes?.includes(road_class ?? ''))?.code ?? null
  const { rows, network } = zoneAccess(
    decree ?? '',
    zones.map((zone): AccessZone => {
      const label_point = labelPoint(zone.geometry as Polygonal) ?? firstPosition(zone.geometry as Polygonal)
      return { zone_id: zone.zone_id, geometry: planar(zone), label_point: project(...label_point) }
    }),
    facilities.flatMap((facility): AccessPlace[] => {
      const target = targetOfKind(rules, facility.kind)
      return target === null
        ? []
        : [{ id: facility.facility_id, name: facility.name, target, geometry: planar(facility) }]
    }),
    roads.map(
      (road): AccessRoad => ({
        id: road.network_id,
        name: road.name,
        target: targetOfRoad(road.road_class),
        geometry: planar(road),
      }),
    ),
    rules,
    water.map((body) => planar(body) as Polygonal),
  )
  const kinds = kindsOf(facilities, (kind) => targetOfKind(rules, kind))
  const uncounted = kinds.filter(({ target }) => target === null)
  if (uncounted.length > 0) {
    const list = uncounted.map(({ kind, facilities: count }) => `${kind} (${count})`).join(', ')
    progress.say(`  note   kinds of facility that count for no target: ${list}`)
  }
  if (roads.length > 0 && zones.length > 0) {
    const crossings = network.crossingsUnjoined()
    progress.say(
      `  note   roads: ${roads.length}, in separate parts: ${network.components}, ends joined across gaps: ${network.joints}` +
        `${crossings > 0 ? `, crossings without a shared vertex, taken as bridges: ${crossings}` : ''}`,
    )
  }
  return {
    zone_access: await writeTable(store, join(directory, 'zone_access.parquet'), ZONE_ACCESS_COLUMNS, rows),
    facility_kinds: await writeTable(
      store,
      join(directory, 'facility_kinds.parquet'),
      FACILITY_KIND_COLUMNS,
      kinds,
    ),
  }
}

/** Rows of a canonical table that have a geometry, in the order of their key. */
async function read<T extends object>(
  { store, table }: StageContext,
  name: string,
  columns: string,
  where = 'true',
): Promise<(T & Shape)[]> {
  const path = table('2-validate', name)
  if (path === null) return []
  const rows = await store.rows<T & { wkb: Uint8Array }>(
    `SELECT ${columns}, ST_AsWKB(geometry) AS wkb FROM ${parquet(path)}
     WHERE geometry IS NOT NULL AND ${where} ORDER BY ${columns}, source_id, source_row`,
  )
  return rows
    .map(({ wkb, ...row }) => ({ ...row, geometry: decodeWkb(wkb) }) as T & Shape)
    .filter(({ geometry }) => boundsOf(geometry) !== null)
}

/** A shape thinner than the grain of its coordinates has no point inside. */
function firstPosition(geometry: Polygonal): [number, number] {
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0]! : geometry.coordinates[0]![0]!
  return [ring[0]![0]!, ring[0]![1]!]
}

function kindsOf(
  facilities: readonly { kind: string }[],
  target: (kind: string) => string | null,
): (Row & { kind: string; target: string | null; facilities: number })[] {
  const counts = new Map<string, number>()
  for (const { kind } of facilities) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => ({ kind, target: target(kind), facilities: count }))
}
