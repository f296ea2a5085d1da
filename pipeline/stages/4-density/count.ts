import { join } from 'node:path'
import type { StageContext } from '../../stage.ts'
import { parquet, parquetOrNone, sqlText } from '../../store/index.ts'
import type { UnitCount } from './densities.ts'
import { type Level, prepareLocated, UNIT_COLUMNS } from './located.ts'
import { estimateFrom, type Sample, type SurveySums } from './survey.ts'

/** Above the RT and the zones, profiles tell of a unit when its RT cover at least this part of its area. */
const WHOLE = 0.99

type Counted = Omit<UnitCount, 'estimate' | 'covered_ha' | 'ground'> & SurveySums

/**
 * What stands and who lives in each unit: zones in force, RT, RW, kelurahan, kecamatan and city. RT profiles of one
 * vintage (`profileVintage`) are added up for RT and zones as `profile_pieces` shares them out; for the larger units,
 * which have RT without a profile as a rule, only where every mapped RT has one, none is unmapped and together they cover
 * the unit.
 */
export async function countUnits(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
): Promise<Omit<UnitCount, 'covered_ha' | 'ground'>[]> {
  const { store, table, directory } = context
  const survey = table('2-validate', 'households') !== null
  const hasBuildings = table('2-validate', 'buildings') !== null
  await prepareLocated(context)
  const pieces = parquet(join(directory, 'profile_pieces.parquet'))
  await store.run(`CREATE OR REPLACE TEMP TABLE profile AS ${profilesByUnit(context, vintage)}`)
  const units = unitQuery(context, decree)
  const sample = await sampleOf(context)
  const counts: Omit<UnitCount, 'covered_ha' | 'ground'>[] = []
  for (const level of Object.keys(UNIT_COLUMNS) as Level[]) {
    const key = UNIT_COLUMNS[level]
    const rows = await store.rows<Counted>(`
      WITH unit AS (SELECT * FROM (${units}) WHERE level = '${level}'),
        p AS (${profileQuery(level, pieces)}),
        b AS (SELECT ${key} AS k, count(*) AS n FROM building GROUP BY k),
        h AS (SELECT ${key} AS k, ${SURVEY_SUMS} FROM surveyed GROUP BY k)
      SELECT unit.level, unit.unit_id, unit.area_ha_utm, ${vintage ?? 'NULL'} AS vintage,
        CASE WHEN p.share_ha IS NULL OR p.share_ha >= ${WHOLE} * unit.area_ha_utm THEN coalesce(p.n, 0) ELSE 0 END AS profiles,
        p.apportioned_by, p.population AS profile_population, p.families AS profile_families, p.buildings AS profile_buildings,
        ${hasBuildings ? 'coalesce(b.n, 0)' : 'NULL'} AS located_buildings,
        ${survey ? 'coalesce(h.n, 0)' : 'NULL'} AS households_surveyed,
        ${survey ? 'coalesce(h.counted, 0)' : 'NULL'} AS households_counted, h.people_surveyed,
        coalesce(h.counted, 0) AS counted, coalesce(h.counted_weighted, 0) AS counted_weighted, h.weight_all,
        h.weight_counted, h.people, h.people_squared
      FROM unit LEFT JOIN p ON p.k = unit.k LEFT JOIN b ON b.k = unit.k LEFT JOIN h ON h.k = unit.k
      ORDER BY unit.unit_id`)
    counts.push(...rows.map((row) => ({ ...row, estimate: estimateFrom(row, sample) })))
  }
  return counts
}

/** Sums of floating point in the order of the households: they must not hang on how many threads there are. */
const SURVEY_SUMS = `count(*) AS n, count(people) AS counted, sum(people) AS people_surveyed,
  count(*) FILTER (people IS NOT NULL AND weight IS NOT NULL) AS counted_weighted,
  sum(weight ORDER BY id) AS weight_all, sum(weight ORDER BY id) FILTER (people IS NOT NULL) AS weight_counted,
  sum(weight * people ORDER BY id) AS people, sum((weight * people) ** 2 ORDER BY id) AS people_squared`

async function sampleOf({ store }: StageContext): Promise<Sample> {
  const [sample] = await store.rows<Sample>(
    `SELECT count(*) FILTER (people IS NOT NULL AND weight IS NOT NULL) AS counted,
       sum(weight ORDER BY id) / count(weight) AS mean_weight, min(weight) AS least_weight FROM surveyed`,
  )
  return sample!
}

/** A sum that is known where every part is. */
function told(column: string): string {
  return `CASE WHEN count(*) = count(${column}) THEN sum(${column}) END AS ${column}`
}

const TOLD = ['population', 'families', 'buildings'].map(told).join(', ')

/** Of several methods in a zone the least certain is told. */
const LEAST_CERTAIN = `CASE WHEN bool_or(method = 'area') THEN 'area' WHEN bool_or(method = 'buildings') THEN 'buildings' END`

/** Columns k, n, apportioned_by, share_ha (null where the profiles are those of the unit) and the sums. */
function profileQuery(level: Level, pieces: string): string {
  if (level === 'zone' || level === 'rt') {
    const key = UNIT_COLUMNS[level]
    const by = level === 'zone' ? LEAST_CERTAIN : 'NULL::VARCHAR'
    return `SELECT ${key} AS k, count(*) AS n, ${by} AS apportioned_by, NULL::DOUBLE AS share_ha, ${TOLD}
      FROM ${pieces} WHERE ${key} IS NOT NULL GROUP BY k`
  }
  return `SELECT ${UNIT_COLUMNS[level]} AS k, count(*) AS n, NULL::VARCHAR AS apportioned_by,
      sum(area_ha_utm ORDER BY rt_id) AS share_ha, ${TOLD}
    FROM profile GROUP BY k HAVING bool_and(is_mapped AND is_profiled)`
}

/** Mapped RT and profiles of RT that are not mapped, each with its units and what its profile tells. */
function profilesByUnit({ table, city }: StageContext, vintage: number | null): string {
  const profiles = `(SELECT * FROM ${parquetOrNone(table('2-validate', 'rt_profiles'), 'rt_profiles')}
    WHERE vintage = ${vintage ?? 'NULL'})`
  return `SELECT coalesce(u.rt_id, p.rt_id) AS rt_id, u.rt_id IS NOT NULL AS is_mapped, p.rt_id IS NOT NULL AS is_profiled,
      coalesce(u.rw_id, rw.rw_id) AS rw_id,
      coalesce(u.kelurahan_code, p.kelurahan_code) AS kelurahan_code,
      coalesce(u.kecamatan_code, k.kecamatan_code) AS kecamatan_code, ${sqlText(city.code)} AS city_code,
      u.area_ha_utm, p.population, p.families, p.buildings
    FROM rt_unit u FULL JOIN ${profiles} p ON p.rt_id = u.rt_id
    LEFT JOIN kelurahan_unit k ON k.kelurahan_code = p.kelurahan_code
    LEFT JOIN rw_unit rw ON rw.kelurahan_code = p.kelurahan_code AND rw.rw = rw_part(p.rt_rw)`
}

function unitQuery({ table }: StageContext, decree: string | null): string {
  // A kelurahan is found by its Kemendagri code, which need not be the code of its unit.
  const admin = `SELECT level, admin_code AS unit_id, CASE level WHEN 'kelurahan' THEN kelurahan_code ELSE admin_code END AS k,
      area_ha_utm FROM ${parquet(table('3-area', 'admin_areas')!)}`
  if (decree === null) return admin
  return `${admin} UNION ALL
    SELECT 'zone' AS level, zone_id AS unit_id, zone_id AS k, area_ha_utm FROM ${parquet(table('3-area', 'zone_areas')!)}
    WHERE decree_number = ${sqlText(decree)}`
}

/** The year of the RT profiles: the decree's own where it has any, since people are counted over the area they were counted in; else the latest. */
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
