import { tableSchemas } from '../../../store/table-schema.ts'
import type { CorrectionSummary, Finding, Text } from './types.ts'

/** True when a table describes single households or people: any column of it is not of class `public`. */
export function isPersonal(table: string): boolean {
  return (
    tableSchemas()
      .get(table)
      ?.columns.some((column) => column.privacy !== 'public') ?? false
  )
}

/**
 * The finding as the report of whoever builds holds it. Of a table about households only the rule, the column and the record
 * number remain: neither what stood there nor the place leaves the findings table (UU 27/2022).
 */
export function withoutAnswers(finding: Finding, title: Text): Finding {
  if (!isPersonal(finding.table)) return finding
  return { ...finding, key: null, got: null, expected: null, message: title, lon: null, lat: null }
}

/** The correction in the same report: of a table about households neither the values before nor those after. */
export function correctionWithoutAnswers(correction: CorrectionSummary): CorrectionSummary {
  if (!isPersonal(correction.table)) return correction
  return {
    ...correction,
    examples: correction.examples.map((example) => ({ ...example, before: null, after: null })),
  }
}

/** Corrections as they are published: of a table about households those that met no record or at least k, without any record. */
export function publicCorrections(corrections: readonly CorrectionSummary[], k: number): CorrectionSummary[] {
  return corrections
    .filter(({ table, rows }) => !isPersonal(table) || rows === 0 || rows >= k)
    .map((correction) => (isPersonal(correction.table) ? { ...correction, examples: [] } : correction))
}
