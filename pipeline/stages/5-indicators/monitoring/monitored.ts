import type { Monitoring } from '../../../methodology/monitoring.ts'
import type { Measurement, Target } from './targets.ts'

/** What of a unit and sector, and of its targets, is not told. */
export interface Held {
  /** Columns of the unit, such as `people_end`. */
  columns: readonly string[]
  ofTarget(target_id: string, moment: 'start' | 'end'): readonly string[]
}

/** What the targets of one place and sector add up to; null is not known, which is never zero. */
export interface Monitored {
  targets: number
  /** Targets that were measured at the end too. */
  targets_at_end: number
  people_start: number | null
  people_end: number | null
  /** 100 x (start - end) / start; negative where there are more poor people than before. Null from a start of zero. */
  fall_pct: number | null
  budget_idr_start: number | null
  budget_idr_end: number | null
  /** Results by column; null where any target does not tell. */
  kpis: Map<string, { start: number | null; end: number | null }>
  /** Share of the variables of all targets that are known, in percent. */
  completeness_start_pct: number
  completeness_end_pct: number
  /** Ids of variables that any target lacks, in the order of the methodology. */
  missing_start: string[]
  missing_end: string[]
  /** Whether the share of extreme poor that is aimed at was reached; null where that is not known. */
  target_reached: boolean | null
}

/** Percents are rounded to this. */
const PERCENT_DECIMALS = 6

/**
 * Adds up targets. A sum is known only where every target tells its part: a target that was never measured again leaves
 * the end unknown, and so does one that was measured at the end alone for the start. What is held back is as unknown as
 * what nobody told, in all that follows from it: nothing in a row tells the one from the other.
 */
export function monitored(monitoring: Monitoring, targets: readonly Target[], held: Held): Monitored {
  const sum = (moment: 'start' | 'end', column: string) => {
    if (held.columns.includes(`${column}_${moment}`)) return null
    const measurements = targets.map((target) => target[moment])
    return sumOf(measurements, column)
  }
  const isUnknown = (target: Target, moment: 'start' | 'end', column: string): boolean =>
    target[moment]?.[column] == null || held.ofTarget(target.target_id, moment).includes(column)
  const lacking = (moment: 'start' | 'end') =>
    monitoring.variables.map(({ id, column }) => ({
      id,
      // A sum that is told says that every target told its part.
      count:
        sum(moment, column) === null
          ? targets.filter((target) => isUnknown(target, moment, column)).length
          : 0,
    }))
  const share_pct = (of: { count: number }[]) =>
    rounded(100 * (1 - of.reduce((total, { count }) => total + count, 0) / (of.length * targets.length)))
  const [lackingStart, lackingEnd] = [lacking('start'), lacking('end')]
  const [people_start, people_end] = [sum('start', monitoring.people), sum('end', monitoring.people)]
  return {
    targets: targets.length,
    targets_at_end: targets.filter(({ end }) => end !== null).length,
    people_start,
    people_end,
    fall_pct: fallPct(people_start, people_end),
    budget_idr_start: sum('start', monitoring.budget_idr),
    budget_idr_end: sum('end', monitoring.budget_idr),
    kpis: new Map(
      monitoring.kpis.map(({ column }) => [column, { start: sum('start', column), end: sum('end', column) }]),
    ),
    completeness_start_pct: share_pct(lackingStart),
    completeness_end_pct: share_pct(lackingEnd),
    missing_start: lackingStart.filter(({ count }) => count > 0).map(({ id }) => id),
    missing_end: lackingEnd.filter(({ count }) => count > 0).map(({ id }) => id),
    target_reached: reached(monitoring.target.percent, people_start, people_end),
  }
}

function sumOf(measurements: readonly (Measurement | null)[], column: string): number | null {
  let total = 0
  for (const measurement of measurements) {
    const amount = measurement?.[column]
    if (typeof amount !== 'number') return null
    total += amount
  }
  return total
}

function fallPct(start: number | null, end: number | null): number | null {
  return start === null || end === null || start === 0 ? null : rounded((100 * (start - end)) / start)
}

/** Nobody left is any share of them; another share needs the start too. */
function reached(percent: number, start: number | null, end: number | null): boolean | null {
  if (end === null) return null
  if (end === 0) return true
  if (percent === 0) return false
  return start === null || start === 0 ? null : (100 * end) / start <= percent
}

function rounded(percent: number): number {
  return Math.round(percent * 10 ** PERCENT_DECIMALS) / 10 ** PERCENT_DECIMALS
}
