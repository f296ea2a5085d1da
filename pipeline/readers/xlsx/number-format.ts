/** What a number means by its format; a code is shown with zeros before it up to so many digits. */
export type NumberMeaning = 'number' | 'date' | 'date-time' | 'time' | CodeMeaning

/** A whole number that is shown with zeros before it. */
export interface CodeMeaning {
  digits: number
}

/** Excel allows 255 characters in a format. */
const DIGITS_MAX = 255

/**
 * What the format of a cell makes of its number. Elapsed time (`[h]:mm`) and percentages stay numbers. A format of nothing but two zeros or
 * more, such as `0000`, belongs to a code: its zeros show in the sheet, and are not in the number.
 *
 * Source: ECMA-376 part 1, section 18.8.30 (numFmt), with its table of built-in formats.
 */
export function meaningOfFormat(id: number, code: string | undefined): NumberMeaning {
  if (code === undefined) return meaningOfBuiltIn(id)
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return 'number'
  // Only the section for positive numbers says what the column is; text in quotes, escaped and padding characters, colours and locales go.
  const bare = code
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .split(';', 1)[0]!
    .replace(/\[[^[\]]*\]/g, '')
    .toLowerCase()
    .trim()
  if (/^00+$/.test(bare) && bare === positiveSection(code) && bare.length <= DIGITS_MAX)
    return { digits: bare.length }
  if (/general|[#0?]/.test(bare.replace(/\.0+/g, ''))) return 'number'
  const hasDay = /[yd]|m{3,}/.test(bare) || (/m/.test(bare) && !/[hs]/.test(bare))
  const hasTime = /[hs]/.test(bare)
  if (hasDay) return hasTime ? 'date-time' : 'date'
  return hasTime ? 'time' : 'number'
}

/** The section for positive numbers as it stands, without colour and locale: text in quotes would show beside the digits. */
function positiveSection(code: string): string {
  return code
    .replace(/\[[^[\]]*\]/g, '')
    .split(';', 1)[0]!
    .trim()
}

/**
 * The digits of a whole number with zeros before them, or null for a number that is no code: a negative one, or one with a fraction.
 * @param text the number as the file writes it
 */
export function paddedCode(text: string, { digits }: CodeMeaning): string | null {
  const number = Number(text)
  if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, '').padStart(digits, '0')
  return Number.isSafeInteger(number) && number >= 0 ? String(number).padStart(digits, '0') : null
}

/** Numbers 27 to 36 and 50 to 58 are dates in East Asian versions and not used in others. */
function meaningOfBuiltIn(id: number): NumberMeaning {
  if (id === 22) return 'date-time'
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return 'time'
  return 'number'
}

const DAY_SECONDS = 86_400
const LAST_SERIAL = 2_958_465
/** Days from the epoch of 1904 to that of 1900. */
const EPOCH_DAYS_1904 = 1462

/**
 * Writes a serial date as `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS` or `HH:MM:SS`, rounded to seconds and without a zone, as the sheet shows it: 60 in
 * the system of 1900 is the day 1900-02-29, which never was. Null for a number that is no date.
 *
 * Source: ECMA-376 part 1, section 18.17.4.1.
 */
export function serialDate(
  serial: number,
  meaning: Exclude<NumberMeaning, 'number' | CodeMeaning>,
  is1904: boolean,
): string | null {
  const seconds = Math.round(serial * DAY_SECONDS)
  const day = Math.floor(seconds / DAY_SECONDS) + (is1904 ? EPOCH_DAYS_1904 : 0)
  const inDay = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS
  if (serial < 0 || day > LAST_SERIAL) return null
  if (meaning === 'time') return serial < 1 ? timeOf(inDay) : null
  // The day 0 of 1900 is no day: programs write a time alone so.
  if (day === 0) return inDay > 0 ? timeOf(inDay) : null
  const date = dateOf(day)
  return meaning === 'date-time' || inDay > 0 ? `${date}T${timeOf(inDay)}` : date
}

function dateOf(day: number): string {
  if (day === 60) return '1900-02-29'
  return new Date(Date.UTC(1899, 11, day < 60 ? 31 + day : 30 + day)).toISOString().slice(0, 10)
}

function timeOf(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
