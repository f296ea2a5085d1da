import { holdsPersonName, isNameByColumn, type NameContext } from './person-name.ts'

/** The codes of what a text may hold of a person. */
export type PersonalCode = 'PII_ID_NUMBER' | 'PII_PHONE' | 'PII_NAME'

/** NIK and KK numbers have sixteen digits, in one run or in the groups people write them in; a decimal fraction is none. */
const SIXTEEN_DIGITS =
  /(?<!\d|\d[.,])(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}|\d{2}([ .-])\d{2}\3\d{2}\3\d{6}\3\d{4})(?!\d)/

/** Mobile numbers have 10 to 13 digits with their 0: `0812...`, `62812...`, `+62 812-3456-7890`. */
const MOBILE = /(?<!\d|\d[.,])(?:\+62[ .-]?|62[ -]?|0)(8\d{1,2}(?:[ .-]?\d{3,5}){2,3})(?!\d)/

/** A landline is met only where the text calls it one: `telp. (0771) 21234`. Other codes look like it. */
const LANDLINE =
  /(?<![a-z])(?:telp|tlp|tel|telepon|telephone|phone|hubungi|kontak|fax|hp|wa)[ .:]*(?:no[ .:]*)?(?:\(0[2-9]\d{1,2}\)|0[2-9]\d{1,2}|\+62[ -]?[2-9]\d{1,2})[ .-]*\d{5,8}(?!\d)/i

/** Identifiers of machines, where any run of digits is chance: UUIDs and long hexadecimal hashes. */
const MACHINE_IDS =
  /(?<![0-9a-z])(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=\d*[a-f])[0-9a-f]{24,})(?![0-9a-z])/gi

/** Women add 40 to the day of birth. */
const WOMENS_DAYS = 40

/** Characters that are searched at once: a run of millions of one kind is more than the engine of patterns can hold. */
const PIECE = 50_000
/** Longer than any such number with the word before it. */
const OVERLAP = 200

/** Which personal number a text holds, by its code, or null. */
export function personalNumber(text: string): 'PII_ID_NUMBER' | 'PII_PHONE' | null {
  // Most cells are short: nothing of fewer than ten characters is such a number.
  if (text.length < 10) return null
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += PIECE - OVERLAP) {
    const found = numberInPiece(text.slice(from, from + PIECE))
    if (found !== null) return found
  }
  return null
}

function numberInPiece(text: string): 'PII_ID_NUMBER' | 'PII_PHONE' | null {
  const written = text.replace(MACHINE_IDS, ' ')
  if (SIXTEEN_DIGITS.test(written)) return 'PII_ID_NUMBER'
  const [, mobile = ''] = MOBILE.exec(written) ?? []
  const digits = mobile.replace(/\D/g, '').length
  return (digits >= 9 && digits <= 12) || LANDLINE.test(written) ? 'PII_PHONE' : null
}

/** Whether a text holds what looks like a NIK, a KK number or a telephone number. */
export function holdsPersonalNumber(text: string): boolean {
  return personalNumber(text) !== null
}

/**
 * Whether the sixteen digits of a text are built like a NIK or a KK number: region (province 11 to 96), a day as ddmmyy, on
 * which women have 40 more, and a serial number that is not 0000. Source: Law 23/2006, explanation of article 13.
 */
export function isBuiltLikeNik(text: string): boolean {
  const digits = SIXTEEN_DIGITS.exec(text)?.[0].replace(/\D/g, '')
  if (digits === undefined) return false
  const [province, day, month] = [0, 6, 8].map((from) => Number(digits.slice(from, from + 2))) as [
    number,
    number,
    number,
  ]
  const dayOfMonth = day > WOMENS_DAYS ? day - WOMENS_DAYS : day
  return (
    province >= 11 &&
    province <= 96 &&
    dayOfMonth >= 1 &&
    dayOfMonth <= 31 &&
    month >= 1 &&
    month <= 12 &&
    !digits.endsWith('0000')
  )
}

/**
 * What a text holds of a person, or null.
 * @param column name of the source column, which may say that its cells are names
 */
export function personalData(
  text: string,
  { context, column }: { context?: NameContext; column?: string | null } = {},
): PersonalCode | null {
  const number = personalNumber(text)
  if (number !== null) return number
  const isName = holdsPersonName(text, context) || (column != null && isNameByColumn(column, text))
  return isName ? 'PII_NAME' : null
}

/** The text, or null where it may not be written down. */
export function withoutPersonalData(text: string | null, context?: NameContext): string | null {
  return text !== null && personalData(text, { context }) !== null ? null : text
}
