import { fileURLToPath } from 'node:url'
import type { ReaderFinding, Text } from '../readers/types.ts'
import { ownYaml } from '../yaml-file.ts'
import type { FindingCount } from './types.ts'

const RULES_FILE = fileURLToPath(new URL('../../schemas/quality-rules.yaml', import.meta.url))

/** Codes whose `got` is the number of rows or of records, an encoding or a name of the file's structure, never a cell. */
const SAFE_GOT = new Set([
  'XLSX_HEADER_ASSUMED',
  'ROWS_ABOVE_HEADER',
  'GEOM_Z_DROPPED',
  'GEOM_RING_UNCLOSED',
  'SHP_WINDING',
  'SHP_PART_DROPPED',
  'SHP_INDEX_STALE',
  'KML_PHONE_UNREAD',
])
const GOT_MAX = 40

/** What a code means, or its first message where the catalogue does not know it. */
function titleOf(code: string, message: Text): Text {
  const { rules } = ownYaml(RULES_FILE) as { rules: Record<string, { title: Text }> }
  return Object.hasOwn(rules, code) ? rules[code]!.title : message
}

/**
 * Findings of a reader counted by code, in the order they came. Cells (`got`) and messages are left out: they may be
 * of columns whose values are not to be shown; only of codes that tell rows or counts `got` is kept, the first.
 */
export class FindingCounter {
  readonly #counts = new Map<string, FindingCount>()

  /** Counts the findings and empties the list, so that it does not grow with the file. */
  take(findings: ReaderFinding[]): void {
    for (const { code, record, field, got: met, message } of findings) {
      const got = SAFE_GOT.has(code) ? (met?.slice(0, GOT_MAX) ?? null) : null
      const known = this.#counts.get(code)
      if (known) known.count++
      else {
        const title = titleOf(code, message)
        this.#counts.set(code, { code, title, count: 1, record, field, got, detail: null, at: null })
      }
    }
    findings.length = 0
  }

  get counts(): FindingCount[] {
    return [...this.#counts.values()]
  }
}
