/** What of a row of `score_totals` says whether anything is known of the unit in its year. */
export interface KnownScore {
  score_total: number | null
  /** 0 to 100, null for what a source states. */
  completeness_pct: number | null
}

/** Whether a total is known or a part of its criteria is: a year of which every cell was set aside tells nothing. */
export function isKnownScore({ score_total, completeness_pct }: KnownScore): boolean {
  return score_total !== null || (completeness_pct ?? 0) > 0
}

/** {@link isKnownScore} in SQL. */
export const KNOWN_SCORE = '(score_total IS NOT NULL OR coalesce(completeness_pct, 0) > 0)'

/** Orders the years of a unit in SQL: those of which something is known first, then the latest. */
export const LATEST_SCORE_FIRST = `${KNOWN_SCORE} DESC, vintage DESC NULLS LAST`
