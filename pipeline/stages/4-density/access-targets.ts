import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import type { Text } from '../../store/index.ts'
import { ownYaml } from '../../yaml-file.ts'

const ACCESS_FILE = join(PROJECT_ROOT, 'schemas/access.yaml')

/** Something a location must reach: facilities of some kinds, or roads of some classes. */
export interface AccessTarget {
  code: string
  label: Text
  begins?: string[]
  capitals?: string[]
  ends?: string[]
  not?: string[]
  road_classes?: string[]
}

export interface AccessRules {
  snapping: { tolerance_m: number; limit_m: number; water_m: number }
  /** Words before the head noun that name who runs the facility. */
  before: string[]
  targets: AccessTarget[]
}

/** The rules of the file; what was parsed before is given again while the file says the same. */
export function loadAccessRules(): AccessRules {
  return ownYaml(ACCESS_FILE) as AccessRules
}

/**
 * Lower case, without accents, anything but letters and digits as one blank, letters and digits apart: `R.S.U.D.` as
 * `rsud`, `Rumah-Sakit` as `rumah sakit`, `SDN001` as `sdn 001`.
 */
export function kindWords(kind: string): string {
  return casedWords(kind).toLowerCase()
}

/** Code of the target a kind of facility counts for, or null. `TK/SD` counts for what one of its sides counts for. */
export function targetOfKind(rules: AccessRules, kind: string): string | null {
  for (const side of kind.split('/')) {
    const code = targetOfSide(rules, casedWords(side))
    if (code !== null) return code
  }
  return null
}

function targetOfSide({ before, targets }: AccessRules, cased: string): string | null {
  let words = cased
  for (let first = firstWord(words); before.includes(first.toLowerCase()); first = firstWord(words))
    words = words.slice(first.length).trimStart()
  const lower = ` ${words.toLowerCase()} `
  const begins = (term: string) => lower.startsWith(` ${term} `)
  const ends = (term: string) => lower.endsWith(` ${term} `)
  const isIn = ({ begins: first = [], capitals = [], ends: last = [], not = [] }: AccessTarget) =>
    (first.some(begins) || last.some(ends) || capitals.includes(lowerOfCapitals(firstWord(words)))) &&
    !not.some((term) => begins(term) || ends(term))
  return targets.find(isIn)?.code ?? null
}

/** A word of capitals in lower case; of any other word nothing. */
function lowerOfCapitals(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : ''
}

function firstWord(words: string): string {
  return words.split(' ', 1)[0]!
}

function casedWords(kind: string): string {
  return (
    kind
      .normalize('NFKD')
      // The points of an abbreviation part no words.
      .replace(/(?<=(?:^|\P{L})\p{L})\./gu, '')
      .replace(/\p{M}/gu, '')
      .replace(/(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu, ' ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  )
}
