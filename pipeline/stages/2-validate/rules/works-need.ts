import { parseExpression } from '../../../methodology/expression.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import { parquet, sqlText } from '../../../store/index.ts'
import { workPlacesSql } from '../../../works/places.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'
import { trustedDeficits } from './deficits.ts'
import { exactSum } from './digits.ts'
import { groupBy } from './group.ts'
import { largest, readWorks, totalVolume, type Work } from './works-facts.ts'

/** An RT or a zone in one survey year. */
interface Surveyed {
  vintage: number
  rt_count: number
  area_ha: number | null
  road_ideal_m: number | null
  /** Volume by criterion, of those that every RT of the place has. */
  volumes: Map<string, number>
}

type Surveys = ReadonlyMap<string, Surveyed[]>

/**
 * NEED_EXCEEDED: works of one kind in an RT, or in the RT of a zone, that are more than the largest deficit they can mend.
 * What one year mends the next year need not: the works of all years after a survey, up to the next one, are added up. A
 * place whose deficits are not all known is not judged.
 */
export const checkNeeds: JudgeTables = async (given) => {
  const works = await readWorks(given)
  if (works.length === 0) return
  const limit_pct = thresholdOf(given.catalogue, 'NEED_EXCEEDED', given.world.city)
  const zoneOf = await zonesOfPlaces(given)
  const criteria = [...new Set(works.flatMap(criteriaOf))].sort()
  const levels = [
    { of: (work: Work) => work.place, surveys: await surveys(given, 'place', criteria) },
    {
      of: (work: Work) => work.zone_id ?? (work.place === null ? null : (zoneOf.get(work.place) ?? null)),
      surveys: await surveys(given, 'zone', criteria),
    },
  ] as const
  for (const [level, { of, surveys }] of levels.entries()) {
    const keyOf = (work: Work): string | null => {
      const [place, criteria] = [of(work), criteriaOf(work)]
      if (place === null || work.year === null || criteria.length === 0) return null
      const survey = lastBefore(surveys, place, work.year)
      return survey === null ? null : JSON.stringify([place, survey.vintage, work.unit, criteria])
    }
    for (const [key, group] of groupBy(works, keyOf)) {
      // What all works of a zone do in one RT was judged there.
      if (level === 1 && new Set(group.map(({ place }) => place)).size === 1 && group[0]!.place !== null)
        continue
      const [place, vintage, unit, criteria] = JSON.parse(key) as [string, number, string, string[]]
      const survey = surveys.get(place)!.find((one) => one.vintage === vintage)!
      const volumes = criteria.map((id) => survey.volumes.get(id))
      if (volumes.includes(undefined)) continue
      const need = Math.max(...(volumes as number[]), 0)
      const done = totalVolume(group)
      if (done * 100 <= need * limit_pct) continue
      const work = largest(group)
      const years = yearsOf(group)
      const listIn = (language: 'id' | 'en'): string =>
        criteria.map((id, i) => `${id} ${amount(round(volumes[i]!))[language]} ${unit}`).join(', ')
      const share = need > 0 ? `${Math.round((100 * done) / need)} %` : null
      given.report({
        code: 'NEED_EXCEEDED',
        table: 'interventions',
        source_id: work.source_id,
        source_row: work.source_row,
        key: `${place} · ${years} · ${criteria.join('+')}`,
        field: 'volume',
        got: `${done} ${unit}`,
        expected: `<= ${round(need)} ${unit}`,
        message: {
          id: `${place}, ${years}: kegiatan ${amount(done).id} ${unit}${share === null ? '' : `, ${share} dari`} kebutuhan ${amount(round(need)).id} ${unit} pada ${vintage} (${listIn('id')}).`,
          en: `${place}, ${years}: works of ${amount(done).en} ${unit}${share === null ? ' against' : `, ${share} of`} the need of ${amount(round(need)).en} ${unit} in ${vintage} (${listIn('en')}).`,
        },
      })
    }
  }
}

/**
 * ROAD_DENSITY: metres of road works in an RT and year, by its hectares, beyond what a neighbourhood can hold, where they
 * are also more than its ideal length of roads if that is known. Without an area of its own, an RT has the mean of its zone.
 */
export const checkRoadDensity: JudgeTables = async (given) => {
  const works = await readWorks(given)
  const roads = roadCriteria(given.world.methodology)
  const isRoad = (work: Work): boolean =>
    work.unit === 'm' && criteriaOf(work).some((id) => roads.has(id)) && (work.volume ?? 0) > 0
  if (!works.some(isRoad)) return
  const limit = thresholdOf(given.catalogue, 'ROAD_DENSITY', given.world.city)
  const [ofPlace, ofZone, zoneOf] = [
    await surveys(given, 'place', []),
    await surveys(given, 'zone', []),
    await zonesOfPlaces(given),
  ]
  const keyOf = (work: Work): string | null =>
    isRoad(work) && work.place !== null && work.year !== null ? JSON.stringify([work.place, work.year]) : null
  for (const [key, group] of groupBy(works, keyOf)) {
    const [place, year] = JSON.parse(key) as [string, number]
    const own = lastBefore(ofPlace, place, year)
    const zone = lastBefore(ofZone, zoneOf.get(place) ?? group[0]!.zone_id ?? '', year)
    const area_ha = own?.area_ha ?? (zone?.area_ha == null ? null : zone.area_ha / zone.rt_count)
    const done = totalVolume(group)
    if (area_ha === null || area_ha <= 0 || done / area_ha <= limit) continue
    const ideal = own?.road_ideal_m ?? null
    if (ideal !== null && done <= ideal) continue
    const work = largest(group)
    const density = Math.round(done / area_ha)
    given.report({
      code: 'ROAD_DENSITY',
      table: 'interventions',
      source_id: work.source_id,
      source_row: work.source_row,
      key: `${place} · ${year}`,
      field: 'volume',
      got: `${density} m/ha`,
      expected: `<= ${limit} m/ha`,
      message: {
        id: `${place}: ${amount(done).id} m jalan pada ${amount(round(area_ha)).id} ha = ${amount(density).id} m/ha${ideal === null ? '' : `; panjang jalan idealnya ${amount(round(ideal)).id} m`}.`,
        en: `${place}: ${amount(done).en} m of road on ${amount(round(area_ha)).en} ha = ${amount(density).en} m/ha${ideal === null ? '' : `; its ideal length of roads is ${amount(round(ideal)).en} m`}.`,
      },
    })
  }
}

/** `2018`, or `2020-2023` where works of several years are added up. */
function yearsOf(works: readonly Work[]): string {
  const years = works.map(({ year }) => year!).sort((a, b) => a - b)
  const [first, last] = [years[0]!, years.at(-1)!]
  return first === last ? String(first) : `${first}-${last}`
}

/** Criteria that the volume of a work counts for, in alphabetical order. */
function criteriaOf({ criteria, volume }: Work): string[] {
  return volume === null ? [] : [...criteria].sort()
}

/** Criteria that are measured against the ideal length of roads. */
function roadCriteria({ criteria }: Methodology): Set<string> {
  const isRoad = (denominator: string): boolean =>
    parseExpression(denominator).columns.includes('road_ideal_m')
  return new Set(criteria.filter(({ denominator }) => isRoad(denominator)).map(({ id }) => id))
}

function lastBefore(surveys: Surveys, place: string, year: number): Surveyed | null {
  return surveys.get(place)?.findLast(({ vintage }) => vintage < year) ?? null
}

/** An RT without a zone is counted with its kawasan. */
const ZONE = 'coalesce(zone_id, kawasan)'

/** Profiles of the RT that works can be in: those of the RT and zones they are in. */
function profilesOfWorks(profiles: string, interventions: string): string {
  const places = workPlacesSql(parquet(interventions), parquet(profiles))
  return `WITH works_in AS (SELECT place_id FROM (${places}) WHERE place_level = 'rt')
    SELECT *, rt_id AS place, ${ZONE} AS zone FROM ${parquet(profiles)}
    WHERE rt_id IN (FROM works_in)
      OR ${ZONE} IN (SELECT coalesce(zone_id, kawasan) FROM ${parquet(interventions)}
        WHERE coalesce(zone_id, kawasan) IS NOT NULL
        UNION SELECT ${ZONE} FROM ${parquet(profiles)} WHERE rt_id IN (FROM works_in))`
}

/** What is known of each RT or zone that works are in, by survey year, the oldest first; volumes of these criteria. */
async function surveys(
  { store, table, world }: GivenTables,
  level: 'place' | 'zone',
  criteria: readonly string[],
): Promise<Surveys> {
  const [profiles, deficits, works] = [table('rt_profiles'), table('rt_deficits'), table('interventions')]
  const found = new Map<string, Surveyed[]>()
  if (profiles === null || works === null) return found
  const own = profilesOfWorks(profiles, works)
  const headers = `SELECT ${level} AS unit, vintage, count(*) AS rt_count,
      CASE WHEN count(area_ha_verified) = count(*) THEN ${exactSum('area_ha_verified')} END AS area_ha,
      CASE WHEN count(road_ideal_m) = count(*) THEN ${exactSum('road_ideal_m')} END AS road_ideal_m
    FROM (${own}) WHERE ${level} IS NOT NULL GROUP BY unit, vintage ORDER BY unit, vintage`
  const byKey = new Map<string, Surveyed>()
  for (const row of await store.rows<Surveyed & { unit: string }>(headers)) {
    const { unit, ...known } = row
    const survey = { ...known, volumes: new Map<string, number>() }
    byKey.set(JSON.stringify([unit, row.vintage]), survey)
    const list = found.get(unit)
    if (list) list.push(survey)
    else found.set(unit, [survey])
  }
  if (deficits === null || criteria.length === 0) return found
  const volumes = `SELECT p.${level} AS unit, p.vintage, d.criterion, count(d.volume) AS known,
      ${exactSum('d.volume')} AS volume
    FROM (${own}) p JOIN (${trustedDeficits(deficits, world.methodology)}) d USING (rt_id, vintage)
    WHERE p.${level} IS NOT NULL AND d.volume >= 0 AND d.criterion IN (${criteria.map(sqlText).join(', ')})
    GROUP BY unit, p.vintage, d.criterion ORDER BY ALL`
  interface Volume {
    unit: string
    vintage: number
    criterion: string
    known: number
    volume: number
  }
  for (const { unit, vintage, criterion, known, volume } of await store.rows<Volume>(volumes)) {
    const survey = byKey.get(JSON.stringify([unit, vintage]))!
    if (known === survey.rt_count) survey.volumes.set(criterion, volume)
  }
  return found
}

/** The zone of each RT that works are in, by its latest profile. */
async function zonesOfPlaces({ store, table }: GivenTables): Promise<Map<string, string>> {
  const [profiles, works] = [table('rt_profiles'), table('interventions')]
  if (profiles === null || works === null) return new Map()
  const rows = await store.rows<{ place: string; zone: string }>(
    `SELECT DISTINCT ON (place) place, zone FROM (${profilesOfWorks(profiles, works)})
     WHERE place IS NOT NULL AND zone IS NOT NULL ORDER BY place, vintage DESC, zone`,
  )
  return new Map(rows.map(({ place, zone }) => [place, zone]))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
