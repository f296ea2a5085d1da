import type { Position } from 'geojson'

/** This share of a sample must be degrees: the features that are not are refused one by one, and counted. */
const BELIEVED_SHARE = 0.5

/** Whether most of the positions could be longitude and latitude. */
export function areDegrees(positions: readonly Position[]): boolean {
  const fitting = positions.filter(([x, y]) => Math.abs(x!) <= 180 && Math.abs(y!) <= 90).length
  return fitting >= positions.length * BELIEVED_SHARE
}

/** Whether most of the positions are degrees with the latitude first, which all of Indonesia betrays: it lies east of 90. */
export function areSwapped(positions: readonly Position[]): boolean {
  return !areDegrees(positions) && areDegrees(positions.map(([x, y]) => [y!, x!]))
}
