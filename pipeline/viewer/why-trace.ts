import type {
  DecisionKind,
  DensityNumbers,
  KnownSums,
  PeopleShare,
  TotalNumbers,
  TracedAreas,
  WorksNumbers,
  YearNumbers,
} from '../values/traced-numbers.ts'
import type { Bilingual } from './legend.ts'
import type { TracedNumberRow } from './why-numbers-file.ts'

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
  sum: KnownSums
  /** Limits of a percent that is not known; no upper limit where a denominator is missing. */
  interval: { percent_min: number | null; percent_max: number | null } | null
  works: WorksNumbers[]
  parts: PartRow[]
}

export interface TracedTotal extends TotalNumbers {
  classes: { code: string; label: Bilingual; min: number; max: number }[]
  rule: RuleRef
}

export interface TracedDensity extends DensityNumbers {
  /** Places in {@link PublishedTrace.files} of the footprints that were counted. */
  buildings_files: number[]
  /** With less ground of their RT inside, or more of their buildings counted elsewhere, a number has no density. */
  limits: { ground_inside_least_pct: number; buildings_elsewhere_most_pct: number }
  population_classes: { code: string; label: Bilingual; max: number | null; rule: RuleRef }[]
  buildings_limit: { per_ha: number; size_class: string; rule: RuleRef } | null
  parts: (PeopleShare & { rt_rw: string | null; source: number | null })[]
}

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
  years: YearNumbers[]
  /** Every other number of the zone by the rules of `traces/numbers.json`; releases made before they were told lack them. */
  numbers?: TracedNumberRow[]
}

/** Folder of the traces of zones within a release. */
const TRACE_FOLDER = 'traces/zones'

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
