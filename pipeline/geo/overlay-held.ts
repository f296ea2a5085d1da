import { type Geos, GeosError } from './geos.ts'
import { cutPair, type PairCut } from './overlay.ts'
import type { Polygonal } from './rings.ts'

/**
 * What both hold, by GEOS alone where it can; else on repaired operands or by polyclip (`cutPair`).
 * @throws GeosError where no engine cuts the pair and keeps its ground
 */
export function intersectionHeld(a: Polygonal, b: Polygonal, geos: Geos): Polygonal | null {
  return orElse(
    () => geos.intersection(a, b),
    () => heldCut(a, b, geos).both,
  )
}

/**
 * What `a` holds and `b` does not, by GEOS alone where it can; else as {@link intersectionHeld}.
 * @throws GeosError where no engine cuts the pair and keeps its ground
 */
export function differenceHeld(a: Polygonal, b: Polygonal, geos: Geos): Polygonal | null {
  return orElse(
    () => geos.difference(a, b),
    () => heldCut(a, b, geos).rest,
  )
}

/** What was made, or null where GEOS could not make it. */
export function orNull<T>(make: () => T): T | null {
  return orElse<T | null>(make, () => null)
}

function orElse<T>(make: () => T, other: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof GeosError)) throw error
    return other()
  }
}

function heldCut(a: Polygonal, b: Polygonal, geos: Geos): PairCut {
  const cut = cutPair(a, b, geos)
  if (!cut.conservation.conserved)
    throw new GeosError('overlay', 'no engine cuts the pair and keeps its ground')
  return cut
}
