import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../../city.ts'
import type { Text } from '../../store/index.ts'

export const ACCESS_FILE = join(PROJECT_ROOT, 'schemas/access.yaml')

/** Something a location must reach: facilities of some kinds, or roads of some classes. */
export interface AccessTarget {
  code: string
  label: Text
  begins?: string[]
  ends?: string[]
  not?: string[]
  road_classes?: string[]
}

export interface AccessRules {
  snapping: { tolerance_m: number; limit_m: number }
  targets: AccessTarget[]
}

export function loadAccessRules(): AccessRules {
  return parse(readFileSync(ACCESS_FILE, 'utf8')) as AccessRules
}

/** Lower case, without accents, anything but letters and digits as one blank: `R.S.U.D.` as `rsud`, `Rumah-Sakit` as `rumah sakit`. */
export function kindWords(kind: string): string {
  return (
    kind
      .normalize('NFKD')
      // The points of an abbreviation part no words.
      .replace(/(?<=(?:^|\P{L})\p{L})\./gu, '')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  )
}

/** Code of the target a kind of facility counts for, or null. */
export function targetOfKind({ targets }: AccessRules, kind: string): string | null {
  const words = ` ${kindWords(kind)} `
  const begins = (term: string) => words.startsWith(` ${term} `)
  const ends = (term: string) => words.endsWith(` ${term} `)
  const counts = ({ begins: first = [], ends: last = [], not = [] }: AccessTarget) =>
    (first.some(begins) || last.some(ends)) && !not.some((term) => begins(term) || ends(term))
  return targets.find(counts)?.code ?? null
}
