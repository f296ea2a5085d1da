import type { Methodology } from './methodology.ts'

/**
 * Percents are rounded to this many decimals before they are compared with a cut, here and in SQL: 0.75995 of 1 must
 * reach the cut 75.995 although no binary fraction equals either.
 */
export const PERCENT_DECIMALS = 9

const SCALE = 10 ** PERCENT_DECIMALS

/** 100 x volume / denominator in percent; a zero denominator gives what the methodology says. */
export function percentOf(methodology: Methodology, volume: number, denominator: number): number {
  if (denominator === 0) return methodology.zero_denominator.percent
  return Math.round(((100 * volume) / denominator) * SCALE) / SCALE
}

/** Score of one criterion: that of the highest band whose lower limit the percent reaches; the lowest band has no floor. */
export function scoreOfPercent(methodology: Methodology, percent: number): number {
  const rounded = Number.isFinite(percent) ? Math.round(percent * SCALE) / SCALE : percent
  const bands = methodology.bands.values
  return (bands.find((band) => rounded >= band.min_pct) ?? bands.at(-1)!).score
}

/** Code of the class of a total, or null when no class holds it (over the maximum, not whole). */
export function classOfTotal(methodology: Methodology, total: number): string | null {
  return methodology.classes.values.find((c) => total >= c.min && total <= c.max)?.code ?? null
}

/** Scores one criterion can have. */
export function possibleScores(methodology: Methodology): Set<number> {
  return new Set(methodology.bands.values.map((band) => band.score))
}

/** Rules ask of every row of a city. */
const totalsKnown = new WeakMap<Methodology, ReadonlySet<number>>()

/** Every total that some combination of scores gives: with 16 criteria of 0, 1, 3 or 5 all of 0-80 but 77 and 79. */
export function possibleTotals(methodology: Methodology): ReadonlySet<number> {
  const known = totalsKnown.get(methodology)
  if (known) return known
  const scores = possibleScores(methodology)
  let totals = new Set([0])
  for (let i = 0; i < methodology.criteria.length; i++) {
    const next = new Set<number>()
    for (const total of totals) for (const score of scores) next.add(total + score)
    totals = next
  }
  totalsKnown.set(methodology, totals)
  return totals
}

/** Whole numbers from 0 to the maximum that no combination of scores gives, in order. */
export function impossibleTotals(methodology: Methodology): number[] {
  const possible = possibleTotals(methodology)
  return Array.from({ length: methodology.max_total + 1 }, (_, total) => total).filter(
    (total) => !possible.has(total),
  )
}
