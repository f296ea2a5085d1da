/** Sums over the surveyed households of one unit; weights are sampling weights (`households.weight`). */
export interface SurveySums {
  /** Households that tell how many live there, and those of them that carry a weight. */
  counted: number
  counted_weighted: number
  /** Sum of the weights of all households, and of those that are counted. */
  weight_all: number | null
  weight_counted: number | null
  /** Sums of weight x members and of its square over the counted households. */
  people: number | null
  people_squared: number | null
}

/** The sample as a whole. */
export interface Sample {
  /** Households that tell their members and carry a weight. */
  counted: number
  /** Share of the survey's records that were set aside or have no place, 0 to 1: which unit lost them nobody knows. */
  missing_share: number
  mean_weight: number | null
  least_weight: number | null
}

export interface Estimate {
  households: number
  people: number
  /** Standard error of `people`, to two significant digits; null for a sample of one. */
  standard_error: number | null
}

/**
 * A household stands for itself at least: the inverse of a probability is never below 1. A weight that is, was scaled to
 * the size of the sample, and says which household counts more, not how many it stands for.
 */
const LEAST_WEIGHT = 1 - 1e-6

/** Weights of a mean close to 1 are scaled ones too, or those of a census that needs no estimate. */
const LEAST_MEAN_WEIGHT = 1.2

/**
 * Up to a twentieth of missing records is commonly taken to be of no consequence (Schafer, "Multiple imputation: a primer", 1999);
 * beyond it a unit may have lost any part of its households.
 */
const MOST_MISSING_SHARE = 0.05

/**
 * Households and people of a unit from a weighted sample, or null where the weights do not tell: a counted household
 * without one, weights that are scaled to the sample (any of the whole survey below 1, or a mean below 1.2), or more than a
 * twentieth of the records missing. Fewer missing ones are made up for by all others alike: weights are divided by the share
 * that is left (adjustment for nonresponse, one class).
 *
 * Expansion estimate: N = sum of w, Y = sum of w x y; households that do not tell their members are given the mean of
 * those of the unit that do (Y is multiplied by the weight of all over the weight of the counted). Standard error of a
 * domain total by the with-replacement formula, v = n / (n - 1) x (sum of (w y)^2 - Y^2 / n), n counted households in the
 * whole sample (Saerndal, Swensson and Wretman, "Model Assisted Survey Sampling", 1992, section 2.9 and chapter 10). It leaves
 * out strata and the finite population, and so is too large rather than too small for a sample drawn zone by zone; it is
 * too small for one drawn in clusters.
 */
export function estimateFrom(unit: SurveySums, sample: Sample): Estimate | null {
  if (sample.mean_weight === null || whyUnweighted(sample) !== null) return null
  if (unit.counted === 0 || lacksWeight(unit)) return null
  const present = 1 - sample.missing_share
  const adjusted = unit.weight_all! / unit.weight_counted! / present
  const people = unit.people! * adjusted
  const squared = unit.people_squared! * adjusted ** 2
  const n = sample.counted
  const variance = n < 2 ? null : (n / (n - 1)) * Math.max(0, squared - people ** 2 / n)
  return {
    households: unit.weight_all! / present,
    people,
    standard_error: variance === null ? null : Number(Math.sqrt(variance).toPrecision(2)),
  }
}

/** Why the weights of the survey expand nothing anywhere; null where they may, and where it carries none. */
export function whyUnweighted({ mean_weight, least_weight, missing_share }: Sample): string | null {
  if (mean_weight === null) return null
  if ((least_weight ?? 0) < LEAST_WEIGHT) return `a weight below 1 (${least_weight}): scaled to the sample`
  if (mean_weight < LEAST_MEAN_WEIGHT)
    return `a mean weight of ${mean_weight.toFixed(2)}, below ${LEAST_MEAN_WEIGHT}: scaled to the sample`
  if (missing_share > MOST_MISSING_SHARE)
    return `${(100 * missing_share).toFixed(1)} % of the records set aside or without a place, more than ${100 * MOST_MISSING_SHARE} %`
  return null
}

/** Whether a household that is counted in the unit carries no weight. */
export function lacksWeight({ counted, counted_weighted }: SurveySums): boolean {
  return counted_weighted < counted
}
