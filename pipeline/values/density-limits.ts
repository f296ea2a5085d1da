/** Of people who live mostly elsewhere a zone has no density: percent of the ground of their RT that must lie in it. */
export const LEAST_GROUND_INSIDE_PCT = 50

/**
 * Percent of a unit's located buildings that may count in another without a word: borders of two hands lie over each other by
 * a metre or two.
 */
export const MOST_BUILDINGS_ELSEWHERE_PCT = 1
