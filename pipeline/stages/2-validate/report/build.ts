import { type Catalogue, ruleOf, thresholdOf } from '../catalogue.ts'
import { formatNumber } from './format.ts'
import { publicFinding } from './privacy.ts'
import type {
  Finding,
  Reconciliation,
  Report,
  ReportMap,
  ReportRule,
  ReportSource,
  ReportStats,
  Severity,
  Text,
} from './types.ts'
import { SEVERITIES } from './types.ts'

export const EXAMPLES_PER_RULE = 5
export const MARKS_PER_RULE = 300

export interface ReportParts {
  city: Report['city']
  /** The city's settings, for thresholds that `city.yaml` may replace. */
  settings: unknown
  catalogue: Catalogue
  sources: readonly ReportSource[]
  findings: readonly Finding[]
  /** The decree in force: the headline counts its zones alone; all of them when null. */
  decree: string | null
  reconciliation: readonly Reconciliation[]
  completeness: Report['completeness']
  outlines: Pick<ReportMap, 'kelurahan' | 'zones'>
}

/** Draws the report together: counts, the verdict, the rules worst first. Pure; the order of `findings` does not matter. */
export function buildReport(parts: ReportParts): Report {
  const findings = parts.findings
    .map((finding) => publicFinding(finding, ruleOf(parts.catalogue, finding.code).title))
    .sort(byPlace)
  const rules = groupByRule(findings, parts.catalogue, parts.settings)
  const stats = count(parts, findings)
  return {
    format: 'petakumuh-report/1',
    city: parts.city,
    valid: stats.findings.fail === 0,
    verdict: verdict(stats),
    stats,
    sources: [...parts.sources],
    rules,
    reconciliation: [...parts.reconciliation].sort(
      (a, b) => compare(a.decree_number, b.decree_number) || compare(a.zone_id, b.zone_id),
    ),
    completeness: parts.completeness,
    map: { ...parts.outlines, ...marks(findings, rules) },
  }
}

function groupByRule(findings: readonly Finding[], catalogue: Catalogue, settings: unknown): ReportRule[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.code)
    if (group) group.push(finding)
    else groups.set(finding.code, [finding])
  }
  return [...groups]
    .map(([code, members]) => {
      const rule = ruleOf(catalogue, code)
      const { threshold } = rule
      return {
        weight: rule.weight,
        entry: {
          code,
          severity: rule.severity,
          title: rule.title,
          explanation: rule.explanation,
          next: rule.next,
          source: rule.source,
          threshold: threshold
            ? { value: thresholdOf(catalogue, code, settings), unit: threshold.unit }
            : null,
          count: members.length,
          examples: members.slice(0, EXAMPLES_PER_RULE),
        },
      }
    })
    .sort(
      (a, b) =>
        rank(a.entry.severity) - rank(b.entry.severity) ||
        b.weight - a.weight ||
        b.entry.count - a.entry.count ||
        compare(a.entry.code, b.entry.code),
    )
    .map(({ entry }) => entry)
}

function count(parts: ReportParts, findings: readonly Finding[]): ReportStats {
  const sum = <T>(items: readonly T[], value: (item: T) => number) =>
    items.reduce((total, item) => total + value(item), 0)
  const zones = parts.reconciliation.filter(
    (row) => parts.decree === null || row.decree_number === parts.decree,
  )
  const reconciled = zones.filter((row) => row.area_status === 'ok')
  const severities: Record<Severity, number> = { info: 0, warn: 0, quarantine: 0, fail: 0 }
  for (const finding of findings) severities[finding.severity]++
  return {
    read: sum(parts.sources, (source) => source.read),
    accepted: sum(parts.sources, (source) => source.accepted),
    quarantined: sum(parts.sources, (source) => source.quarantined),
    filtered: sum(parts.sources, (source) => source.filtered),
    area_ha_decree: sum(zones, (row) => row.area_ha_decree ?? 0),
    area_ha_utm: sum(zones, (row) => row.area_ha_utm),
    area_ha_reconciled: sum(reconciled, (row) => row.area_ha_decree ?? 0),
    zones: zones.length,
    zones_reconciled: reconciled.length,
    findings: severities,
  }
}

function verdict(stats: ReportStats): Text {
  const { fail, quarantine, warn } = stats.findings
  const id = (value: number) => formatNumber(value, 0, 'id')
  const en = (value: number) => formatNumber(value, 0, 'en')
  if (fail > 0) {
    return {
      id: `Data belum dapat dipakai: ${id(fail)} pelanggaran harus diperbaiki dahulu.`,
      en: `The data cannot be used yet: ${en(fail)} ${plural(fail, 'violation')} must be mended first.`,
    }
  }
  if (stats.quarantined > 0 || quarantine > 0) {
    return {
      id:
        `Data dapat dipakai, tetapi ${id(stats.quarantined)} catatan dikarantina` +
        (warn > 0 ? ` dan ${id(warn)} peringatan perlu dilihat.` : '.'),
      en:
        `The data can be used, but ${en(stats.quarantined)} ${plural(stats.quarantined, 'record')} ` +
        `${stats.quarantined === 1 ? 'is' : 'are'} quarantined` +
        (warn > 0 ? ` and ${en(warn)} ${plural(warn, 'warning')} should be looked at.` : '.'),
    }
  }
  if (warn > 0) {
    return {
      id: `Semua catatan dapat dipakai; ${id(warn)} peringatan perlu dilihat.`,
      en: `All records can be used; ${en(warn)} ${plural(warn, 'warning')} should be looked at.`,
    }
  }
  return {
    id: 'Semua catatan dapat dipakai; tidak ada yang perlu diperbaiki.',
    en: 'All records can be used; there is nothing to mend.',
  }
}

function marks(
  findings: readonly Finding[],
  rules: readonly ReportRule[],
): Pick<ReportMap, 'findings' | 'findings_total'> {
  const numbers = new Map(rules.map((rule, index) => [rule.code, index + 1]))
  const shown = new Map<string, number>()
  const places: ReportMap['findings'] = []
  let total = 0
  for (const { code, lon, lat } of findings) {
    if (lon === null || lat === null) continue
    total++
    const before = shown.get(code) ?? 0
    shown.set(code, before + 1)
    if (before < MARKS_PER_RULE) places.push({ lon, lat, code, number: numbers.get(code) ?? 0 })
  }
  places.sort((a, b) => a.number - b.number)
  return { findings: places, findings_total: total }
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.source_id, b.source_id) ||
    (a.source_row ?? 0) - (b.source_row ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.field ?? '', b.field ?? '') ||
    compare(a.key ?? '', b.key ?? '') ||
    compare(a.got ?? '', b.got ?? '')
  )
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`
}
