import { cellNumber, cellText, rowsOfZone, type TableRow } from './table-cells.ts'

/** One published figure about the households of a zone. */
export interface HouseholdFigure {
  vintage: number | null
  methodology: string
  group: string | null
  indicator: string
  label: { id: string; en: string }
  /** What is counted: `households`, `people` or another noun. */
  counts: string
  /** Households asked. */
  surveyed: number | null
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
}

/** The newest published figures of a zone by methodology, in the order of the table; what is held back is left out. */
export function householdFigures(rows: readonly TableRow[], zoneId: string): Map<string, HouseholdFigure[]> {
  const own = rowsOfZone(rows, zoneId).filter((row) => row.published === 'true')
  const newest = Math.max(...own.map((row) => cellNumber(row, 'vintage') ?? Number.NEGATIVE_INFINITY))
  const figures = new Map<string, HouseholdFigure[]>()
  for (const row of own) {
    const vintage = cellNumber(row, 'vintage')
    const methodology = cellText(row, 'methodology')
    const indicator = cellText(row, 'indicator')
    if (methodology === null || indicator === null || (vintage ?? newest) !== newest) continue
    const id = cellText(row, 'label_id') ?? indicator
    figures.set(methodology, [
      ...(figures.get(methodology) ?? []),
      {
        ...{ vintage, methodology, group: cellText(row, 'group'), indicator },
        label: { id, en: cellText(row, 'label_en') ?? id },
        counts: cellText(row, 'counts') ?? 'households',
        surveyed: cellNumber(row, 'surveyed'),
        percent: cellNumber(row, 'percent'),
        percent_min: cellNumber(row, 'percent_min'),
        percent_max: cellNumber(row, 'percent_max'),
        standard_error_pct: cellNumber(row, 'standard_error_pct'),
      },
    ])
  }
  return figures
}

/** How many figures of a zone the release names and holds back: too few households stand behind them. */
export function heldBack(rows: readonly TableRow[], zoneId: string): number {
  return rowsOfZone(rows, zoneId).filter((row) => row.published === 'false').length
}

/** What a profile shows first of each rule: indicator and what is counted. Other rules show all behind a fold. */
const HEADLINES: Record<string, { counts: string; indicators: string[] }> = {
  'un-habitat-slum-household': { counts: 'people', indicators: ['slum_5', 'extreme_5'] },
  'bps-rumah-tangga-kumuh': { counts: 'households', indicators: ['slum'] },
  'hunian-layak': { counts: 'households', indicators: ['adequate'] },
  'sakernas-status-pekerjaan': { counts: 'households', indicators: ['formal', 'informal'] },
}

/** The figures of one rule that stand first, and those a reader may open: by what the rule itself counts, each once. */
export function splitHeadlines(
  methodology: string,
  figures: readonly HouseholdFigure[],
): { first: HouseholdFigure[]; rest: HouseholdFigure[] } {
  const headline = HEADLINES[methodology]
  const counts = headline?.counts ?? figures[0]?.counts
  const own = figures.filter((figure) => figure.counts === counts)
  const isFirst = ({ indicator }: HouseholdFigure) => headline?.indicators.includes(indicator) ?? false
  return { first: own.filter(isFirst), rest: own.filter((figure) => !isFirst(figure)) }
}
