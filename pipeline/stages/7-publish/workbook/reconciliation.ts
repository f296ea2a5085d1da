import type { Row, Value } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import { decoded } from './codes.ts'
import { grouped, groupKey, labelOf, publishedRows, type WorkbookInput } from './published-rows.ts'
import { columnsOf, type Sheet, type SheetRow, textColumn } from './sheet.ts'

/** Zone by zone the decreed hectares beside the measured ones, and each decree's total under its zones. */
export async function reconciliationSheet(input: WorkbookInput): Promise<Sheet> {
  const zones = grouped(await publishedRows(input, 'zone_areas'), 'decree_number')
  const totals = new Map(
    (await publishedRows(input, 'decree_areas')).map((row) => [groupKey(row, 'decree_number'), row]),
  )
  const rows: SheetRow[] = []
  for (const [decree, members] of zones) {
    for (const zone of members) rows.push({ cells: zoneCells(zone) })
    const total = totals.get(decree)
    if (total) rows.push({ cells: totalCells(total), isTotal: true })
  }
  return {
    name: 'Rekonsiliasi · Decree',
    title: { id: 'Luas menurut SK dan luas terukur', en: 'Decreed and measured area' },
    columns: [
      ...columnsOf('zone_areas', ['decree_number', 16], 'zone_id', ['name', 26], 'kawasan', 'kelurahan'),
      ...columnsOf('zone_areas', 'area_ha_decree', 'area_ha_utm', 'area_ha_geodesic'),
      {
        key: 'difference_ha',
        title: { id: 'Selisih SK − UTM (ha)', en: 'Decree − UTM (ha)' },
        format: 'ha',
        width: 13,
      },
      ...columnsOf('zone_areas', ['area_difference_pct', 'pct_fine'], ['area_status', 32]),
      textColumn('rule', 'Temuan', 'Finding', 44),
      ...columnsOf('decree_areas', 'area_ha_total_stated'),
    ],
    rows: rows.map(({ cells, isTotal }) => ({
      cells: { ...cells, ...judged(cells, input) },
      ...(isTotal ? { isTotal } : {}),
    })),
    frozen: 2,
    whole: 'tables/zone_areas.csv',
  }
}

function zoneCells(zone: Row): Row {
  return { ...zone, ...difference(zone.area_ha_decree, zone.area_ha_utm) }
}

/** The difference is that of the figures that were compared: the stated total, where the decree states one. */
function totalCells(total: Row): Row {
  return {
    ...total,
    zone_id: `Jumlah / Total: ${total.zones}`,
    ...difference(total.compared_ha_decree, total.compared_ha_utm),
  }
}

function judged(row: Row, { legend }: WorkbookInput): Row {
  const rule = labelOf(row, 'area_rule_title_id', 'area_rule_title_en')
  return {
    area_status: decoded('area_status', row.area_status ?? null, legend),
    rule: rule && both(rule),
  }
}

function difference(decreed: Value | undefined, measured: Value | undefined): Row {
  const isKnown = typeof decreed === 'number' && typeof measured === 'number'
  return { difference_ha: isKnown ? decreed - measured : null }
}
