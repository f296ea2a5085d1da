import type { CriterionScore } from './scores.ts'
import { cellNumber, isOfMethodology, type TableRow } from './table-cells.ts'

/** What the works since a survey make of a criterion in a later year: a row of `tables/progress_criteria.csv`. */
export interface CriterionProjection {
  criterion: string
  year: number
  percent: number | null
  score: number | null
}

/**
 * Projections of each zone, oldest first. A year in which the criterion was surveyed, or which lies before one, has none: what
 * was found stands there. A survey that found no score of it, such as one whose cells were set aside, ends no projection.
 *
 * @param methodology whose criteria count where the table holds those of several; null takes all
 */
export function projectionsByZone(
  rows: readonly TableRow[],
  surveyed: ReadonlyMap<string, readonly CriterionScore[]>,
  methodology: string | null,
): Map<string, CriterionProjection[]> {
  const out = new Map<string, CriterionProjection[]>()
  for (const row of rows) {
    const scores = surveyed.get(row.id ?? '')
    const year = cellNumber(row, 'year')
    const criterion = row.criterion ?? ''
    if (row.level !== 'zone' || scores === undefined || year === null) continue
    if (!isOfMethodology(row, methodology)) continue
    if (scores.some((one) => one.criterion === criterion && one.score !== null && one.vintage >= year))
      continue
    const own = out.get(row.id!) ?? []
    own.push({
      ...{ criterion, year },
      ...{ percent: cellNumber(row, 'percent_end'), score: cellNumber(row, 'score_end') },
    })
    out.set(row.id!, own)
  }
  for (const own of out.values()) own.sort((a, b) => a.year - b.year)
  return out
}
