import type { Geometry } from 'geojson'
import { comparableName, type NameMatch, namesIn, nearestName } from '../../../decree/names.ts'
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
  const near = name !== null && byCode ? nearestOf(name, [byCode], catalogue) : null
  const own = near !== null && (byName === null || near.distance <= byName.distance) ? near : null
  const several =
    name !== null && byName === null && own === null ? severalIn(name, kecamatan, world, catalogue) : []
  if (name !== null) {
    const match = byCode ? own : byName
    if (match) reportSpellingOf('kelurahan', name, match.item.name, match.distance, report)
    else if (byCode && byName) reportMismatch(name, byName.item, byCode, report)
    else if (several.length > 0) checkSeveral(several, byCode, report)
    else reportUnknown('kelurahan', name, report)
  }
  if (kecamatan === null) return
  const units = several.flatMap(({ match }) => match?.item ?? [])
  const home = byCode ?? byName?.item ?? null
  checkKecamatan(kecamatan, home === null ? units : [home], { world, report, catalogue })
}

/** One name of a cell that holds several, with the kelurahan it means. */
interface Part {
  name: string
  match: NameMatch<Kelurahan> | null
}

/** The names in a cell that as a whole is none; empty when none of them is in the list either. */
function severalIn(
  cell: string,
  kecamatan: string | null,
  world: World,
  catalogue: Catalogue,
): readonly Part[] {
  const names = namesIn(cell)
  if (names.length < 2) return []
  const parts = names.map((name) => ({ name, match: nearestKelurahan(name, world, catalogue, kecamatan) }))
  return parts.some(({ match }) => match !== null) ? parts : []
}

function checkSeveral(parts: readonly Part[], byCode: Kelurahan | null, report: Report): void {
  for (const { name, match } of parts) {
    if (match) reportSpellingOf('kelurahan', name, match.item.name, match.distance, report)
    else reportUnknown('kelurahan', name, report)
  }
  const named = parts.flatMap(({ match }) => match?.item ?? [])
  if (byCode && !named.some(({ code }) => code === byCode.code))
    reportMismatch(parts.map(({ name }) => name).join(', '), named[0]!, byCode, report)
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

/** NAME_FUZZY: a spelling that differs from the list; `distance` counts letters, 0 when only case, blanks, a prefix or a shortened word differ. */
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
            id: `"${got}" dibaca sebagai ${expected}: beda huruf besar, spasi, awalan atau singkatan.`,
            en: `"${got}" is read as ${expected}: case, blanks, a prefix or an abbreviation differ.`,
          }
        : {
            id: `"${got}" dibaca sebagai ${expected}: beda ${distance} huruf.`,
            en: `"${got}" is read as ${expected}: ${distance} letter${distance === 1 ? '' : 's'} different.`,
          },
  })
}

/** The kecamatan of a row, or each of a cell that holds several, against that of the kelurahan it may be about. */
function checkKecamatan(
  got: string,
  units: readonly Kelurahan[],
  { world, report, catalogue }: Pick<Parameters<Judge>[0], 'world' | 'report' | 'catalogue'>,
): void {
  const places = placesOf(world, catalogue)
  if (places.kecamatanNames.length === 0) return
  const whole = places.kecamatan(got)
  const split = whole === null ? namesIn(got) : []
  const parts = split.some((name) => places.kecamatan(name) !== null) ? split : [got]
  const found: string[] = []
  for (const part of parts) {
    const match = places.kecamatan(part)
    if (match === null) {
      reportUnknown('kecamatan', part, report)
      continue
    }
    reportSpellingOf('kecamatan', part, match.item, match.distance, report)
    found.push(match.item)
  }
  const stated = new Set(found.map(comparableName))
  const unit = units.find(({ kecamatan }) => kecamatan !== null && !stated.has(comparableName(kecamatan)))
  if (found.length === 0 || !unit?.kecamatan) return
  report({
    code: 'ADMIN_PARENT',
    field: 'kecamatan',
    got: found.join(', '),
    expected: unit.kecamatan,
    message: {
      id: `Kelurahan ${unit.name} berada di Kecamatan ${unit.kecamatan}, bukan ${found.join(', ')}.`,
      en: `Kelurahan ${unit.name} lies in kecamatan ${unit.kecamatan}, not ${found.join(', ')}.`,
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
