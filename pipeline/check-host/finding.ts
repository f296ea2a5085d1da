import type { Language } from '../values/language.ts'
import type { Answer } from './client.ts'
import type { Check } from './words.ts'

/** Words of the report in both languages. */
export type Text = Record<Language, string>

/** `warn` is what the map can live with; only `fail` ends the command with an exit code. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skipped'

/** What one check found. What was expected, why, and how to mend it stand in `words.ts`, by its name. */
export interface Finding {
  check: Check
  verdict: Verdict
  /** The requests that were made, as they are written in HTTP. */
  asked: string
  got: Text
}

/** A check that is still to be made. */
export type Step = [check: Check, make: () => Promise<Finding>]

/** One thing that is not as it must be. */
export interface Fault {
  asked: string
  got: Text
}

/** The same in both languages: what HTTP says needs no translation. */
export const same = (text: string): Text => ({ id: text, en: text })

/** How many other faults of the same check are counted and not told. */
const TOLD = 3

/** A check over several requests: passed where there is no fault; else the first faults are told, the others counted. */
export function judged(
  check: Check,
  faults: readonly Fault[],
  passed: Fault,
  otherwise: Exclude<Verdict, 'pass' | 'skipped'> = 'fail',
): Finding {
  if (faults.length === 0) return { check, verdict: 'pass', ...passed }
  const told = faults.slice(0, TOLD)
  const more = faults.length - told.length
  const join = (language: Language, rest: string) =>
    [...told.map(({ got }) => got[language]), ...(more > 0 ? [`+ ${more} ${rest}`] : [])].join('; ')
  return {
    check,
    verdict: otherwise,
    asked: [...new Set(told.map(({ asked }) => asked))].join('; '),
    got: { id: join('id', 'lagi'), en: join('en', 'more') },
  }
}

/** Status and headers of an answer, such as `206, Content-Range: bytes 0-126/9000`; the first header also where it is missing. */
export function said(answer: Answer, ...names: string[]): string {
  const lines = names.flatMap((name, i) => {
    const value = header(answer, name)
    return value === undefined && i > 0 ? [] : [`${name}: ${value ?? '-'}`]
  })
  return [String(answer.status), ...lines].join(', ')
}

/** {@link said}, and how many bytes came. */
export function shown(answer: Answer, ...names: string[]): Text {
  const bytes = `${answer.isCut ? '> ' : ''}${answer.body.length}`
  const start = said(answer, ...names)
  return { id: `${start}, ${bytes} bita`, en: `${start}, ${bytes} bytes` }
}

/** A header of an answer; several of one name are one, with commas. */
export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}

/** The members of a header that is a list, in lower case. */
export function members(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '')
}
