import type { Feature, MultiPolygon, Polygon } from 'geojson'
import type { Text } from '../../../store/table-schema.ts'

export type { Text } from '../../../store/table-schema.ts'

export type Severity = 'info' | 'warn' | 'quarantine' | 'fail'

/** Worst first: the order of every list of findings. */
export const SEVERITIES: readonly Severity[] = ['fail', 'quarantine', 'warn', 'info']

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
  /** `read = accepted + quarantined + filtered`. */
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
  count: number
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

export interface ReportMap {
  /** Simplified outlines, EPSG:4326. */
  kelurahan: Feature<Polygon | MultiPolygon, { code: string; name: string }>[]
  /** `score_class` is a code of `score_class` in `schemas/legend.json`, or null when the zone has no score. */
  zones: Feature<
    Polygon | MultiPolygon,
    { zone_id: string; name: string | null; score_class: string | null }
  >[]
  /** `number` is the place of the rule in `rules`, from 1. */
  findings: { lon: number; lat: number; code: string; number: number }[]
  /** Findings with a place that may be shown; `findings` holds at most 300 of each rule. */
  findings_total: number
}

export interface ReportStats {
  read: number
  accepted: number
  quarantined: number
  filtered: number
  /** Sum of the decreed areas. */
  area_ha_decree: number
  /** Sum of the measured areas, planar UTM. */
  area_ha_utm: number
  /** Decreed hectares of the zones whose status is `ok`. */
  area_ha_reconciled: number
  zones: number
  zones_reconciled: number
  findings: Record<Severity, number>
}

/** The content of `report.json`, and all that the HTML report is drawn from. */
export interface Report {
  format: 'petakumuh-report/1'
  city: { name: string; title: Text; code: string; synthetic: Text | null }
  /** False when a rule of severity `fail` was broken. */
  valid: boolean
  verdict: Text
  stats: ReportStats
  sources: ReportSource[]
  /** Worst first; the place in this list is the rule's number on the map. */
  rules: ReportRule[]
  reconciliation: Reconciliation[]
  completeness: {
    /** Columns of the heat map, in the order of the methodology. */
    criteria: { id: string; title: Text }[]
    rows: CompletenessRow[]
  }
  map: ReportMap
}
