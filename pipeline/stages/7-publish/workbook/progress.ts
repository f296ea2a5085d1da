import type { Row } from '../../../store/index.ts'
import { decoded } from './codes.ts'
import { placeNames, publishedRows, type WorkbookInput, zoneNames } from './published-rows.ts'
import { columnsOf, plainRows, type Sheet } from './sheet.ts'

/** City, kawasan and zones, year by year: score, class and hectares still slum, surveyed or projected after works. */
export async function progressSheet(input: WorkbookInput): Promise<Sheet> {
  const names = await zoneNames(input)
  const rows = await publishedRows(input, 'progress', `level IN ('city', 'kawasan', 'zone')`)
  return {
    name: 'Kemajuan · Progress',
    title: { id: 'Kemajuan menurut tahun', en: 'Progress by year' },
    columns: [
      ...columnsOf('progress', ['level', 14], 'id'),
      ...columnsOf('zone_areas', ['name', 26]),
      ...columnsOf('progress', ['year', 8], 'kind', 'score_total', 'score_min', 'score_max', [
        'score_class',
        28,
      ]),
      ...columnsOf('progress', 'area_ha_verified', 'area_ha_slum', 'area_ha_slum_min', 'area_ha_slum_max'),
      ...columnsOf('progress', 'rt_slum', 'rt_count', 'rt_surveyed'),
      ...columnsOf('progress', 'contribution_portal_pct', 'contribution_worksheet_pct'),
      ...columnsOf('progress', 'works', 'cost_idr', 'cost_idr_total', 'target_ha', 'target_gap_ha'),
    ],
    rows: plainRows(
      rows.map(
        (row): Row => ({
          ...placeNames(row, names, input),
          ...row,
          ...decodedCells(row, input, 'level', 'kind', 'score_class'),
        }),
      ),
    ),
    frozen: 3,
    whole: 'tables/progress.csv',
  }
}

/** What the works of the city and of each zone cost, by activity, fund and year. */
export async function costSheet(input: WorkbookInput): Promise<Sheet> {
  const names = await zoneNames(input)
  const rows = await publishedRows(input, 'works_costs', `level IN ('city', 'zone')`)
  return {
    name: 'Biaya · Costs',
    title: { id: 'Biaya kegiatan', en: 'Costs of the works' },
    columns: [
      ...columnsOf('works_costs', ['level', 14], 'id'),
      ...columnsOf('zone_areas', ['name', 26]),
      ...columnsOf(
        'works_costs',
        ['activity', 44],
        ['group_id', 28],
        ['group_en', 28],
        ['fund', 14],
        ['year', 8],
      ),
      ...columnsOf('works_costs', 'works', 'volume', ['unit', 9], 'cost_idr', 'cost_idr_per_unit'),
      ...columnsOf('works_costs', 'works_without_cost'),
    ],
    rows: plainRows(
      rows.map(
        (row): Row => ({
          ...placeNames(row, names, input),
          ...row,
          ...decodedCells(row, input, 'level'),
        }),
      ),
    ),
    frozen: 3,
    whole: 'tables/works_costs.csv',
  }
}

function decodedCells(row: Row, { legend }: WorkbookInput, ...names: string[]): Row {
  return Object.fromEntries(names.map((name) => [name, decoded(name, row[name] ?? null, legend)]))
}
