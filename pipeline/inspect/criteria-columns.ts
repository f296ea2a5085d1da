import { join } from 'node:path'
import { METHODOLOGY_DIR } from '../city.ts'
import { methodologiesOf } from '../methodology/kinds.ts'
import { ownYaml } from '../yaml-file.ts'
import type { FieldSummary } from './types.ts'

/** What the columns of a set of criteria hold. */
export type CriteriaMeasure = 'volume' | 'percent' | 'score'

/** One set of columns named as criteria, all of which hold the same measure. */
export interface CriteriaColumns {
  measure: CriteriaMeasure
  /** Criterion of the methodology: column of the file. */
  columns: Record<string, string>
  /** Columns named as a criterion that no methodology here has, or empty ones of a set that the file does not follow. */
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

interface CriteriaSet {
  id: string
  criteria: { id: string; equivalent?: Record<string, string | null> }[]
}

let cache: readonly CriteriaSet[] | undefined

/** The sets of criteria in `schemas/methodologies`, the smallest first. */
function criteriaSets(): readonly CriteriaSet[] {
  cache ??= methodologiesOf('deficit_scores')
    .map((name) => ownYaml(join(METHODOLOGY_DIR, `${name}.yaml`)) as CriteriaSet)
    .sort((a, b) => a.criteria.length - b.criteria.length)
  return cache
}

/** Ids of the criteria of every set in `schemas/methodologies`. */
export function knownCriteria(): ReadonlySet<string> {
  return new Set(criteriaSets().flatMap(({ criteria }) => criteria.map(({ id }) => id)))
}

/**
 * The columns as one set of criteria has them, where they fill it as a whole: columns named after another set stand for
 * their equivalents, as `k4_e_p` beside an empty `k4_c_p` stands for 4c of 14/2018. What is empty then is of no use.
 */
function asOneSet(
  { measure, columns, unknown }: CriteriaColumns,
  empty: ReadonlySet<string>,
): CriteriaColumns {
  const filled = Object.entries(columns).filter(([, name]) => !empty.has(name))
  if (filled.length === Object.keys(columns).length) return { measure, columns, unknown }
  for (const own of criteriaSets()) {
    const ids = new Set(own.criteria.map(({ id }) => id))
    const equivalents = new Map(
      criteriaSets().flatMap(({ criteria }) =>
        criteria.map(({ id, equivalent }) => [id, equivalent?.[own.id]]),
      ),
    )
    const named = filled.map(([id, name]) => [ids.has(id) ? id : (equivalents.get(id) ?? id), name] as const)
    const found = new Map(named)
    if (found.size !== filled.length || found.size !== ids.size || ![...ids].every((id) => found.has(id)))
      continue
    const used = new Set(found.values())
    return {
      measure,
      columns: Object.fromEntries(own.criteria.map(({ id }) => [id, found.get(id)!])),
      unknown: [...unknown, ...Object.values(columns).filter((name) => !used.has(name))],
    }
  }
  return { measure, columns, unknown }
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
  const empty = new Set(fields.filter(({ kind }) => kind === 'empty').map(({ name }) => name))
  return [...sets.values()]
    .filter(({ columns }) => Object.keys(columns).length >= CRITERIA_MIN)
    .map((set) => asOneSet(set, empty))
}
