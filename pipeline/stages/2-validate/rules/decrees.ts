import { isNameWithin, nearestName } from '../../../decree/names.ts'
import type { Row } from '../../../store/index.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge } from '../judge.ts'
import { checkPlaceNames, nearestKelurahan, reportSpelling } from './admin.ts'
import { zoneOfRow } from './place-index.ts'

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

/** NAME_FUZZY or LOCATION_NAME_DIFFERS: the printed location against the name in the boundary file that points to this row. */
function checkLocationName(location: string, { row, world, report, catalogue }: Parameters<Judge>[0]): void {
  const zone = zoneOfRow(world, row.decree_number, row.row_number)
  if (!zone?.name || zone.name === location) return
  const match = nearestName(location, [zone.name], (name) => name, thresholdOf(catalogue, 'NAME_FUZZY'))
  if (match) reportSpelling('location', location, zone.name, match.distance, report)
  else if (!isNameWithin(location, zone.name)) {
    report({
      code: 'LOCATION_NAME_DIFFERS',
      field: 'location',
      got: location,
      expected: zone.name,
      message: {
        id: `Lampiran menulis lokasi "${location}", delineasi ${zone.zone_id} bernama "${zone.name}".`,
        en: `The annex names the location "${location}", the outline ${zone.zone_id} is named "${zone.name}".`,
      },
    })
  }
}

function reportBlank(field: string, id: string, en: string, { report }: Parameters<Judge>[0]): void {
  report({ code: 'FIELD_BLANK', field, message: { id: `${id} kosong.`, en: `${en} is blank.` } })
}

function textOf(value: Row[string] | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
