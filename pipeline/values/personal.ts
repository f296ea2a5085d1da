/** NIK and KK numbers have sixteen digits, in one run or in the groups people write them in; a decimal fraction is none. */
const SIXTEEN_DIGITS =
  /(?<!\d|\d[.,])(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}|\d{2}([ .-])\d{2}\3\d{2}\3\d{6}\3\d{4})(?!\d)/

/** Mobile numbers have 10 to 13 digits with their 0: `0812...`, `62812...`, `+62 812-3456-7890`. */
const MOBILE = /(?<!\d|\d[.,])(?:\+62[ .-]?|62[ -]?|0)(8\d{1,2}(?:[ .-]?\d{3,5}){2,3})(?!\d)/

/** Identifiers of machines, where any run of digits is chance: UUIDs and long hexadecimal hashes. */
const MACHINE_IDS =
  /(?<![0-9a-z])(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=\d*[a-f])[0-9a-f]{24,})(?![0-9a-z])/gi

/** Whether a text holds what looks like a NIK, a KK number or a mobile telephone number. */
export function holdsPersonalNumber(text: string): boolean {
  // Most cells are short: nothing of fewer than ten characters is such a number.
  if (text.length < 10) return false
  const written = text.replace(MACHINE_IDS, ' ')
  if (SIXTEEN_DIGITS.test(written)) return true
  const [, mobile = ''] = MOBILE.exec(written) ?? []
  const digits = mobile.replace(/\D/g, '').length
  return digits >= 9 && digits <= 12
}

/** The text, or null where it may not be written down. */
export function withoutPersonalNumber(text: string | null): string | null {
  return text !== null && holdsPersonalNumber(text) ? null : text
}
