import type { City } from '../city.ts'
import type { Bounds } from '../geo/bounds.ts'
import { crsFromCode, utmCodeAt } from '../geo/crs-table.ts'

/** What the files say of the city as a whole; null where they do not. */
export interface CityFacts {
  code: string | null
  utm_crs: string | null
  envelope: City['envelope'] | null
}

/** Room around the layers, in degrees: about 2 km. */
const MARGIN_DEG = 0.02
/** From the central meridian; agencies let layers stick out of their zone a little. */
const ZONE_REACH_DEG = 4

/**
 * @param codes two-group prefixes of kelurahan codes with how often each was met
 * @param bounds of the layers, in degrees
 * @param stated codes of the CRS that polygon layers state
 */
export function cityFacts(
  codes: ReadonlyMap<string, number>,
  bounds: Bounds | null,
  stated: readonly string[],
): CityFacts {
  const [commonest] = [...codes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return {
    code: commonest?.[0] ?? null,
    utm_crs: stated.find((code) => isUtm(code) && holds(code, bounds)) ?? (bounds && utmOf(bounds)),
    envelope: bounds && envelopeOf(bounds),
  }
}

/** UTM of WGS 84, SRGI2013 or DGN95. */
function isUtm(code: string): boolean {
  return /^EPSG:(?:326|327)(?:4[6-9]|5[0-4])$|^EPSG:(?:947[6-9]|948[0-2]|948[7-9]|949[0-4]|2386[6-9]|2387\d|2388[0-4])$/.test(
    code,
  )
}

/** Whether the middle of the layers lies in the zone or close beside it. */
function holds(code: string, bounds: Bounds | null): boolean {
  const zone = /\+zone=(\d+)/.exec(crsFromCode(code).proj4)
  if (bounds === null || zone === null) return true
  return Math.abs((bounds[0] + bounds[2]) / 2 - (Number(zone[1]) * 6 - 183)) <= ZONE_REACH_DEG
}

/** The UTM zone on WGS 84 that holds the middle of the layers. */
function utmOf([west, south, east, north]: Bounds): string {
  return utmCodeAt((west + east) / 2, (south + north) / 2)
}

function envelopeOf([west, south, east, north]: Bounds): City['envelope'] {
  const down = (value: number) => Math.floor((value - MARGIN_DEG) * 100) / 100
  const up = (value: number) => Math.ceil((value + MARGIN_DEG) * 100) / 100
  return [down(west), down(south), up(east), up(north)]
}
