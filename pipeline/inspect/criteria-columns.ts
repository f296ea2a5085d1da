import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { METHODOLOGY_DIR } from '../city.ts'
import type { FieldSummary } from './types.ts'

/** What the columns of a set of criteria hold. */
export type CriteriaMeasure = 'volume' | 'percent' | 'score'

/** One set of columns named as criteria, all of which hold the same measure. */
export interface CriteriaColumns {
  measure: CriteriaMeasure
  /** Criterion of the methodology: column of the file. */
  columns: Record<string, string>
  /** Columns named as a criterion that no methodology here has, such as `k4_e_p`. */
  unknown: string[]
}

const NAMED_AS_CRITERION =
  /^(?:k(?:riteria)?[ _.-]?)?([1-7])[ _.-]?([a-e])(?:[ _.-]?(v|vol|volume|p|persen|pct|n|nilai|skor))?$/i
const MEASURES: Record<string, CriteriaMeasure> = {
  v: 'volume',
  vol: 'volume',
  volume: 'volume',
  p: 'percent',
  persen: 'percent',
  pct: 'percent',
  n: 'score',
  nilai: 'score',
  skor: 'score',
}
/** Fewer columns than these are chance. */
const CRITERIA_MIN = 4

let cache: ReadonlySet<string> | undefined

/** Ids of the criteria of every methodology in `schemas/methodologies`. */
export function knownCriteria(): ReadonlySet<string> {
  cache ??= new Set(
    readdirSync(METHODOLOGY_DIR)
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => {
        const { criteria } = parse(readFileSync(join(METHODOLOGY_DIR, file), 'utf8')) as {
          criteria?: { id: string }[]
        }
        return (criteria ?? []).map(({ id }) => id)
      }),
  )
  return cache
}

/** Sets of columns that look like criteria 1a to 7b (`1a`, `1av`, `k1_a_p`), one for each thing they measure. */
export function criteriaColumns(fields: readonly FieldSummary[]): CriteriaColumns[] {
  const sets = new Map<CriteriaMeasure, CriteriaColumns>()
  for (const { name } of fields) {
    const match = NAMED_AS_CRITERION.exec(name.trim())
    if (match === null) continue
    const measure = MEASURES[match[3]?.toLowerCase() ?? 'v']!
    const set = sets.get(measure) ?? { measure, columns: {}, unknown: [] }
    sets.set(measure, set)
    const id = `${match[1]}${match[2]!.toLowerCase()}`
    if (knownCriteria().has(id) && !Object.hasOwn(set.columns, id)) set.columns[id] = name
    else set.unknown.push(name)
  }
  return [...sets.values()].filter(({ columns }) => Object.keys(columns).length >= CRITERIA_MIN)
}
