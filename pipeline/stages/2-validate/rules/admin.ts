import type { Geometry } from 'geojson'
import { comparableName, nearestName } from '../../../decree/names.ts'
import { boundsOf } from '../../../geo/bounds.ts'
import { type Catalogue, thresholdOf } from '../catalogue.ts'
import type { Judge, Report } from '../judge.ts'
import type { Kelurahan, World } from '../world.ts'

/** ADMIN_UNKNOWN, ADMIN_PARENT, NAME_FUZZY: the names and codes of a row against the city's own list. */
export const checkPlaceNames: Judge = ({ row, world, report, catalogue }) => {
  if (world.kelurahan.length === 0) return
  const name = typeof row.kelurahan === 'string' ? row.kelurahan : null
  const code = typeof row.kelurahan_code === 'string' ? row.kelurahan_code : null
  const byName = name === null ? null : nearestKelurahan(name, world, catalogue)
  if (code !== null && !world.kelurahanByCode.has(code)) {
    report({
      code: 'ADMIN_UNKNOWN',
      field: 'kelurahan_code',
      got: code,
      expected: byName ? `${byName.item.code} ${byName.item.name}` : null,
      message: {
        id: `Kode kelurahan ${code} tidak ada di daftar kota.`,
        en: `The kelurahan code ${code} is not in the city's list.`,
      },
    })
  }
  const unit = (code === null ? undefined : world.kelurahanByCode.get(code)) ?? byName?.item ?? null
  if (name !== null) reportName('kelurahan', name, unit, byName?.distance ?? null, report)
  const kecamatan = typeof row.kecamatan === 'string' ? row.kecamatan : null
  if (kecamatan !== null) checkKecamatan(kecamatan, unit, { world, report, catalogue })
}

export function nearestKelurahan(name: string, world: World, catalogue: Catalogue) {
  return nearestName(name, world.kelurahan, (unit) => unit.name, thresholdOf(catalogue, 'NAME_FUZZY'))
}

function reportName(field: string, got: string, unit: Kelurahan | null, distance: number | null, report: Report): void {
  if (unit === null) {
    report({
      code: 'ADMIN_UNKNOWN',
      field,
      got,
      message: { id: `Kelurahan "${got}" tidak ada di daftar kota.`, en: `Kelurahan "${got}" is not in the city's list.` },
    })
  } else if (got.trim() !== unit.name) reportSpelling(field, got, unit.name, distance ?? 0, report)
}

/** NAME_FUZZY: a spelling that differs from the list; `distance` counts letters, 0 when only case or a prefix differs. */
export function reportSpelling(field: string, got: string, expected: string, distance: number, report: Report): void {
  report({
    code: 'NAME_FUZZY',
    field,
    got,
    expected,
    message:
      distance === 0
        ? { id: `"${got}" dibaca sebagai ${expected}: beda huruf besar, spasi atau awalan.`, en: `"${got}" is read as ${expected}: case, blanks or a prefix differ.` }
        : { id: `"${got}" dibaca sebagai ${expected}: beda ${distance} huruf.`, en: `"${got}" is read as ${expected}: ${distance} letter${distance === 1 ? "" : "s"} different.` },
  })
}

function checkKecamatan(
  got: string,
  unit: Kelurahan | null,
  { world, report, catalogue }: Pick<Parameters<Judge>[0], 'world' | 'report' | 'catalogue'>,
): void {
  if (world.kecamatanNames.length === 0) return
  const match = nearestName(got, world.kecamatanNames, (name) => name, thresholdOf(catalogue, 'NAME_FUZZY'))
  if (match === null) {
    report({
      code: 'ADMIN_UNKNOWN',
      field: 'kecamatan',
      got,
      message: { id: `Kecamatan "${got}" tidak ada di daftar kota.`, en: `Kecamatan "${got}" is not in the city's list.` },
    })
    return
  }
  if (got.trim() !== match.item) reportSpelling('kecamatan', got, match.item, match.distance, report)
  if (!unit?.kecamatan || comparableName(unit.kecamatan) === comparableName(match.item)) return
  report({
    code: 'ADMIN_PARENT',
    field: 'kecamatan',
    got: match.item,
    expected: unit.kecamatan,
    message: {
      id: `Kelurahan ${unit.name} berada di Kecamatan ${unit.kecamatan}, bukan ${match.item}.`,
      en: `Kelurahan ${unit.name} lies in kecamatan ${unit.kecamatan}, not ${match.item}.`,
    },
  })
}

/** A place to look at: the middle of the bounding box. */
export function place(geometry: Geometry): { lon: number | null; lat: number | null } {
  const bounds = boundsOf(geometry)
  return bounds ? { lon: (bounds[0] + bounds[2]) / 2, lat: (bounds[1] + bounds[3]) / 2 } : { lon: null, lat: null }
}
