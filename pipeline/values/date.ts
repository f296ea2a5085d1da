import { cleanText } from './text.ts'
import type { Cell } from './types.ts'

/** An ISO calendar date (`2024-03-14`), null for no value. */
export type DateResult = { value: string | null } | { error: 'unparsable' }

const UNPARSABLE: DateResult = { error: 'unparsable' }

/** Indonesian and English names, full and short, with the older spellings of decrees. */
const MONTHS = new Map(
  [
    'januari january jan',
    'februari pebruari february feb peb',
    'maret march mar mrt',
    'april apr',
    'mei may',
    'juni june jun',
    'juli july jul',
    'agustus august agu ags agt aug',
    'september sept sep',
    'oktober october okt oct',
    'november nopember nov nop',
    'desember december des dec',
  ].flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
)

const TIME = '(?:[T ,]+(?:pukul )?\\d{1,2}[:.]\\d{2}.*)?$'
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}`, 'i')
const DAY_FIRST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}`, 'i')
const NAMED = new RegExp(`^(\\d{1,2})[ -](\\p{L}+)\\.?[ -](\\d{4})${TIME}`, 'iu')
const NAMED_MONTH_FIRST = new RegExp(`^(\\p{L}+)\\.? (\\d{1,2}),? (\\d{4})${TIME}`, 'iu')
const COMPACT = /^((?:19|20|21)\d{2})(\d{2})(\d{2})$/
const WEEKDAY =
  /^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day),? /i

/**
 * Reads a date as decrees, DBF files and survey forms write it: ISO, `14 Maret 2024`, `14/03/2024` (day first),
 * `20240314`, a Kobo timestamp (the date as written, never shifted between time zones). Spreadsheet serials, two-digit
 * years, month-first numbers and dates that are not in the calendar are refused.
 */
export function parseDate(cell: Cell): DateResult {
  const text = typeof cell === 'boolean' ? 'x' : cleanText(cell)
  if (text === null) return { value: null }
  const bare = text.replace(WEEKDAY, '')
  let match = YEAR_FIRST.exec(bare)
  if (match !== null) return calendarDate(match[1], match[3], match[4])
  match = DAY_FIRST.exec(bare)
  if (match !== null) return calendarDate(match[4], match[3], match[1])
  match = NAMED.exec(bare)
  if (match !== null) return calendarDate(match[3], monthNumber(match[2]), match[1])
  match = NAMED_MONTH_FIRST.exec(bare)
  if (match !== null) return calendarDate(match[3], monthNumber(match[1]), match[2])
  match = COMPACT.exec(bare)
  return match === null ? UNPARSABLE : calendarDate(match[1], match[2], match[3])
}

function monthNumber(name: string | undefined): number {
  return MONTHS.get(name?.toLowerCase() ?? '') ?? 0
}

function calendarDate(yearText: unknown, monthText: unknown, dayText: unknown): DateResult {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)]
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  if (year < 1000 || !(day >= 1 && day <= (lengths[month - 1] ?? 0))) return UNPARSABLE
  return { value: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` }
}
