import type { Feature } from 'geojson'
import { isPieceOf } from './profile-words.ts'
import { zoneCodes } from './zone-codes.ts'
import type { Zone } from './zones.ts'

const indexes = new WeakMap<readonly Feature[], Map<string, Feature[]>>()

/**
 * Pieces of the change that are of a zone, in their order.
 *
 * @param pieces of the layer `zone_changes`; gone through once, however many zones are asked of
 */
export function zonePieces(
  pieces: readonly Feature[],
  zone: Pick<Zone, 'zone_id' | 'properties'>,
): Feature[] {
  const named = indexOf(pieces).get(zone.zone_id) ?? []
  return named.filter(({ properties }) => isPieceOf(properties ?? {}, zone))
}

/** Pieces by every code of a zone that they name on whichever side. */
function indexOf(pieces: readonly Feature[]): Map<string, Feature[]> {
  const known = indexes.get(pieces)
  if (known !== undefined) return known
  const index = new Map<string, Feature[]>()
  for (const piece of pieces) {
    const { zone_id, from_zone_id, to_zone_id } = piece.properties ?? {}
    for (const code of new Set([zone_id, from_zone_id, to_zone_id].flatMap(zoneCodes))) {
      const own = index.get(code)
      if (own) own.push(piece)
      else index.set(code, [piece])
    }
  }
  indexes.set(pieces, index)
  return index
}
