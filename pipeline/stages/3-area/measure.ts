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
  /** Planar like `area_ha_utm`; all rings, holes included. */
  perimeter_m: number
  /** 4 pi area / perimeter^2 of the two before (Polsby and Popper 1991): 1 for a circle, near 0 for what is thin or frayed. */
  compactness: number | null
  /** A point inside the polygon. */
  label_lon: number | null
  label_lat: number | null
}

export function projectOf(city: City): Project {
  return fromLonLat(crsFromCode(city.utm_crs))
}

/** Area both ways, perimeter and compactness in the UTM plane and a point inside for the label; lon/lat in, hectares and metres out. */
export function measure(geometry: Area, project: Project): Measures {
  const label = labelPoint(geometry)
  const area_m2 = areaM2Planar(geometry, project)
  const perimeter_m = perimeterMPlanar(geometry, project)
  return {
    area_ha_utm: area_m2 / M2_PER_HA,
    area_ha_geodesic: areaM2Geodesic(geometry) / M2_PER_HA,
    perimeter_m,
    compactness: perimeter_m > 0 ? (4 * Math.PI * area_m2) / perimeter_m ** 2 : null,
    label_lon: label?.[0] ?? null,
    label_lat: label?.[1] ?? null,
  }
}

export const MEASURE_COLUMNS = {
  area_ha_utm: 'DOUBLE',
  area_ha_geodesic: 'DOUBLE',
  perimeter_m: 'DOUBLE',
  compactness: 'DOUBLE',
  label_lon: 'DOUBLE',
  label_lat: 'DOUBLE',
} as const
