import { statedHalfUnit_ha } from '../../../decree/area-status.ts'
import { parquet } from '../../../store/index.ts'
import type { JudgeTables, Report } from '../judge.ts'
import type { DecreeFact } from '../world.ts'
import { groupBy } from './group.ts'

interface AnnexArea {
  decree_number: string
  area_ha_decree: number | null
  area_text: string | null
}

/** DECREE_SUM and DECREE_COUNT: the annex and the outlines against what the decree's text says. */
export const checkDecreeTotals: JudgeTables = async ({ store, table, world, report }) => {
  const path = table('decree_rows')
  const rows =
    path === null
      ? []
      : await store.rows<AnnexArea>(
          `SELECT decree_number, area_ha_decree, area_text FROM ${parquet(path)} ORDER BY decree_number, row_number`,
        )
  const annexes = groupBy(rows, (row) => row.decree_number)
  const outlines = groupBy(world.zones, (zone) => zone.decree_number)
  for (const decree of world.decrees.values()) {
    const { decree_number: key, source_id, source_row } = decree
    const tell: Report = (finding) => report({ table: 'decrees', source_id, source_row, key, ...finding })
    const annex = annexes.get(key)
    if (annex) {
      checkSum(annex, decree, tell)
      checkCount(annex.length, ['Lampiran memuat', 'The annex has', 'locations'], decree, tell)
    }
    const drawn = outlines.get(key)
    if (drawn) checkCount(drawn.length, ['Peta memuat', 'The map has', 'outlines'], decree, tell)
  }
}

/** Rows and total are each as precise as their digits. */
function checkSum(annex: AnnexArea[], decree: DecreeFact, report: Report): void {
  const stated_ha = decree.area_ha_total_stated
  if (stated_ha === null) return
  let sum_ha = 0
  let rounding_ha = statedHalfUnit_ha(stated_ha, null)
  for (const row of annex) {
    if (row.area_ha_decree === null) continue
    sum_ha += row.area_ha_decree
    rounding_ha += statedHalfUnit_ha(row.area_ha_decree, row.area_text)
  }
  if (Math.abs(sum_ha - stated_ha) <= rounding_ha) return
  report({
    code: 'DECREE_SUM',
    field: 'area_ha_total_stated',
    got: `${stated_ha} ha`,
    expected: `${sum_ha.toFixed(2)} ha`,
    message: {
      id: `Jumlah baris ${sum_ha.toFixed(2)} ha, tertulis ${stated_ha} ha.`,
      en: `The rows add up to ${sum_ha.toFixed(2)} ha, stated are ${stated_ha} ha.`,
    },
  })
}

function checkCount(
  count: number,
  [id, en, of]: [id: string, en: string, of: string],
  decree: DecreeFact,
  report: Report,
): void {
  const stated = decree.zone_count_stated
  if (stated === null || stated === count) return
  report({
    code: 'DECREE_COUNT',
    field: 'zone_count_stated',
    got: String(stated),
    expected: String(count),
    message: {
      id: `${id} ${count} lokasi, tertulis ${stated}.`,
      en: `${en} ${count} ${of}, stated are ${stated}.`,
    },
  })
}
