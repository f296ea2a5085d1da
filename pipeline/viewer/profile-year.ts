import { isKnownScore } from '../values/latest-score.ts'
import type { Atlas } from './atlas.ts'
import { type Lang, t } from './i18n.ts'
import { handlingOfClass } from './methodology.ts'
import { cellNumber, cellText, isOfMethodology, rowsOfZone, type TableRow } from './table-cells.ts'
import type { ThemeValues } from './theme-values.ts'
import { num, str, type Zone } from './zones.ts'

/** The year a profile tells of. */
export interface ProfileYear {
  /** Of the zone, with score, class, priority and treatment of the year. */
  properties: Record<string, unknown>
  /** Null where the zone has no score of a known year. */
  vintage: number | null
  /** Year of the scores that the published trace holds, which alone can be asked "why?"; null where it is not known. */
  traced: number | null
}

/** Whether the trace of the zone tells how the numbers of the profile's year came about. */
export function isTraced({ vintage, traced }: ProfileYear): boolean {
  return vintage === traced
}

/**
 * A zone in the year that the map shows, where it was scored in that year; else in that of its newest survey. What works are
 * expected to make of it is no survey.
 */
export function profileYear(
  atlas: Pick<Atlas, 'table' | 'release' | 'methodology'>,
  { zone_id, properties }: Pick<Zone, 'zone_id' | 'properties'>,
  { year }: Pick<ThemeValues, 'year'>,
): ProfileYear {
  const traced = num(properties, 'score_vintage')
  const newest: ProfileYear = { properties, vintage: traced, traced }
  if (year === null || year.projected || year.year === traced) return newest
  const totals = atlas.table('score_totals')
  if (totals.state !== 'ready') return newest
  const row = rowsOfZone(totals.value, zone_id).find(
    (one) => isOfMethodology(one, atlas.release.city.methodology) && cellNumber(one, 'vintage') === year.year,
  )
  if (row === undefined || !isKnown(row)) return newest
  const score_class = cellText(row, 'score_class')
  const rules = {
    score_class,
    other_considerations: str(properties, 'other_considerations'),
    land_legality: str(properties, 'land_legality'),
  }
  return {
    vintage: year.year,
    traced,
    properties: {
      ...properties,
      ...{ score_class, score_source: cellText(row, 'score_source'), score_vintage: year.year },
      score_total: cellNumber(row, 'score_total'),
      score_min: cellNumber(row, 'score_min'),
      score_max: cellNumber(row, 'score_max'),
      completeness_pct: cellNumber(row, 'completeness_pct'),
      // The code and the range of priorities are of the newest survey.
      ...{ class_code: null, priority_min: null, priority_max: null },
      ...handlingOfClass(atlas.methodology, rules),
    },
  }
}

/** Of a year whose every cell was set aside a row tells that nothing is known. */
function isKnown(row: TableRow): boolean {
  const [score_total, completeness_pct] = [
    cellNumber(row, 'score_total'),
    cellNumber(row, 'completeness_pct'),
  ]
  return isKnownScore({ score_total, completeness_pct })
}

/** Why what is told of the profile's year has no "why?"; null where it has. */
export function untracedText(year: ProfileYear, lang: Lang): string | null {
  const { vintage, traced } = year
  if (isTraced(year) || vintage === null || traced === null) return null
  return t(lang, 'why_of_year', { year: String(vintage), traced: String(traced) })
}
