import type { Geometry } from 'geojson'
import { comparableName, type NameMatch, nearestName } from '../../../decree/names.ts'
import { boundsOf } from '../../../geo/bounds.ts'
import type { Row } from '../../../store/index.ts'
import { type Catalogue, thresholdOf } from '../catalogue.ts'
import type { Judge, Report } from '../judge.ts'
import type { Kelurahan, World } from '../world.ts'
import { placesOf } from './place-index.ts'

/** ADMIN_UNKNOWN, ADMIN_MISMATCH, ADMIN_PARENT, NAME_FUZZY: the names and codes of a row against the city's own list. */
export const checkPlaceNames: Judge = ({ row, world, report, catalogue }) => {
  if (world.kelurahan.length === 0) return
  const name = typeof row.kelurahan === 'string' ? row.kelurahan : null
  const code = typeof row.kelurahan_code === 'string' ? row.kelurahan_code : null
  const kecamatan = typeof row.kecamatan === 'string' ? row.kecamatan : null
  const byCode = code === null ? null : (world.kelurahanByCode.get(code) ?? null)
  const byName = name === null ? null : nearestKelurahan(name, world, catalogue, kecamatan)
  if (code !== null && byCode === null) {
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
  if (name !== null) {
    const own = byCode ? nearestOf(name, [byCode], catalogue) : byName
    if (own) reportSpellingOf('kelurahan', name, own.item.name, own.distance, report)
    else if (byCode && byName) reportMismatch(name, byName.item, byCode, report)
    else reportUnknown('kelurahan', name, report)
  }
  if (kecamatan !== null)
    checkKecamatan(kecamatan, byCode ?? byName?.item ?? null, { world, report, catalogue })
}

/** Kelurahan of one name in two kecamatan are told apart by the kecamatan that the row states. */
export function nearestKelurahan(
  name: string,
  world: World,
  catalogue: Catalogue,
  kecamatan: string | null = null,
): NameMatch<Kelurahan> | null {
  return placesOf(world, catalogue).kelurahan(name, kecamatan)
}

/** The kelurahan a row means: by its code, else by the name nearest to the one it states; null where several bear it. */
export function kelurahanOfRow(row: Row, world: World, catalogue: Catalogue): Kelurahan | null {
  const byCode = world.kelurahanByCode.get(String(row.kelurahan_code ?? ''))
  if (byCode) return byCode
  if (typeof row.kelurahan !== 'string') return null
  const kecamatan = typeof row.kecamatan === 'string' ? row.kecamatan : null
  return placesOf(world, catalogue).onlyKelurahan(row.kelurahan, kecamatan)
}

function nearestOf(
  name: string,
  units: readonly Kelurahan[],
  catalogue: Catalogue,
): NameMatch<Kelurahan> | null {
  return nearestName(name, units, (unit) => unit.name, thresholdOf(catalogue, 'NAME_FUZZY'))
}

function reportUnknown(field: 'kelurahan' | 'kecamatan', got: string, report: Report): void {
  const title = field === 'kelurahan' ? 'Kelurahan' : 'Kecamatan'
  report({
    code: 'ADMIN_UNKNOWN',
    field,
    got,
    message: {
      id: `${title} "${got}" tidak ada di daftar kota.`,
      en: `${title} "${got}" is not in the city's list.`,
    },
  })
}

function reportMismatch(got: string, named: Kelurahan, coded: Kelurahan, report: Report): void {
  report({
    code: 'ADMIN_MISMATCH',
    field: 'kelurahan',
    got: `${got} (${named.code})`,
    expected: `${coded.name} (${coded.code})`,
    message: {
      id: `Nama ${named.name} (${named.code}), tetapi kodenya ${coded.code} (${coded.name}).`,
      en: `The name is ${named.name} (${named.code}), but the code is ${coded.code} (${coded.name}).`,
    },
  })
}

function reportSpellingOf(
  field: string,
  got: string,
  expected: string,
  distance: number,
  report: Report,
): void {
  if (got.trim() !== expected) reportSpelling(field, got, expected, distance, report)
}

/** NAME_FUZZY: a spelling that differs from the list; `distance` counts letters, 0 when only case or a prefix differs. */
export function reportSpelling(
  field: string,
  got: string,
  expected: string,
  distance: number,
  report: Report,
): void {
  report({
    code: 'NAME_FUZZY',
    field,
    got,
    expected,
    message:
      distance === 0
        ? {
            id: `"${got}" dibaca sebagai ${expected}: beda huruf besar, spasi atau awalan.`,
            en: `"${got}" is read as ${expected}: case, blanks or a prefix differ.`,
          }
        : {
            id: `"${got}" dibaca sebagai ${expected}: beda ${distance} huruf.`,
            en: `"${got}" is read as ${expected}: ${distance} letter${distance === 1 ? '' : 's'} different.`,
          },
  })
}

function checkKecamatan(
  got: string,
  unit: Kelurahan | null,
  { world, report, catalogue }: Pick<Parameters<Judge>[0], 'world' | 'report' | 'catalogue'>,
): void {
  const places = placesOf(world, catalogue)
  if (places.kecamatanNames.length === 0) return
  const match = places.kecamatan(got)
  if (match === null) {
    reportUnknown('kecamatan', got, report)
    return
  }
  reportSpellingOf('kecamatan', got, match.item, match.distance, report)
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
  return bounds
    ? { lon: (bounds[0] + bounds[2]) / 2, lat: (bounds[1] + bounds[3]) / 2 }
    : { lon: null, lat: null }
}
