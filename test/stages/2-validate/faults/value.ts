import { crsFromCode, fromLonLat } from '../../../../pipeline/geo/crs.ts'
import {
  at,
  csvSource,
  featureSource,
  kelurahanSource,
  polygon,
  rectangle,
} from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

/** A rectangle as a shapefile part in UTM 48S, wound as an outer ring. */
function part(east_m: number, north_m: number, width_m: number, height_m: number): number[][] {
  const toUtm = fromLonLat(crsFromCode('EPSG:32748'))
  return rectangle(east_m, north_m, width_m, height_m)
    .coordinates[0]!.map(([lon, lat]) => toUtm(lon!, lat!))
    .reverse()
}

const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')
const zone = {
  decree_number: '1/2017',
  kelurahan_code: '99.71.01.1001',
  area_ha_decree: 1,
  land_legality: 'legal',
}
/** What the zones without a fault have in common. */
const NEAR = {
  decree_number: '1/2020',
  kelurahan: 'Melati',
  kelurahan_code: '99.71.01.1001',
  kecamatan: 'Utara',
  land_legality: 'legal',
  score_stated: 40,
}
const point = (east_m: number, north_m: number) =>
  at(east_m, north_m)
    .map((value) => value.toFixed(8))
    .reverse()
    .join(' ')

/** Sources with every fault the catalogue knows; each row that has one is named after it. */
const DIRTY: SourceSpec[] = [
  kelurahanSource(),
  csvSource(
    'decrees',
    `decree_number,kind,vintage,area_ha_total_stated,zone_count_stated,methodology
     1/2017,decree,2017,0.1,99,CRITERIA_VERSION DECREE_SUM DECREE_COUNT`,
  ),
  featureSource(
    'zones',
    [
      { ...zone, zone_id: 'AREA_WRONG', area_ha_decree: 5, geometry: rectangle(10, 10, 100, 100) },
      { ...zone, zone_id: 'AREA_STALE', area_ha_decree: 1.005, geometry: rectangle(10, 200, 100, 100) },
      { ...zone, zone_id: 'AREA_MISSING', area_ha_decree: null, geometry: rectangle(10, 400, 100, 100) },
      { ...zone, zone_id: 'ADMIN_GEOMETRY', geometry: rectangle(1500, 10, 100, 100) },
      { ...zone, zone_id: 'ADMIN_MISMATCH', kelurahan: 'Kenanga', geometry: rectangle(200, 10, 100, 100) },
      { ...zone, zone_id: 'ADMIN_PARENT', kecamatan: 'Selatan', geometry: rectangle(200, 200, 100, 100) },
      {
        ...zone,
        zone_id: 'ADMIN_UNKNOWN',
        kelurahan: 'Bukit Cermin',
        geometry: rectangle(200, 400, 100, 100),
      },
      { ...zone, zone_id: 'NAME_FUZZY', kelurahan: 'melati', geometry: rectangle(400, 10, 100, 100) },
      { ...zone, zone_id: 'OVER_WATER', geometry: rectangle(400, -50, 100, 100) },
      { ...zone, zone_id: 'AREA_SHARE', area_ha_decree: 60, geometry: rectangle(0, 0, 1000, 600) },
      {
        ...zone,
        zone_id: 'GEOM_REPAIRED',
        area_ha_decree: 0.5,
        geometry: polygon([500, 500], [600, 600], [600, 500], [500, 600]),
      },
      { ...zone, zone_id: 'GEOM_TYPE', geometry: { type: 'LineString', coordinates: [at(0, 0), at(5, 5)] } },
      { ...zone, zone_id: 'GEOM_MISSING', geometry: null },
      { ...zone, zone_id: 'GEOM_OUTSIDE_ENVELOPE', geometry: rectangle(900_000, 0, 100, 100) },
      {
        ...zone,
        zone_id: 'VALUE_UNPARSABLE',
        area_ha_decree: 'banyak',
        geometry: rectangle(700, 10, 100, 100),
      },
      {
        ...zone,
        zone_id: 'VALUE_AMBIGUOUS',
        area_ha_decree: '1.234',
        geometry: rectangle(700, 10, 100, 100),
      },
      { ...zone, zone_id: 'VALUE_DOMAIN', land_legality: 'sengketa', geometry: rectangle(700, 10, 100, 100) },
      { ...zone, zone_id: 'KEY_DUP', geometry: rectangle(700, 200, 100, 100) },
      { ...zone, zone_id: 'KEY_DUP', geometry: rectangle(700, 200, 100, 100) },
      { ...zone, zone_id: 'REQUIRED_MISSING', decree_number: null, geometry: rectangle(700, 200, 100, 100) },
      { ...zone, zone_id: 'RT_PARSE', rt_rw: 'sebelah mesjid', geometry: rectangle(700, 400, 100, 100) },
      {
        ...zone,
        zone_id: 'PII_PHONE',
        name: 'hubungi 0812-3456-7890',
        geometry: rectangle(700, 600, 100, 100),
      },
      // Of a decree that is not listed, and so scored by the criteria of the city.
      {
        ...zone,
        decree_number: '1/2021',
        zone_id: 'SCORE_DOMAIN',
        score_stated: 77,
        geometry: rectangle(700, 800, 100, 100),
      },
      { ...zone, zone_id: 'COLUMN_UNMAPPED', catatan: 'x', geometry: rectangle(10, 800, 100, 100) },
    ],
    { repair: true },
  ),
  featureSource('buildings', [
    { building_id: 'GEOM_SELF_INTERSECTION', geometry: polygon([0, 0], [9, 9], [9, 0], [0, 9]) },
  ]),
  csvSource(
    'decree_rows',
    `decree_number,row_number,location,kelurahan,area_ha_decree
     1/2017,1,,Melati,12
     1/2017,2,Kenanga,,13
     1/2017,3,VALUE_INTERVAL,Melati,kurang dari 13 Ha`,
  ),
  featureSource('admin_units', [
    {
      admin_code: '99.71.01.1001/RT001-RW001',
      level: 'rt',
      kelurahan_code: '99.71.01.1001',
      rt_rw: 'RT001-RW001',
      zone_id: 'X',
      geometry: rectangle(0, 0, 50, 50),
    },
  ]),
  csvSource(
    'rt_profiles',
    `rt_id,vintage,rt_rw,buildings,families,road_ideal_m,drainage_ideal_m,area_ha_verified,score_stated
     99.71.01.1001/RT001-RW001,2018,RT001-RW001,100,100,100,100,100,80
     RT_UNKNOWN,2018,RT009-RW001,100,100,100,0,100,`,
  ),
  csvSource(
    'rt_deficits',
    `rt_id,vintage,criterion,volume
     ${CRITERIA.map((id) => `99.71.01.1001/RT001-RW001,2018,${id},${id === '1a' ? 101 : 1}`).join('\n')}
     RT_UNKNOWN,2018,4b,1
     VOL_NEGATIVE,2018,1a,-1`,
  ),
  csvSource(
    'households',
    `household_id,gps,roof
     POINT_OUTSIDE,${point(500, -500)} 0 5,
     GEOPOINT_UNPARSABLE,di rumah,
     a,${point(500, 500)} 0 5,Genteng tanah liat`,
    { columns: { household_id: 'household_id', roof: 'roof' }, geometry: { geopoint: 'gps' } },
  ),
  csvSource(
    'interventions',
    `intervention_id,activity,kelurahan_code,rt_rw
     LOC_OUTSIDE,jalan,99.71.01.1001,RT002-RW002
     CODE_SCHEME,jalan,9971010001,
     CODE_DAMAGED,jalan,9.97101E+09,`,
  ),
  featureSource(
    'networks',
    [
      {
        network_id: 'CRS_DATUM_SHIFTED',
        kind: 'jalan',
        geometry: { type: 'LineString', coordinates: [at(0, 0), at(5, 5)] },
      },
      {
        network_id: 'ROAD_WIDTH',
        kind: 'road',
        width_m: 600, // centimetres
        geometry: { type: 'LineString', coordinates: [at(0, 0), at(50, 5)] },
      },
    ],
    { crs: 'EPSG:4211' },
  ),
  {
    id: 'shapefile',
    table: 'facilities',
    columns: { facility_id: 'facility_id', kind: { value: 'sekolah' }, name: 'NAMA' },
    content: {
      shapefile: {
        shapeType: 15,
        fields: [
          { name: 'facility_id', type: 'C', length: 20 },
          { name: 'NAMA', type: 'C', length: 20 },
          { name: 'LUAS', type: 'N', length: 4, decimals: 1 },
        ],
        shapes: [
          { parts: [part(0, 0, 10, 10)] },
          { parts: [part(0, 0, 10, 10)] },
          { parts: [part(0, 0, 10, 10), part(50, 50, 5, 5).reverse()] },
          { parts: [part(0, 0, 10, 10).slice(0, 4)] },
        ],
        rows: [
          ['SHP_DELETED_ROWS', 'a', '1.0'],
          ['DBF_OVERFLOW', Buffer.from('Pemukiman \xe9', 'latin1'), '****'],
          ['SHP_HOLE_ORPHAN', 'b', '1.0'],
          ['GEOM_RING_UNCLOSED', 'c', '1.0'],
        ],
        deleted: [1],
      },
    },
  },
]

/** Where each code is met: the source, and the record it is about where it has one. */
const MET: Faults['met'] = {
  GEOM_Z_DROPPED: ['shapefile', null],
  SHP_DELETED_ROWS: ['shapefile', null],
  SHP_HOLE_ORPHAN: ['shapefile', 3],
  GEOM_RING_UNCLOSED: ['shapefile', 4],
  DBF_OVERFLOW: ['shapefile', 2],
  ENCODING_DETECTED: ['shapefile', null],
  CRS_ASSUMED: ['shapefile', null],
  CRS_DATUM_SHIFTED: ['networks', null],
  CRS_OVERRULED: ['networks', null],
  ROAD_WIDTH: ['networks', 2],
  GEOPOINT_UNPARSABLE: ['households', 2],
  COLUMN_UNMAPPED: ['zones', null],
  ...Object.fromEntries(
    ['AREA_WRONG', 'AREA_STALE', 'AREA_MISSING', 'ADMIN_GEOMETRY', 'ADMIN_MISMATCH', 'ADMIN_PARENT']
      .concat(['ADMIN_UNKNOWN', 'NAME_FUZZY', 'OVER_WATER', 'AREA_SHARE', 'GEOM_REPAIRED', 'GEOM_TYPE'])
      .concat([
        'GEOM_MISSING',
        'GEOM_OUTSIDE_ENVELOPE',
        'VALUE_UNPARSABLE',
        'VALUE_AMBIGUOUS',
        'VALUE_DOMAIN',
      ])
      .map((code, index) => [code, ['zones', index + 1] as [string, number]]),
  ),
  KEY_DUP: ['zones', 19],
  REQUIRED_MISSING: ['zones', 20],
  RT_PARSE: ['zones', 21],
  PII_PHONE: ['zones', 22],
  SCORE_DOMAIN: ['zones', 23],
  GEOM_SELF_INTERSECTION: ['buildings', 1],
  CRITERIA_VERSION: ['decrees', 1],
  DECREE_SUM: ['decrees', 1],
  DECREE_COUNT: ['decrees', 1],
  FIELD_BLANK: ['decree-rows', 1],
  COLUMN_SHIFT: ['decree-rows', 2],
  VALUE_INTERVAL: ['decree-rows', 3],
  ANSWER_UNKNOWN: ['households', null],
  POINT_OUTSIDE: ['households', 1],
  LOC_OUTSIDE: ['interventions', 1],
  CODE_SCHEME: ['interventions', 2],
  CODE_DAMAGED: ['interventions', 3],
  RT_UNKNOWN: ['rt-profiles', 2],
  SCORE_SUM: ['rt-profiles', 1],
  VOL_OVER_DEN: ['rt-deficits', 1],
  DEN_ZERO: ['rt-deficits', 17],
  VOL_NEGATIVE: ['rt-deficits', 18],
}

/** The same tables as near to each fault as they may come. */
const CLEAN: SourceSpec[] = [
  kelurahanSource(),
  csvSource(
    'decrees',
    // 1,00 + 1.001 + 1,0 ha are 3.00 within the digits they are written with.
    'decree_number,kind,vintage,area_ha_total_stated,zone_count_stated,methodology\n1/2020,decree,2020,"3,0",3,permen-pupr-14-2018',
  ),
  featureSource('zones', [
    {
      ...NEAR,
      zone_id: 'A',
      name: 'Kampung Bugis',
      rt_rw: 'RT001-RW001',
      decree_row_number: 1,
      area_ha_decree: 1,
      area_ha_decree_text: '1,00',
      geometry: rectangle(10, 10, 100, 100),
    },
    {
      ...NEAR,
      zone_id: 'NIK 15 angka: 217299900000000', // one digit short of a NIK
      name: 'Sungai Ayu, telp 123456', // too short for a telephone number
      rt_rw: 'RT 2 / RW 01',
      decree_row_number: 2,
      area_ha_decree: '1,001', // 0.1 % and not more
      area_ha_decree_text: '1,001',
      geometry: rectangle(300, 10, 100, 100),
    },
    {
      ...NEAR,
      zone_id: 'C',
      name: 'Lembah Purnama',
      rt_rw: '003/001',
      decree_row_number: 3,
      area_ha_decree: '1,0 Ha',
      area_ha_decree_text: '1,0 Ha',
      geometry: rectangle(500, 10, 100, 104), // 4 % more, within the one digit behind the comma
    },
  ]),
  featureSource('buildings', [{ building_id: 'B', geometry: rectangle(10, 10, 9, 9) }]),
  csvSource(
    'decree_rows',
    `decree_number,row_number,location,kelurahan,kecamatan,rt_rw,area_text,area_ha_decree
     1/2020,1,Kampung Bugis,Melati,Utara,RT001-RW001,"1,00","1,00"
     1/2020,2,"Sungai Ayu, telp 123456",Melati,Utara,RT002-RW001,"1,001","1,001"
     1/2020,3,Lembah Purnama,Melati,Utara,RT003-RW001,"1,0 Ha","1,0 Ha"`,
    {
      columns: Object.fromEntries(
        'decree_number row_number location kelurahan kecamatan rt_rw area_text area_ha_decree'
          .split(' ')
          .map((name) => [name, name]),
      ),
    },
  ),
  featureSource('admin_units', [
    {
      admin_code: '99.71.01.1001/RT001-RW001',
      level: 'rt',
      kelurahan_code: '99.71.01.1001',
      rt_rw: 'RT001-RW001',
      zone_id: 'A',
      geometry: rectangle(0, 0, 100, 100),
    },
  ]),
  csvSource(
    'rt_profiles',
    `rt_id,vintage,kelurahan_code,rt_rw,buildings,families,road_ideal_m,drainage_ideal_m,area_ha_verified,score_stated
     99.71.01.1001/RT001-RW001,2020,99.71.01.1001,RT001-RW001,100,100,100,100,1,5`,
  ),
  csvSource(
    'rt_deficits',
    // 1a lacks every building and not one more; the rest too little for a score.
    `rt_id,vintage,criterion,volume
     ${CRITERIA.map((id) => `99.71.01.1001/RT001-RW001,2020,${id},${id === '1a' ? 100 : 0}`).join('\n')}`,
  ),
  featureSource(
    'networks',
    (['road', 'drain'] as const).map((kind, i) => ({
      network_id: kind,
      kind,
      width_m: [40, 60][i],
      geometry: { type: 'LineString', coordinates: [at(0, 0), at(50, 5 * i)] },
    })),
  ),
  // "Other" is a known answer, and a blank is none.
  csvSource('households', `household_id,gps,roof,wall,work_status\na,${point(500, 500)} 0 5,lainnya,,7`, {
    columns: {
      ...{ household_id: 'household_id', accuracy_m: 'gps_precision' },
      ...{ roof: 'roof', wall: 'wall', work_status: 'work_status' },
    },
    geometry: { geopoint: 'gps' },
  }),
]

/** What files and cells hold, and the rules of zones and annexes that need no more than one row. */
export const value: Faults = { dirty: { sources: DIRTY }, met: MET, clean: { sources: CLEAN } }
