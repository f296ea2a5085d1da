import type { VerifiedZone } from './verification.ts'
import { num } from './zones.ts'

/** Hectares in the UTM plane by the code of the change. */
export interface VerifiedGround {
  kept: number
  left: number
  added: number
}

/** Hectares of zones, each ground once: merged zones have what was added to them in common. */
export function verifiedGround(zones: readonly VerifiedZone[]): VerifiedGround {
  return {
    kept: told(hectaresOf(zones, 'kept')),
    left: told(hectaresOf(zones, 'left')),
    added: told(hectaresOf(zones, 'added')),
  }
}

function hectaresOf(zones: readonly VerifiedZone[], change: string): number {
  const pieces = [...new Set(zones.flatMap((zone) => zone.pieces))]
  return pieces
    .filter(({ properties }) => properties?.change === change)
    .reduce((sum, { properties }) => sum + (num(properties ?? {}, 'area_ha_utm') ?? 0), 0)
}

/** With the decimals of the published layer. */
function told(hectares: number): number {
  return Number(hectares.toFixed(9))
}
