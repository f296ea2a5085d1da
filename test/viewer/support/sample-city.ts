import type { Feature, FeatureCollection, Point, Polygon, Position } from 'geojson'
import { INDICATOR_TABLES } from './sample-indicators.ts'

/**
 * A made-up coastal city for tests of the page: nine kelurahan, eight zones (every class, one without any data, one
 * without a name, one stale area), RT cells, buildings, works, facilities and the change between two decrees.
 */
export interface SampleCity {
  layers: Record<string, FeatureCollection>
  /** Published tables as CSV, by name. */
  tables: Record<string, string>
  bounds: [number, number, number, number]
}

const ORIGIN = { lon: 104.44, lat: 0.9 }
const DEGREES_PER_KM = 1 / 111.2
const ID_BASE = 0x7fff_0000_0000

export const CRITERIA: [criterion: string, aspect: string, label: string][] = [
  ['1a', '1', 'Ketidakteraturan bangunan'],
  ['1b', '1', 'Kepadatan bangunan'],
  ['1c', '1', 'Ketidaksesuaian dengan persyaratan teknis bangunan'],
  ['2a', '2', 'Cakupan pelayanan jalan lingkungan'],
  ['2b', '2', 'Kualitas permukaan jalan lingkungan'],
  ['3a', '3', 'Ketidaktersediaan akses aman air minum'],
  ['3b', '3', 'Tidak terpenuhinya kebutuhan air minum'],
  ['4a', '4', 'Ketidakmampuan mengalirkan limpasan air'],
  ['4b', '4', 'Ketidaktersediaan drainase'],
  ['4c', '4', 'Kualitas konstruksi drainase'],
  ['5a', '5', 'Sistem pengelolaan air limbah tidak sesuai standar teknis'],
  ['5b', '5', 'Prasarana dan sarana pengelolaan air limbah tidak sesuai'],
  ['6a', '6', 'Prasarana dan sarana persampahan tidak sesuai'],
  ['6b', '6', 'Sistem pengelolaan persampahan tidak sesuai'],
  ['7a', '7', 'Ketidaktersediaan prasarana proteksi kebakaran'],
  ['7b', '7', 'Ketidaktersediaan sarana proteksi kebakaran'],
]

interface ZonePlan {
  name: string | null
  /** Centre in km east and north of the origin. */
  at: [number, number]
  radius_km: number
  score: number | null
  kelurahan: number
}

const ZONES: ZonePlan[] = [
  { name: 'Pantai Utara', at: [0.9, 4.1], radius_km: 0.32, score: 62, kelurahan: 6 },
  { name: 'Kampung Nelayan', at: [0.7, 2.3], radius_km: 0.4, score: 45, kelurahan: 3 },
  { name: 'Tepi Sungai', at: [2.6, 2.7], radius_km: 0.27, score: 33, kelurahan: 4 },
  { name: 'Lembah Melati', at: [4.4, 3.9], radius_km: 0.22, score: 24, kelurahan: 8 },
  { name: null, at: [3.4, 0.9], radius_km: 0.3, score: 39, kelurahan: 1 },
  { name: 'Bukit Cendana', at: [5.2, 1.9], radius_km: 0.25, score: 12, kelurahan: 5 },
  { name: 'Pasar Lama', at: [1.6, 0.8], radius_km: 0.24, score: 58, kelurahan: 0 },
  { name: 'Teluk Baru', at: [3.1, 4.5], radius_km: 0.2, score: null, kelurahan: 7 },
]

const KELURAHAN = [
  'Pasar Lama',
  'Tanah Merah',
  'Sumber Jaya',
  'Kampung Nelayan',
  'Sungai Tengah',
  'Cendana',
  'Pantai Utara',
  'Teluk Baru',
  'Melati',
]

/** The first zone only: a release may lack what the page asks for. */
const ZONE_ACCESS_CSV = `zone_id,target,target_label_id,target_label_en,facility_id,facility_name,distance_m,method
99.01-K01,pasar,Pasar,Market,F1,Pasar Lama,2412.5,network
99.01-K01,sekolah,Sekolah,School,F2,SDN 1,0,straight_line
99.01-K01,pelabuhan,Pelabuhan,Port,,,,
99.01-K02,pasar,Pasar,Market,F1,Pasar Lama,77,straight_line
`

/** One criterion of the RT of the first zone, in two years; the other zones have none. */
const RT_CRITERION_CSV = `level,id,vintage,methodology,criterion,percent,score
rt,99.01.01.1007/RT001-RW001,2018,permen-pupr-14-2018,1a,90,5
rt,99.01.01.1007/RT001-RW001,2021,permen-pupr-14-2018,1a,30,1
rt,99.01.01.1007/RT002-RW001,2021,permen-pupr-14-2018,1a,,
`

/** Less left and added than the pieces of the zones add up to, as where ground passed between zones. */
const CHANGE_TOTALS_CSV = `from_decree,to_decree,level,unit_id,area_ha_before,area_ha_kept,area_ha_left,area_ha_added,area_ha_after,area_ha_not_verified,area_ha_left_to_other_zones
3/2014,9/2018,city,99.01,900,1,899,0,1,0,0
9/2018,12/2021,zone,99.01-K01,30,20,10,0,20,0,4.5
9/2018,12/2021,city,99.01,269.880004,191.204996,78.675008,17.7,208.904996,12.5,0
`

export function sampleCity(overrides: { name?: string } = {}): SampleCity {
  const zones = ZONES.map((plan, i) =>
    zoneFeature(plan, i, i === 0 ? (overrides.name ?? plan.name) : plan.name),
  )
  const outlines = ZONES.map(({ at, radius_km }, i) => blob(at, radius_km, i + 11))
  return {
    layers: {
      zones: collection(zones),
      zone_labels: collection(
        zones.map(({ id, properties }, i) => ({
          type: 'Feature',
          id,
          properties,
          geometry: { type: 'Point', coordinates: toDegrees(ZONES[i]?.at ?? [0, 0]) },
        })),
      ),
      zone_changes: collection(changes()),
      rt: collection(ZONES.flatMap((plan, i) => rtCells(plan, i, outlines[i] ?? []))),
      grid: collection([gridCell('8a652696d427fff', [5.4, 3]), gridCell('8a652696d427aaa', [5, 1.7])]),
      kelurahan: collection(kelurahan()),
      kecamatan: collection(kecamatan()),
      buildings: collection(buildings()),
      interventions: collection(interventions()),
      facilities: collection(facilities()),
    },
    tables: {
      criterion_scores: criterionScores(),
      zone_access: ZONE_ACCESS_CSV,
      change_totals: CHANGE_TOTALS_CSV,
      'rt/criterion_scores-1a': RT_CRITERION_CSV,
      ...INDICATOR_TABLES,
    },
    bounds: [...toDegrees([-0.3, -0.3]), ...toDegrees([6.3, 5.3])] as SampleCity['bounds'],
  }
}

export function scoreClass(score: number | null): string | null {
  if (score === null) return null
  return score >= 60 ? 'KB' : score >= 38 ? 'KS' : score >= 16 ? 'KR' : 'TK'
}

function zoneFeature(
  { at, radius_km, score, kelurahan: k }: ZonePlan,
  i: number,
  shown: string | null,
): Feature {
  const outline = blob(at, radius_km, i + 11)
  const area = Math.round(ringAreaHa(outline) * 100) / 100
  const decree = i === 3 ? Math.round(area * 1.06 * 100) / 100 : i === 7 ? null : area
  const difference = decree === null ? null : ((area - decree) / decree) * 100
  const known = score !== null
  const population = known ? Math.round(area * (90 + i * 48)) : null
  const buildings = known ? Math.round(area * (28 + i * 34)) : null
  const populationDensity = population === null ? null : population / area
  return {
    type: 'Feature',
    id: ID_BASE + i * 65_537 + 3,
    properties: withoutNull({
      zone_id: `99.01-K${String(i + 1).padStart(2, '0')}`,
      name: shown,
      decree_number: '12/2021',
      decree_date: '2021-03-04',
      kawasan: shown,
      kecamatan: k < 5 ? 'Contoh Selatan' : 'Contoh Utara',
      kelurahan: KELURAHAN[k],
      kelurahan_code: `99.01.01.${1001 + k}`,
      area_ha_decree: decree,
      area_ha_utm: area,
      area_ha_geodesic: Math.round(area * 1.0007 * 1e4) / 1e4,
      area_difference_pct: difference,
      area_status: difference === null ? 'missing' : Math.abs(difference) > 1 ? 'wrong' : 'ok',
      population,
      population_method: known ? (i === 0 ? 'households_weighted' : 'rt_profiles') : null,
      population_standard_error: i === 0 ? 210.4 : null,
      families: population === null ? null : Math.round(population / 4.1),
      buildings,
      density_population_per_ha: populationDensity,
      density_population_class: densityClass(populationDensity),
      density_buildings_per_ha: buildings === null ? null : buildings / area,
      density_buildings_class: buildings === null ? null : buildings / area >= 200 ? 'tinggi' : 'rendah',
      building_coverage_pct: known ? 31.26 : null,
      net_method: i === 0 ? 'water_and_roads' : null,
      density_population_net_per_ha: i === 0 && populationDensity !== null ? populationDensity * 1.25 : null,
      score_total: score,
      score_min: score === null ? 9 : score,
      score_max: score === null ? 74 : i === 4 ? score + 6 : score,
      score_class: scoreClass(score),
      methodology: 'permen-pupr-14-2018',
      completeness_pct: score === null ? 18.8 : i === 4 ? 87.5 : 100,
      priority: known ? 1 + (i % 9) : null,
      treatment: known ? (i % 2 === 0 ? 'Peremajaan' : 'Pemugaran') : null,
      authority: area >= 15 ? 'Pemerintah pusat' : area >= 10 ? 'Pemerintah provinsi' : 'Pemerintah kota',
      findings: i === 3 ? 'AREA_STALE' : i === 4 ? 'NAME_MISSING,SCORE_INTERVAL' : '',
      source_id: 'zones',
      source_row: i + 1,
    }),
    geometry: polygon(outline),
  }
}

function densityClass(perHa: number | null): string | null {
  if (perHa === null) return null
  return perHa <= 150 ? 'rendah' : perHa <= 200 ? 'sedang' : perHa <= 400 ? 'tinggi' : 'sangat padat'
}

/** Each zone shrinks to its western part; one gains ground instead. */
function changes(): Feature[] {
  return ZONES.flatMap((plan, i) => {
    const outline = blob(plan.at, plan.radius_km, i + 11)
    const kept = outline.map(([x, y]): Position => [Math.min(x ?? 0, plan.at[0] + 0.05), y ?? 0])
    const rest = outline.map(([x, y]): Position => [Math.max(x ?? 0, plan.at[0] + 0.05), y ?? 0])
    return [
      [kept, 'kept'],
      [rest, i === 2 ? 'added' : 'left'],
    ].map(([ring, change], j) => ({
      type: 'Feature' as const,
      id: ID_BASE + 1_000_000 + i * 2 + j,
      properties: {
        zone_id: `99.01-K${String(i + 1).padStart(2, '0')}`,
        from_zone_id: `99.01-K${String(i + 1).padStart(2, '0')}`,
        to_zone_id: `99.01-K${String(i + 1).padStart(2, '0')}`,
        from_decree: '9/2018',
        to_decree: '12/2021',
        from_vintage: 2018,
        to_vintage: 2021,
        change: change as string,
        area_ha_utm: ringAreaHa(ring as Position[]),
      },
      geometry: polygon(ring as Position[]),
    }))
  })
}

/** Inside the cell that lies outside every zone, and inside the one over the zone of Bukit Cendana. */
export const CELL_AT = toDegrees([5.6, 3.2]) as [number, number]
/** The middle of the first zone, where its RT meet. */
export const FIRST_ZONE_AT = toDegrees([0.9, 4.1]) as [number, number]
export const ZONE_CELL_AT = toDegrees([5.2, 1.9]) as [number, number]

/** @param corner south-west one, in km east and north of the origin */
function gridCell(h3: string, [x, y]: [number, number]): Feature {
  return {
    type: 'Feature',
    id: ID_BASE + 8_000_000 + Math.round(x * 10),
    properties: { h3, buildings: 9, density_buildings_per_ha: 5.3, area_ha_utm: 16 },
    geometry: polygon([
      [x, y],
      [x + 0.4, y],
      [x + 0.4, y + 0.4],
      [x, y + 0.4],
      [x, y],
    ]),
  }
}

function rtCells(plan: ZonePlan, zone: number, outline: Position[]): Feature[] {
  const parts = 6
  const perPart = (outline.length - 1) / parts
  return Array.from({ length: parts }, (_, i) => {
    const arc = outline.slice(Math.round(i * perPart), Math.round((i + 1) * perPart) + 1)
    const score = plan.score === null ? null : Math.max(0, Math.min(80, plan.score + ((i * 7) % 25) - 12))
    return {
      type: 'Feature' as const,
      id: ID_BASE + 2_000_000 + zone * 10 + i,
      properties: withoutNull({
        rt_id: `99.01.01.${1001 + plan.kelurahan}/RT00${i + 1}-RW00${zone + 1}`,
        rt_rw: `RT00${i + 1}-RW00${zone + 1}`,
        kelurahan_code: `99.01.01.${1001 + plan.kelurahan}`,
        score_total: score,
        score_class: scoreClass(score),
      }),
      geometry: polygon([plan.at, ...arc, plan.at]),
    }
  })
}

function kelurahan(): Feature[] {
  return KELURAHAN.map((name, i) => {
    const column = i % 3
    const row = Math.floor(i / 3)
    return {
      type: 'Feature',
      id: ID_BASE + 3_000_000 + i,
      properties: { kelurahan_code: `99.01.01.${1001 + i}`, name },
      geometry: polygon(cell(column * 2, row * 1.7, column * 2 + 2, row * 1.7 + 1.7)),
    }
  })
}

function kecamatan(): Feature[] {
  return ['Contoh Selatan', 'Contoh Utara'].map((name, i) => ({
    type: 'Feature',
    id: ID_BASE + 4_000_000 + i,
    properties: { kecamatan_code: `99.01.0${i + 1}`, name },
    geometry: polygon(cell(0, i * 3.4, 6, i === 0 ? 3.4 : 5.1, 72)),
  }))
}

/** Borders are bent by position alone, so neighbours share them exactly; the west side is a ragged coast. */
function cell(x0: number, y0: number, x1: number, y1: number, steps = 24): Position[] {
  const ring: Position[] = []
  const side = (from: Position, to: Position) => {
    for (let i = 0; i < steps; i++) {
      const f = i / steps
      ring.push(bend([lerp(from[0], to[0], f), lerp(from[1], to[1], f)]))
    }
  }
  side([x0, y0], [x1, y0])
  side([x1, y0], [x1, y1])
  side([x1, y1], [x0, y1])
  side([x0, y1], [x0, y0])
  return [...ring, ring[0] as Position]
}

function bend([x = 0, y = 0]: Position): Position {
  const coast = x < 0.01 ? 0.16 * Math.sin(y * 3.1) + 0.08 * Math.sin(y * 11) : 0
  return [x + 0.12 * Math.sin(y * 2.3) + 0.04 * Math.sin(y * 9) + coast, y + 0.1 * Math.sin(x * 1.9)]
}

function buildings(): Feature[] {
  return ZONES.flatMap(({ at, radius_km }, z) =>
    Array.from({ length: 140 }, (_, i) => {
      const column = (i % 14) - 6.5
      const row = Math.floor(i / 14) - 4.5
      const x = at[0] + column * 0.03 + noise(z * 991 + i) * 0.008
      const y = at[1] + row * 0.036 + noise(z * 577 + i) * 0.008
      if (Math.hypot(x - at[0], y - at[1]) > radius_km * 0.86) return null
      const w = 0.008 + noise(i + z) * 0.003
      const corners: Position[] = [
        [x - w, y - 0.009],
        [x + w, y - 0.009],
        [x + w, y + 0.009],
        [x - w, y + 0.009],
        [x - w, y - 0.009],
      ]
      return {
        type: 'Feature' as const,
        id: ID_BASE + 5_000_000 + z * 1000 + i,
        properties: { building_id: `b${z}-${i}` },
        geometry: polygon(corners),
      }
    }).filter((feature) => feature !== null),
  )
}

function interventions(): Feature[] {
  return [
    {
      zone: 0,
      activity: 'Jalan Beton',
      volume: 760.5,
      unit: 'm',
      cost_idr: 3_800_000_000,
      fund_source: 'APBN',
      year: 2022,
    },
    {
      zone: 0,
      activity: 'Drainase Lingkungan',
      volume: 310,
      unit: 'm',
      cost_idr: 620_000_000,
      fund_source: 'APBD',
      year: 2023,
    },
    {
      zone: 1,
      activity: 'Rehab Rumah Tidak Layak Huni',
      volume: 21,
      unit: 'unit',
      cost_idr: 346_500_000,
      fund_source: 'APBD',
      year: 2022,
    },
  ].map(({ zone, ...work }, i) => ({
    type: 'Feature',
    id: ID_BASE + 6_000_000 + i,
    properties: { intervention_id: `w${i}`, zone_id: `99.01-K0${zone + 1}`, ...work },
    geometry: point([(ZONES[zone]?.at[0] ?? 0) + 0.1 * i - 0.05, (ZONES[zone]?.at[1] ?? 0) + 0.08]),
  }))
}

function facilities(): Feature[] {
  return ['Puskesmas Utara', 'Pasar Lama', 'SD Negeri 3'].map((name, i) => ({
    type: 'Feature',
    id: ID_BASE + 7_000_000 + i,
    properties: { facility_id: `f${i}`, name, kind: ['puskesmas', 'pasar', 'sekolah'][i] },
    geometry: point([1.4 + i * 1.3, 3.3 - i * 0.9]),
  }))
}

/** Scores whose sums equal the zones' totals in the newest year, and are worse in the year before. */
function criterionScores(): string {
  const lines = ['level,id,vintage,criterion,aspect,label,volume,denominator,percent,score']
  ZONES.forEach(({ score }, z) => {
    if (score === null) return
    for (const [vintage, total] of [
      [2018, Math.min(78, score + 12)],
      [2021, score],
    ] as const) {
      const scores = spread(total, z + vintage)
      CRITERIA.forEach(([criterion, aspect, label], i) => {
        const points = scores[i] ?? 0
        const from = { 0: 4, 1: 28, 3: 53, 5: 78 }[points] ?? 0
        const percent = from + Math.abs(noise(z * 31 + i)) * 18
        const denominator = 120 + i * 10
        const volume = (percent / 100) * denominator
        lines.push(
          `zone,99.01-K0${z + 1},${vintage},${criterion},${aspect},"${label}",${volume},${denominator},${percent},${points}`,
        )
      })
    }
  })
  return `${lines.join('\n')}\n`
}

/** Sixteen scores of 0, 1, 3 or 5 with the given sum. */
function spread(total: number, seed: number): number[] {
  const scores = CRITERIA.map(() => 0)
  let left = total
  for (let round = 0; left > 0 && round < 400; round++) {
    const i = Math.floor(((noise(seed + round * 7) + 1) / 2) * 16) % 16
    const at = scores[i] ?? 0
    const next = at === 0 ? 1 : at === 1 ? 3 : 5
    if (next - at > left || at === 5) continue
    scores[i] = next
    left -= next - at
  }
  for (let i = 0; left > 0 && i < 16; i++) {
    if (scores[i] === 0) {
      scores[i] = 1
      left--
    }
  }
  return scores
}

function blob([cx, cy]: [number, number], radius_km: number, seed: number): Position[] {
  const ring = Array.from({ length: 48 }, (_, i): Position => {
    const angle = (i / 48) * 2 * Math.PI
    const wobble =
      1 +
      0.16 * Math.sin(angle * 3 + seed) +
      0.09 * Math.sin(angle * 5 + seed * 2) +
      0.05 * Math.cos(angle * 9 + seed)
    return [cx + Math.cos(angle) * radius_km * wobble, cy + Math.sin(angle) * radius_km * wobble * 0.85]
  })
  return [...ring, ring[0] as Position]
}

function ringAreaHa(ring: Position[]): number {
  let twice = 0
  for (let i = 1; i < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i - 1] ?? []
    const [x1 = 0, y1 = 0] = ring[i] ?? []
    twice += x0 * y1 - x1 * y0
  }
  return (Math.abs(twice) / 2) * 100
}

function toDegrees([x = 0, y = 0]: Position): Position {
  return [round(ORIGIN.lon + x * DEGREES_PER_KM), round(ORIGIN.lat + y * DEGREES_PER_KM)]
}

function polygon(ring: Position[]): Polygon {
  return { type: 'Polygon', coordinates: [ring.map(toDegrees)] }
}

function point(at: Position): Point {
  return { type: 'Point', coordinates: toDegrees(at) }
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

/** A repeatable value in -1..1. */
function noise(seed: number): number {
  const x = Math.sin(seed * 127.1 + 311.7) * 43758.5453
  return (x - Math.floor(x)) * 2 - 1
}

function lerp(a = 0, b = 0, f = 0): number {
  return a + (b - a) * f
}

function round(value: number): number {
  return Number(value.toFixed(7))
}

function withoutNull(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
  )
}
