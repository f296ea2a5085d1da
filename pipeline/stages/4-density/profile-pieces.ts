import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { type Columns, parquet, parquetOrNone, type Row, writeTable } from '../../store/index.ts'
import { apportion, type Headcount, type PieceOfRt } from './apportion.ts'
import { piecesOfRt } from './profile-pieces-ground.ts'

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

/** An RT of the year with what its profile tells, or one without a profile (`vintage` null) in a zone it belongs to. */
interface Profile extends Headcount {
  rt_id: string
  vintage: number | null
  zone_id: string | null
  method: string | null
}

/**
 * Writes `profile_pieces`: where the people of each RT profile of one year are counted, in rows that add up to the
 * profile. An RT that a record gives to a zone counts there whole (`rt_zones`, by any method but `boundary`), however
 * much of it lies elsewhere: that is how the ministry counts. An RT that its outline alone gives to a zone is shared out
 * over the zones it lies in and the ground outside them (null), by `apportion`. One without a zone counts outside, whole.
 *
 * An RT without a profile of that year, be it one of another year or of the map alone, has a row in every zone that
 * `rt_zones` knows it in, with a null `vintage` and no numbers: without it the zone is not told.
 */
export async function writeProfilePieces(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
): Promise<number> {
  const { store, directory, table } = context
  const zones = parquet(table('3-area', 'rt_zones')!)
  const profiles = await store.rows<Profile>(`
    WITH profile AS (
      SELECT rt_id, vintage, population, families, buildings
      FROM ${parquetOrNone(table('2-validate', 'rt_profiles'), 'rt_profiles')} WHERE vintage = ${vintage ?? 'NULL'}
    )
    SELECT p.rt_id, p.vintage, z.zone_id, z.method, p.population, p.families, p.buildings
    FROM profile p LEFT JOIN ${zones} z ON z.rt_id = p.rt_id AND z.vintage = p.vintage
    UNION ALL
    SELECT DISTINCT rt_id, NULL, zone_id, method, NULL, NULL, NULL
    FROM ${zones} WHERE zone_id IS NOT NULL AND rt_id NOT IN (SELECT rt_id FROM profile)
    ORDER BY rt_id, zone_id, method`)
  const pieces = profiles.some((profile) => profile.method === 'boundary')
    ? await piecesOfRt(context, decree)
    : new Map<string, PieceOfRt[]>()
  const rows = new Map<string, Row>()
  for (const { rt_id, vintage, zone_id, method, ...headcount } of profiles) {
    const shares = method === 'boundary' ? apportion(headcount, pieces.get(rt_id) ?? []) : []
    const whole = { zone_id, method: 'whole', share_pct: 100, ...headcount }
    for (const share of shares.length === 0 ? [whole] : shares) {
      const key = JSON.stringify([rt_id, share.zone_id])
      if (!rows.has(key)) rows.set(key, { rt_id, vintage, ...share })
    }
  }
  return writeTable(store, join(directory, 'profile_pieces.parquet'), PROFILE_PIECE_COLUMNS, [
    ...rows.values(),
  ])
}
