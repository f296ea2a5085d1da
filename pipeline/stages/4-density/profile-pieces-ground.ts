import { join } from 'node:path'
import { areaM2Planar } from '../../geo/area.ts'
import { type Geos, openGeos } from '../../geo/geos.ts'
import { cutPair, unionOf } from '../../geo/overlay.ts'
import type { Polygonal } from '../../geo/rings.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import type { PieceOfRt } from './apportion.ts'
import { planarReader } from './units.ts'

/** A piece that lost less than this part of itself lost nothing: overlays round. */
const ROUNDING = 1e-9

/**
 * The ground of each mapped RT in the zones in force and outside them (null), with the buildings located there. Ground
 * that several zones claim is of the first by code, as the buildings on it are; what is outside is the rest of the RT.
 */
export async function piecesOfRt(
  context: StageContext,
  decree: string | null,
): Promise<Map<string, PieceOfRt[]>> {
  const { store, directory, table } = context
  const overlay = table('3-area', 'overlay')
  const pieces = new Map<string, PieceOfRt[]>()
  if (overlay === null || decree === null) return pieces
  const inForce = `FROM ${parquet(overlay)} WHERE decree_number = ${sqlText(decree)} AND rt_id IS NOT NULL`
  const lost_ha = await groundOfEarlierZones(context, inForce)
  const rows = await store.rows<PieceOfRt & { rt_id: string; whole_ha: number }>(`
    WITH inside AS (
        SELECT rt_id, zone_id, sum(area_ha_utm ORDER BY area_ha_utm) AS area_ha_utm ${inForce} GROUP BY rt_id, zone_id
      ),
      whole AS (
        SELECT admin_code AS rt_id, area_ha_utm AS whole_ha FROM ${parquet(table('3-area', 'admin_areas')!)}
        WHERE level = 'rt' AND admin_code IN (SELECT rt_id FROM inside)
      ),
      piece AS (SELECT * FROM inside UNION ALL SELECT rt_id, NULL, NULL FROM whole),
      building AS (
        SELECT rt_id, zone_id, count(*) AS buildings
        FROM ${parquet(join(directory, 'building_locations.parquet'))} WHERE rt_id IS NOT NULL GROUP BY ALL
      )
    SELECT piece.rt_id, piece.zone_id, piece.area_ha_utm, whole.whole_ha, coalesce(building.buildings, 0) AS buildings
    FROM piece JOIN whole USING (rt_id) LEFT JOIN building
      ON building.rt_id = piece.rt_id AND building.zone_id IS NOT DISTINCT FROM piece.zone_id
    ORDER BY piece.rt_id, piece.zone_id NULLS LAST`)
  for (const { rt_id, whole_ha, ...piece } of rows) {
    const earlier = pieces.get(rt_id) ?? []
    const inside_ha = earlier.reduce((sum, { area_ha_utm }) => sum + area_ha_utm, 0)
    const area_ha_utm =
      piece.zone_id === null
        ? Math.max(0, whole_ha - inside_ha)
        : piece.area_ha_utm - (lost_ha.get(pieceKey(rt_id, piece.zone_id)) ?? 0)
    pieces.set(rt_id, [...earlier, { ...piece, area_ha_utm }])
  }
  return pieces
}

interface Drawn {
  rt_id: string
  zone_id: string
  area_ha_utm: number
  wkb: Uint8Array
}

/** Hectares of an RT in a zone that zones before it claim too, by `pieceKey`; only those there are. */
async function groundOfEarlierZones(
  { store, city }: StageContext,
  inForce: string,
): Promise<Map<string, number>> {
  const rows = await store.rows<Drawn>(`
    SELECT rt_id, zone_id, area_ha_utm, ST_AsWKB(geometry) AS wkb ${inForce}
    QUALIFY count(DISTINCT zone_id) OVER (PARTITION BY rt_id) > 1
    ORDER BY rt_id, zone_id, area_ha_utm`)
  const lost_ha = new Map<string, number>()
  if (rows.length === 0) return lost_ha
  const read = planarReader(city)
  const geos = await openGeos()
  let held: (Drawn & { shape: Polygonal })[] = []
  for (const row of rows) {
    if (held[0]?.rt_id !== row.rt_id) held = []
    const shape: Polygonal = read(row.wkb)
    const earlier = held.filter(({ zone_id }) => zone_id !== row.zone_id).map((piece) => piece.shape)
    const part = lostPart(shape, earlier, geos)
    const key = pieceKey(row.rt_id, row.zone_id)
    if (part > ROUNDING) lost_ha.set(key, (lost_ha.get(key) ?? 0) + part * row.area_ha_utm)
    held.push({ ...row, shape })
  }
  return lost_ha
}

/** Part of a piece that lies under others. */
function lostPart(piece: Polygonal, others: readonly Polygonal[], geos: Geos): number {
  const over = others.filter((other) => geos.interiorsMeet(piece, other))
  if (over.length === 0) return 0
  const left = cutPair(piece, unionOf(over, geos)!, geos).rest
  return left === null ? 1 : 1 - areaM2(left) / areaM2(piece)
}

function areaM2(shape: Polygonal): number {
  return areaM2Planar(shape, (x, y) => [x, y])
}

function pieceKey(rt_id: string, zone_id: string): string {
  return JSON.stringify([rt_id, zone_id])
}
