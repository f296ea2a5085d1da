import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, quantity, t } from './i18n.ts'
import { cellNumber, isOfMethodology, rowsOfZone, type TableRow } from './table-cells.ts'
import type { ThemeValues } from './theme-values.ts'
import { leastScore, num } from './zones.ts'

/** On what a total of a zone was counted: the sums of its RT in the year of the survey, null where they do not tell. */
export interface ScoreBase {
  area_ha_verified: number | null
  buildings: number | null
  population: number | null
  families: number | null
  rt_count: number | null
}

const COLUMNS = ['area_ha_verified', 'buildings', 'population', 'families', 'rt_count'] as const

/** From the rows of `score_totals`; null where none is of the zone and year. */
export function scoreBase(
  rows: readonly TableRow[],
  zoneId: string,
  vintage: number | null,
  methodology: string | null,
): ScoreBase | null {
  const row = rowsOfZone(rows, zoneId).find(
    (one) => isOfMethodology(one, methodology) && cellNumber(one, 'vintage') === vintage,
  )
  if (row === undefined) return null
  return Object.fromEntries(COLUMNS.map((name) => [name, cellNumber(row, name)])) as unknown as ScoreBase
}

/** What a total was counted on, in words: hectares, buildings, families and people of so many RT; null where nothing tells. */
export function scoreBaseText(base: ScoreBase, vintage: number, lang: Lang): string | null {
  const count = (value: number | null, unit: string) =>
    value === null ? null : `${formatNumber(lang, value)} ${unit}`
  const parts = [
    base.area_ha_verified === null ? null : quantity(lang, base.area_ha_verified, 'ha', 2),
    count(base.buildings, t(lang, 'buildings_word')),
    count(base.families, t(lang, 'families_unit')),
    count(base.population, t(lang, 'people_unit')),
  ].filter((part) => part !== null)
  if (parts.length === 0) return null
  const rt = base.rt_count === null ? '' : ` (${formatNumber(lang, base.rt_count)} RT)`
  return t(lang, 'score_base', { year: String(vintage), base: `${parts.join(', ')}${rt}` })
}

/** That the map is of another year than the profile, which is of the newest survey; null where they are of one. */
export function otherYearText(
  properties: Record<string, unknown>,
  { year }: Pick<ThemeValues, 'year'>,
  lang: Lang,
): string | null {
  const own = num(properties, 'score_vintage')
  if (year === null || own === null || (own === year.year && !year.projected)) return null
  const map = year.projected ? t(lang, 'year_projected', { year: String(year.year) }) : String(year.year)
  return t(lang, 'profile_year', { profile: String(own), map })
}

/** Why a zone has no scores: the release has none, or none of the RT it scores is joined with the zone. */
export function noScoresText(atlas: Pick<Atlas, 'table'>, lang: Lang): string {
  const table = atlas.table('criterion_scores')
  return t(lang, table.state === 'ready' && table.value.length > 0 ? 'scores_unlinked' : 'scores_none')
}

/** Criteria colour zones whose total was counted from them, and RT where any are drawn: elsewhere they would show nothing. */
export function showsCriteria(atlas: Pick<Atlas, 'zones' | 'hasLayer'>): boolean {
  return (
    atlas.hasLayer('rt') ||
    atlas.zones.some(({ properties: p }) => leastScore(p) !== null && p.score_source !== 'stated')
  )
}
