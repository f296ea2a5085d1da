import type { Methodology } from '../methodology/methodology.ts'
import { percentOf } from '../methodology/score.ts'
import { ruleSource } from './rule-source.ts'
import type { CriterionRow, CriterionTrace, SumTrace } from './trace.ts'

/**
 * Between what limits a percent lies that is not known: an unknown volume is between none and the whole, an unknown
 * denominator anything above zero, so that with one of them the percent has no upper limit (null) unless nothing is
 * deficient.
 * @param sum what is known of the RT of a unit; null at an RT itself
 */
export function intervalOf(
  methodology: Methodology,
  row: CriterionRow,
  sum: SumTrace | null,
): CriterionTrace['interval'] {
  const known = sum === null ? (row.volume ?? 0) : sum.volume_known
  const whole = sum === null ? row.denominator : sum.denominator_known
  const lacking = sum === null ? row.denominator === null : sum.denominators_missing > 0
  const open = sum === null ? (row.volume === null ? (row.denominator ?? 0) : 0) : sum.volume_open
  const source = ruleSource(methodology, methodology.missing_data)
  if (lacking || whole === null) return { percent_min: 0, percent_max: null, source }
  return {
    percent_min: percentOf(methodology, known, whole),
    percent_max: percentOf(methodology, known + open, whole),
    source,
  }
}
