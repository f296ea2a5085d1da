import type { Geometry, Polygon, Position } from 'geojson'
import {
  type AccessPlace,
  type AccessRoad,
  type AccessZone,
  zoneAccess,
} from '../../../pipeline/stages/4-density/access.ts'
import { loadAccessRules } from '../../../pipeline/stages/4-density/access-targets.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { box, polygon } from '../../support/shapes.ts'

export const rules = loadAccessRules()
export const zone = (geometry: Geometry = polygon(box(0, 0, 100, 100)), zone_id = 'Z'): AccessZone => ({
  zone_id,
  geometry,
  label_point: [50, 50],
})
export const school = (x: number, y: number, id = 'S1'): AccessPlace => ({
  id,
  name: `SD ${id}`,
  target: 'sekolah',
  geometry: { type: 'Point', coordinates: [x, y] },
})
export const road = (id: string, line: Position[], target: string | null = null): AccessRoad => ({
  id,
  name: null,
  target,
  geometry: { type: 'LineString', coordinates: line },
})

/** The row of one zone and target. */
export function rowOf(
  zones: AccessZone[],
  places: AccessPlace[],
  roads: AccessRoad[],
  target = 'sekolah',
  id = 'Z',
  water: Polygon[] = [],
): Row {
  const { rows } = zoneAccess('1/2020', zones, places, roads, rules, water)
  return rows.find((row) => row.zone_id === id && row.target === target)!
}
