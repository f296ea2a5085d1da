import { compareArea } from '../../../decree/area-status.ts'
import { areaM2Geodesic, areaM2Planar, M2_PER_HA } from '../../../geo/area.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { Judge } from '../judge.ts'
import { numberOf, textOf } from '../row-values.ts'
import { checkPlaceNames, place } from './admin.ts'
import { checkAreaMethod } from './area-method.ts'
import { type Overlap, placesOf } from './place-index.ts'

/** AREA_* and AREA_METHOD: the decreed hectares of a zone against its measured ones (domain: decree hectares are planar UTM). */
export const checkZoneArea: Judge = ({ row, geometry, world, report, catalogue }) => {
  if (geometry === null || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) return
  const area_ha_utm = areaM2Planar(geometry, world.toUtm) / M2_PER_HA
  const stated = numberOf(row.area_ha_decree)
  const comparison = compareArea(stated, world.digits.halfUnit_ha('zones', row), area_ha_utm, world.city.area)
  world.measured = {
    decree_number: String(row.decree_number),
    zone_id: String(row.zone_id),
    name: textOf(row.name),
    kelurahan: textOf(row.kelurahan),
    area_ha_decree: stated,
    area_ha_utm,
    area_ha_geodesic: areaM2Geodesic(geometry) / M2_PER_HA,
    ...comparison,
  }
  if (comparison.area_status === 'ok') return
  const code = { missing: 'AREA_MISSING', stale: 'AREA_STALE', wrong: 'AREA_WRONG' }[comparison.area_status]
  const difference = amount(comparison.area_difference_pct ?? 0, 2)
  report({
    code,
    field: 'area_ha_decree',
    got: stated === null ? null : `${stated} ha`,
    expected: `${area_ha_utm.toFixed(4)} ha (${world.city.utm_crs})`,
    ...place(geometry),
    message:
      stated === null
        ? { id: 'Luas menurut SK tidak tertulis.', en: 'The decreed area is not stated.' }
        : {
            id: `Luas SK ${amount(stated).id} ha, terukur ${amount(area_ha_utm, 2).id} ha: selisih ${difference.id} %.`,
            en: `Decreed ${amount(stated).en} ha, measured ${amount(area_ha_utm, 2).en} ha: difference ${difference.en} %.`,
          },
  })
  if (stated !== null) checkAreaMethod(stated, geometry, { world, report, catalogue })
}

/** ADMIN_*, NAME_FUZZY, OVER_WATER, AREA_SHARE: the zone against the kelurahan it lies in and says it lies in. */
export const checkZonePlace: Judge = (given) => {
  const { row, geometry, world, report } = given
  if (world.kelurahan.length === 0) return
  checkPlaceNames(given)
  if (geometry === null || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) return
  const overlaps = placesOf(world, given.catalogue).overlaps(geometry)
  const area_m2 = areaM2Planar(geometry, world.toUtm)
  const onLand_m2 = overlaps.reduce((sum, overlap) => sum + overlap.area_m2, 0)
  const outside_pct = (100 * (area_m2 - onLand_m2)) / area_m2
  const limit_pct = thresholdOf(given.catalogue, 'OVER_WATER')
  if (outside_pct > limit_pct) {
    report({
      code: 'OVER_WATER',
      field: 'geometry',
      got: `${outside_pct.toFixed(1)} %`,
      expected: `<= ${limit_pct} %`,
      ...place(geometry),
      message: {
        id: `${amount(outside_pct, 1).id} % luas berada di luar semua poligon kelurahan; bila di atas air, ini permukiman pelantar.`,
        en: `${amount(outside_pct, 1).en} % of the area lies outside every kelurahan; over water it is a stilt settlement.`,
      },
    })
  }
  const largest = overlaps[0]
  const stated =
    row.kelurahan_code === null ? null : (world.kelurahanByCode.get(String(row.kelurahan_code)) ?? null)
  if (largest && stated && largest.unit.code !== stated.code) {
    report({
      code: 'ADMIN_GEOMETRY',
      field: 'kelurahan_code',
      got: `${stated.code} ${stated.name}`,
      expected: `${largest.unit.code} ${largest.unit.name}`,
      ...place(geometry),
      message: {
        id: `Tertulis di ${stated.name}, tetapi bagian terbesarnya terletak di ${largest.unit.name}.`,
        en: `It is said to lie in ${stated.name}, but most of it lies in ${largest.unit.name}.`,
      },
    })
  }
  const home = stated ? overlaps.find(({ unit }) => unit.code === stated.code) : largest
  if (home) checkShare(home, given)
}

/** AREA_SHARE: what of the zone lies in its kelurahan, by the area of that kelurahan. */
function checkShare(
  { unit, area_m2 }: Overlap,
  { geometry, world, report, catalogue }: Parameters<Judge>[0],
): void {
  const share_pct = (100 * area_m2) / placesOf(world, catalogue).area_m2(unit)
  const limit_pct = thresholdOf(catalogue, 'AREA_SHARE')
  if (share_pct <= limit_pct) return
  report({
    code: 'AREA_SHARE',
    field: 'area_ha_decree',
    got: `${share_pct.toFixed(1)} %`,
    expected: `<= ${limit_pct} %`,
    ...place(geometry!),
    message: {
      id: `Bagian lokasi ini di dalam Kelurahan ${unit.name} mencakup ${amount(share_pct, 1).id} % luasnya.`,
      en: `The part of the location inside kelurahan ${unit.name} is ${amount(share_pct, 1).en} % of it.`,
    },
  })
}
