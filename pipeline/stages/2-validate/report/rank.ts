import { compare } from './digest.ts'
import { effectiveWeight, type Subject, subjectOf } from './subject.ts'
import type { ReportRule } from './types.ts'

const PER_TABLE = 2
/** What a city answers for first: each of these has its best rule among the few, where it weighs anything. */
const HEARD: readonly Subject[] = ['zones', 'decree', 'rt', 'works']

/** What the share of a rule is taken of. */
export interface Whole {
  /** Hectares of all zones, each as decreed or as measured, whichever is more. */
  area_ha: number
  /** Rows read, by table. */
  rows: ReadonlyMap<string, number>
}

/**
 * Most urgent first: what stops the build, then what changes most of what is published. Notes come last. Equal weights
 * go by the share of the hectares or of the table's rows that is concerned, then by the number of source records.
 */
export function byEffect(whole: Whole): (a: ReportRule, b: ReportRule) => number {
  return (a, b) =>
    level(a) - level(b) ||
    effectiveWeight(b) - effectiveWeight(a) ||
    shareOf(b, whole) - shareOf(a, whole) ||
    b.records - a.records ||
    b.count - a.count ||
    compare(a.code, b.code)
}

/**
 * The few to begin with: violations, then the best rule of each of decree, zones, RT and works, then by rank, at most two
 * of one table. They keep their order.
 * @param rules as {@link byEffect} has them
 */
export function mostUrgent(rules: readonly ReportRule[], most: number): ReportRule[] {
  const chosen = new Set<ReportRule>()
  const perTable = new Map<string, number>()
  const choose = (rule: ReportRule): void => {
    if (chosen.size >= most || chosen.has(rule)) return
    chosen.add(rule)
    perTable.set(rule.table, (perTable.get(rule.table) ?? 0) + 1)
  }
  for (const rule of rules) if (rule.severity === 'fail') choose(rule)
  const others = rules.filter(({ severity }) => severity !== 'info' && severity !== 'fail')
  const best = new Map<Subject, ReportRule>()
  for (const rule of others) {
    const subject = subjectOf(rule.table)
    if (rule.weight > 1 && HEARD.includes(subject) && !best.has(subject)) best.set(subject, rule)
  }
  for (const rule of best.values()) choose(rule)
  for (const rule of others) if ((perTable.get(rule.table) ?? 0) < PER_TABLE) choose(rule)
  return rules.filter((rule) => chosen.has(rule))
}

function level({ severity }: ReportRule): number {
  return severity === 'fail' ? 0 : severity === 'info' ? 2 : 1
}

function shareOf({ area_ha, count, table }: ReportRule, whole: Whole): number {
  const ofArea = whole.area_ha > 0 ? area_ha / whole.area_ha : 0
  const rows = whole.rows.get(table) ?? 0
  return Math.min(1, Math.max(ofArea, rows > 0 ? count / rows : 0))
}
