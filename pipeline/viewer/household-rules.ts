import { HEADLINES } from './headlines.ts'
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
  /** Rows asked, such as households. */
  surveyed: number | null
  /** Those of them whom the figure speaks of, in what it counts; of a weighted survey those they stand for. */
  base: number | null
  /** Whether the rows are counted by their sampling weights. */
  weighted: boolean
  /** Whether households were asked, rather than rows of a list read, as of people who get aid. */
  ofHouseholds: boolean
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
}

/**
 * The published figures of a zone by methodology, each of its own newest survey: rules with a headline first, then in the
 * order of the table. What is held back is left out.
 */
export function householdFigures(rows: readonly TableRow[], zoneId: string): Map<string, HouseholdFigure[]> {
  const all = rowsOfZone(rows, zoneId)
  const own = all.filter((row) => row.published === 'true')
  const nameOf = (row: TableRow) =>
    [row.methodology, row.vintage, row.group, row.indicator].map((part) => part ?? '').join('\u0000')
  // A rule that counts people of households counts the households too.
  const asked = new Set(all.flatMap((row) => (row.counts === 'households' ? [nameOf(row)] : [])))
  const newest = new Map<string, number>()
  for (const row of own) {
    const [methodology, vintage] = [cellText(row, 'methodology') ?? '', cellNumber(row, 'vintage')]
    if (vintage !== null && vintage > (newest.get(methodology) ?? Number.NEGATIVE_INFINITY))
      newest.set(methodology, vintage)
  }
  const figures = new Map<string, HouseholdFigure[]>()
  for (const row of own) {
    const vintage = cellNumber(row, 'vintage')
    const methodology = cellText(row, 'methodology')
    const indicator = cellText(row, 'indicator')
    if (methodology === null || indicator === null) continue
    // What has no year, as a list of institutions, holds beside every survey.
    if (vintage !== null && vintage !== newest.get(methodology)) continue
    const id = cellText(row, 'label_id') ?? indicator
    figures.set(methodology, [
      ...(figures.get(methodology) ?? []),
      {
        ...{ vintage, methodology, group: cellText(row, 'group'), indicator },
        label: { id, en: cellText(row, 'label_en') ?? id },
        counts: cellText(row, 'counts') ?? 'households',
        surveyed: cellNumber(row, 'surveyed'),
        base: cellNumber(row, 'base'),
        weighted: row.weighted === 'true',
        ofHouseholds: asked.has(nameOf(row)),
        percent: cellNumber(row, 'percent'),
        percent_min: cellNumber(row, 'percent_min'),
        percent_max: cellNumber(row, 'percent_max'),
        standard_error_pct: cellNumber(row, 'standard_error_pct'),
      },
    ])
  }
  const known = Object.keys(HEADLINES).filter((name) => figures.has(name))
  const others = [...figures.keys()].filter((name) => !known.includes(name))
  return new Map([...known, ...others].map((name) => [name, figures.get(name)!]))
}

/** Figures by their group, in the order of the table. */
export function byGroup(figures: readonly HouseholdFigure[]): Map<string | null, HouseholdFigure[]> {
  const groups = new Map<string | null, HouseholdFigure[]>()
  for (const figure of figures) groups.set(figure.group, [...(groups.get(figure.group) ?? []), figure])
  return groups
}

/** The figures of one rule that stand first, and those a reader may open: by what the rule itself counts, each once. */
export function splitHeadlines(
  methodology: string,
  figures: readonly HouseholdFigure[],
): { first: HouseholdFigure[]; rest: HouseholdFigure[] } {
  const headline = HEADLINES[methodology]
  const counts = headline?.counts ?? 'households'
  const own = figures.filter((figure, i) => {
    if (figure.counts === counts) return true
    // What is not counted that way, as institutions, is told in its own.
    return !figures.some((other, j) => {
      const same = other.group === figure.group && other.indicator === figure.indicator
      return same && (other.counts === counts || j < i)
    })
  })
  const first = (headline?.indicators ?? []).flatMap((name) =>
    own.filter(({ indicator }) => indicator === name),
  )
  return { first, rest: own.filter((figure) => !first.includes(figure)) }
}
