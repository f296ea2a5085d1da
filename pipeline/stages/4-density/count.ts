import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import { prepareProfiles, profileQuery, RtCover, zoneGroundQuery } from './count-profiles.ts'
import type { UnitCount } from './densities.ts'
import { listed } from './densities-notes.ts'
import { type Level, prepareLocated, UNIT_COLUMNS } from './located.ts'
import { estimateFrom, lacksWeight, type Sample, type SurveySums, whyUnweighted } from './survey.ts'
import { type PlanarUnit, unitKey } from './units.ts'

type Count = Omit<UnitCount, 'covered_ha' | 'ground'>
type Counted = Omit<Count, 'estimate'> & SurveySums & { k: string }

/**
 * What stands and who lives in each unit: zones in force, RT, RW, kelurahan, kecamatan and city. RT profiles of one
 * vintage (`profileVintage`) are added up for zones as `profile_pieces` shares them out; for the larger units, which have
 * RT without a profile as a rule, only where every mapped RT has one, none is unmapped and together they cover the unit
 * (`RtCover`). A table of which no row could be located says nothing of where there is none.
 * @param units outlines of the same units
 */
export async function countUnits(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
  units: readonly PlanarUnit[],
): Promise<Count[]> {
  const { store } = context
  await prepareLocated(context)
  await prepareProfiles(context, vintage)
  const [hasBuildings, hasSurvey, hasRt] = await Promise.all(
    ['building', 'surveyed', 'profile'].map(async (name) => (await store.count(name)) > 0),
  )
  const query = unitQuery(context, decree)
  const sample = await sampleOf(context)
  const whyNone = whyUnweighted(sample)
  if (whyNone !== null) context.progress.say(`  note   survey weights are not used: ${whyNone}`)
  const isWeighted = sample.mean_weight !== null && whyNone === null
  const unweighted: string[] = []
  const cover = new RtCover(context, units)
  const counts: Count[] = []
  const mapped = new Set(units.map(({ level }) => level))
  for (const level of Object.keys(UNIT_COLUMNS) as Level[]) {
    if (!mapped.has(level)) continue
    const key = UNIT_COLUMNS[level]
    const rows = await store.rows<Counted>(`
      WITH unit AS (SELECT * FROM (${query}) WHERE level = '${level}'),
        p AS (${profileQuery(context, level)}),
        g AS (${level === 'zone' ? zoneGroundQuery(context, vintage) : 'SELECT NULL AS k, NULL::DOUBLE AS rt_ground_inside_pct'}),
        b AS (SELECT ${key} AS k, count(*) AS n FROM building GROUP BY k),
        e AS (SELECT unit_id AS k, count(*) AS n FROM building_elsewhere WHERE level = '${level}' GROUP BY k),
        h AS (SELECT ${key} AS k, ${SURVEY_SUMS} FROM surveyed GROUP BY k)
      SELECT unit.level, unit.unit_id, unit.k, unit.area_ha_utm, ${vintage ?? 'NULL'} AS vintage,
        coalesce(p.n, 0) AS profiles, ${known(hasRt, 'p.rt_in_unit')} AS rt_in_unit,
        ${known(hasRt, 'p.rt_told')} AS rt_told, g.rt_ground_inside_pct,
        p.apportioned_by, p.population AS profile_population, p.families AS profile_families, p.buildings AS profile_buildings,
        ${known(hasBuildings, 'b.n')} AS located_buildings,
        ${known(hasBuildings, 'e.n')} AS buildings_elsewhere,
        ${known(hasSurvey, 'h.n')} AS households_surveyed,
        ${known(hasSurvey, 'h.counted')} AS households_counted, h.people_surveyed,
        coalesce(h.counted, 0) AS counted, coalesce(h.counted_weighted, 0) AS counted_weighted, h.weight_all,
        h.weight_counted, h.people, h.people_squared
      FROM unit LEFT JOIN p ON p.k = unit.k LEFT JOIN g ON g.k = unit.k
        LEFT JOIN b ON b.k = unit.k LEFT JOIN e ON e.k = unit.k LEFT JOIN h ON h.k = unit.k
      ORDER BY unit.unit_id`)
    for (const { k, ...row } of rows) {
      const isTold =
        row.profiles > 0 &&
        (level === 'zone' || level === 'rt' || (await cover.isWhole(level, row.unit_id, k)))
      if (isWeighted && lacksWeight(row)) unweighted.push(unitKey(row))
      counts.push({ ...row, profiles: isTold ? row.profiles : 0, estimate: estimateFrom(row, sample) })
    }
  }
  if (unweighted.length > 0)
    context.progress.say(
      `  note   survey weights are not used, a household carries none: ${listed(unweighted)}`,
    )
  return counts
}

/** A count that is zero for a unit without any, and null where nothing of the kind was given at all. */
function known(isKnown: boolean | undefined, count: string): string {
  return isKnown ? `coalesce(${count}, 0)` : 'NULL::BIGINT'
}

/** Sums of floating point in the order of the households: they must not hang on how many threads there are. */
const SURVEY_SUMS = `count(*) AS n, count(people) AS counted, sum(people) AS people_surveyed,
  count(*) FILTER (people IS NOT NULL AND weight IS NOT NULL) AS counted_weighted,
  sum(weight ORDER BY id) AS weight_all, sum(weight ORDER BY id) FILTER (people IS NOT NULL) AS weight_counted,
  sum(weight * people ORDER BY id) AS people, sum((weight * people) ** 2 ORDER BY id) AS people_squared`

async function sampleOf({ store, table }: StageContext): Promise<Sample> {
  const given = `(SELECT sum(rows_accepted + rows_quarantined) FROM ${parquet(table('2-validate', 'sources')!)}
    WHERE table_name = 'households')`
  const [sample] = await store.rows<Sample>(
    `SELECT coalesce(1 - count(*) / ${given}, 0)::DOUBLE AS missing_share, count(*) FILTER (people IS NOT NULL AND weight IS NOT NULL) AS counted,
       sum(weight ORDER BY id) / count(weight) AS mean_weight, min(weight) AS least_weight FROM surveyed`,
  )
  return sample!
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
