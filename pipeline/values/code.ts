import { cleanText } from './text.ts'
import type { Cell } from './types.ts'

/**
 * `unparsable`: not ten digits in groups of 2-2-2-4. `scheme`: ten digits that Kemendagri cannot have issued, most
 * likely a BPS code, which must go through the crosswalk and never be re-dotted.
 */
export type CodeResult = { value: string | null } | { error: 'unparsable' | 'scheme' }

const CODE = /^(\d{2})([. -]?)(\d{2})\2(\d{2})\2(\d{4})$/

/**
 * Reads a Kemendagri kelurahan or desa code (`PP.KK.CC.DDDD`) written with dots, blanks, hyphens or nothing between its
 * groups as the dotted form. Codes spoilt by a spreadsheet (`3.3750401E7`) are refused.
 *
 * Source: Kepmendagri on administrative codes: provinces 11-97, DDDD 1xxx kelurahan, 2xxx desa, 3xxx desa adat.
 */
export function parseKelurahanCode(cell: Cell): CodeResult {
  const text = cleanText(cell)
  if (text === null) return { value: null }
  const match = CODE.exec(text)
  if (match === null) return { error: 'unparsable' }
  const [, province, , city, district, unit] = match
  const isIssued = Number(province) >= 11 && city !== '00' && district !== '00' && /^[123]/.test(unit!)
  return isIssued ? { value: `${province}.${city}.${district}.${unit}` } : { error: 'scheme' }
}
