import { csvSource } from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

/** Rows of stakeholders, the last of which repeat the key of the first. */
function list(id: string, rows: number, repeated: number): SourceSpec {
  const keys = Array.from({ length: rows }, (_, row) => (row < rows - repeated ? `${id}-${row}` : `${id}-0`))
  const lines = keys.map((key) => `${key},Dinas`)
  return csvSource('stakeholders', ['stakeholder_id,institution', ...lines].join('\n'), { id })
}

/** What is said of a source by all that became of it. */
export const source: Faults = {
  dirty: { sources: [list('three-of-ten', 10, 3)] },
  met: { QUARANTINE_SHARE: ['three-of-ten', null] },
  clean: { sources: [list('two-of-ten', 10, 2), list('eight-of-nine', 9, 8)] },
}
