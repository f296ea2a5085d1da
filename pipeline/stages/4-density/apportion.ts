/** How the people of an RT reached a zone; `whole` is not shared at all. */
export type ApportionMethod = 'whole' | 'buildings' | 'area'

/** The numbers of one RT profile that are shared out; null is unknown. */
export interface Headcount {
  population: number | null
  families: number | null
  buildings: number | null
}

/** One piece of an RT: inside a zone, or outside all of them (null). */
export interface PieceOfRt {
  zone_id: string | null
  area_ha_utm: number
  /** Located buildings in it. */
  buildings: number
}

export interface Share extends Headcount {
  zone_id: string | null
  method: ApportionMethod
  /** Part of the RT's people that is given to the piece, before rounding. */
  share_pct: number
}

/** A piece of less than this part of its RT is what two drawings of one border leave between them, and holds nobody. */
const LEAST_PART = 0.01

/**
 * Shares the people, families and buildings of an RT out over its pieces: by the buildings that stand in each, by area
 * where none stands in any. Every number is whole, and the pieces add up to the RT (`largestRemainder`).
 * @returns one share per piece that counts, zones by code, what lies outside them last; empty without any ground
 */
export function apportion(rt: Headcount, pieces: readonly PieceOfRt[]): Share[] {
  const area_ha = pieces.reduce((sum, piece) => sum + piece.area_ha_utm, 0)
  const counted = pieces
    .filter((piece) => piece.area_ha_utm > 0 && piece.area_ha_utm >= LEAST_PART * area_ha)
    .sort((a, b) => (a.zone_id === null ? 1 : b.zone_id === null || a.zone_id < b.zone_id ? -1 : 1))
  if (counted.length === 0) return []
  const byBuildings = counted.some((piece) => piece.buildings > 0)
  const weights = counted.map((piece) => (byBuildings ? piece.buildings : piece.area_ha_utm))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const split = (count: number | null): (number | null)[] =>
    count === null ? counted.map(() => null) : largestRemainder(count, weights)
  const [population, families, buildings] = [split(rt.population), split(rt.families), split(rt.buildings)]
  return counted.map(({ zone_id }, index) => ({
    zone_id,
    method: counted.length === 1 ? 'whole' : byBuildings ? 'buildings' : 'area',
    share_pct: (100 * weights[index]!) / total,
    population: population[index]!,
    families: families[index]!,
    buildings: buildings[index]!,
  }))
}

/**
 * Whole numbers that add up to `count`, each within one of its exact part: everyone gets the whole part, what is left
 * goes to the largest fractions, of equal ones to the first (Hamilton's method; Balinski and Young, "Fair
 * Representation", 1982).
 *
 * @throws RangeError for a count that is no whole number from 0 on, or weights that are negative or all 0.
 */
export function largestRemainder(count: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`cannot be shared out: got ${count}, expected a whole number from 0 on`)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0 && Number.isFinite(total)) || weights.some((weight) => weight < 0))
    throw new RangeError(
      `cannot share by the weights ${weights.join(', ')}, expected 0 or more and not all 0`,
    )
  const exact = weights.map((weight) => count * (weight / total))
  const whole = exact.map(Math.floor)
  const left = count - whole.reduce((sum, part) => sum + part, 0)
  const order = weights
    .map((_, index) => index)
    .sort((a, b) => exact[b]! - whole[b]! - (exact[a]! - whole[a]!) || a - b)
  for (const index of order.slice(0, left)) whole[index]!++
  return whole
}
