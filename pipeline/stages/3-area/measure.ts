import type { City } from '../../city.ts'
import { areaM2Geodesic, areaM2Planar, M2_PER_HA, type Project, perimeterMPlanar } from '../../geo/area.ts'
import { crsFromCode, fromLonLat } from '../../geo/crs.ts'
import { labelPoint } from '../../geo/label-point.ts'
import type { Area } from './read.ts'

export { M2_PER_HA }

/** What an overlay leaves along a border that is drawn twice: a smaller piece is no ground of its own. */
export const SLIVER_HA = 1e-4

export interface Measures {
  /** Planar, in the city's UTM zone: the agencies' own method. */
  area_ha_utm: number
  /** On the WGS 84 ellipsoid (Karney 2013, GeographicLib). */
  area_ha_geodesic: number
  perimeter_m: number
  /** A point inside the polygon. */
  label_lon: number | null
  label_lat: number | null
}

export function projectOf(city: City): Project {
  return fromLonLat(crsFromCode(city.utm_crs))
}

/** Area both ways, perimeter in the UTM plane and a point inside for the label; lon/lat in, hectares and metres out. */
export function measure(geometry: Area, project: Project): Measures {
  const label = labelPoint(geometry)
  return {
    area_ha_utm: areaM2Planar(geometry, project) / M2_PER_HA,
    area_ha_geodesic: areaM2Geodesic(geometry) / M2_PER_HA,
    perimeter_m: perimeterMPlanar(geometry, project),
    label_lon: label?.[0] ?? null,
    label_lat: label?.[1] ?? null,
  }
}

export const MEASURE_COLUMNS = {
  area_ha_utm: 'DOUBLE',
  area_ha_geodesic: 'DOUBLE',
  perimeter_m: 'DOUBLE',
  label_lon: 'DOUBLE',
  label_lat: 'DOUBLE',
} as const
