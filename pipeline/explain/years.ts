import type { Methodology } from '../methodology/methodology.ts'
import type { Unit } from './find-unit.ts'
import type { TotalRow } from './scores.ts'
import type { StageTables } from './stage-tables.ts'
import type { YearTotal } from './trace.ts'

type ProgressRow = Omit<YearTotal, 'kind' | 'year'> & {
  level: string | null
  unit_id: string | null
  zone_id: string | null
  methodology: string | null
  year: number | null
  vintage: number | null
  kind: string | null
}

const COLUMNS = [
  ...['level', 'unit_id', 'zone_id', 'methodology', 'year', 'vintage', 'kind'],
  ...['score_total', 'score_min', 'score_max', 'score_class', 'area_ha_verified', 'area_ha_slum'],
  ...['contribution_portal_pct', 'contribution_worksheet_pct', 'cost_idr'],
] as (keyof ProgressRow)[]

const SURVEY = 'surveyed'

/** The years of a unit, oldest first: those of `progress`, else the surveyed ones of `score_totals`. */
export async function yearsOf(
  tables: StageTables,
  methodology: Methodology,
  { level, unit_id }: Unit,
  totals: readonly TotalRow[],
): Promise<YearTotal[]> {
  const rows = await tables.rows<ProgressRow>('5-indicators', 'progress', COLUMNS, {
    where: `coalesce(level, 'zone') = ? AND coalesce(methodology, ?) = ?`,
    parameters: [level, methodology.id, methodology.id],
    order: `coalesce(year, vintage) NULLS FIRST, kind = 'projected'`,
    of: { 'coalesce(unit_id, zone_id)': unit_id },
  })
  if (rows.length > 0) {
    return rows.map((row) => {
      const { level: _level, unit_id: _unit, zone_id: _zone, methodology: _name, ...rest } = row
      const { year, vintage, kind, ...numbers } = rest
      return { year: year ?? vintage, kind: kind ?? SURVEY, ...numbers }
    })
  }
  return totals
    .filter((row) => (row.methodology ?? methodology.id) === methodology.id)
    .map(({ vintage, score_total, score_min, score_max, score_class, area_ha_verified }) => ({
      ...{ year: vintage, kind: SURVEY, score_total, score_min, score_max, score_class, area_ha_verified },
      ...{ area_ha_slum: null, contribution_portal_pct: null, contribution_worksheet_pct: null },
      cost_idr: null,
    }))
}
