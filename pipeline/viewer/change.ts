import type { Feature } from 'geojson'
import { cellNumber } from './table-cells.ts'
import { str } from './zones.ts'

/** Two decrees, or a decree and a verification, and the years they speak of. */
export interface ChangePair {
  from_decree: string
  to_decree: string
  from_vintage: string | null
  to_vintage: string | null
}

/** Hectares of a pair for the whole city, each piece of ground counted once. */
export interface CityChange {
  area_ha_before: number
  area_ha_after: number
  /** By the code of the change: kept, left, added. */
  area_ha: Record<string, number>
  /** Part of what was kept: ground that a verification does not speak of. */
  area_ha_not_verified: number
  /** Whether ground passed from zone to zone, which the map draws as left by one and added to the other. */
  passed: boolean
}

/** The pair the map draws; null where the pieces name none. */
export function shownPair(pieces: Feature[]): ChangePair | null {
  for (const { properties } of pieces) {
    const piece = properties ?? {}
    const from_decree = str(piece, 'from_decree')
    const to_decree = str(piece, 'to_decree')
    if (piece.shown === false || from_decree === null || to_decree === null) continue
    const [from_vintage, to_vintage] = [str(piece, 'from_vintage'), str(piece, 'to_vintage')]
    return { from_decree, to_decree, from_vintage, to_vintage }
  }
  return null
}

/**
 * `SK 337/2014 → Verifikasi Kampung Bugis 2018`; with the years behind it where a name lacks its own and both are known.
 *
 * @param nameOf what a decree or verification is called
 */
export function pairText(
  { from_decree, to_decree, from_vintage, to_vintage }: ChangePair,
  nameOf: (number: string) => string,
): string {
  const [from, to] = [nameOf(from_decree), nameOf(to_decree)]
  const decrees = `${from} → ${to}`
  if (from_vintage === null || to_vintage === null) return decrees
  const isTold = from.includes(from_vintage) && to.includes(to_vintage)
  return isTold ? decrees : `${decrees} (${from_vintage} → ${to_vintage})`
}

/** The city's row of `change_totals` for a pair; null where the table has none, or not all of its hectares. */
export function cityChange(totals: Record<string, string>[], pair: ChangePair): CityChange | null {
  const ofPair = totals.filter(
    (row) => row.from_decree === pair.from_decree && row.to_decree === pair.to_decree,
  )
  const city = ofPair.find((row) => row.level === 'city')
  if (city === undefined) return null
  const [before, after, kept, left, added] = ['before', 'after', 'kept', 'left', 'added'].map((part) =>
    cellNumber(city, `area_ha_${part}`),
  )
  if (before == null || after == null || kept == null || left == null || added == null) return null
  return {
    area_ha_before: before,
    area_ha_after: after,
    area_ha: { kept, left, added },
    area_ha_not_verified: cellNumber(city, 'area_ha_not_verified') ?? 0,
    passed: ofPair.some(
      (row) =>
        (cellNumber(row, 'area_ha_left_to_other_zones') ?? 0) > 0 ||
        (cellNumber(row, 'area_ha_added_from_other_zones') ?? 0) > 0,
    ),
  }
}
