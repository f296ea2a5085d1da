import { referenceDate, yearsBetween } from '../../../decree/reference-date.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge, JudgeTables } from '../judge.ts'
import { formatDate } from '../report/format.ts'
import type { DecreeFact } from '../world.ts'

/** The last year that is believed in a workspace that dates none of its sources. */
const LAST_YEAR_UNDATED = 2099
/** A title may name the years that are planned for, which come after those of the data: a plan runs for 5, at most 10. */
const PLANNED_YEARS = 10
/** Two years and what stands between the first and the last of a period. */
const PERIOD =
  /((?:19|2[01])\d\d)\s*(?:[-–—]|s\s*[./]\s*d\.?|sampai(?:\s+dengan)?|hingga|to)\s*(?:tahun\s+)?((?:19|2[01])\d\d)(?!\d)/gi

/** YEAR_RANGE: a year no decree can have, or a number and title that name other years than the vintage; a period names those it holds. */
export const checkYears: Judge = ({ row, world, report, catalogue }) => {
  const first = thresholdOf(catalogue, 'YEAR_RANGE')
  const reference = referenceDate(world.city)
  const last = reference === null ? LAST_YEAR_UNDATED : Number(reference.slice(0, 4))
  const vintage = row.vintage as number
  const isPlanned = (year: number): boolean =>
    year > last && year > vintage && year <= vintage + PLANNED_YEARS
  const written = {
    vintage: [vintage],
    decree_date: typeof row.decree_date === 'string' ? [Number(row.decree_date.slice(0, 4))] : [],
    decree_number: yearsIn(String(row.decree_number)),
    title:
      typeof row.title === 'string'
        ? yearsIn(ofPeriods(row.title, vintage)).filter((year) => !isPlanned(year))
        : [],
  }
  let isImpossible = false
  for (const [field, years] of Object.entries(written)) {
    const wrong = years.find((year) => year < first || year > last)
    if (wrong === undefined) continue
    isImpossible = true
    report({
      code: 'YEAR_RANGE',
      field,
      got: String(wrong),
      expected: `${first}-${last}`,
      message: {
        id: `Tahun ${wrong} di luar ${first}-${last}.`,
        en: `The year ${wrong} is outside ${first}-${last}.`,
      },
    })
  }
  const own = [...written.decree_number, ...written.decree_date]
  // The title of an amendment names the year of what it amends.
  const isOfAnother = /perubahan|pencabutan|mencabut|pengganti/i.test(String(row.title ?? ''))
  const named = [...new Set(isOfAnother ? own : [...own, ...written.title])]
  if (isImpossible || named.length === 0 || named.includes(vintage)) return
  report({
    code: 'YEAR_RANGE',
    field: 'vintage',
    got: String(vintage),
    expected: named.join(', '),
    message: {
      id: `Tahun data ${vintage}, tetapi nomor, judul, atau tanggalnya menyebut ${named.join(', ')}.`,
      en: `The vintage is ${vintage}, but number, title or date name ${named.join(', ')}.`,
    },
  })
}

/** The text with one year for each period in it: that of the data where the period holds it, else its first. */
function ofPeriods(text: string, vintage: number): string {
  return text.replace(PERIOD, (_, first: string, last: string) =>
    Number(first) <= vintage && vintage <= Number(last) ? String(vintage) : first,
  )
}

/**
 * Years in the number or title of a decree: four digits after "tahun", as the last such part of a number with
 * slashes, or alone and of these two centuries. Four digits after "nomor" are a number.
 */
function yearsIn(text: string): number[] {
  const years: number[] = []
  let before = ''
  for (const word of text.split(/[\s,;()]+/)) {
    const bare = word.replace(/(?<![.:])[.:]+$/, '')
    if (word.includes('/') || word.includes('-')) {
      const year = bare.split(/[/-]/).findLast((part) => /^(19|2[01])\d\d$/.test(part))
      if (year !== undefined && bare !== year) years.push(Number(year))
    } else if (before === 'tahun' || before === 'th' || before === 'thn') {
      if (/^\d{4}$/.test(bare)) years.push(Number(bare))
    } else if (/^(19|2[01])\d\d$/.test(bare) && !/^(nomor|nomer|no|number)$/.test(before)) {
      years.push(Number(bare))
    }
    before = bare.toLowerCase()
  }
  return years
}

/** SK_AGE: the decree in force, counted from its last review, is older than the law allows at the day of the data. */
export const checkDecreeAge: JudgeTables = async ({ world, report, catalogue }) => {
  const decree = world.decrees.get(world.decreeInForce ?? '')
  const reference = referenceDate(world.city)
  if (decree === undefined || reference === null) return
  let last = decree
  for (const one of world.decrees.values()) {
    if (one.kind === 'verification' && dayOf(one) > dayOf(last)) last = one
  }
  const limit = thresholdOf(catalogue, 'SK_AGE')
  const since = dayOf(last)
  const years = yearsBetween(since, reference)
  if (years < limit || (years === limit && isWithin(since, reference))) return
  const { decree_number: key, source_id, source_row } = decree
  const byYear = since.length < 10
  const when = `${byYear ? 'in' : 'on'} ${formatDate(since, 'en')}`
  const review = last === decree ? null : last.decree_number
  report({
    code: 'SK_AGE',
    table: 'decrees',
    source_id,
    source_row,
    key,
    field: decree.decree_date === null ? 'vintage' : 'decree_date',
    got: since,
    expected: `>= ${Number(reference.slice(0, 4)) - limit}${byYear ? '' : reference.slice(4)}`,
    message: {
      id: `${review ? `Terakhir ditinjau ${formatDate(since, 'id')} (${review})` : `Ditetapkan ${formatDate(since, 'id')}`}, ${years} tahun sebelum ${formatDate(reference, 'id')}${byYear ? ', dihitung per tahun' : ''}.`,
      en: `${review ? `Last reviewed ${when} (${review})` : `Decreed ${when}`}, ${years} years before ${formatDate(reference, 'en')}${byYear ? ', counted by year' : ''}.`,
    },
  })
}

/** The anniversary itself is still in time; by year alone, the whole year is. */
function isWithin(since: string, reference: string): boolean {
  return since.length < 10 || since.slice(5) === reference.slice(5)
}

function dayOf(decree: DecreeFact): string {
  return decree.decree_date ?? String(decree.vintage)
}
