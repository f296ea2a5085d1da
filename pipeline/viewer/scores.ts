import type { Bilingual, Legend } from './legend.ts'
import type { PublishedMethodology } from './methodology.ts'
import { cellNumber, cellText, isOfMethodology } from './table-cells.ts'

/** One row of `tables/criterion_scores.csv`. */
export interface CriterionScore {
  vintage: number
  criterion: string
  aspect: string
  label: Bilingual
  /** Deficit in percent of the denominator. */
  percent: number | null
  score: number | null
  /** The score a reader can rely on where data are missing; null where the table does not tell. */
  score_min: number | null
  score_max: number | null
  /** The deficit and what it is measured against, in the unit of the criterion. */
  volume: number | null
  denominator: number | null
  unit: string | null
  /** What the engine found odd of it, such as a denominator of zero. */
  flag: string | null
}

export interface AspectScore {
  aspect: string
  /** Plain mean of the percents of its criteria, as `aspect_scores.percent_mean`; null while one of them is not known. */
  percent: number | null
  criteria: CriterionScore[]
}

/**
 * Rows of the table keyed by zone id; other levels (RT, kelurahan) are left out.
 *
 * @param methodology whose scores count where the table holds those of several; null takes all
 */
export function scoresByZone(
  rows: Record<string, string>[],
  zoneIds: ReadonlySet<string>,
  methodology: string | null = null,
): Map<string, CriterionScore[]> {
  const out = new Map<string, CriterionScore[]>()
  for (const row of rows) {
    const id = row.id ?? ''
    if (!zoneIds.has(id) || !ZONE_LEVELS.has(row.level ?? '')) continue
    if (!isOfMethodology(row, methodology)) continue
    const scores = out.get(id) ?? []
    scores.push({
      vintage: Number(row.vintage),
      criterion: row.criterion ?? '',
      aspect: row.aspect ?? '',
      label: { id: row.label_id || row.label || '', en: row.label_en || row.label_id || row.label || '' },
      percent: cellNumber(row, 'percent'),
      score: cellNumber(row, 'score'),
      score_min: cellNumber(row, 'score_min'),
      score_max: cellNumber(row, 'score_max'),
      volume: cellNumber(row, 'volume'),
      denominator: cellNumber(row, 'denominator'),
      unit: cellText(row, 'unit'),
      flag: cellText(row, 'flag'),
    })
    out.set(id, scores)
  }
  return out
}

const ZONE_LEVELS: ReadonlySet<string> = new Set(['zone', 'kawasan'])

/** Years in the scores, oldest first. */
export function vintages(scores: CriterionScore[]): number[] {
  return [...new Set(scores.map((score) => score.vintage))].filter(Number.isFinite).sort((a, b) => a - b)
}

/** Aspects of one year in the order of their criteria. */
export function aspectScores(scores: CriterionScore[], vintage: number): AspectScore[] {
  const groups = new Map<string, CriterionScore[]>()
  for (const score of scores) {
    if (score.vintage !== vintage) continue
    groups.set(score.aspect, [...(groups.get(score.aspect) ?? []), score])
  }
  return [...groups].map(([aspect, criteria]) => {
    const known = criteria.flatMap(({ percent }) => (percent === null ? [] : [percent]))
    const isKnown = known.length === criteria.length
    return {
      aspect,
      percent: isKnown ? meanOf(known) : null,
      criteria,
    }
  })
}

/** A mean with the decimals of the published tables: a sum of doubles must not fall short of a cut. */
function meanOf(values: readonly number[]): number {
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(9))
}

/** The highest total: as the methodology of the release has it, else the highest band for each criterion. */
export function mostPoints(
  { legend, methodology }: { legend: Legend; methodology: PublishedMethodology | null },
  scores: CriterionScore[],
): number {
  if (methodology !== null) return methodology.max_total
  const band = Math.max(...legend.criterion_score.map(({ score }) => score))
  return new Set(scores.map(({ criterion }) => criterion)).size * band
}

/** Sum of the scores of a year; null while a criterion of that year has none. */
export function totalScore(scores: CriterionScore[], vintage: number): number | null {
  const year = scores.filter((score) => score.vintage === vintage)
  if (year.length === 0 || year.some(({ score }) => score === null)) return null
  return year.reduce((sum, { score }) => sum + (score ?? 0), 0)
}
