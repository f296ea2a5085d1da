import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

const DECREES = csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020')
const zone = { zone_id: 'Z', kelurahan_code: '99.71.01.1001', area_ha_decree: 1 }
const PROFILES = `rt_id,vintage,rt_rw,kelurahan_code,zone_id,buildings,families,road_ideal_m,drainage_ideal_m,area_ha_verified`
const point = (east_m: number, north_m: number) => ({ type: 'Point', coordinates: at(east_m, north_m) })
const households = (...points: [number, number][]): SourceSpec =>
  featureSource(
    'households',
    points.map(([east_m, north_m], index) => ({
      household_id: `H${index}`,
      geometry: point(east_m, north_m),
    })),
  )

/** References to places, decrees, criteria and profiles; points that stand for others; files and their dates. */
export const admin: Faults = {
  dirty: {
    sources: [
      kelurahanSource({ retrieved: undefined }),
      DECREES,
      featureSource('zones', [
        { ...zone, decree_number: '1/2020', geometry: rectangle(10, 10, 100, 100) },
        { ...zone, decree_number: 'DECREE_UNKNOWN', geometry: rectangle(10, 10, 100, 100) },
        ...['Y', 'X'].map((zone_id, i) => ({
          ...{ ...zone, zone_id, decree_number: '1/2020', rt_rw: 'RT009-RW001' },
          geometry: rectangle(200 + 200 * i, 10, 100, 100),
        })),
      ]),
      csvSource(
        'rt_profiles',
        `${PROFILES}
         A,2020,RT001-RW001,99.71.01.1001,Z,9,9,9,9,9
         B,2020,RT002-RW001,99.71.01.1001,ZONE_UNKNOWN,9,9,9,9,9
         C,2020,RT003-RW001,99.71.09.1001,,9,9,9,9,9
         ADMIN_CITY,2020,RT004-RW001,31.75.09.1004,,9,9,9,9,9
         RT_ZONE_AMBIGUOUS,2020,RT009-RW001,99.71.01.1001,,9,9,9,9,9`,
        { retrieved: '2019-06-29' },
      ),
      csvSource(
        'rt_deficits',
        `rt_id,vintage,criterion,volume
         A,2020,1a,1
         A,2020,4e,1
         A,2019,1a,1
         A,2019,1b,1`,
      ),
      households([500, 500], [500, 500]),
    ],
  },
  met: {
    SOURCE_UNDATED: ['kelurahan', null],
    SOURCE_STALE: ['rt-profiles', null],
    DECREE_UNKNOWN: ['zones', 2],
    ZONE_UNKNOWN: ['rt-profiles', 2],
    ADMIN_UNKNOWN: ['rt-profiles', 3],
    ADMIN_CITY: ['rt-profiles', 4],
    CRITERION_UNKNOWN: ['rt-deficits', 2],
    PROFILE_MISSING: ['rt-deficits', 3],
    RT_ZONE_AMBIGUOUS: ['rt-profiles', 5],
    POINT_DUP: ['households', 1],
  },
  clean: {
    sources: [
      kelurahanSource(),
      // The neighbour across the border, for context.
      featureSource(
        'admin_units',
        [
          {
            admin_code: '99.72.01.1001',
            level: 'kelurahan',
            kelurahan_code: '99.72.01.1001',
            name: 'Seberang',
            geometry: rectangle(3000, 0, 1000, 1000),
          },
        ],
        { id: 'neighbours', retrieved: '2019-07-02' },
      ),
      DECREES,
      featureSource('zones', [
        { ...zone, decree_number: '1/2020', geometry: rectangle(10, 10, 100, 100) },
        // One zone of this RT, and two of one whose profile names its own.
        ...['RT008-RW001', 'RT009-RW001', 'RT009-RW001'].map((rt_rw, i) => ({
          ...{ ...zone, zone_id: `Y${i}`, decree_number: '1/2020', rt_rw },
          geometry: rectangle(200 + 200 * i, 10, 100, 100),
        })),
      ]),
      csvSource(
        'rt_profiles',
        `${PROFILES}
         A,2020,RT001-RW001,99.71.01.1001,Z,9,9,9,9,9
         D,2020,RT008-RW001,99.71.01.1001,,9,9,9,9,9
         E,2020,RT009-RW001,99.71.01.1001,Y1,9,9,9,9,9
         C,2020,RT003-RW001,99.71.02.1001,,9,9,9,9,9`,
        { retrieved: '2019-07-02' },
      ),
      csvSource('rt_deficits', 'rt_id,vintage,criterion,volume\nA,2020,1a,1'),
      featureSource('buildings', [{ building_id: 'two families', geometry: rectangle(495, 495, 10, 10) }]),
      households([500, 500], [500, 500], [600, 500], [600.1, 500]),
      featureSource('facilities', [
        { facility_id: 'F1', kind: 'posyandu', geometry: point(700, 500) },
        { facility_id: 'F2', kind: 'balai', geometry: point(700, 500) },
      ]),
    ],
  },
}
