import type { Confidence } from '../methodology/read.ts'
import type { Text } from '../store/index.ts'
import type {
  DecisionKind,
  FigureRules,
  KnownSums,
  NumberRule,
  TotalNumbers,
  TracedAreas,
  WorksNumbers,
  YearNumbers,
} from '../values/traced-numbers.ts'
import type { Level } from './levels.ts'
import type { NumberTrace } from './numbers/number-traces.ts'
import type { DensityTrace } from './trace-measures.ts'

/** Where a number or rule of a methodology comes from, in words. */
export interface RuleSource {
  text: Text
  confidence: Confidence
}

export interface DecreeFacts {
  decree_number: string
  title: string | null
  kind: string | null
  decree_date: string | null
  vintage: number | null
}

/** What the unit is and where it lies. */
export interface UnitFacts {
  level: Level
  unit_id: string
  name: string | null
  zone: { zone_id: string; name: string | null; method: string | null; share_pct: number | null } | null
  kawasan: string | null
  kelurahan: { code: string | null; name: string | null } | null
  kecamatan: { code: string | null; name: string | null } | null
  decree: DecreeFacts | null
  /** Record that says the unit is there: of `zones`, or of `rt_profiles` of the year. */
  record: RecordTrace | null
}

export interface ClassLimits {
  code: string
  label: Text
  min: number
  max: number
}

export interface TotalTrace extends TotalNumbers {
  area_ha_verified: number | null
  buildings: number | null
  population: number | null
  families: number | null
  classes: ClassLimits[]
  rule: RuleSource
  /** How a total above the RT comes to be; null at an RT. */
  aggregation: RuleSource | null
}

/** One criterion of the unit, as the table `criterion_scores` holds it. */
export interface CriterionRow {
  criterion: string
  aspect: string
  label: Text
  unit: string
  volume: number | null
  volume_source: string | null
  denominator: number | null
  denominator_rule: string | null
  percent: number | null
  score: number | null
  score_min: number | null
  score_max: number | null
  flag: string | null
  source_id: string | null
  source_row: number | null
  denominator_source_id: string | null
  denominator_source_row: number | null
}

/** A record of a source as it was accepted. */
export interface RecordTrace {
  table: string
  source_id: string
  title: Text | null
  /** As in `city.yaml`. */
  path: string | null
  /** 1-based record of the file. */
  source_row: number
  /** The public columns that are not empty. */
  values: { column: string; title: Text; unit: string | null; value: string | number | boolean }[]
  corrections: CorrectionTrace[]
}

export interface CorrectionTrace {
  id: string
  /** Null where `corrections.yaml` no longer holds it. */
  action: string | null
  reason: Text | null
  provider: string | null
  status: string | null
}

/** A rule row of the methodology that decided over something outside the total, or would have. */
export interface Decision {
  what: DecisionKind
  value: string | number | null
  label: Text | null
  /** The rule row in words; null where none applies. */
  rule: Text | null
  source: RuleSource | null
}

export interface OutsideTrace {
  zone_id: string
  /** Year of the class the decisions rest on. */
  vintage: number | null
  /** Class they rest on; null while it is not certain. */
  score_class: string | null
  decisions: Decision[]
  /** What is doubtful about them, as `zone_ratings` has it. */
  flags: string | null
}

export interface HouseholdIndicator {
  methodology: string
  title: Text | null
  group: string | null
  indicator: string
  label: Text
  counts: string | null
  surveyed: number
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
  vintage: number | null
}

export interface YearTotal extends YearNumbers {
  area_ha_verified: number | null
  /** Progress since the first year in percent, by the formula of the portals and by that of the worksheet. */
  contribution_portal_pct: number | null
  contribution_worksheet_pct: number | null
  cost_idr: number | null
}

export interface FindingTrace {
  code: string
  severity: string
  table: string
  source_id: string | null
  source_row: number | null
  message: Text
}

/** How an answer of a survey compares with the volume that counts. */
export interface SurveyTrace {
  status: string
  /** Fewer than `privacy.k` households answered: nothing of it is told. */
  too_few: boolean
  households: number | null
  /** Null where the answer is of buildings or facilities and no household was asked. */
  answered: number | null
  weighted: boolean | null
  base: number | null
  deficient: number | null
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
  profile_percent: number | null
  difference_pct_points: number | null
}

/** Arithmetic of a percent and the band it falls into. */
export interface PercentTrace {
  volume: number
  denominator: number
  percent: number
  /** `100 x 65 / 153`; where a percent was stated or surveyed, the volume that follows from it: `42.48 x 153 / 100`. */
  arithmetic: string
  volume_from_percent: boolean
  /** The rule for a denominator of zero, where it is zero. */
  zero_rule: RuleSource | null
}

export interface BandTrace {
  reached: { min_pct: number; score: number; printed: string | null }
  /** The next higher band, null in the highest. */
  next: { min_pct: number; score: number } | null
  source: RuleSource
}

/** One RT of a unit, for one criterion. */
export interface PartTrace {
  rt_id: string
  volume: number | null
  denominator: number | null
  percent: number | null
  score: number | null
  volume_source: string | null
  flag: string | null
  zone_id: string | null
  /** How the RT came to the zone: `method` of `rt_zones`. */
  method: string | null
  share_pct: number | null
  /** Records of its volume and of its denominator. */
  source_id: string | null
  source_row: number | null
  denominator_source_id: string | null
  denominator_source_row: number | null
}

export interface SumTrace extends KnownSums {
  rt_count: number
  parts: PartTrace[]
  source: RuleSource
}

export interface WorksTrace extends WorksNumbers {
  percent_start: number | null
  score_start: number | null
}

/** The whole way of one criterion. */
export interface CriterionTrace extends CriterionRow {
  aspect_label: Text
  unit_label: Text
  definition: RuleSource
  test: (Text & RuleSource) | null
  denominator_expression: string
  denominator_values: { column: string; title: Text; unit: string | null; value: number | null }[]
  /** Whose numbers they are: of `rt_profiles`, or of `survey_profiles` where there is no profile of the year. */
  denominator_from: 'profile' | 'survey' | null
  /** Record of the volume; null above the RT and where none states it. */
  volume_record: RecordTrace | null
  denominator_record: RecordTrace | null
  density_rule: { rule: Text; ratio: number | null; limit: number; source: RuleSource } | null
  survey: SurveyTrace | null
  sum: SumTrace | null
  calculation: PercentTrace | null
  /** Of a percent that is known only within limits. */
  interval: { percent_min: number | null; percent_max: number | null; source: RuleSource } | null
  band: BandTrace | null
  /** The scores of all other criteria of the unit: least and most. */
  others: { score_min: number; score_max: number }
  works: WorksTrace[]
}

/** The way from the records to the numbers of one unit; documented in `docs/reference/explain.md`. */
export interface Trace {
  format: 'petakumuh-explain/1'
  city: { name: string; code: string; title: Text }
  /** Stages up to the indicators that would run, were the city built now. */
  stale: string[]
  unit: UnitFacts
  vintage: number | null
  vintages: (number | null)[]
  methodology: { id: string; title: Text; source: RuleSource }
  /** Null where the unit has no score: why is in `findings`, or in the report. */
  total: TotalTrace | null
  criteria: CriterionRow[]
  /** Cuts of the bands, highest first, and where they come from. */
  cuts: { min_pct: number; score: number }[]
  /** What the units of the volumes are called. */
  units: { unit: string; label: Text }[]
  bands_source: RuleSource
  /** Only of a zone. */
  areas: TracedAreas | null
  density: DensityTrace | null
  outside: OutsideTrace | null
  households: HouseholdIndicator[]
  years: YearTotal[]
  /** Every other number that a release tells of the unit, with the rules that made them; of `--number` what was asked for. */
  numbers: NumberTrace[]
  number_rules: NumberRule[]
  /** What the household figures among them count. */
  figures: FigureRules
  /** Files of the sources that rules and parts name. */
  files: { source_id: string; title: Text | null; path: string | null }[]
  findings: FindingTrace[]
  criterion: CriterionTrace | null
}
