import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import type { UnitCount } from './densities.ts'

/**
 * What stands and who lives in each unit: zones in force, RT, kelurahan, kecamatan and city. RT profiles of the decree's
 * own year are used when there are any, else the latest: people are counted over the area they were counted in.
 */
export async function countUnits(context: StageContext, decree: string | null): Promise<UnitCount[]> {
  const { store, table, city } = context
  const survey = table('2-validate', 'households') !== null
  const hasBuildings = table('2-validate', 'buildings') !== null
  const vintage = await profileVintage(context, decree)
  await prepare(context, vintage)
  const units = unitQuery(context, decree)
  const counts: UnitCount[] = []
  for (const { level, key, profiled } of levelsOf(city.code)) {
    const told = (column: string): string =>
      `CASE WHEN count(*) = count(${column}) THEN sum(${column}) END AS ${column}`
    counts.push(
      ...(await store.rows<UnitCount>(`
        WITH unit AS (SELECT * FROM (${units}) WHERE level = '${level}'),
          p AS (SELECT ${profiled ? key : 'NULL::VARCHAR'} AS k, count(*) AS n,
                  ${told('population')}, ${told('families')}, ${told('buildings')}
                FROM profile WHERE ${profiled} GROUP BY k),
          b AS (SELECT ${key} AS k, count(*) AS n FROM building GROUP BY k),
          h AS (SELECT ${key} AS k, count(*) AS n, count(people) AS counted, sum(people) AS people FROM surveyed GROUP BY k)
        SELECT unit.level, unit.unit_id, unit.area_ha_utm, ${vintage ?? 'NULL'} AS vintage, coalesce(p.n, 0) AS profiles,
          p.population AS profile_population, p.families AS profile_families, p.buildings AS profile_buildings,
          ${hasBuildings ? 'coalesce(b.n, 0)' : 'NULL'} AS located_buildings,
          ${survey ? 'coalesce(h.n, 0)' : 'NULL'} AS households_surveyed,
          ${survey ? 'coalesce(h.counted, 0)' : 'NULL'} AS households_counted, h.people AS people_surveyed
        FROM unit LEFT JOIN p ON p.k = unit.k LEFT JOIN b ON b.k = unit.k LEFT JOIN h ON h.k = unit.k
        ORDER BY unit.unit_id`)),
    )
  }
  return counts
}

/** How a located row finds its unit; profiles cover the slum RT only, so they do not add up beyond RT and zones. */
function levelsOf(cityCode: string): { level: string; key: string; profiled: boolean }[] {
  return [
    { level: 'zone', key: 'zone_id', profiled: true },
    { level: 'rt', key: 'rt_id', profiled: true },
    { level: 'kelurahan', key: 'kelurahan_code', profiled: false },
    { level: 'kecamatan', key: 'kecamatan_code', profiled: false },
    {
      level: 'city',
      key: `CASE WHEN coalesce(zone_id, rt_id, kelurahan_code) IS NOT NULL THEN ${sqlText(cityCode)} END`,
      profiled: false,
    },
  ]
}

/** Temporary tables `profile` (of one year), `building` and `surveyed`, each row with the units it belongs to. */
async function prepare({ store, table, directory }: StageContext, vintage: number | null): Promise<void> {
  const units = table('2-validate', 'admin_units')
  const profiles = table('2-validate', 'rt_profiles')
  const survey = table('2-validate', 'households')
  const unit = units === null ? NO_UNITS : `SELECT * FROM ${parquet(units)}`
  // The same kecamatan code as in the table of areas: the stated one, else the first groups of the kelurahan's.
  const parents = `(SELECT kelurahan_code, any_value(coalesce(kecamatan_code, regexp_extract(kelurahan_code, '^(.*)\\.[^.]*$', 1)))
      AS kecamatan_code FROM (${unit}) WHERE level = 'kelurahan' GROUP BY kelurahan_code)`
  await store.run(
    `CREATE OR REPLACE TEMP TABLE profile AS ${
      profiles === null || vintage === null
        ? NO_PROFILES
        : `SELECT p.rt_id, coalesce(p.zone_id, u.zone_id) AS zone_id, p.population, p.families, p.buildings
         FROM ${parquet(profiles)} p LEFT JOIN (${unit}) u ON u.admin_code = p.rt_id WHERE p.vintage = ${vintage}`
    }`,
  )
  const located = (name: string): string => `${parquet(join(directory, `${name}.parquet`))} l
    LEFT JOIN ${parents} USING (kelurahan_code)`
  await store.run(
    `CREATE OR REPLACE TEMP TABLE building AS SELECT zone_id, rt_id, kelurahan_code, kecamatan_code FROM ${located('building_locations')}`,
  )
  await store.run(`CREATE OR REPLACE TEMP TABLE surveyed AS
    SELECT l.zone_id, l.rt_id, kelurahan_code, kecamatan_code, ${survey === null ? 'NULL::BIGINT' : 'h.population'} AS people
    FROM ${located('household_locations')} ${survey === null ? '' : `JOIN ${parquet(survey)} h ON h.household_id = l.id`}`)
}

const NO_UNITS = `SELECT NULL::VARCHAR AS admin_code, NULL::VARCHAR AS level, NULL::VARCHAR AS kelurahan_code,
  NULL::VARCHAR AS kecamatan_code, NULL::VARCHAR AS zone_id WHERE false`

const NO_PROFILES = `SELECT NULL::VARCHAR AS rt_id, NULL::VARCHAR AS zone_id, NULL::BIGINT AS population,
  NULL::BIGINT AS families, NULL::BIGINT AS buildings WHERE false`

function unitQuery({ table }: StageContext, decree: string | null): string {
  // A kelurahan is found by its Kemendagri code, which need not be the code of its unit.
  const admin = `SELECT level, admin_code AS unit_id, CASE level WHEN 'kelurahan' THEN kelurahan_code ELSE admin_code END AS k,
      area_ha_utm FROM ${parquet(table('3-area', 'admin_areas')!)}`
  if (decree === null) return admin
  return `${admin} UNION ALL
    SELECT 'zone' AS level, zone_id AS unit_id, zone_id AS k, area_ha_utm FROM ${parquet(table('3-area', 'zone_areas')!)}
    WHERE decree_number = ${sqlText(decree)}`
}

export async function profileVintage(
  { store, table }: StageContext,
  decree: string | null,
): Promise<number | null> {
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
