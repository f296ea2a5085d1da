import { areaM2Geodesic } from '../../../../pipeline/geo/area.ts'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../../support/made-up-places.ts'
import type { Faults } from './fault.ts'

const DECREES = csvSource(
  'decrees',
  `decree_number,kind,vintage
   1/2018,decree,2018
   verifikasi-2020,verification,2020`,
)
const zone = { decree_number: '1/2018', kelurahan_code: '99.71.01.1001' }
const later = { ...zone, decree_number: 'verifikasi-2020' }
const big = rectangle(0, 0, 900, 500)
const geodesic_ha = areaM2Geodesic(big) / 10_000

/** Hectares against the outline and against those of another year. */
export const area: Faults = {
  dirty: {
    city: { area: { difference_warn_pct: 0.001, difference_error_pct: 1, sliver_m: 0.5 } },
    sources: [
      kelurahanSource(),
      DECREES,
      featureSource('zones', [
        { ...zone, zone_id: 'AREA_METHOD', area_ha_decree: geodesic_ha, geometry: big },
        { ...zone, zone_id: 'A', area_ha_decree: 18.92, geometry: rectangle(0, 500, 100, 100) },
        {
          ...later,
          zone_id: 'A',
          name: 'AREA_CHANGE',
          area_ha_decree: 4.66,
          geometry: rectangle(0, 500, 100, 100),
        },
        {
          ...zone,
          zone_id: 'B',
          name: 'Kp. Baru',
          area_ha_decree: 2,
          geometry: rectangle(200, 500, 100, 100),
        },
        {
          ...later,
          zone_id: 'C',
          name: 'KP. BARU',
          area_ha_decree: 5,
          geometry: rectangle(200, 500, 100, 100),
        },
      ]),
    ],
  },
  met: { AREA_METHOD: ['zones', 1], AREA_CHANGE: ['zones', 3] },
  clean: {
    city: { area: { difference_warn_pct: 0.001, difference_error_pct: 1, sliver_m: 0.5 } },
    sources: [
      kelurahanSource(),
      DECREES,
      featureSource('zones', [
        { ...zone, zone_id: 'M', area_ha_decree: geodesic_ha * 1.0002, geometry: big },
        { ...zone, zone_id: 'A', area_ha_decree: 10, geometry: rectangle(0, 500, 100, 100) },
        { ...later, zone_id: 'A', area_ha_decree: 5, geometry: rectangle(0, 500, 100, 100) },
        {
          ...zone,
          zone_id: 'B',
          name: 'Kp. Baru',
          area_ha_decree: 2,
          geometry: rectangle(200, 500, 100, 100),
        },
        {
          ...later,
          zone_id: 'B',
          name: 'Kp. Lama',
          area_ha_decree: 2,
          geometry: rectangle(200, 500, 100, 100),
        },
        {
          ...later,
          zone_id: 'C',
          name: 'Kp. Baru',
          area_ha_decree: 5,
          geometry: rectangle(400, 500, 100, 100),
        },
        {
          ...zone,
          zone_id: 'D',
          decree_number: 'no year',
          area_ha_decree: 1,
          geometry: rectangle(600, 500, 100, 100),
        },
        { ...zone, zone_id: 'D', area_ha_decree: 9, geometry: rectangle(600, 500, 100, 100) },
      ]),
    ],
  },
}
