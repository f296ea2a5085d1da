import { join } from 'node:path'
import { areaM2Planar } from '../../geo/area.ts'
import { openGeos } from '../../geo/geos.ts'
import { unionOf } from '../../geo/overlay.ts'
import { intersectionHeld, orNull } from '../../geo/overlay-held.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, parquetOrNone, sqlText } from '../../store/index.ts'
import { type Level, UNIT_COLUMNS } from './located.ts'
import type { PlanarUnit } from './units.ts'

/** Above the RT and the zones, profiles tell of a unit when its RT cover at least this part of its ground. */
const WHOLE = 0.99

/** Temporary table `profile`: mapped RT and profiles of RT that are not mapped, each with its units and what it tells. */
export async function prepareProfiles(
  { store, table, city }: StageContext,
  vintage: number | null,
): Promise<void> {
  const profiles = `(SELECT * FROM ${parquetOrNone(table('2-validate', 'rt_profiles'), 'rt_profiles')}
    WHERE vintage = ${vintage ?? 'NULL'})`
  await store.run(`CREATE OR REPLACE TEMP TABLE profile AS
    SELECT coalesce(u.rt_id, p.rt_id) AS rt_id, u.rt_id IS NOT NULL AS is_mapped, p.rt_id IS NOT NULL AS is_profiled,
      coalesce(u.rw_id, rw.rw_id) AS rw_id,
      coalesce(u.kelurahan_code, p.kelurahan_code) AS kelurahan_code,
      coalesce(u.kecamatan_code, k.kecamatan_code) AS kecamatan_code, ${sqlText(city.code)} AS city_code,
      p.population, p.families, p.buildings
    FROM rt_unit u FULL JOIN ${profiles} p ON p.rt_id = u.rt_id
    LEFT JOIN kelurahan_unit k ON k.kelurahan_code = p.kelurahan_code
    LEFT JOIN rw_unit rw ON rw.kelurahan_code = p.kelurahan_code AND rw.rw = rw_part(p.rt_rw)`)
}

/** A sum that is known where every part is. */
function told(column: string): string {
  return `CASE WHEN count(*) = count(${column}) THEN sum(${column}) END AS ${column}`
}

const TOLD = ['population', 'families', 'buildings'].map(told).join(', ')

/** Of several methods in a zone the least certain is told. */
const LEAST_CERTAIN = `CASE WHEN bool_or(method = 'area' AND vintage IS NOT NULL) THEN 'area'
  WHEN bool_or(method = 'buildings' AND vintage IS NOT NULL) THEN 'buildings' END`

/**
 * Columns k (unit), n (profiles that count, 0 where they tell nothing of the unit), rt_in_unit and rt_told (RT that belong
 * to it, and those of them that tell their people), apportioned_by, and the sums.
 */
export function profileQuery({ directory }: StageContext, level: Level): string {
  const key = UNIT_COLUMNS[level]
  const counts = `count(*) AS rt_in_unit, count(population) AS rt_told, ${TOLD}`
  if (level === 'zone')
    return `SELECT ${key} AS k, count(vintage) AS n, ${LEAST_CERTAIN} AS apportioned_by, ${counts}
      FROM ${parquet(join(directory, 'profile_pieces.parquet'))} WHERE ${key} IS NOT NULL GROUP BY k`
  return `SELECT ${key} AS k, CASE WHEN bool_and(is_mapped AND is_profiled) THEN count(*) ELSE 0 END AS n,
      NULL::VARCHAR AS apportioned_by, ${counts}
    FROM profile WHERE ${key} IS NOT NULL GROUP BY k`
}

/**
 * Columns k (zone) and rt_ground_inside_pct: how much of the mapped ground of the profiled RT that belong to it (`rt_zones`)
 * lies in it, to a hundredth: a half stays a half. A record may give an RT to a zone that it lies outside of.
 */
export function zoneGroundQuery({ table }: StageContext, vintage: number | null): string {
  return `SELECT z.zone_id AS k,
      round(sum(u.area_ha_utm * z.share_pct ORDER BY rt_id) / sum(u.area_ha_utm ORDER BY rt_id), 2) AS rt_ground_inside_pct
    FROM ${parquet(table('3-area', 'rt_zones')!)} z JOIN rt_unit u USING (rt_id)
    WHERE z.vintage = ${vintage ?? 'NULL'} AND z.share_pct IS NOT NULL GROUP BY k`
}

/** Tells of units whether their own RT cover them: ground under several RT counts once, and what lies outside not at all. */
export class RtCover {
  readonly #context: StageContext
  readonly #units: ReadonlyMap<string, PlanarUnit>
  readonly #outlines: ReadonlyMap<string, PlanarUnit>

  constructor(context: StageContext, units: readonly PlanarUnit[]) {
    this.#context = context
    this.#units = new Map(units.map((unit) => [`${unit.level} ${unit.unit_id}`, unit]))
    this.#outlines = new Map(units.filter(({ level }) => level === 'rt').map((rt) => [rt.unit_id, rt]))
  }

  /** @param k the unit in the column of its level, which need not be its code */
  async isWhole(level: Level, unit_id: string, k: string): Promise<boolean> {
    const unit = this.#units.get(`${level} ${unit_id}`)
    if (unit === undefined) return false
    const members = await this.#context.store.rows<{ rt_id: string }>(
      `SELECT rt_id FROM profile WHERE ${UNIT_COLUMNS[level]} = ${sqlText(k)} ORDER BY rt_id`,
    )
    const outlines = members.flatMap(({ rt_id }) => this.#outlines.get(rt_id)?.geometry ?? [])
    const geos = await openGeos()
    const cover = unionOf(outlines, geos)
    const covered = cover && orNull(() => intersectionHeld(cover, unit.geometry, geos))
    return covered !== null && areaM2Planar(covered, same) >= WHOLE * areaM2Planar(unit.geometry, same)
  }
}

function same(x: number, y: number): [number, number] {
  return [x, y]
}
