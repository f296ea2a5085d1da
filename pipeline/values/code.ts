import { cleanText } from './text.ts'
import type { Cell } from './types.ts'

/**
 * Why a cell is no Kemendagri kelurahan code. `bps`: ten digits that only BPS can have issued; `basis`: the eight digits of KOTAKU's Basis;
 * `damaged`: a spreadsheet rounded it (`2.17203E+09`); `unparsable`: anything else.
 */
export type CodeFault = 'bps' | 'basis' | 'damaged' | 'unparsable'
export type CodeResult = { value: string | null } | { error: CodeFault }

const GROUPED = /^(\d{2})([. -]?)(\d{2})\2(\d{2})\2(\d{4})$/
/** Dots keep the groups apart, so that a zero a spreadsheet took from `07` can be put back. */
const DOTTED = /^(\d{2})\.(\d{1,2})\.(\d{1,2})\.(\d{4})$/
const EXPONENT = /^(\d)[.,](\d+)E\+?(\d{1,2})$/i

/**
 * Reads a Kemendagri kelurahan or desa code (`PP.KK.CC.DDDD`) written with dots, blanks, hyphens or nothing between its groups as the dotted
 * form. Zeros that a spreadsheet took from a dotted code are put back; a number in exponent form is read when all its digits are there.
 * A code of another scheme is named, never converted: Kemendagri and BPS number the same places differently, and ten bare digits
 * that both could have issued are taken as Kemendagri (the city's own list of codes then decides).
 *
 * Source: Kepmendagri on administrative codes: provinces 11-97, DDDD 1xxx kelurahan, 2xxx desa, 3xxx desa adat; BPS: PPKKCCCDDD.
 */
export function parseKelurahanCode(cell: Cell): CodeResult {
  const text = cleanText(cell)
  if (text === null) return { value: null }
  const exponent = EXPONENT.exec(text)
  if (exponent) return fromExponent(exponent)
  const parts = GROUPED.exec(text)
  const dotted = DOTTED.exec(text)
  const groups = parts ? [parts[1]!, parts[3]!, parts[4]!, parts[5]!] : dotted?.slice(1)
  if (!groups) return { error: isBasis(text) ? 'basis' : 'unparsable' }
  const [province, city, district, unit] = groups.map((group, i) => (i < 3 ? group.padStart(2, '0') : group))
  const isPlace = Number(province) >= 11 && city !== '00'
  if (!isPlace) return { error: 'unparsable' }
  if (district !== '00' && /^[123]/.test(unit!)) return { value: `${province}.${city}.${district}.${unit}` }
  return { error: /^\d{10}$/.test(text) ? 'bps' : 'unparsable' }
}

function fromExponent([, first, rest, exponent]: RegExpExecArray): CodeResult {
  const digits = first! + rest!
  // Fewer digits than the number has were kept: the others are gone.
  if (digits.length < Number(exponent) + 1) return { error: 'damaged' }
  return digits.length === Number(exponent) + 1 ? parseKelurahanCode(digits) : { error: 'unparsable' }
}

/** Eight digits: province, city, district and kelurahan by two each, in KOTAKU's own numbering. */
function isBasis(text: string): boolean {
  return /^(?:1[1-9]|[2-9]\d)\d{6}$/.test(text)
}
