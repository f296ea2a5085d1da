import { referenceDate } from '../../../decree/reference-date.ts'
import { type Catalogue, ruleOf, thresholdOf } from '../catalogue.ts'
import { worstFirst } from './area-status.ts'
import { completenessOf } from './completeness.ts'
import { compare, EXAMPLES_PER_RULE, evenly, type Hectares, MARKS_PER_RULE } from './digest.ts'
import { correctionWithoutAnswers, withoutAnswers } from './privacy.ts'
import { byEffect, type Whole } from './rank.ts'
import { tasksOf, withoutTask } from './tasks.ts'
import type {
  AreaStatus,
  Completeness,
  CompletenessRow,
  CorrectionSummary,
  Found,
  FoundRule,
  PolicyEntry,
  QuarantineFile,
  Reconciliation,
  Report,
  ReportMap,
  ReportRule,
  ReportSource,
  ReportStats,
  ScoreDistribution,
} from './types.ts'
import { verdict } from './verdict.ts'

/** Rows of the report's own tables; the rest is counted and named. */
export const ROWS_AT_MOST = 2000
/** Zones whose outlines are drawn. */
export const OUTLINES_AT_MOST = 3000

export interface ReportParts {
  city: Report['city']
  /** The city's settings, for thresholds that `city.yaml` may replace. */
  settings: unknown
  catalogue: Catalogue
  sources: readonly ReportSource[]
  found: Found
  quarantine: readonly QuarantineFile[]
  corrections: readonly CorrectionSummary[]
  policy: readonly PolicyEntry[]
  /** The decree in force: the headline counts its zones alone; all of them when null. */
  decree: string | null
  reconciliation: readonly Reconciliation[]
  scores: ScoreDistribution
  completeness: { criteria: Completeness['criteria']; rows: readonly CompletenessRow[] }
  outlines: Pick<ReportMap, 'kelurahan' | 'zones' | 'zones_total'>
  /** Set for the report that is published. */
  excerpt: Report['excerpt']
}

/** Draws the report together: counts, the verdict, the rules most urgent first. Pure, and of bounded size. */
export function buildReport(parts: ReportParts): Report {
  const { catalogue, reconciliation, sources } = parts
  const found = parts.found.rules.map((rule) => ruleWithoutAnswers(rule, catalogue))
  const rules = found.map((rule) => reportRule(rule, parts)).sort(byEffect(wholeOf(parts)))
  const byCode = new Map(found.map((rule) => [rule.code, rule]))
  const worstFound = rules.map(({ code }) => byCode.get(code)!)
  const stats = count(parts)
  return {
    format: 'petakumuh-report/2',
    city: parts.city,
    // What is not told of households is an error all the same.
    valid: stats.errors === 0 && (parts.excerpt === null || stats.quarantined === 0),
    usable: stats.findings.fail === 0,
    verdict: verdict(stats),
    stats,
    excerpt: parts.excerpt,
    ...withoutTask(sources, worstFound, catalogue),
    tasks: tasksOf(sources, worstFound, catalogue, parts.quarantine).map((task) =>
      parts.excerpt === null ? task : { ...task, valid: task.valid && task.stats.quarantined === 0 },
    ),
    reference_date: referenceDate({ sources }),
    sources: [...sources],
    quarantine: [...parts.quarantine],
    rules,
    corrections: parts.corrections.map(correctionWithoutAnswers),
    policy: [...parts.policy],
    area_limits: {
      warn_pct: thresholdOf(catalogue, 'AREA_STALE', parts.settings),
      error_pct: thresholdOf(catalogue, 'AREA_WRONG', parts.settings),
    },
    reconciliation: worstRows(reconciliation).sort(
      (a, b) => compare(a.decree_number, b.decree_number) || compare(a.zone_id, b.zone_id),
    ),
    reconciliation_total: reconciliation.length,
    scores: parts.scores,
    completeness: completenessOf(parts.completeness.criteria, parts.completeness.rows, ROWS_AT_MOST),
    map: {
      ...parts.outlines,
      zones: evenly(parts.outlines.zones, OUTLINES_AT_MOST),
      ...marks(worstFound),
    },
    full: {
      findings: 'stages/2-validate/findings.parquet',
      quarantine: 'stages/2-validate/quarantine',
      areas: 'stages/3-area/zone_areas.parquet',
    },
  }
}

function ruleWithoutAnswers(rule: FoundRule, catalogue: Catalogue): FoundRule {
  const { title } = ruleOf(catalogue, rule.code)
  const examples = rule.examples.slice(0, EXAMPLES_PER_RULE)
  return { ...rule, examples: examples.map((finding) => withoutAnswers(finding, title)) }
}

function reportRule(found: FoundRule, { catalogue, settings }: ReportParts): ReportRule {
  const { title, explanation, next, source, threshold, weight } = ruleOf(catalogue, found.code)
  return {
    code: found.code,
    severity: found.severity,
    title,
    explanation,
    next,
    source,
    threshold: threshold
      ? { value: thresholdOf(catalogue, found.code, settings), unit: threshold.unit }
      : null,
    weight,
    count: found.count,
    records: found.records,
    table: found.table,
    area_ha: Math.round(found.area_ha * 1e4) / 1e4,
    sources: found.sources,
    examples: found.examples,
  }
}

/** Hectares of the zones by their key: as decreed or as measured, whichever is more. */
export function hectaresByZone(reconciliation: readonly Reconciliation[]): Hectares {
  return new Map(
    reconciliation.map((row) => [
      `${row.decree_number} · ${row.zone_id}`,
      Math.max(row.area_ha_decree ?? 0, row.area_ha_utm),
    ]),
  )
}

function wholeOf({ reconciliation, sources }: ReportParts): Whole {
  const rows = new Map<string, number>()
  for (const { table, read } of sources) rows.set(table, (rows.get(table) ?? 0) + read)
  return { area_ha: [...hectaresByZone(reconciliation).values()].reduce((sum, ha) => sum + ha, 0), rows }
}

function worstRows(rows: readonly Reconciliation[]): Reconciliation[] {
  return rows.length <= ROWS_AT_MOST ? [...rows] : [...rows].sort(worstFirst).slice(0, ROWS_AT_MOST)
}

function count({ decree, found, reconciliation, sources }: ReportParts): ReportStats {
  const sum = <T>(items: readonly T[], value: (item: T) => number) =>
    items.reduce((total, item) => total + value(item), 0)
  const zones = reconciliation.filter((row) => decree === null || row.decree_number === decree)
  const reconciled = zones.filter((row) => row.area_status === 'ok')
  const area_status: Record<AreaStatus, number> = { wrong: 0, stale: 0, missing: 0, ok: 0 }
  for (const row of reconciliation) area_status[row.area_status]++
  const read = sum(sources, (source) => source.read)
  return {
    tasks: sources.length,
    errors: found.counts.fail + found.counts.quarantine,
    warnings: found.counts.warn,
    rows: read,
    read,
    accepted: sum(sources, (source) => source.accepted),
    quarantined: sum(sources, (source) => source.quarantined),
    filtered: sum(sources, (source) => source.filtered),
    area_ha_decree: sum(zones, (row) => row.area_ha_decree ?? 0),
    area_ha_utm: sum(zones, (row) => row.area_ha_utm),
    area_ha_geodesic: sum(zones, (row) => row.area_ha_geodesic),
    area_ha_reconciled: sum(reconciled, (row) => row.area_ha_decree ?? 0),
    zones: zones.length,
    zones_reconciled: reconciled.length,
    area_status,
    findings: { ...found.counts },
  }
}

/** @param rules in the order in which they are numbered */
function marks(rules: readonly FoundRule[]): Pick<ReportMap, 'findings' | 'findings_total'> {
  const findings = rules.flatMap(({ code, severity, places }, index) =>
    places.slice(0, MARKS_PER_RULE).map(({ lon, lat }) => ({ lon, lat, code, number: index + 1, severity })),
  )
  return { findings, findings_total: rules.reduce((total, rule) => total + rule.places_total, 0) }
}
