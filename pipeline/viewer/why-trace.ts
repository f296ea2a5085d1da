import type { Bilingual } from './legend.ts'

/** A rule by the place of its source in {@link PublishedTrace.rule_sources}, and how sure that source is. */
export interface RuleRef {
  source: number
  confidence: 'high' | 'medium' | 'low'
}

/** Columns of {@link TracedWay.parts}, in their order; `rt` counts in {@link PublishedTrace.rt}, a source in `files`. */
export const PART_COLUMNS = [
  ...(['rt', 'volume', 'denominator', 'percent', 'score', 'volume_source', 'flag'] as const),
  ...(['source', 'source_row', 'denominator_source', 'denominator_source_row'] as const),
] as const
export type PartRow = (number | string | null)[]

/** A record of a source by its file, in {@link PublishedTrace.files}, and its number there from 1. */
export interface TracedRecord {
  source: number
  source_row: number
  values: { column: string; title: Bilingual; unit: string | null; value: string | number | boolean }[]
  corrections: { id: string; action: string | null; reason: Bilingual | null; status: string | null }[]
}

/** The way of one criterion, from the RT to its score. */
export interface TracedWay {
  criterion: string
  aspect: string
  label: Bilingual
  unit: string
  unit_label: Bilingual
  definition: RuleRef
  test: (Bilingual & RuleRef) | null
  volume: number | null
  denominator: number | null
  /** Expression over columns of `rt_profiles`, and what those are called. */
  denominator_rule: string
  denominator_columns: { column: string; title: Bilingual; unit: string | null }[]
  percent: number | null
  score: number | null
  score_min: number | null
  score_max: number | null
  flag: string | null
  /** Sums of what is known, and what the unknown volumes may add at most. */
  sum: {
    volume_known: number
    volume_open: number
    denominator_known: number
    volumes_missing: number
    denominators_missing: number
    /** Whether the RT add up to what the tables of the release say. */
    agrees: boolean
  }
  /** Limits of a percent that is not known; no upper limit where a denominator is missing. */
  interval: { percent_min: number | null; percent_max: number | null } | null
  /** What works since a survey make of its volume: `volume_start` - (`volume_works` - `works_beyond_need`) = `volume_end`. */
  works: {
    year: number | null
    /** Year of the survey that `volume_start` is of; parts of it may be of earlier ones. */
    baseline_vintage: number | null
    volume_start: number | null
    volume_works: number | null
    /** What of the works no volume was left for. */
    works_beyond_need: number | null
    volume_end: number | null
    percent_end: number | null
    score_end: number | null
  }[]
  parts: PartRow[]
}

export interface TracedTotal {
  /** `computed` from the criteria, or `stated` by the source that has no more. */
  score_source: string
  score_total: number | null
  score_min: number
  score_max: number
  /** Null while the class is not certain. */
  score_class: string | null
  score_class_min: string | null
  score_class_max: string | null
  max_total: number
  completeness_pct: number | null
  rt_count: number | null
  classes: { code: string; label: Bilingual; min: number; max: number }[]
  rule: RuleRef
}

export interface TracedAreas {
  area_ha_decree: number | null
  area_ha_decree_text: string | null
  area_ha_utm: number | null
  utm_crs: string
  area_ha_geodesic: number | null
  perimeter_m: number | null
  area_difference_pct: number | null
  area_status: string | null
  limits: { warn_pct: number; error_pct: number }
}

export interface TracedDensity {
  vintage: number | null
  area_ha_utm: number | null
  area_ha_net: number | null
  water_ha: number | null
  road_ha: number | null
  /** What `area_ha_net` leaves out: `water`, `roads` or both; `all_water` and `all_roads` where nothing is left. */
  net_method: string | null
  rt_in_unit: number | null
  rt_told: number | null
  rt_ground_inside_pct: number | null
  population: number | null
  families: number | null
  population_method: string | null
  population_standard_error: number | null
  buildings: number | null
  buildings_method: string | null
  /** Places in {@link PublishedTrace.files} of the footprints that were counted. */
  buildings_files: number[]
  buildings_elsewhere: number | null
  density_population_per_ha: number | null
  density_population_class: string | null
  density_population_net_per_ha: number | null
  density_buildings_per_ha: number | null
  density_buildings_class: string | null
  density_buildings_net_per_ha: number | null
  /** With less ground of their RT inside, or more of their buildings counted elsewhere, a number has no density. */
  limits: { ground_inside_least_pct: number; buildings_elsewhere_most_pct: number }
  population_classes: { code: string; label: Bilingual; max: number | null; rule: RuleRef }[]
  buildings_limit: { per_ha: number; size_class: string; rule: RuleRef } | null
  parts: {
    rt_id: string
    rt_rw: string | null
    population: number | null
    families: number | null
    share_pct: number | null
    source: number | null
    source_row: number | null
  }[]
}

export type DecisionKind =
  | 'land_legality'
  | 'other_considerations'
  | 'priority'
  | 'class_code'
  | 'treatment'
  | 'authority'

/** A rule row that decided over something outside the total. */
export interface TracedDecision {
  what: DecisionKind
  value: string | number | null
  label: Bilingual | null
  rule_row: Bilingual | null
  rule: RuleRef | null
}

/**
 * `traces/zones/<feature_id>.json` of a release: the way from the records to the numbers of one zone, as `petakumuh explain`
 * tells it; documented in `docs/reference/release.md`.
 */
export interface PublishedTrace {
  format: 'petakumuh-trace/1'
  zone_id: string
  name: string | null
  decree: { decree_number: string; title: string | null; decree_date: string | null } | null
  vintage: number | null
  methodology: { id: string; title: Bilingual }
  /** Whatever is made up and not measured, where the city's data are. */
  note: Bilingual | null
  /** Files that the records stand in. */
  files: { source_id: string; title: Bilingual | null; path: string | null }[]
  rule_sources: Bilingual[]
  record: TracedRecord | null
  total: TracedTotal | null
  /** Why sums of RT are scored anew, what becomes of missing data, and where the cuts are from. */
  rules: { aggregation: RuleRef; missing_data: RuleRef; zero_denominator: RuleRef; bands: RuleRef }
  /** Lowest first. */
  bands: { min_pct: number; score: number; printed: string | null }[]
  /** RT that count in the sums of the criteria. */
  rt: { rt_id: string; rt_rw: string | null; method: string | null; share_pct: number | null }[]
  part_columns: typeof PART_COLUMNS
  criteria: TracedWay[]
  areas: TracedAreas | null
  density: TracedDensity | null
  /** Year and class of the decisions, and what is doubtful about them. */
  outside: { vintage: number | null; score_class: string | null; flags: string | null } | null
  decisions: TracedDecision[]
  years: {
    year: number | null
    kind: string
    score_total: number | null
    score_min: number | null
    score_max: number | null
    score_class: string | null
    area_ha_slum: number | null
  }[]
}

/** Folder of the traces of zones within a release. */
export const TRACE_FOLDER = 'traces/zones'

/** Path of the trace of a zone: by the id of its feature, as a code may hold what no file name can. */
export function tracePath(feature_id: number | string): string {
  return `${TRACE_FOLDER}/${feature_id}.json`
}

/** The file as it was read; null where it is none that this page knows, or of another zone. */
export function readTrace(json: unknown, zone_id: string): PublishedTrace | null {
  const known = json as Partial<PublishedTrace> | null
  if (known?.format !== 'petakumuh-trace/1' || known.zone_id !== zone_id) return null
  return known as PublishedTrace
}
