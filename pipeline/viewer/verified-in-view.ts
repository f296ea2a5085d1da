import type { Word } from './i18n.ts'
import type { Bounds } from './release.ts'
import type { Verification } from './verification.ts'
import { verifiedGround } from './verified-ground.ts'
import { boundsOverlap, num, type Zone } from './zones.ts'

/**
 * A part of the zones in view, in hectares as measured: a verification states none. Together they are what is measured of
 * the decreed outlines, but for ground that is new and strips along borders that were drawn twice.
 */
export interface VerifiedPart {
  word: Word
  /** How the map draws it; null where in the colour of its class. */
  sign: 'left' | null
  /** Zones, null for ground of those that were verified: one zone may have kept some and lost some. */
  count: number | null
  hectares: number
}

export interface VerifiedInView {
  /** Zones in view that a verification speaks of. */
  count: number
  parts: VerifiedPart[]
}

/** Zones that were verified, their ground that left, stayed and came, and zones that were not; parts that are none are left out. */
export function verifiedInView(
  zones: readonly Pick<Zone, 'zone_id' | 'properties' | 'bounds'>[],
  { byZone }: Verification,
  view: Bounds | null,
): VerifiedInView {
  const seen = zones.filter(({ bounds }) => view === null || boundsOverlap(bounds, view))
  const found = seen.flatMap(({ zone_id }) => byZone.get(zone_id) ?? [])
  const others = seen.filter(({ zone_id }) => !byZone.has(zone_id))
  const ground = verifiedGround(found)
  const has = (change: string) =>
    found.some(({ pieces }) => pieces.some(({ properties }) => properties?.change === change))
  const part = (change: 'left' | 'kept' | 'added'): VerifiedPart[] =>
    has(change)
      ? [
          {
            ...{ word: `verified_${change}`, sign: change === 'left' ? change : null, count: null },
            hectares: ground[change],
          },
        ]
      : []
  const hectares = others.reduce((sum, { properties }) => sum + (num(properties, 'area_ha_utm') ?? 0), 0)
  const unverified: VerifiedPart[] =
    others.length === 0 ? [] : [{ word: 'verified_not', sign: null, count: others.length, hectares }]
  return { count: found.length, parts: [...part('left'), ...part('kept'), ...part('added'), ...unverified] }
}
