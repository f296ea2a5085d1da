import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, parquetOrNone, type Row, sqlText, writeTable } from '../../store/index.ts'
import { apportion, type Headcount, type PieceOfRt } from './apportion.ts'

const PROFILE_PIECE_COLUMNS: Columns = {
  rt_id: 'VARCHAR',
  vintage: 'BIGINT',
  zone_id: 'VARCHAR',
  method: 'VARCHAR',
  share_pct: 'DOUBLE',
  population: 'BIGINT',
  families: 'BIGINT',
  buildings: 'BIGINT',
}

interface Profile extends Headcount {
  rt_id: string
  zone_id: string | null
  method: string | null
}

/**
 * Writes `profile_pieces`: where the people of each RT profile of one year are counted, in rows that add up to the
 * profile. An RT that a record gives to a zone counts there whole (`rt_zones`, by any method but `boundary`), however
 * much of it lies elsewhere: that is how the ministry counts. An RT that its outline alone gives to a zone is shared out
 * over the zones it lies in and the ground outside them (null), by `apportion`. One without a zone counts outside, whole.
 */
export async function writeProfilePieces(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
): Promise<number> {
  const { store, directory, table } = context
  const profiles = await store.rows<Profile>(`
    SELECT p.rt_id, z.zone_id, z.method, p.population, p.families, p.buildings
    FROM ${parquetOrNone(table('2-validate', 'rt_profiles'), 'rt_profiles')} p
    LEFT JOIN ${parquet(table('3-area', 'rt_zones')!)} z ON z.rt_id = p.rt_id AND z.vintage = p.vintage
    WHERE p.vintage = ${vintage ?? 'NULL'} ORDER BY p.rt_id`)
  const pieces = profiles.some((profile) => profile.method === 'boundary')
    ? await piecesOfRt(context, decree)
    : new Map<string, PieceOfRt[]>()
  const rows = profiles.flatMap(({ rt_id, zone_id, method, ...headcount }): Row[] => {
    const shares = method === 'boundary' ? apportion(headcount, pieces.get(rt_id) ?? []) : []
    const whole = { zone_id, method: 'whole', share_pct: 100, ...headcount }
    return (shares.length === 0 ? [whole] : shares).map((share) => ({ rt_id, vintage, ...share }))
  })
  return writeTable(store, join(directory, 'profile_pieces.parquet'), PROFILE_PIECE_COLUMNS, rows)
}

/** The ground of each mapped RT in the zones in force and outside them, with the buildings located there. */
async function piecesOfRt(
  { store, directory, table }: StageContext,
  decree: string | null,
): Promise<Map<string, PieceOfRt[]>> {
  const overlay = table('3-area', 'overlay')
  if (overlay === null || decree === null) return new Map()
  const rows = await store.rows<PieceOfRt & { rt_id: string }>(`
    WITH inside AS (
        SELECT rt_id, zone_id, sum(area_ha_utm ORDER BY area_ha_utm) AS area_ha_utm FROM ${parquet(overlay)}
        WHERE decree_number = ${sqlText(decree)} AND rt_id IS NOT NULL
        GROUP BY rt_id, zone_id
      ),
      piece AS (
        SELECT * FROM inside
        UNION ALL
        SELECT a.admin_code, NULL, greatest(a.area_ha_utm - i.area_ha_utm, 0)
        FROM ${parquet(table('3-area', 'admin_areas')!)} a
        JOIN (SELECT rt_id, sum(area_ha_utm ORDER BY area_ha_utm) AS area_ha_utm FROM inside GROUP BY rt_id) i ON i.rt_id = a.admin_code
        WHERE a.level = 'rt'
      ),
      building AS (
        SELECT rt_id, zone_id, count(*) AS buildings
        FROM ${parquet(join(directory, 'building_locations.parquet'))} WHERE rt_id IS NOT NULL GROUP BY ALL
      )
    SELECT piece.rt_id, piece.zone_id, piece.area_ha_utm, coalesce(building.buildings, 0) AS buildings
    FROM piece LEFT JOIN building
      ON building.rt_id = piece.rt_id AND building.zone_id IS NOT DISTINCT FROM piece.zone_id
    ORDER BY piece.rt_id, piece.zone_id NULLS LAST`)
  const pieces = new Map<string, PieceOfRt[]>()
  for (const { rt_id, ...piece } of rows) pieces.set(rt_id, [...(pieces.get(rt_id) ?? []), piece])
  return pieces
}
