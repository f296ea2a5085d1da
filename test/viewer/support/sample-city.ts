import type { Feature, FeatureCollection, Position } from 'geojson'
import { buildings, facilities, interventions, kecamatan, kelurahan } from './sample-ground.ts'
import { INDICATOR_TABLES } from './sample-indicators.ts'
import { ID_BASE, KELURAHAN, OPEN_ZONE, ZONES, type ZonePlan } from './sample-plan.ts'
import { criterionScores } from './sample-scores.ts'
import { blob, collection, polygon, ringAreaHa, toDegrees, withoutNull } from './sample-shapes.ts'
import { WORKS_TABLES } from './sample-works.ts'

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
      ...WORKS_TABLES,
    },
    bounds: [...toDegrees([-0.3, -0.3]), ...toDegrees([6.3, 5.3])] as SampleCity['bounds'],
  }
}

export function scoreClass(score: number | null): string | null {
  if (score === null) return null
  return score >= 60 ? 'KB' : score >= 38 ? 'KS' : score >= 16 ? 'KR' : 'TK'
}

const PRIORITY: Record<string, Record<string, number>> = {
  KB: { tinggi: 1, sedang: 4, rendah: 7 },
  KS: { tinggi: 2, sedang: 5, rendah: 8 },
  KR: { tinggi: 3, sedang: 6, rendah: 9 },
}

function treatmentOf(score_class: string | null, legality: string): string | null {
  if (score_class === null || score_class === 'TK') return null
  if (legality !== 'legal') return 'pemukiman kembali'
  return score_class === 'KR' ? 'pemugaran' : 'peremajaan'
}

function zoneFeature(
  { at, radius_km, score, kelurahan: k }: ZonePlan,
  i: number,
  shown: string | null,
): Feature {
  const outline = blob(at, radius_km, i + 11)
  const area = Math.round(ringAreaHa(outline) * 100) / 100
  const decree = i === 3 ? Math.round(area * 1.06 * 100) / 100 : i === 7 ? null : area
  const difference = decree === null ? null : (100 * (decree - area)) / area
  const known = score !== null
  const score_class = scoreClass(score)
  const isOpen = i === OPEN_ZONE
  const considerations = known ? (['tinggi', 'sedang', 'rendah'][i % 3] ?? null) : null
  const legality = i % 2 === 0 ? 'legal' : 'tidak legal'
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
      density_buildings_class: buildings === null ? null : buildings / area >= 200 ? 'dense' : 'below',
      building_coverage_pct: known ? 31.26 : null,
      net_method: i === 0 ? 'water_and_roads' : null,
      density_population_net_per_ha: i === 0 && populationDensity !== null ? populationDensity * 1.25 : null,
      score_total: isOpen ? null : score,
      score_min: score === null ? 9 : score,
      score_max: score === null ? 74 : isOpen ? score + 5 : score,
      score_class,
      score_vintage: known ? 2021 : null,
      methodology: 'permen-pupr-14-2018',
      completeness_pct: score === null ? 18.8 : isOpen ? 87.5 : 100,
      priority: PRIORITY[score_class ?? '']?.[considerations ?? ''] ?? null,
      treatment: treatmentOf(score_class, legality),
      authority: area >= 15 ? 'pusat' : area >= 10 ? 'provinsi' : 'kabupaten/kota',
      land_legality: legality,
      land_legality_source: 'stated',
      other_considerations: considerations,
      other_considerations_source: considerations === null ? null : 'stated',
      findings: i === 3 ? 1 : isOpen ? 2 : 0,
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
        score_vintage: score === null ? null : 2021,
      }),
      geometry: polygon([plan.at, ...arc, plan.at]),
    }
  })
}
