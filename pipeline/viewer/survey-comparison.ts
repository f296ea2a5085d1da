import { cellNumber, cellText, isOfMethodology, type TableRow } from './table-cells.ts'

/** A criterion of an RT of which the profile says another percent than the survey. */
export interface SurveyDifference {
  rt_id: string
  criterion: string
  vintage: number | null
  profile_percent: number | null
  percent_min: number | null
  percent_max: number | null
  /** Households that answered. */
  answered: number | null
}

/** The survey of the RT of a zone held against their profiles. */
export interface SurveyComparison {
  /** Cells (RT x criterion) of which both tell. */
  compared: number
  /** Cells of which only the survey tells: it fills them. */
  filled: number
  /** Those that differ, the furthest apart first. */
  differences: SurveyDifference[]
}

/**
 * @param surveyed rows of `survey_deficits`
 * @param mapping rows of `rt_zones`: the RT of the zone in each year
 * @param methodology whose criteria count where the table holds those of several; null takes all
 */
export function surveyComparison(
  surveyed: readonly TableRow[],
  mapping: readonly TableRow[],
  zoneId: string,
  methodology: string | null,
): SurveyComparison {
  const key = (row: TableRow) => `${row.rt_id}|${row.vintage ?? ''}`
  const inZone = new Set(mapping.filter((row) => row.zone_id === zoneId).map(key))
  const own = surveyed.filter(
    (row) => isOfMethodology(row, methodology) && (inZone.has(key(row)) || inZone.has(`${row.rt_id}|`)),
  )
  const with_ = (...statuses: string[]) => own.filter((row) => statuses.includes(row.status ?? ''))
  const apart = (row: TableRow) => Math.abs(cellNumber(row, 'difference_pct_points') ?? 0)
  return {
    compared: with_('agrees', 'differs').length,
    filled: with_('fills').length,
    differences: with_('differs')
      .sort((a, b) => apart(b) - apart(a) || (key(a) < key(b) ? -1 : 1))
      .map((row) => ({
        rt_id: row.rt_id ?? '',
        criterion: cellText(row, 'criterion') ?? '',
        vintage: cellNumber(row, 'vintage'),
        profile_percent: cellNumber(row, 'profile_percent'),
        percent_min: cellNumber(row, 'percent_min'),
        percent_max: cellNumber(row, 'percent_max'),
        answered: cellNumber(row, 'answered'),
      })),
  }
}
