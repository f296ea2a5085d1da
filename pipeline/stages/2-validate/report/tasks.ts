import { type Catalogue, ruleOf } from '../catalogue.ts'
import type {
  Finding,
  FoundRule,
  QuarantineFile,
  ReportError,
  ReportSource,
  ReportTask,
  Severity,
} from './types.ts'

/** One task per source, in the order of the sources, with the examples that come from it. */
export function tasksOf(
  sources: readonly ReportSource[],
  rules: readonly FoundRule[],
  catalogue: Catalogue,
  quarantine: readonly QuarantineFile[],
): ReportTask[] {
  const examples = examplesBySource(rules)
  const counts = new Map<string, Record<Severity, number>>()
  for (const rule of rules) {
    for (const { source_id, count, severity } of rule.sources) {
      const of = counts.get(source_id) ?? { info: 0, warn: 0, quarantine: 0, fail: 0 }
      of[severity ?? rule.severity] += count
      counts.set(source_id, of)
    }
  }
  const files = new Map(quarantine.map(({ source_id, file }) => [source_id, file]))
  return sources.map((source) => {
    const { fail = 0, quarantine: aside = 0, warn = 0 } = counts.get(source.source_id) ?? {}
    const { errors, warnings } = sorted(examples.get(source.source_id) ?? [], catalogue)
    return {
      name: source.source_id,
      type: 'table',
      valid: fail + aside === 0,
      place: source.path,
      table: source.table,
      stats: {
        rows: source.read,
        accepted: source.accepted,
        quarantined: source.quarantined,
        filtered: source.filtered,
        errors: fail + aside,
        warnings: warn,
        bytes: source.bytes,
        sha256: source.sha256,
      },
      errors,
      errors_omitted: fail + aside - errors.length,
      warnings,
      warnings_omitted: warn - warnings.length,
      quarantine: files.get(source.source_id) ?? null,
    }
  })
}

/** Examples of sources that are no task: what is said of the city as a whole. */
export function withoutTask(
  sources: readonly ReportSource[],
  rules: readonly FoundRule[],
  catalogue: Catalogue,
): Pick<ReportTask, 'errors' | 'warnings'> {
  const known = new Set(sources.map(({ source_id }) => source_id))
  const strays = [...examplesBySource(rules)].filter(([source_id]) => !known.has(source_id))
  return sorted(
    strays.flatMap(([, findings]) => findings),
    catalogue,
  )
}

function sorted(findings: readonly Finding[], catalogue: Catalogue): Pick<ReportTask, 'errors' | 'warnings'> {
  const of = (...severities: Severity[]) =>
    findings
      .filter(({ severity }) => severities.includes(severity))
      .map((finding) => errorOf(finding, catalogue))
  return { errors: of('fail', 'quarantine'), warnings: of('warn') }
}

function examplesBySource(rules: readonly FoundRule[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const { examples } of rules) {
    for (const finding of examples) {
      const group = groups.get(finding.source_id)
      if (group) group.push(finding)
      else groups.set(finding.source_id, [finding])
    }
  }
  return groups
}

function errorOf(finding: Finding, catalogue: Catalogue): ReportError {
  const { title, explanation, next, group } = ruleOf(catalogue, finding.code)
  const level = finding.source_row === null ? '#table' : finding.field === null ? '#row' : '#cell'
  return {
    type: finding.code,
    severity: finding.severity,
    title,
    description: explanation,
    message: finding.message,
    note: next,
    tags: [level, group],
    rowNumber: finding.source_row,
    fieldName: finding.field,
    key: finding.key,
    cell: finding.got,
    expected: finding.expected,
    lon: finding.lon,
    lat: finding.lat,
  }
}
