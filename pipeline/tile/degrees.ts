import type { Position } from 'geojson'

/** A few positions may be damaged: this share of a sample must be degrees. */
const BELIEVED_SHARE = 0.9

/** Whether most of the positions could be longitude and latitude. */
export function areDegrees(positions: readonly Position[]): boolean {
  const fitting = positions.filter(([x, y]) => Math.abs(x!) <= 180 && Math.abs(y!) <= 90).length
  return fitting >= positions.length * BELIEVED_SHARE
}
