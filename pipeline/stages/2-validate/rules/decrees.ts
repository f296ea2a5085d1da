import { statedHalfUnit_ha } from '../../../decree/area-status.ts'
import { comparableName, editDistance, nearestName } from '../../../decree/names.ts'
import type { Row } from '../../../store/index.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge, JudgeTable, Report } from '../judge.ts'
import type { DecreeFact } from '../world.ts'
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
      if (location !== shifted.item.name)
        reportSpelling('location', location!, shifted.item.name, shifted.distance, report)
    }
  }
  checkPlaceNames(given)
  if (location !== null && kelurahan !== null) checkLocationName(location, given)
}

/** The printed location against the name in the boundary file that points to this row. */
function checkLocationName(location: string, { row, world, report, catalogue }: Parameters<Judge>[0]): void {
  const zone = world.zones.find(
    (z) => z.decree_number === row.decree_number && z.decree_row_number === row.row_number,
  )
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

/** DECREE_SUM and DECREE_COUNT: the annex and the outlines against what the decree's text says. */
export const checkDecreeTotals: JudgeTable = ({ rows, world, report }) => {
  for (const decree of world.decrees.values()) {
    const annex = rows.filter((row) => row.decree_number === decree.decree_number)
    const at = { source_id: decree.source_id, source_row: decree.source_row, key: decree.decree_number }
    if (annex.length > 0) {
      checkSum(annex, decree, (finding) => report({ ...at, ...finding }))
      checkCount(annex.length, ['Lampiran memuat', 'The annex has', 'locations'], decree, (finding) =>
        report({ ...at, ...finding }),
      )
    }
    const outlines = world.zones.filter((zone) => zone.decree_number === decree.decree_number).length
    if (outlines > 0) {
      checkCount(outlines, ['Peta memuat', 'The map has', 'outlines'], decree, (finding) =>
        report({ ...at, ...finding }),
      )
    }
  }
}

/** Rows and total are each as precise as their digits. */
function checkSum(annex: Row[], decree: DecreeFact, report: Report): void {
  const stated_ha = decree.area_ha_total_stated
  if (stated_ha === null) return
  let sum_ha = 0
  let rounding_ha = statedHalfUnit_ha(stated_ha, null)
  for (const row of annex) {
    if (typeof row.area_ha_decree !== 'number') continue
    sum_ha += row.area_ha_decree
    rounding_ha += statedHalfUnit_ha(row.area_ha_decree, textOf(row.area_text))
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

function textOf(value: Row[string] | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
