import { totalHalfUnit_ha } from '../../../decree/area-status.ts'
import { comparableName } from '../../../decree/names.ts'
import { parquet, type Row } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import type { JudgeTables, Report } from '../judge.ts'
import type { RecordAside } from '../records-aside.ts'
import type { DecreeFact, ZoneFact } from '../world.ts'
import { groupBy } from './group.ts'

/** Stated hectares and half a unit of their last digit. */
interface Part {
  area_ha: number | null
  half_unit_ha: number
}

interface Words {
  id: string
  en: string
}

/** DECREE_SUM and DECREE_COUNT: the annex and the outlines against what the decree's text says. */
export const checkDecreeTotals: JudgeTables = async ({ store, table, world, report }) => {
  const path = table('decree_rows')
  const rows =
    path === null
      ? []
      : await store.rows<Row>(
          `SELECT decree_number, area_ha_decree, area_text, source_id FROM ${parquet(path)}
           ORDER BY decree_number, row_number`,
        )
  const annexes = groupBy(rows, (row) => String(row.decree_number))
  const outlines = groupBy(world.zones, (zone) => zone.decree_number)
  for (const decree of world.decrees.values()) {
    const { decree_number: key, source_id, source_row } = decree
    const tell: Report = (finding) => report({ table: 'decrees', source_id, source_row, key, ...finding })
    const annex = annexes.get(key) ?? []
    const drawn = outlines.get(key) ?? []
    const rowsAside = world.aside.ofDecree('decree_rows', key).records
    const zonesAside = world.aside.ofDecree('zones', key).records
    if (annex.length > 0) {
      const parts = annex.map((row) => ({
        area_ha: typeof row.area_ha_decree === 'number' ? row.area_ha_decree : 0,
        half_unit_ha: world.digits.halfUnit_ha('decree_rows', row),
      }))
      checkSum(parts, rowsAside, { id: 'Jumlah baris', en: 'The rows add up to' }, decree, tell)
    }
    if (drawn.length > 0) {
      const parts = drawn.map(({ area_ha_decree, half_unit_ha }) => ({
        area_ha: area_ha_decree,
        half_unit_ha,
      }))
      const words = { id: 'Jumlah luas SK pada peta', en: 'The decreed hectares on the map add up to' }
      checkSum(parts, zonesAside, words, decree, tell)
    }
    checkCounts(annex.length, rowsAside.length, drawn, zonesAside.length, decree, tell)
  }
}

/** Parts and total are each as precise as their digits; what was set aside or states nothing may be the rest. */
function checkSum(
  parts: readonly Part[],
  aside: readonly RecordAside[],
  { id, en }: Words,
  decree: DecreeFact,
  report: Report,
): void {
  const stated_ha = decree.area_ha_total_stated
  if (stated_ha === null) return
  const sum_ha = sumOf(parts)
  const rounding_ha = totalHalfUnit_ha(stated_ha, stating(parts)) + halfUnits(parts)
  const isOpen = [...parts, ...aside].some(({ area_ha }) => area_ha === null)
  const most_ha = isOpen ? Infinity : sum_ha + sumOf(aside) + halfUnits(aside)
  if (stated_ha >= sum_ha - rounding_ha && stated_ha <= most_ha + rounding_ha) return
  const more = setAside(aside.length)
  report({
    code: 'DECREE_SUM',
    field: 'area_ha_total_stated',
    got: `${stated_ha} ha`,
    expected: `${sum_ha.toFixed(2)} ha`,
    message: {
      id: `${id} ${amount(sum_ha, 2).id} ha, tertulis ${amount(stated_ha).id} ha.${more.id}`,
      en: `${en} ${amount(sum_ha, 2).en} ha, stated are ${amount(stated_ha).en} ha.${more.en}`,
    },
  })
}

/** Half units of the parts that state hectares. */
function stating(parts: readonly Part[]): number[] {
  return parts.flatMap(({ area_ha, half_unit_ha }) =>
    area_ha !== null && half_unit_ha > 0 ? [half_unit_ha] : [],
  )
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { area_ha }) => sum + (area_ha ?? 0), 0)
}

function halfUnits(parts: readonly Part[]): number {
  return parts.reduce((sum, { half_unit_ha }) => sum + half_unit_ha, 0)
}

function setAside(records: number): Words {
  if (records === 0) return { id: '', en: '' }
  return {
    id: ` ${records} rekaman yang dikarantina tidak terhitung.`,
    en: ` ${records} ${records === 1 ? 'record that was' : 'records that were'} set aside ${records === 1 ? 'is' : 'are'} not counted.`,
  }
}

/**
 * The number of the text against that of rows and outlines. Where one row is drawn as several outlines (a kawasan of
 * many RT), the text means either the one or the other.
 */
function checkCounts(
  rows: number,
  rowsAside: number,
  drawn: readonly ZoneFact[],
  zonesAside: number,
  decree: DecreeFact,
  report: Report,
): void {
  const stated = decree.zone_count_stated
  if (stated === null) return
  const isMeant = (count: number, aside: number) => count > 0 && stated >= count && stated <= count + aside
  const tell = (count: number, aside: number, id: string, en: string) => {
    const more = setAside(aside)
    report({
      code: 'DECREE_COUNT',
      field: 'zone_count_stated',
      got: String(stated),
      expected: String(count),
      message: {
        id: `${id} ${count} lokasi, tertulis ${stated}.${more.id}`,
        en: `${en}, stated are ${stated}.${more.en}`,
      },
    })
  }
  const byNumber = groupCount(drawn.map(({ decree_row_number }) => decree_row_number))
  const byKawasan = groupCount(drawn.map(({ kawasan }) => kawasan && comparableName(kawasan)))
  // A kawasan may be named beside RT that are rows of their own.
  const isOfKawasan =
    byKawasan !== null && (rows === 0 || (byKawasan >= rows && byKawasan <= rows + rowsAside))
  const groups = [byNumber, isOfKawasan ? byKawasan : null].filter((count) => count !== null)
  const isGrouped = groups.length > 0
  const ofRows = isMeant(rows, rowsAside)
  const ofMap = [drawn.length, ...groups].some((count) => isMeant(count, zonesAside))
  if (rows > 0 && !ofRows && !(isGrouped && ofMap))
    tell(rows, rowsAside, 'Lampiran memuat', `The annex has ${rows} locations`)
  if (drawn.length > 0 && !ofMap && !(isGrouped && rows > 0))
    tell(drawn.length, zonesAside, 'Peta memuat', `The map has ${drawn.length} outlines`)
}

/** How many groups the outlines fall into by these names, where every one has a name and some share one; else null. */
function groupCount(names: readonly (string | number | null)[]): number | null {
  if (names.includes(null)) return null
  const count = new Set(names).size
  return count < names.length ? count : null
}
