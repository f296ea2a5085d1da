import type { Feature, MultiPolygon, Polygon } from 'geojson'
import type { CorrectionSummary } from '../../../corrections/index.ts'
import type { Text } from '../../../store/table-schema.ts'

export type { CorrectionExample, CorrectionSummary } from '../../../corrections/index.ts'
export type { Text } from '../../../store/table-schema.ts'

export type Severity = 'info' | 'warn' | 'quarantine' | 'fail'

/** Worst first: the order of every list of findings. */
export const SEVERITIES: readonly Severity[] = ['fail', 'quarantine', 'warn', 'info']

/** What was found of one code. */
export interface FoundRule {
  code: string
  /** Worst severity among its findings: a city may soften a rule for one source. */
  severity: Severity
  count: number
  /** Source records that are named: a record that became many rows counts once. */
  records: number
  /** The table in which most of its findings are; of equal ones the first by name. */
  table: string
  /** Hectares of the zones that are named, each as decreed or as measured, whichever is more; 0 where none is. */
  area_ha: number
  /** Findings by source, in order of `source_id`; `severity` where the source has one of its own. */
  sources: { source_id: string; count: number; severity?: Severity }[]
  /** The first five by source, record, field, key. */
  examples: Finding[]
  /** Places that may be shown: at most 300, evenly taken; none of tables about households. EPSG:4326. */
  places: { lon: number; lat: number }[]
  places_total: number
}

/** All that was found, without the findings themselves. */
export interface Found {
  rules: FoundRule[]
  counts: Record<Severity, number>
}

/** One thing found in one record; the row type of the findings table. `source_row` is 1-based, coordinates EPSG:4326. */
export interface Finding {
  /** A code of `schemas/quality-rules.yaml`. */
  code: string
  severity: Severity
  table: string
  source_id: string
  source_row: number | null
  /** Canonical key of the record, its parts joined by ` · `. */
  key: string | null
  field: string | null
  got: string | null
  expected: string | null
  message: Text
  lon: number | null
  lat: number | null
}

/**
 * How a decreed area stands against the measured one: `ok` within the warning limit or the rounding of the stated
 * figure, `stale` beyond it (AREA_STALE), `wrong` beyond the error limit (AREA_WRONG), `missing` when nothing is stated.
 */
export type AreaStatus = 'ok' | 'stale' | 'wrong' | 'missing'

export interface ReportSource {
  source_id: string
  title: Text
  table: string
  /** Path as the workspace names it. */
  path: string
  format: string
  layer: string | null
  crs: { code: string | null; how: string }
  encoding: { name: string; how: string }
  licence: string
  /** ISO date on which the file was fetched. */
  retrieved: string | null
  sha256: string
  bytes: number
  /** `read = accepted + quarantined + filtered`, in rows: an unpivoted record counts once for each of its rows. */
  read: number
  accepted: number
  quarantined: number
  filtered: number
}

export interface ReportRule {
  code: string
  severity: Severity
  title: Text
  explanation: Text
  next: Text
  source: Text
  /** The limit that was compared with, as the city set it. */
  threshold: { value: number; unit: Text } | null
  /** 3 changes a published hectare, score or place; 2 a name, a link or a count; 1 nothing published. */
  weight: 1 | 2 | 3
  count: number
  /** Source records that are named: a record that became many rows counts once. */
  records: number
  /** The table in which most of its findings are. */
  table: string
  /** Hectares of the zones that are named, each as decreed or as measured, whichever is more. */
  area_ha: number
  /** Findings by source, in order of `source_id`. */
  sources: FoundRule['sources']
  /** The first five, by source and record. */
  examples: Finding[]
}

export interface Reconciliation {
  decree_number: string
  zone_id: string
  name: string | null
  kelurahan: string | null
  area_ha_decree: number | null
  /** Planar, in the UTM zone of the city. */
  area_ha_utm: number
  /** On the WGS 84 ellipsoid. */
  area_ha_geodesic: number
  /** 100 x (decree - UTM) / UTM. */
  area_difference_pct: number | null
  area_status: AreaStatus
}

export interface CompletenessRow {
  rt_id: string
  vintage: number
  criteria_present: number
  criteria_total: number
  /** Ids of the criteria without a value. */
  missing: string[]
}

/** How many RT of one kelurahan have a value, in one year. */
export interface CompletenessPlace {
  kelurahan_code: string
  vintage: number
  rt: number
  /** RT with a value, for each criterion of `criteria`. */
  present: number[]
}

export interface Completeness {
  /** Columns of the heat map, in the order of the methodology. */
  criteria: { id: string; title: Text }[]
  /** By kelurahan and year. */
  places: CompletenessPlace[]
  /** RT and year, in order; of more than 2,000 the emptiest. */
  rows: CompletenessRow[]
  rows_total: number
  rows_incomplete: number
}

/** How many RT or zones have each total score. */
export interface ScoreGroup {
  of: 'zones' | 'rt'
  /** The decree of the zones, or the year of the RT. */
  name: string
  /** Members with a total, and those without. */
  known: number
  unknown: number
  /** Whole scores that occur, in order. */
  scores: { score: number; count: number }[]
}

export interface ScoreDistribution {
  /** Lowest first. `code` is one of `score_class` in `schemas/legend.json`. */
  classes: { code: string; title: Text; min: number; max: number }[]
  groups: ScoreGroup[]
}

/** A rule that the city judges by otherwise than the catalogue does. */
export interface PolicyEntry {
  code: string
  title: Text
  severity: { from: Severity; to: Severity } | null
  threshold: { from: number; to: number; unit: Text } | null
  /** Ids of the sources it holds for, or null for all. */
  sources: string[] | null
  reason: Text
  /** ISO date: the last day on which it holds. */
  until: string
}

/** Where the rejected records of a source are kept in full, outside the public folder. */
export interface QuarantineFile {
  source_id: string
  /** Name in the folder `quarantine` of the stage. */
  file: string
  rows: number
}

export interface ReportMap {
  /** Simplified outlines, EPSG:4326. */
  kelurahan: Feature<Polygon | MultiPolygon, { code: string; name: string }>[]
  /** `score_class` is a code of `score_class` in `schemas/legend.json`, or null when the zone has no score. */
  zones: Feature<
    Polygon | MultiPolygon,
    { zone_id: string; name: string | null; score_class: string | null }
  >[]
  /** Zones of the decree; `zones` holds at most 3,000 of them, evenly taken. */
  zones_total: number
  /** `number` is the place of the rule in `rules`, from 1. */
  findings: { lon: number; lat: number; code: string; number: number; severity: Severity }[]
  /** Findings with a place that may be shown; `findings` holds at most 300 of each rule. */
  findings_total: number
}

export interface ReportStats {
  /** Sources that were read. */
  tasks: number
  /** Findings of severity `fail` or `quarantine`. */
  errors: number
  warnings: number
  /** Rows read; the same as `read`. */
  rows: number
  read: number
  accepted: number
  quarantined: number
  filtered: number
  /** Sum of the decreed areas. */
  area_ha_decree: number
  /** Sum of the measured areas, planar UTM. */
  area_ha_utm: number
  /** Sum of the measured areas, on the WGS 84 ellipsoid. */
  area_ha_geodesic: number
  /** Decreed hectares of the zones whose status is `ok`. */
  area_ha_reconciled: number
  zones: number
  zones_reconciled: number
  /** Zones of every decree by status. */
  area_status: Record<AreaStatus, number>
  findings: Record<Severity, number>
}

/** One finding as an error of a Frictionless report; texts in both languages. */
export interface ReportError {
  /** A code of `schemas/quality-rules.yaml`. */
  type: string
  severity: Severity
  title: Text
  description: Text
  message: Text
  /** The next step. */
  note: Text
  /** `#table`, `#row` or `#cell`, then the group of the rule. */
  tags: string[]
  rowNumber: number | null
  fieldName: string | null
  key: string | null
  cell: string | null
  expected: string | null
  lon: number | null
  lat: number | null
}

/** One source as a task of a Frictionless report. */
export interface ReportTask {
  /** Id of the source. */
  name: string
  type: 'table'
  /** False when a finding of severity `fail` or `quarantine` was made in it. */
  valid: boolean
  /** Path as the workspace names it. */
  place: string
  /** The canonical table it feeds. */
  table: string
  stats: {
    rows: number
    accepted: number
    quarantined: number
    filtered: number
    errors: number
    warnings: number
    bytes: number
    sha256: string
  }
  /** Examples of severity `fail` and `quarantine`, worst first. */
  errors: ReportError[]
  /** Errors that are not listed; all of them are in `findings.parquet`. */
  errors_omitted: number
  /** Examples of severity `warn`. */
  warnings: ReportError[]
  warnings_omitted: number
  /** The file with every rejected record, or null when none was. */
  quarantine: string | null
}

/** The content of `report.json`, and all that the HTML report is drawn from. */
export interface Report {
  format: 'petakumuh-report/2'
  city: { name: string; title: Text; code: string; synthetic: Text | null }
  /** As in a Frictionless report: false when any task has an error. */
  valid: boolean
  /** False when a rule of severity `fail` was broken, so that nothing may be published. */
  usable: boolean
  verdict: Text
  /**
   * In the report of a release: the least number of records of a table about households of which a rule is told, and where the
   * report lies that tells of all. Null in that one.
   */
  excerpt: { least_records: number; whole: string } | null
  stats: ReportStats
  /** Findings that belong to no source. */
  errors: ReportError[]
  warnings: ReportError[]
  tasks: ReportTask[]
  /** Newest day on which a source was fetched: freshness is counted from it, never from a clock. */
  reference_date: string | null
  sources: ReportSource[]
  quarantine: QuarantineFile[]
  /** Most urgent first; the place in this list is the rule's number on the map. */
  rules: ReportRule[]
  corrections: CorrectionSummary[]
  policy: PolicyEntry[]
  /** Limits of {@link AreaStatus}, percent of the measured area. */
  area_limits: { warn_pct: number; error_pct: number }
  /** By decree and zone; of more than 2,000 the worst. */
  reconciliation: Reconciliation[]
  reconciliation_total: number
  scores: ScoreDistribution
  completeness: Completeness
  map: ReportMap
  /** Where everything is that is only counted here. */
  full: { findings: string; quarantine: string; areas: string }
}
