import type { Bounds } from '../geo/bounds.ts'
import { type Crs, crsFromCode } from '../geo/crs.ts'
import { type CrsFault, nameCrsFault } from '../geo/crs-readings.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { tableSchema } from '../store/index.ts'
import type { Draft } from './draft.ts'

/** How far from the other layers a layer of the same city may lie, in degrees. */
const REACH_DEG = 0.5

/** A way to read the coordinates that the file does not state. */
export interface Reading {
  code: string
  swapped: boolean
  /** Longitude and latitude of the middle of the positions. */
  middle: [number, number]
}

/** Why a source is read otherwise than its file says. */
export interface Overruled {
  fault: CrsFault
  /** The CRS stated, or the words that were not understood; null when nothing is stated. */
  stated: string | null
  isUnderstood: boolean
}

/**
 * Settles the CRS of a layer that does not state one that fits: the only reading of its coordinates that falls beside the layers that do, or
 * the only one in Indonesia at all, or the other hemisphere of the zone stated. Where several remain the source becomes an obstacle that
 * names them.
 *
 * @param known bounds in degrees of the layers whose CRS is plain, or null
 */
export function settleCrs(draft: Draft, { crs, geometry }: LayerSummary, known: Bounds | null): void {
  if (tableSchema(draft.table).geometry === null || geometry.bbox === null) return
  if (crs.insideIndonesia === true && crs.candidates.length === 0) return
  const stated = crs.code === null ? null : crsOrNull(crs.code)
  const readings = crs.candidates.flatMap(({ codes, swapped, middles }) =>
    codes.map((code, i): Reading => ({ code, swapped, middle: middles[i]! })),
  )
  const near = known ? readings.filter(({ middle }) => isNear(middle, known)) : readings
  const only = near.length === 1 ? near[0]! : known === null ? otherHemisphere(stated, readings) : null
  if (only !== null) {
    if (crs.code !== only.code) draft.source.crs = only.code
    if (only.swapped) draft.source.axis_order = 'lat_lon'
    draft.reading = only
    draft.overruled = {
      fault: faultOf(stated, only),
      stated: crs.code ?? crs.stated,
      isUnderstood: crs.code !== null,
    }
    return
  }
  const named = (near.length > 0 ? near : readings).map(
    ({ code, swapped }) => `${code}${swapped ? ' (lat_lon)' : ''}`,
  )
  draft.obstacle ??= { kind: 'crs', candidates: named, stated: crs.code ?? crs.stated }
}

/** The same zone across the equator, where that falls into Indonesia and no two readings are it. */
function otherHemisphere(stated: Crs | null, readings: readonly Reading[]): Reading | null {
  if (stated === null) return null
  const found = readings.filter(
    (reading) => !reading.swapped && faultOf(stated, reading) === 'CRS_HEMISPHERE',
  )
  return found.length === 1 ? found[0]! : null
}

function faultOf(stated: Crs | null, { code, swapped }: Reading): CrsFault {
  return nameCrsFault(stated && { crs: stated, axisOrder: 'lon_lat' }, {
    crs: crsFromCode(code),
    axisOrder: swapped ? 'lat_lon' : 'lon_lat',
  })
}

/** A transverse Mercator without an EPSG number has a name only. */
function crsOrNull(code: string): Crs | null {
  try {
    return crsFromCode(code)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function isNear([lon, lat]: [number, number], [west, south, east, north]: Bounds): boolean {
  return (
    lon >= west - REACH_DEG && lon <= east + REACH_DEG && lat >= south - REACH_DEG && lat <= north + REACH_DEG
  )
}
