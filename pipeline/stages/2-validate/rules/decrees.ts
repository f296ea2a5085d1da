import { comparableName, editDistance, nearestName } from '../../../decree/names.ts'
import type { Row } from '../../../store/index.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge, JudgeTable } from '../judge.ts'
import { statedHalfUnit_ha } from '../../../decree/area-status.ts'
import { checkPlaceNames, nearestKelurahan, reportSpelling } from './admin.ts'

/** FIELD_BLANK, COLUMN_SHIFT and the names: one printed row of the annex. */
export const checkDecreeRow: Judge = (given) => {
  const { row, world, report, catalogue } = given
  const location = textOf(row.location)
  const kelurahan = textOf(row.kelurahan)
  if (location === null) reportBlank('location', 'Nama lokasi', 'The location', given)
  if (kelurahan === null) {
    reportBlank('kelurahan', 'Kelurahan', 'The kelurahan', given)
    const shifted = location === null ? null : nearestKelurahan(location, world, catalogue)
    if (shifted) {
      report({
        code: 'COLUMN_SHIFT',
        field: 'location',
        got: location,
        expected: `kelurahan ${shifted.item.name}`,
        message: {
          id: `Nama kelurahan ${shifted.item.name} tertulis di kolom lokasi.`,
          en: `The kelurahan name ${shifted.item.name} stands in the location column.`,
        },
      })
      if (location !== shifted.item.name) reportSpelling('location', location!, shifted.item.name, shifted.distance, report)
    }
  }
  checkPlaceNames(given)
  if (location !== null && kelurahan !== null) checkLocationName(location, given)
}

/** The printed location against the name in the boundary file that points to this row. */
function checkLocationName(location: string, { row, world, report, catalogue }: Parameters<Judge>[0]): void {
  const zone = world.zones.find((z) => z.decree_number === row.decree_number && z.decree_row_number === row.row_number)
  if (!zone?.name || zone.name === location) return
  const match = nearestName(location, [zone.name], (name) => name, thresholdOf(catalogue, 'NAME_FUZZY'))
  const distance = match?.distance ?? editDistance(comparableName(location), comparableName(zone.name))
  reportSpelling('location', location, zone.name, distance, report)
}

function reportBlank(field: string, id: string, en: string, { report }: Parameters<Judge>[0]): void {
  report({ code: 'FIELD_BLANK', field, message: { id: `${id} kosong.`, en: `${en} is blank.` } })
}

/** CRITERIA_VERSION: a decree cannot have been scored by criteria that came after it. */
export const checkCriteriaVersion: Judge = ({ row, world, report }) => {
  if (textOf(row.kind) !== 'decree') return
  const year = Number(world.methodology.effective_date.slice(0, 4))
  if (typeof row.vintage !== 'number' || row.vintage >= year) return
  report({
    code: 'CRITERIA_VERSION',
    field: 'vintage',
    got: String(row.vintage),
    expected: `>= ${year} (${world.methodology.id})`,
    message: {
      id: `SK tahun ${row.vintage} lebih tua daripada kriteria ${world.methodology.id} (${year}).`,
      en: `The decree of ${row.vintage} is older than the criteria ${world.methodology.id} (${year}).`,
    },
  })
}

/** DECREE_SUM and DECREE_COUNT: the annex against what the decree's text says. */
export const checkDecreeTotals: JudgeTable = ({ rows, world, report }) => {
  const byDecree = new Map<string, Row[]>()
  for (const row of rows) {
    const number = String(row.decree_number)
    byDecree.set(number, [...(byDecree.get(number) ?? []), row])
  }
  for (const [number, annex] of byDecree) {
    const decree = world.decrees.get(number)
    if (!decree) continue
    const at = { source_id: decree.source_id, source_row: decree.source_row, key: number }
    const sum_ha = annex.reduce((sum, row) => sum + (typeof row.area_ha_decree === 'number' ? row.area_ha_decree : 0), 0)
    const rounding_ha = annex.reduce(
      (sum, row) => sum + (typeof row.area_ha_decree === 'number' ? statedHalfUnit_ha(row.area_ha_decree, textOf(row.area_text)) : 0),
      0,
    )
    const stated_ha = decree.area_ha_total_stated
    if (stated_ha !== null && Math.abs(sum_ha - stated_ha) > rounding_ha) {
      report({
        code: 'DECREE_SUM',
        ...at,
        field: 'area_ha_total_stated',
        got: `${stated_ha} ha`,
        expected: `${sum_ha.toFixed(2)} ha`,
        message: {
          id: `Jumlah baris ${sum_ha.toFixed(2)} ha, tertulis ${stated_ha} ha.`,
          en: `The rows add up to ${sum_ha.toFixed(2)} ha, stated are ${stated_ha} ha.`,
        },
      })
    }
    if (decree.zone_count_stated !== null && decree.zone_count_stated !== annex.length) {
      report({
        code: 'DECREE_COUNT',
        ...at,
        field: 'zone_count_stated',
        got: String(decree.zone_count_stated),
        expected: String(annex.length),
        message: {
          id: `Lampiran memuat ${annex.length} lokasi, tertulis ${decree.zone_count_stated}.`,
          en: `The annex has ${annex.length} locations, stated are ${decree.zone_count_stated}.`,
        },
      })
    }
  }
}

function textOf(value: Row[string] | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
