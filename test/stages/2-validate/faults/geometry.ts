import type { MultiPolygon, Polygon, Position } from 'geojson'
import {
  at,
  csvSource,
  featureSource,
  kelurahanSource,
  polygon,
  rectangle,
} from '../../../support/made-up-places.ts'
import type { Faults } from './fault.ts'

const parts = (...of: Polygon[]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: of.map(({ coordinates }) => coordinates),
})
const withHole = (shell: Polygon, hole: Polygon): Polygon => ({
  type: 'Polygon',
  coordinates: [...shell.coordinates, hole.coordinates[0]!.toReversed()],
})
/** A square of 100 m from which a spike runs 60 m east, its foot this wide. */
const spiked = (east_m: number, north_m: number, foot_m: number): Polygon =>
  polygon(
    ...(
      [
        [0, 0],
        [100, 0],
        [100, 50],
        [160, 50],
        [100, 50 + foot_m],
        [100, 100],
        [0, 100],
      ] as [number, number][]
    ).map(([e, n]): [number, number] => [east_m + e, north_m + n]),
  )
/** A square of 100 m with a second vertex this far after its first corner. */
const twice = (east_m: number, north_m: number, after_m: number): Polygon =>
  polygon(
    [east_m, north_m],
    [east_m + after_m, north_m],
    [east_m + 100, north_m],
    [east_m + 100, north_m + 100],
    [east_m, north_m + 100],
  )
const strayed = (): Polygon => {
  const outline = rectangle(10, 500, 100, 100)
  outline.coordinates[0]![2] = [108, -6.5]
  return outline
}

const zone = { decree_number: '1/2020', area_ha_decree: 1 }
const rt = (number: number) => ({
  admin_code: `99.71.01.1001/RT00${number}-RW001`,
  level: 'rt',
  kelurahan_code: '99.71.01.1001',
  rt_rw: `RT00${number}-RW001`,
})
const point = ([lon, lat]: Position): string => `${lat!.toFixed(8)} ${lon!.toFixed(8)} 0 5`

const BOW_TIE = polygon([600, 10], [700, 110], [700, 10], [600, 110])

export const geometry: Faults = {
  dirty: {
    sources: [
      kelurahanSource(),
      featureSource('zones', [
        { ...zone, zone_id: 'GEOM_MISSING', geometry: null },
        { ...zone, zone_id: 'GEOM_SELF_INTERSECTION', geometry: BOW_TIE },
        {
          ...zone,
          zone_id: 'GEOM_RING_CROSSING',
          geometry: withHole(rectangle(10, 10, 100, 100), rectangle(90, 50, 40, 10)),
        },
        { ...zone, zone_id: 'GEOM_OUTSIDE_ENVELOPE', geometry: rectangle(900_000, 0, 100, 100) },
        { ...zone, zone_id: 'GEOM_VERTEX_OUTSIDE', geometry: strayed() },
        { ...zone, zone_id: 'GEOM_SLIVER', geometry: rectangle(10, 150, 100, 1.5) },
        { ...zone, zone_id: 'GEOM_SPIKE', geometry: spiked(10, 200, 0.5) },
        { ...zone, zone_id: 'GEOM_VERTEX_DUP', geometry: twice(10, 350, 0.0002) },
        {
          ...zone,
          zone_id: 'GEOM_MULTIPART',
          geometry: parts(rectangle(10, 800, 50, 50), rectangle(700, 800, 50, 50)),
        },
        { ...zone, zone_id: 'a', geometry: rectangle(300, 10, 100, 100) },
        { ...zone, zone_id: 'ZONE_OVERLAP', geometry: rectangle(380, 10, 100, 100) },
        { ...zone, zone_id: 'b', geometry: rectangle(300, 300, 100, 100) },
        { ...zone, zone_id: 'ZONE_REPEATED', geometry: rectangle(300, 300, 100, 100) },
        { ...zone, zone_id: 'OVER_WATER', geometry: rectangle(800, -2, 100, 100) },
        {
          ...zone,
          zone_id: 'sliver beside',
          geometry: parts(rectangle(800, 300, 50, 50), rectangle(800, 360, 50, 0.5)),
        },
      ]),
      featureSource('zones', [{ ...zone, zone_id: 'GEOM_REPAIRED', geometry: BOW_TIE }], {
        id: 'repaired-zones',
        repair: true,
      }),
      {
        id: 'facilities',
        table: 'facilities',
        columns: { facility_id: 'id', kind: { value: 'sekolah' } },
        geometry: { wkt: 'wkt' },
        content: {
          csv: `id,wkt\nGEOM_INVALID,"POLYGON ((106.5 -6.5, 106.6 -6.6, 106.5 -6.5))"\n`,
        },
      },
      featureSource('admin_units', [
        { ...rt(1), geometry: rectangle(0, 0, 100, 100) },
        { ...rt(2), geometry: rectangle(100.3, 0, 100, 100) },
        { ...rt(3), geometry: rectangle(0, 99, 90, 100) },
        {
          admin_code: 'KELURAHAN_OVERLAP',
          level: 'kelurahan',
          kelurahan_code: '99.71.01.1009',
          geometry: rectangle(0, 900, 100, 100),
        },
      ]),
      csvSource('households', `household_id,gps\nPOINT_OUTSIDE,${point(at(500, -500))}`, {
        columns: { household_id: 'household_id' },
        geometry: { geopoint: 'gps' },
      }),
    ],
  },
  met: {
    GEOM_MISSING: ['zones', 1],
    GEOM_SELF_INTERSECTION: ['zones', 2],
    GEOM_RING_CROSSING: ['zones', 3],
    GEOM_OUTSIDE_ENVELOPE: ['zones', 4],
    GEOM_VERTEX_OUTSIDE: ['zones', 5],
    GEOM_SLIVER: ['zones', 6],
    GEOM_SPIKE: ['zones', 7],
    GEOM_VERTEX_DUP: ['zones', 8],
    GEOM_MULTIPART: ['zones', 9],
    ZONE_OVERLAP: ['zones', 11],
    ZONE_REPEATED: ['zones', 13],
    OVER_WATER: ['zones', 14],
    GEOM_REPAIRED: ['repaired-zones', 1],
    GEOM_INVALID: ['facilities', 1],
    RT_GAP: ['admin-units', 2],
    RT_OVERLAP: ['admin-units', 3],
    // The first by source is taken as it is; the one that lies over it is named.
    KELURAHAN_OVERLAP: ['kelurahan', 1],
    POINT_OUTSIDE: ['households', 1],
  },
  clean: {
    sources: [
      kelurahanSource(),
      featureSource('zones', [
        // A hole that touches its shell in one point, and parts that touch in one.
        {
          ...zone,
          zone_id: 'touching hole',
          geometry: withHole(rectangle(10, 10, 100, 100), polygon([10, 10], [60, 40], [40, 60])),
        },
        {
          ...zone,
          zone_id: 'touching parts',
          geometry: parts(rectangle(120, 10, 40, 40), rectangle(160, 50, 40, 40)),
        },
        { ...zone, zone_id: 'thin', geometry: rectangle(10, 150, 100, 2.2) },
        { ...zone, zone_id: 'pointed', geometry: spiked(10, 200, 2) },
        {
          ...zone,
          zone_id: 'short spike',
          geometry: polygon([10, 350], [60, 350], [60, 360], [64, 360], [60, 360.01], [60, 400], [10, 400]),
        },
        { ...zone, zone_id: 'dense', geometry: twice(10, 450, 0.005) },
        {
          ...zone,
          zone_id: 'two parts',
          geometry: parts(rectangle(10, 800, 50, 50), rectangle(550, 800, 50, 50)),
        },
        { ...zone, zone_id: 'a', geometry: rectangle(300, 10, 100, 100) },
        { ...zone, zone_id: 'less than a square metre shared', geometry: rectangle(399.991, 10, 100, 100) },
        {
          ...zone,
          zone_id: 'of another decree',
          decree_number: '2/2014',
          geometry: rectangle(300, 10, 100, 100),
        },
        { ...zone, zone_id: 'at the shore', geometry: rectangle(800, -0.9, 100, 100) },
      ]),
      featureSource('admin_units', [
        { ...rt(1), geometry: rectangle(0, 0, 100, 100) },
        { ...rt(2), geometry: rectangle(101.2, 0, 100, 100) },
        { ...rt(3), geometry: rectangle(0, 99.91, 90, 100) },
        // Of another kelurahan, over the whole of the first.
        { ...rt(4), kelurahan_code: '99.71.01.1002', geometry: rectangle(0, 0, 100, 100) },
        {
          admin_code: 'a hundredth less shared',
          level: 'kelurahan',
          kelurahan_code: '99.71.01.1009',
          geometry: rectangle(-198.2, 0, 200, 100),
        },
      ]),
      csvSource(
        'interventions',
        'intervention_id,activity,kelurahan_code\nwithout a place,jalan,99.71.01.1001',
      ),
      csvSource('households', `household_id,gps\nat the shore,${point(at(500, 0.5))}`, {
        columns: { household_id: 'household_id', accuracy_m: 'gps_precision' },
        geometry: { geopoint: 'gps' },
      }),
    ],
  },
}
