import { cellNumber, cellText, rowsOfZone, type TableRow } from './table-cells.ts'

/** One year of a zone in the table `progress`. */
export interface ProgressYear {
  year: number
  /** Surveyed in that year, or what the works since the last survey make of it. */
  projected: boolean
  score_total: number | null
  score_min: number | null
  score_max: number | null
  score_class: string | null
  /** Hectares of its RT as verified in that year. */
  area_ha_verified: number | null
  /** Hectares that are still slum. */
  area_ha_slum: number | null
  /** Means of the aspects in percent, as the portals reckon them and as the KOTAKU worksheet does. */
  sectoral_pct: number | null
  sectoral_pct_worksheet: number | null
  /** Progress since the first survey, in percent: by the formula of the portals and by that of the KOTAKU worksheet. */
  contribution_portal_pct: number | null
  contribution_worksheet_pct: number | null
  /** Cost of the works since the first survey, and for each hectare that stopped being slum since. */
  cost_idr_total: number | null
  cost_idr_per_ha: number | null
  /** Works among them whose cost is not known. */
  works_without_cost: number | null
  /** Hectares the city wants to be left, and whether this year keeps to the way there. */
  target_ha: number | null
  on_target: boolean | null
}

/**
 * The years of a zone, oldest first, a survey before the projection of the same year. What a release does not tell is null.
 */
export function zoneProgress(rows: readonly TableRow[], zoneId: string): ProgressYear[] {
  return progressYears(rowsOfZone(rows, zoneId))
}

/** {@link zoneProgress} of every zone of the table, by its id. */
export function progressByZone(rows: readonly TableRow[]): Map<string, ProgressYear[]> {
  const byZone = new Map<string, TableRow[]>()
  for (const row of rows) {
    const id = row.id ?? row.unit_id ?? row.zone_id
    if ((row.level ?? 'zone') !== 'zone' || id === undefined) continue
    const own = byZone.get(id)
    if (own) own.push(row)
    else byZone.set(id, [row])
  }
  return new Map([...byZone].map(([id, own]) => [id, progressYears(own)]))
}

function progressYears(rows: readonly TableRow[]): ProgressYear[] {
  return rows
    .flatMap((row): ProgressYear[] => {
      const year = cellNumber(row, 'year')
      if (year === null) return []
      return [
        {
          year,
          projected: row.kind === 'projected',
          score_total: cellNumber(row, 'score_total'),
          score_min: cellNumber(row, 'score_min'),
          score_max: cellNumber(row, 'score_max'),
          score_class: cellText(row, 'score_class'),
          area_ha_verified: cellNumber(row, 'area_ha_verified'),
          area_ha_slum: cellNumber(row, 'area_ha_slum'),
          sectoral_pct: cellNumber(row, 'sectoral_pct'),
          sectoral_pct_worksheet: cellNumber(row, 'sectoral_pct_worksheet'),
          contribution_portal_pct: cellNumber(row, 'contribution_portal_pct'),
          contribution_worksheet_pct: cellNumber(row, 'contribution_worksheet_pct'),
          cost_idr_total: cellNumber(row, 'cost_idr_total'),
          cost_idr_per_ha: cellNumber(row, 'cost_idr_per_ha'),
          works_without_cost: cellNumber(row, 'works_without_cost'),
          target_ha: cellNumber(row, 'target_ha'),
          on_target: row.on_target === 'true' ? true : row.on_target === 'false' ? false : null,
        },
      ]
    })
    .sort((a, b) => a.year - b.year || Number(a.projected) - Number(b.projected))
}

/** Whether a line from one year to another shows what is expected, and is dashed: only between surveys is it what was found. */
export function isExpected(
  from: Pick<ProgressYear, 'projected'>,
  to: Pick<ProgressYear, 'projected'>,
): boolean {
  return from.projected || to.projected
}

/** Hectares that differ by less are the same, written with other decimals. */
const SAME_HA = 0.005

/**
 * The first and last year whose verified hectares are known, where they differ between surveys: a verification has drawn
 * the area anew, and what is no longer slum is not the work of works alone. Null where the area stayed.
 */
export function redrawnArea(
  years: readonly ProgressYear[],
): { from: number; from_ha: number; to: number; to_ha: number } | null {
  const known = years.flatMap(({ year, projected, area_ha_verified: ha }) =>
    projected || ha === null ? [] : [{ year, ha }],
  )
  const [first] = known
  const other = known.findLast(({ ha }) => Math.abs(ha - first!.ha) >= SAME_HA)
  if (first === undefined || other === undefined) return null
  return { from: first.year, from_ha: first.ha, to: other.year, to_ha: other.ha }
}
