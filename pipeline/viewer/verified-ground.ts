import type { VerifiedZone } from './verification.ts'
import { num } from './zones.ts'

/** Hectares in the UTM plane by the code of the change. */
export interface VerifiedGround {
  kept: number
  left: number
  added: number
}

/** Hectares of zones, each ground once, whichever of the zones that were merged are among them. */
export function verifiedGround(zones: readonly VerifiedZone[]): VerifiedGround {
  return {
    kept: told(zones.reduce((sum, zone) => sum + keptHectares(zone), 0)),
    left: told(hectaresOf(zones, 'left')),
    added: told(hectaresOf(zones, 'added')),
  }
}

/** The ground of a piece that merged zones have in common is, within each, what has not left it. */
function keptHectares(zone: VerifiedZone): number {
  if (zone.merged_with.length === 0 || zone.area_ha_utm === null) return hectaresOf([zone], 'kept')
  return Math.max(0, zone.area_ha_utm - hectaresOf([zone], 'left'))
}

function hectaresOf(zones: readonly VerifiedZone[], change: string): number {
  const pieces = [...new Set(zones.flatMap((zone) => zone.pieces))]
  return pieces
    .filter(({ properties }) => properties?.change === change)
    .reduce((sum, { properties }) => sum + (num(properties ?? {}, 'area_ha_utm') ?? 0), 0)
}

/** With the decimals of the published layer: a difference of doubles is no ground. */
function told(hectares: number): number {
  return Number(hectares.toFixed(9))
}
