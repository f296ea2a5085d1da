import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import type { UnitCount } from './densities.ts'

/**
 * What stands and who lives in each unit: zones in force, RT, kelurahan, kecamatan and city. RT profiles of the decree's
 * own year are used when there are any, else the latest: people are counted over the area they were counted in.
 */
export async function countUnits(context: StageContext, decree: string | null): Promise<UnitCount[]> {
  const { store, table, directory, city } = context
  const buildings = join(directory, 'building_locations.parquet')
  const households = join(directory, 'household_locations.parquet')
  const profiles = table('2-validate', 'rt_profiles')
  const survey = table('2-validate', 'households')
  const hasBuildings = table('2-validate', 'buildings') !== null
  const vintage = await profileVintage(context, decree)
  await store.run(`CREATE OR REPLACE TEMP TABLE profile AS ${
    profiles === null || vintage === null
      ? 'SELECT NULL::VARCHAR AS rt_id, NULL::VARCHAR AS zone_id, NULL::VARCHAR AS kelurahan_code, NULL::BIGINT AS population, NULL::BIGINT AS families, NULL::BIGINT AS buildings WHERE false'
      : `SELECT rt_id, zone_id, kelurahan_code, population, families, buildings FROM ${parquet(profiles)} WHERE vintage = ${vintage}`
  }`)
  await store.run(`CREATE OR REPLACE TEMP TABLE surveyed AS ${
    survey === null
      ? 'SELECT NULL::VARCHAR AS zone_id, NULL::VARCHAR AS rt_id, NULL::VARCHAR AS kelurahan_code, NULL::BIGINT AS people WHERE false'
      : `SELECT l.zone_id, l.rt_id, l.kelurahan_code, h.population AS people
         FROM ${parquet(households)} l JOIN ${parquet(survey)} h ON h.household_id = l.id`
  }`)
  const units = unitQuery(context, decree)
  const levels = [
    { level: 'zone', key: 'zone_id', profiled: true },
    { level: 'rt', key: 'rt_id', profiled: true },
    // Profiles cover the slum RT only, so they do not add up to a kelurahan.
    { level: 'kelurahan', key: 'kelurahan_code', profiled: false },
    { level: 'kecamatan', key: `regexp_extract(kelurahan_code, '^(.*)\\.[^.]*$', 1)`, profiled: false },
    { level: 'city', key: sqlText(city.code), profiled: false },
  ]
  const counts: UnitCount[] = []
  for (const { level, key, profiled } of levels) {
    counts.push(
      ...(await store.rows<UnitCount>(`
        WITH unit AS (SELECT * FROM (${units}) WHERE level = '${level}'),
          p AS (SELECT ${profiled ? key : 'NULL::VARCHAR'} AS k, sum(population) AS population, sum(families) AS families, sum(buildings) AS buildings
                FROM profile WHERE ${profiled} GROUP BY k),
          b AS (SELECT ${key} AS k, count(*) AS n FROM ${parquet(buildings)} GROUP BY k),
          h AS (SELECT ${key} AS k, count(*) AS n, sum(people) AS people FROM surveyed GROUP BY k)
        SELECT unit.level, unit.unit_id, unit.area_ha_utm, ${vintage ?? 'NULL'} AS vintage,
          p.population AS profile_population, p.families AS profile_families, p.buildings AS profile_buildings,
          ${hasBuildings ? 'coalesce(b.n, 0)' : 'NULL'} AS located_buildings,
          ${survey === null ? 'NULL' : 'coalesce(h.n, 0)'} AS households_surveyed,
          ${survey === null ? 'NULL' : 'coalesce(h.people, 0)'} AS people_surveyed
        FROM unit LEFT JOIN p ON p.k = unit_id LEFT JOIN b ON b.k = unit_id LEFT JOIN h ON h.k = unit_id
        ORDER BY unit.unit_id`)),
    )
  }
  return counts
}

function unitQuery({ table }: StageContext, decree: string | null): string {
  const admin = `SELECT level, admin_code AS unit_id, area_ha_utm FROM ${parquet(table('3-area', 'admin_areas')!)}`
  if (decree === null) return admin
  return `${admin} UNION ALL
    SELECT 'zone' AS level, zone_id AS unit_id, area_ha_utm FROM ${parquet(table('3-area', 'zone_areas')!)}
    WHERE decree_number = ${sqlText(decree)}`
}

async function profileVintage({ store, table }: StageContext, decree: string | null): Promise<number | null> {
  const profiles = table('2-validate', 'rt_profiles')
  if (profiles === null) return null
  const decrees = table('2-validate', 'decrees')
  const own =
    decrees === null || decree === null
      ? 'NULL'
      : `(SELECT vintage FROM ${parquet(decrees)} WHERE decree_number = ${sqlText(decree)})`
  const rows = await store.rows<{ vintage: number | null }>(
    `SELECT coalesce(max(vintage) FILTER (WHERE vintage = ${own}), max(vintage)) AS vintage FROM ${parquet(profiles)}`,
  )
  return rows[0]?.vintage ?? null
}
