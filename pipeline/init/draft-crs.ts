import type { Bounds } from '../geo/bounds.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { tableSchema } from '../store/index.ts'
import type { Draft } from './draft.ts'

/** How far from the other layers a layer of the same city may lie, in degrees. */
const REACH_DEG = 0.5

/**
 * Settles the CRS of a layer that does not state one that fits: the only reading of its coordinates that falls beside the layers that do, or
 * the only one in Indonesia at all. Where several remain the source becomes an obstacle that names them.
 *
 * @param known bounds in degrees of the layers whose CRS is plain, or null
 */
export function settleCrs(draft: Draft, { crs, geometry }: LayerSummary, known: Bounds | null): void {
  if (tableSchema(draft.table).geometry === null || geometry.bbox === null) return
  if (crs.insideIndonesia === true && crs.candidates.length === 0) return
  const readings = crs.candidates.flatMap(({ codes, swapped, middles }) =>
    codes.map((code, i) => ({ code, swapped, middle: middles[i]! })),
  )
  const near = known ? readings.filter(({ middle }) => isNear(middle, known)) : readings
  const [only, ...others] = near
  if (only && others.length === 0) {
    if (crs.code !== only.code) draft.source.crs = only.code
    if (only.swapped) draft.source.axis_order = 'lat_lon'
    return
  }
  const named = (near.length > 0 ? near : readings).map(
    ({ code, swapped }) => `${code}${swapped ? ' (lat_lon)' : ''}`,
  )
  draft.obstacle ??= { kind: 'crs', candidates: named }
}

function isNear([lon, lat]: [number, number], [west, south, east, north]: Bounds): boolean {
  return (
    lon >= west - REACH_DEG && lon <= east + REACH_DEG && lat >= south - REACH_DEG && lat <= north + REACH_DEG
  )
}
