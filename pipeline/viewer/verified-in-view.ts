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
  count: number
  hectares: number
}

/** Zones and hectares that left, stayed, came and were not verified; those that are none are left out. */
export function verifiedInView(
  zones: readonly Pick<Zone, 'zone_id' | 'properties' | 'bounds'>[],
  { byZone }: Verification,
  view: Bounds | null,
): VerifiedPart[] {
  const seen = zones.filter(({ bounds }) => view === null || boundsOverlap(bounds, view))
  const found = seen.flatMap(({ zone_id }) => byZone.get(zone_id) ?? [])
  const others = seen.filter(({ zone_id }) => !byZone.has(zone_id))
  const ground = verifiedGround(found)
  const having = (change: string) =>
    found.filter(({ pieces }) => pieces.some(({ properties }) => properties?.change === change)).length
  return (
    [
      { word: 'verified_left', sign: 'left', count: having('left'), hectares: ground.left },
      { word: 'verified_kept', sign: null, count: having('kept'), hectares: ground.kept },
      { word: 'verified_added', sign: null, count: having('added'), hectares: ground.added },
      {
        ...{ word: 'verified_not', sign: null, count: others.length },
        hectares: others.reduce((sum, { properties }) => sum + (num(properties, 'area_ha_utm') ?? 0), 0),
      },
    ] satisfies VerifiedPart[]
  ).filter(({ count }) => count > 0)
}
