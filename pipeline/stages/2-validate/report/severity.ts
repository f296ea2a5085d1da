import { both, number } from './format.ts'
import type { Severity } from './types.ts'

/** A sign of its own shape for each severity, so that none is told by colour alone. */
export const SEVERITY_SIGNS: Record<Severity, string> = { fail: '✕', quarantine: '■', warn: '▲', info: '○' }

const NAMES: Record<Severity, [string, string]> = {
  fail: ['Gagal', 'Fail'],
  quarantine: ['Dikarantina', 'Quarantined'],
  warn: ['Peringatan', 'Warning'],
  info: ['Keterangan', 'Note'],
}

export function severityName(severity: Severity): string {
  const [id, en] = NAMES[severity]
  return both(id, en)
}

export function severityChip(severity: Severity): string {
  return `<span class="chip ${severity}"><span aria-hidden="true">${SEVERITY_SIGNS[severity]}</span> ${severityName(severity)}</span>`
}

export function findingsCount(count: number): string {
  return `${number(count)} ${both('temuan', count === 1 ? 'finding' : 'findings')}`
}
