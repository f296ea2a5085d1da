import { type Fault, UserError } from '../errors.ts'

/** Tippecanoe measures in 256ths of a tile; a tile has 4096 units a side. */
export const UNITS_PER_PIXEL = 16
const DEEPEST = 20

/** A fault of an option, where the fault names no other place. */
export function usage(key: string, fault: Fault): UserError {
  return new UserError('usage', { ...fault, where: fault.where ?? { key } })
}

/** @throws UserError `usage` for a zoom that no tile has */
export function checkZoom(key: string, zoom: number): void {
  if (zoom >= 0 && zoom <= DEEPEST) return
  throw usage(key, {
    what: 'there is no such zoom',
    got: String(zoom),
    expected: `0 to ${DEEPEST}`,
    next: 'map viewers enlarge the deepest tiles; 14 is enough for buildings',
  })
}
