import { areaM2Geodesic, areaM2Planar, M2_PER_HA, type Project } from '../../../geo/area.ts'
import { crsFromCode, fromLonLat } from '../../../geo/crs.ts'
import { centralMeridian, crsOfEpsg, utmEpsg } from '../../../geo/crs-table.ts'
import type { Text } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Given } from '../judge.ts'
import type { Area } from '../world.ts'
import { place } from './admin.ts'

const DEGREE = Math.PI / 180
/** Mean radius of the earth as `area` of @turf/turf takes it. */
const SPHERE_M = 6_371_008.8
/** Equatorial radius of WGS 84, that of the sphere of EPSG:3857. */
const EQUATOR_M = 6_378_137

/** A plane on which areas equal those of the sphere whose latitudes are the geodetic ones. */
const sphere: Project = (lon, lat) => [SPHERE_M * lon * DEGREE, SPHERE_M * Math.sin(lat * DEGREE)]

const webMercator: Project = (lon, lat) => [
  EQUATOR_M * lon * DEGREE,
  EQUATOR_M * Math.log(Math.tan(Math.PI / 4 + (lat * DEGREE) / 2)),
]

interface Method {
  name: Text
  area_ha: number
}

/** Hectares by the ways people measure them by mistake; those of the city's own CRS are not among them. */
export function otherMethods(geometry: Area, utm_crs: string): Method[] {
  const methods: Method[] = [
    {
      name: { id: 'luas geodesik pada elipsoid', en: 'geodesic area on the ellipsoid' },
      area_ha: areaM2Geodesic(geometry) / M2_PER_HA,
    },
    {
      name: { id: 'luas bola (Turf)', en: 'area on a sphere (Turf)' },
      area_ha: areaM2Planar(geometry, sphere) / M2_PER_HA,
    },
    {
      name: { id: 'Web Mercator (EPSG:3857)', en: 'Web Mercator (EPSG:3857)' },
      area_ha: areaM2Planar(geometry, webMercator) / M2_PER_HA,
    },
  ]
  const meridian = centralMeridian(crsFromCode(utm_crs))
  if (meridian === null) return methods
  const zone = Math.floor((meridian + 180) / 6) + 1
  for (const neighbour of [zone - 1, zone + 1]) {
    const crs = crsOfEpsg(utmEpsg('wgs84', neighbour, false) ?? utmEpsg('wgs84', neighbour, true) ?? 0)
    if (crs === undefined) continue
    methods.push({
      name: { id: `zona UTM ${neighbour}`, en: `UTM zone ${neighbour}` },
      area_ha: areaM2Planar(geometry, fromLonLat(crs)) / M2_PER_HA,
    })
  }
  return methods
}

/** AREA_METHOD: hectares that do not match the city's CRS, but do match another way to measure the same outline. */
export function checkAreaMethod(
  stated_ha: number,
  geometry: Area,
  { world, report, catalogue }: Pick<Given, 'world' | 'report' | 'catalogue'>,
): void {
  const limit_pct = thresholdOf(catalogue, 'AREA_METHOD', world.city)
  const near = otherMethods(geometry, world.city.utm_crs)
    .map((method) => ({ ...method, off_pct: 100 * Math.abs(stated_ha / method.area_ha - 1) }))
    .filter((method) => method.off_pct <= limit_pct)
    .sort((a, b) => a.off_pct - b.off_pct)[0]
  if (!near) return
  report({
    code: 'AREA_METHOD',
    field: 'area_ha_decree',
    got: `${stated_ha} ha`,
    expected: `${near.area_ha.toFixed(4)} ha (${near.name.en})`,
    ...place(geometry),
    message: {
      id: `Luas ${amount(stated_ha).id} ha cocok dengan ${near.name.id}, bukan dengan ${world.city.utm_crs}.`,
      en: `${amount(stated_ha).en} ha agree with ${near.name.en}, not with ${world.city.utm_crs}.`,
    },
  })
}
