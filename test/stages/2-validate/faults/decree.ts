import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

const ROW_COLUMNS =
  'decree_number,row_number,kelurahan,location,rt_rw,area_text,area_ha_decree,score_stated,class_stated,lon_stated,lat_stated'

interface AnnexRow {
  decree?: string
  kelurahan?: string
  location: string
  rt_rw?: string
  area_text?: string
  area_ha?: number
  score?: number
  class?: string
  /** Metres east and north of the corner of the city, or degrees as printed. */
  point?: [east_m: number, north_m: number]
  printed?: [lon: number, lat: number]
}

function annex(rows: AnnexRow[]): SourceSpec {
  const lines = rows.map((row, index) => {
    const point = row.printed ?? (row.point ? at(...row.point) : ['', ''])
    return [
      row.decree ?? '1/2018',
      index + 1,
      row.kelurahan ?? 'Melati',
      row.location,
      row.rt_rw ?? '',
      row.area_text ?? '',
      row.area_ha ?? '',
      row.score ?? '',
      row.class ?? '',
      ...point,
    ].join(',')
  })
  return csvSource('decree_rows', [ROW_COLUMNS, ...lines].join('\n'), { decimal: '.' })
}

const DECREES = 'decree_number,kind,vintage,decree_date,title'
const [lon, lat] = at(500, 500) as [number, number]
const zone = { decree_number: '1/2018', kelurahan_code: '99.71.01.1001', area_ha_decree: 1 }
/** Outlines of one hectare, one beside the other. */
const hectare = (place: number) =>
  rectangle(10 + 110 * (place % 8), 10 + 110 * Math.floor(place / 8), 100, 100)

/** Annex, map and text of decrees; the rows are named after their fault. */
export const decree: Faults = {
  dirty: {
    city: { decree: '1/2018' },
    sources: [
      kelurahanSource(),
      csvSource(
        'decrees',
        `${DECREES}
         1/2018,decree,2018,,SK_AGE DECREE_NOT_RT CRITERIA_UNSTATED
         2/2019,decree,2019,,YEAR_RANGE Tahun 2108
         3/2019,decree,2019,,DECREE_NO_MAP
         4/2015,decree,2019,,another year than its number`,
      ),
      annex([
        { location: 'AREA_STATED_DIFFERS', area_text: '1.10', area_ha: 1.1 },
        { location: 'SCORE_STATED_DIFFERS', score: 40 },
        { location: 'DECREE_ROW_NO_ZONE', kelurahan: 'Kenanga' },
        { location: 'DECREE_ROW_DUP', kelurahan: 'Kenanga', area_ha: 1 },
        { location: 'DECREE_ROW_DUP', kelurahan: 'Kenanga', area_ha: 1 },
        { location: 'SCORE_CLASS', score: 37, class: 'Kumuh Sedang' },
        { location: 'CLASS_UNPROVEN', class: 'KS' },
        { location: 'DECREE_NOT_SLUM', score: 15 },
        { location: 'TEXT_TABLE', area_text: '20 Ha', area_ha: 21 },
        { location: 'POINT_SIGN', printed: [lon, -lat] },
        { location: 'POINT_SWAPPED', printed: [lat, lon] },
        { location: 'POINT_STATED_FAR', point: [500, -3100] },
        { location: 'AREA_SHARE', kelurahan: 'Tanjung Unggat', area_ha: 51 },
        { location: 'DECREE_NO_MAP', decree: '3/2019' },
        { location: 'CLASS_UNREAD', score: 20, class: 'Belum dinilai' },
        { location: 'LOCATION_NAME_DIFFERS', area_ha: 1 },
      ]),
      featureSource('zones', [
        { ...zone, zone_id: 'Z1', decree_row_number: 1, area_ha_decree_text: '1.00', geometry: hectare(0) },
        { ...zone, zone_id: 'Z2', decree_row_number: 2, score_stated: 38, geometry: hectare(1) },
        { ...zone, zone_id: 'ZONE_NO_ROW', decree_row_number: 99, geometry: hectare(2) },
        {
          ...zone,
          decree_number: '2/2019',
          zone_id: 'DECREE_INCOMPLETE',
          score_stated: 77,
          geometry: hectare(7),
        },
        { ...zone, zone_id: 'Z16', decree_row_number: 16, name: 'Lokasi 1', geometry: hectare(3) },
      ]),
    ],
  },
  met: {
    SK_AGE: ['decrees', 1],
    DECREE_NOT_RT: ['decrees', 1],
    CRITERIA_UNSTATED: ['decrees', 1],
    YEAR_RANGE: ['decrees', 2],
    DECREE_NO_MAP: ['decrees', 3],
    AREA_STATED_DIFFERS: ['decree-rows', 1],
    SCORE_STATED_DIFFERS: ['decree-rows', 2],
    DECREE_ROW_NO_ZONE: ['decree-rows', 3],
    DECREE_ROW_DUP: ['decree-rows', 5],
    SCORE_CLASS: ['decree-rows', 6],
    CLASS_UNPROVEN: ['decree-rows', 7],
    DECREE_NOT_SLUM: ['decree-rows', 8],
    TEXT_TABLE: ['decree-rows', 9],
    POINT_SIGN: ['decree-rows', 10],
    POINT_SWAPPED: ['decree-rows', 11],
    POINT_STATED_FAR: ['decree-rows', 12],
    AREA_SHARE: ['decree-rows', 13],
    ZONE_NO_ROW: ['zones', 3],
    CLASS_UNREAD: ['decree-rows', 15],
    DECREE_INCOMPLETE: ['decrees', 2],
    LOCATION_NAME_DIFFERS: ['decree-rows', 16],
  },
  clean: {
    city: { decree: '1/2018' },
    sources: [
      kelurahanSource(),
      {
        ...csvSource(
          'decrees',
          `${DECREES},methodology
           1/2018,decree,2018,,Nomor 2108 Tahun 2018,permen-pupr-14-2018
           verifikasi-2019,verification,2019,2019-06-30,Verifikasi atas SK 1/2018: reviewed to the day five years before,permen-pupr-14-2018
           188.45/2108/2020,decree,2020,,Perubahan atas Keputusan Nomor 1 Tahun 2018,
           5/2019,decree,2019,2019-01-01,criteria not named but of a later year,`,
        ),
      },
      annex([
        {
          location: 'Rounded',
          rt_rw: 'RT001-RW001',
          area_text: '1.0 Ha',
          area_ha: 1,
          score: 16,
          class: 'KUMUH RINGAN',
        },
        { location: 'Twice', rt_rw: 'RT002-RW001', area_ha: 2.1, score: 38, class: 'KS' },
        {
          location: 'Twice',
          rt_rw: 'RT002-RW001',
          area_ha: 3.4,
          score: 59,
          class: 'Tingkat Kumuh Sedang (KS)',
        },
        {
          location: 'Near',
          kelurahan: 'Unknown to the list',
          area_text: '4.01 Ha',
          area_ha: 4.01,
          point: [500, -2900],
        },
        { location: 'Share', kelurahan: 'Tanjung Unggat', rt_rw: 'RT001-RW009', area_ha: 49 },
        {
          decree: 'verifikasi-2019',
          location: 'Slum no more',
          score: 9,
          class: 'Tidak Kumuh',
          area_text: '10000 m2',
          area_ha: 1,
        },
        // Over two kelurahan of a square kilometre: less than half of either.
        { location: 'Two', kelurahan: 'Melati dan Kenanga', rt_rw: 'RT003-RW009', area_ha: 90 },
      ]),
      featureSource('zones', [
        { ...zone, zone_id: 'Z6', decree_number: '5/2019', score_stated: 20, geometry: hectare(5) },
        {
          ...zone,
          zone_id: 'Z1',
          name: 'Kawasan Rounded',
          decree_row_number: 1,
          rt_rw: 'RT001-RW001',
          area_ha_decree: 1.04,
          area_ha_decree_text: '1.04',
          score_stated: 16,
          geometry: hectare(0),
        },
        { ...zone, zone_id: 'Z2', rt_rw: 'RT002-RW001', area_ha_decree: 2.1, geometry: hectare(1) },
        { ...zone, zone_id: 'Z3', rt_rw: 'RT002-RW001', area_ha_decree: 3.4, geometry: hectare(2) },
        { ...zone, zone_id: 'Z4', area_ha_decree: 4.0103, geometry: hectare(3) },
        {
          ...zone,
          zone_id: 'Z5',
          kelurahan_code: '99.71.02.1001',
          rt_rw: 'RT001-RW009',
          area_ha_decree: 49,
          geometry: rectangle(2000, 0, 700, 700),
        },
        { ...zone, zone_id: 'Z1', decree_number: 'verifikasi-2019', geometry: hectare(0) },
        {
          ...zone,
          zone_id: 'Z7',
          decree_row_number: 7,
          area_ha_decree: 90,
          geometry: rectangle(0, 0, 2000, 450),
        },
        // Set aside, but its ground is on the map.
        { ...zone, zone_id: 'Z2', geometry: hectare(1) },
      ]),
    ],
  },
}
