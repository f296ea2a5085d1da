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
  /** Hectares that are still slum. */
  area_ha_slum: number | null
  /** Progress since the first year, in percent: by the formula of the portals and by that of the KOTAKU worksheet. */
  contribution_portal_pct: number | null
  contribution_worksheet_pct: number | null
  /** Cost of the works of that year. */
  cost_idr: number | null
}

/**
 * The years of a zone, oldest first, a survey before the projection from it. Older releases call the year `vintage` and
 * have surveyed years only.
 */
export function zoneProgress(rows: readonly TableRow[], zoneId: string): ProgressYear[] {
  return rowsOfZone(rows, zoneId)
    .flatMap((row): ProgressYear[] => {
      const year = cellNumber(row, 'year') ?? cellNumber(row, 'vintage')
      if (year === null) return []
      return [
        {
          year,
          projected: row.kind === 'projected',
          score_total: cellNumber(row, 'score_total'),
          score_min: cellNumber(row, 'score_min'),
          score_max: cellNumber(row, 'score_max'),
          score_class: cellText(row, 'score_class'),
          area_ha_slum: cellNumber(row, 'area_ha_slum') ?? cellNumber(row, 'area_ha_verified'),
          contribution_portal_pct: cellNumber(row, 'contribution_portal_pct'),
          contribution_worksheet_pct: cellNumber(row, 'contribution_worksheet_pct'),
          cost_idr: cellNumber(row, 'cost_idr'),
        },
      ]
    })
    .sort((a, b) => a.year - b.year || Number(a.projected) - Number(b.projected))
}

/**
 * Rupiah spent for each hectare that stopped being slum between the first and the last year; null where nothing was
 * spent, nothing was cleared or either is not known.
 */
export function costPerHectare(years: readonly ProgressYear[]): number | null {
  const known = years.flatMap(({ area_ha_slum }) => (area_ha_slum === null ? [] : [area_ha_slum]))
  const cleared = (known[0] ?? 0) - (known.at(-1) ?? 0)
  const cost = years.reduce((sum, { cost_idr }) => sum + (cost_idr ?? 0), 0)
  return cleared > 0 && cost > 0 ? cost / cleared : null
}
