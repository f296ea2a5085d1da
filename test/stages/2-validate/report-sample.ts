import type { Feature, Polygon } from 'geojson'
import { loadCatalogue, makeFinding } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { buildReport, type ReportParts } from '../../../pipeline/stages/2-validate/report/build.ts'
import { digestOf } from '../../../pipeline/stages/2-validate/report/digest.ts'
import { quarantineFiles } from '../../../pipeline/stages/2-validate/report/quarantine-files.ts'
import type {
  AreaStatus,
  CorrectionSummary,
  Finding,
  PolicyEntry,
  Reconciliation,
  Report,
  ReportSource,
} from '../../../pipeline/stages/2-validate/report/types.ts'

const catalogue = loadCatalogue()

/** An invented town of six kelurahan with one fault of most kinds: enough to see every part of the page. */
const KELURAHAN: [string, string, number, number, number][] = [
  ['99.01.01.1001', 'Tanjung Ayun', 104.44, 0.915, 0.011],
  ['99.01.01.1002', 'Kampung Bugis', 104.43, 0.945, 0.013],
  ['99.01.01.1003', 'Kemboja', 104.455, 0.935, 0.01],
  ['99.01.02.1001', 'Melayu Kota', 104.475, 0.92, 0.012],
  ['99.01.02.1002', 'Batu Sembilan', 104.5, 0.94, 0.016],
  ['99.01.02.1003', 'Senggarang', 104.455, 0.965, 0.014],
]

const ZONES: [
  string,
  string,
  string,
  number,
  number,
  number | null,
  number | null,
  number,
  AreaStatus,
  string | null,
][] = [
  ['Z1', 'Kampung Baru', 'Tanjung Ayun', 104.443, 0.917, 12.6, 12.6, 0.0022, 'ok', 'KR'],
  ['Z2', 'Teluk Keriting', 'Tanjung Ayun', 104.435, 0.911, 5.99, 5.99, 0.0016, 'ok', 'KR'],
  ['Z3', 'Sungai Nibung Hangus', 'Melayu Kota', 104.474, 0.923, 14.6, 14.78, 0.0025, 'wrong', 'KS'],
  ['Z4', 'Pelantar KUD', 'Kemboja', 104.449, 0.931, 31.64, 31.64, 0.0033, 'ok', 'KS'],
  ['Z5', 'Lembah Purnama', 'Kemboja', 104.459, 0.939, 51.85, 51.94, 0.004, 'stale', 'KB'],
  ['Z6', 'Kampung Bugis', 'Kampung Bugis', 104.432, 0.945, 18.92, 18.92, 0.0028, 'ok', 'TK'],
  ['Z7', 'Senggarang', 'Senggarang', 104.452, 0.962, null, 14.81, 0.0024, 'missing', null],
]

const CRITERIA = [
  '1a',
  '1b',
  '1c',
  '2a',
  '2b',
  '3a',
  '3b',
  '4a',
  '4b',
  '4c',
  '5a',
  '5b',
  '6a',
  '6b',
  '7a',
  '7b',
]

function blob(lon: number, lat: number, radius: number, seed: number): Polygon {
  const ring = Array.from({ length: 22 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 22
    const r = radius * (0.82 + 0.18 * Math.sin(seed * 7 + step * 1.9) * Math.cos(seed + step))
    return [lon + r * Math.cos(angle), lat + r * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

function feature<P>(geometry: Polygon, properties: P): Feature<Polygon, P> {
  return { type: 'Feature', properties, geometry }
}

function source(
  source_id: string,
  table: string,
  path: string,
  read: number,
  quarantined: number,
): ReportSource {
  return {
    source_id,
    title: { id: `Berkas ${source_id}`, en: `File ${source_id}` },
    table,
    path,
    format: path.endsWith('.csv') ? 'csv' : 'shapefile',
    layer: path.endsWith('.zip') ? 'deliniasi' : null,
    crs: path.endsWith('.csv') ? { code: null, how: '' } : { code: 'EPSG:32648', how: 'prj' },
    encoding: { name: 'UTF-8', how: 'cpg' },
    licence: 'CC BY 4.0, Dinas Perkim',
    retrieved: table === 'decree_rows' ? null : '2024-03-14',
    sha256: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
    bytes: 184_320,
    read,
    accepted: read - quarantined - (read > 1000 ? 12 : 0),
    quarantined,
    filtered: read > 1000 ? 12 : 0,
  }
}

export function sampleFindings(): Finding[] {
  const at = (code: string, table: string, source_id: string, row: number | null, rest: Partial<Finding>) =>
    makeFinding(catalogue, {
      code,
      table,
      source_id,
      source_row: row,
      message: { id: 'Lihat isian.', en: 'See the value.' },
      ...rest,
    })
  return [
    at('AREA_WRONG', 'zones', 'zones', 3, {
      key: '337/2014 · Z3',
      field: 'area_ha_decree',
      got: '14,6 ha',
      expected: '14,78 ha (UTM)',
      message: {
        id: 'Luas SK 1,2 % lebih kecil daripada peta.',
        en: 'The decreed area is 1.2 % below the map.',
      },
      lon: 104.474,
      lat: 0.923,
    }),
    at('AREA_STALE', 'zones', 'zones', 5, {
      key: '337/2014 · Z5',
      field: 'area_ha_decree',
      got: '51,85 ha',
      expected: '51,94 ha (UTM)',
      message: {
        id: 'Luas SK 0,17 % lebih kecil daripada peta.',
        en: 'The decreed area is 0.17 % below the map.',
      },
      lon: 104.459,
      lat: 0.939,
    }),
    at('AREA_MISSING', 'zones', 'zones', 7, { key: '337/2014 · Z7', lon: 104.452, lat: 0.962 }),
    at('ADMIN_GEOMETRY', 'zones', 'zones', 3, {
      key: '337/2014 · Z3',
      field: 'kelurahan_code',
      got: '99.01.02.1002',
      expected: '99.01.02.1001',
      message: { id: '91,4 % luasnya ada di Melayu Kota.', en: '91.4 % of it lies in Melayu Kota.' },
      lon: 104.474,
      lat: 0.923,
    }),
    at('GEOM_INVALID', 'buildings', 'buildings', 2210, {
      key: 'B-02210',
      got: 'Self-intersection',
      message: { id: 'Poligon memotong dirinya sendiri.', en: 'The polygon crosses itself.' },
      lon: 104.4467,
      lat: 0.9335,
    }),
    ...Array.from({ length: 7 }, (_, index) =>
      at('KEY_DUP', 'buildings', 'buildings', 4100 + index, {
        key: `B-0${4000 + index}`,
        got: `B-0${4000 + index}`,
        message: {
          id: `Kunci sudah dipakai catatan ${4000 + index}.`,
          en: `Record ${4000 + index} has this key.`,
        },
        lon: 104.43 + index * 0.0011,
        lat: 0.9452,
      }),
    ),
    at('POINT_OUTSIDE', 'households', 'survey', 88, {
      key: 'uuid:secret-household',
      got: '104.61111 0.81111',
      lon: 104.61111,
      lat: 0.81111,
    }),
    at('FIELD_BLANK', 'decree_rows', 'annex', 4, {
      key: '337/2014 · 4',
      field: 'location',
      message: { id: 'Lokasi tidak ditulis.', en: 'No location is given.' },
    }),
    at('NAME_FUZZY', 'decree_rows', 'annex', 2, {
      key: '337/2014 · 2',
      field: 'kelurahan',
      got: 'Tanjung Ayu',
      expected: 'Tanjung Ayun',
      message: { id: 'Satu huruf berbeda.', en: 'One letter differs.' },
    }),
    at('ENCODING_DETECTED', 'buildings', 'buildings', null, { got: 'windows-1252' }),
  ]
}

const CORRECTION: CorrectionSummary = {
  id: 'K-01',
  table: 'zones',
  source: 'zones',
  action: 'override',
  reason: { id: 'Luas salah ketik di lampiran.', en: 'The area was mistyped in the annex.' },
  provider: 'Dinas Perkim Kota Contoh',
  reported: '2024-03-02',
  status: 'confirmed',
  applied: true,
  rows: 3,
  examples: [
    {
      source_id: 'zones',
      source_row: 2,
      key: '337/2014 · Z2',
      column: 'area_ha_decree',
      before: 59.9,
      after: 5.99,
    },
  ],
}

const POLICY: PolicyEntry = {
  code: 'AREA_WRONG',
  title: { id: 'Luas SK tidak cocok dengan peta', en: 'The decreed area does not match the map' },
  severity: { from: 'warn', to: 'info' },
  threshold: { from: 1, to: 2.5, unit: { id: '%', en: '%' } },
  sources: ['zones'],
  reason: { id: 'SK sedang direvisi.', en: 'The decree is being revised.' },
  until: '2024-12-31',
}

export function sampleParts(rtPerKelurahan = 4): ReportParts {
  const reconciliation: Reconciliation[] = ZONES.map(
    ([zone_id, name, kelurahan, , , decree, utm, , status]) => ({
      decree_number: '337/2014',
      zone_id,
      name,
      kelurahan,
      area_ha_decree: decree,
      area_ha_utm: utm!,
      area_ha_geodesic: utm! * 1.0007,
      area_difference_pct: decree === null ? null : (100 * (decree - utm!)) / utm!,
      area_status: status,
    }),
  )
  const sources = [
    source('zones', 'zones', 'sources/deliniasi_2014.zip', 7, 0),
    source('annex', 'decree_rows', 'sources/sk_337_2014.csv', 7, 0),
    source('buildings', 'buildings', 'sources/bangunan.zip', 6012, 8),
    source('survey', 'households', 'sources/survei_kobo.csv', 4987, 1),
  ]
  return {
    city: {
      name: 'contoh',
      title: { id: 'Kota Contoh', en: 'Sample Town' },
      code: '99.01',
      synthetic: {
        id: 'Geometri dan survei dibuat dengan program; hanya tabel SK yang nyata.',
        en: 'Geometry and survey were generated; only the decree table is real.',
      },
    },
    settings: { area: { difference_warn_pct: 0.1, difference_error_pct: 1 } },
    catalogue,
    sources,
    quarantine: quarantineFiles(sources),
    corrections: [CORRECTION],
    policy: [POLICY],
    scores: {
      classes: [
        { code: 'TK', title: { id: 'Tidak Kumuh', en: 'Not slum' }, min: 0, max: 15 },
        { code: 'KR', title: { id: 'Kumuh Ringan', en: 'Light slum' }, min: 16, max: 37 },
        { code: 'KS', title: { id: 'Kumuh Sedang', en: 'Moderate slum' }, min: 38, max: 59 },
        { code: 'KB', title: { id: 'Kumuh Berat', en: 'Heavy slum' }, min: 60, max: 80 },
      ],
      groups: [
        {
          of: 'zones',
          name: '337/2014',
          known: 6,
          unknown: 1,
          scores: [12, 18, 37, 38, 52, 64].map((score) => ({ score, count: 1 })),
        },
        { of: 'rt', name: '2018', known: 0, unknown: 24, scores: [] },
      ],
    },
    found: digestOf(sampleFindings()),
    decree: '337/2014',
    reconciliation,
    completeness: {
      criteria: CRITERIA.map((id) => ({ id, title: { id: `Kriteria ${id}`, en: `Criterion ${id}` } })),
      rows: [2014, 2018].flatMap((vintage) =>
        KELURAHAN.flatMap(([code], k) =>
          Array.from({ length: rtPerKelurahan }, (_, index) => {
            const missing = CRITERIA.filter(
              (_id, c) =>
                (vintage === 2014 && c > 11 && (k + index) % 3 === 0) ||
                (c === 7 && (k * 3 + index) % 5 === 0),
            )
            const rt = String(index + 1).padStart(3, '0')
            return {
              rt_id: `${code}/RT${rt}-RW001`,
              vintage,
              criteria_present: CRITERIA.length - missing.length,
              criteria_total: CRITERIA.length,
              missing,
            }
          }),
        ),
      ),
    },
    outlines: {
      kelurahan: KELURAHAN.map(([code, name, lon, lat, radius], index) =>
        feature(blob(lon, lat, radius, index), { code, name }),
      ),
      zones_total: ZONES.length,
      zones: ZONES.map(([zone_id, name, , lon, lat, , , radius, , score_class], index) =>
        feature(blob(lon, lat, radius, index + 9), { zone_id, name, score_class }),
      ),
    },
    excerpt: null,
  }
}

export function sampleReport(): Report {
  return buildReport(sampleParts())
}
