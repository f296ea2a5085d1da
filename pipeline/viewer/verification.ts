import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { type ChangePair, shownPair } from './change.ts'
import { cellNumber } from './table-cells.ts'
import type { ThemeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'
import { zoneCodes } from './zone-codes.ts'
import { num, str, type Zone } from './zones.ts'

/** What the newest verification of a zone found of the ground its decree calls slum. */
export interface VerifiedZone {
  /** Number of the verification, and its year. */
  to_decree: string
  year: number
  /** Ground that was kept, that left, and that was added outside of the decreed outline. */
  pieces: readonly Feature[]
}

/** What was verified up to the year that is drawn; zones that are not in it were not. */
export interface Verification {
  /** Years of the verifications that count, oldest first. */
  years: number[]
  byZone: ReadonlyMap<string, VerifiedZone>
}

/** Themes whose year is that of a survey, and whose zones a verification of that year has made smaller. */
const OF_SLUM: ReadonlySet<Theme['group']> = new Set(['slum', 'criteria', 'handling'])

/**
 * What was verified by the year a theme shows; null where it shows no slum of a year, no verification is that old, and while
 * the pieces are read.
 */
export function verification(
  atlas: Atlas,
  theme: Theme,
  { year }: Pick<ThemeValues, 'year'>,
): Verification | null {
  if (!OF_SLUM.has(theme.group)) return null
  return verificationBy(atlas, year?.year ?? newestSurvey(atlas.zones))
}

/** {@link verification} by the end of a year. */
export function verificationBy(atlas: Atlas, year: number | null): Verification | null {
  if (year === null || !atlas.hasLayer('zone_changes')) return null
  const known = new Map([...verificationYears(atlas)].filter(([, of]) => of <= year))
  // The pieces are megabytes in a large city, and read only where one was verified.
  if (known.size === 0) return null
  const pieces = atlas.features('zone_changes')
  return pieces.state === 'ready' ? verifiedZones(atlas.zones, pieces.value, known) : null
}

/** Years of the verifications of the release, by their number. */
function verificationYears(atlas: Pick<Atlas, 'table'>): Map<string, number> {
  const decrees = atlas.table('decrees')
  if (decrees.state !== 'ready') return new Map()
  return new Map(
    decrees.value.flatMap((row): [string, number][] => {
      const year = row.kind === 'verification' ? cellNumber(row, 'vintage') : null
      return year === null ? [] : [[row.decree_number ?? '', year]]
    }),
  )
}

function newestSurvey(zones: readonly Pick<Zone, 'properties'>[]): number | null {
  const years = zones.flatMap(({ properties }) => num(properties, 'score_vintage') ?? [])
  return years.length === 0 ? null : Math.max(...years)
}

/**
 * Each zone by the newest verification that speaks of it.
 *
 * @param pieces of the layer `zone_changes`, of all pairs
 * @param years of the verifications that count, by their number
 */
export function verifiedZones(
  zones: readonly Pick<Zone, 'zone_id' | 'properties'>[],
  pieces: Feature[],
  years: ReadonlyMap<string, number>,
): Verification | null {
  const index = indexOf(pieces)
  const byZone = new Map<string, VerifiedZone>()
  for (const zone of zones) {
    const found = [...years].flatMap(([to_decree, year]) => {
      const own = index.get(unitKey(str(zone.properties, 'decree_number'), to_decree, zone.zone_id))
      if (own === undefined) return []
      return [{ to_decree, year, pieces: own }]
    })
    const newest = found.sort((a, b) => a.year - b.year || (a.to_decree < b.to_decree ? -1 : 1)).at(-1)
    if (newest !== undefined) byZone.set(zone.zone_id, newest)
  }
  if (byZone.size === 0) return null
  const told = [...new Set([...byZone.values()].map(({ year }) => year))].sort((a, b) => a - b)
  return { years: told, byZone }
}

/** Tells the ground that left a zone by one comparison from all other, in the layer as in the tiles. */
export function pieceKey(piece: Record<string, unknown>): string {
  return [str(piece, 'from_decree'), str(piece, 'to_decree'), str(piece, 'zone_id')].join(' ')
}

/** The ground that left the zones, each piece by its {@link pieceKey}. */
export function leftPieces(verification: Verification | null): string[] {
  const pieces = [...(verification?.byZone.values() ?? [])].flatMap((zone) => zone.pieces)
  const left = pieces.filter(({ properties }) => properties?.change === 'left')
  return [...new Set(left.map(({ properties }) => pieceKey(properties ?? {})))].sort()
}

/**
 * Zones that the verification of the change the map draws does not speak of: slum as decreed, and nobody has looked. None
 * where the later side is a decree, which speaks of all zones, and where the earlier is not the decree of the zones.
 */
export function notVerified(atlas: Atlas): Zone[] {
  return atlas.zones.filter(unverified(atlas))
}

/** Whether a zone is one of {@link notVerified}. */
export function isNotVerified(atlas: Atlas, zone: Zone): boolean {
  return unverified(atlas)(zone)
}

/** {@link isNotVerified} of many zones. */
export function unverified(atlas: Atlas): (zone: Zone) => boolean {
  const pieces = atlas.features('zone_changes')
  if (pieces.state !== 'ready') return () => false
  const pair = shownPair(pieces.value)
  if (pair === null || !isVerification(atlas, pair)) return () => false
  const index = indexOf(pieces.value)
  return ({ zone_id, properties }) => {
    const decree = str(properties, 'decree_number')
    return decree === pair.from_decree && !index.has(unitKey(decree, pair.to_decree, zone_id))
  }
}

/** Whether a change is from a decree to a verification. */
export function isVerification(atlas: Pick<Atlas, 'table'>, { to_decree }: ChangePair): boolean {
  return verificationYears(atlas).has(to_decree)
}

const indexes = new WeakMap<Feature[], Map<string, Feature[]>>()

/** Pieces by the zone they are of in the earlier decree and the two that are compared, reckoned once. */
function indexOf(pieces: Feature[]): Map<string, Feature[]> {
  const known = indexes.get(pieces)
  if (known !== undefined) return known
  const index = new Map<string, Feature[]>()
  for (const piece of pieces) {
    const { from_decree, to_decree, from_zone_id } = piece.properties ?? {}
    for (const code of zoneCodes(from_zone_id)) {
      const key = unitKey(from_decree, to_decree, code)
      const own = index.get(key)
      if (own) own.push(piece)
      else index.set(key, [piece])
    }
  }
  indexes.set(pieces, index)
  return index
}

function unitKey(from_decree: string | null, to_decree: string, zone_id: string): string {
  return JSON.stringify([from_decree, to_decree, zone_id])
}
