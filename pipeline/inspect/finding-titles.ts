import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { ReaderFinding, Text } from '../readers/types.ts'
import type { FindingCount } from './types.ts'

const RULES_FILE = fileURLToPath(new URL('../../schemas/quality-rules.yaml', import.meta.url))

let cache: Record<string, { title: Text }> | undefined

/** What a code means, or its first message where the catalogue does not know it. */
function titleOf(code: string, message: Text): Text {
  cache ??= (parse(readFileSync(RULES_FILE, 'utf8')) as { rules: Record<string, { title: Text }> }).rules
  return Object.hasOwn(cache, code) ? cache[code]!.title : message
}

/** A last entry of a finding log that stands for those it no longer lists. */
const UNLISTED = /^\d+ more findings of this code are not listed one by one$/

/**
 * Findings of a reader counted by code, in the order they came. Cells (`got`) and messages are left out: they may be
 * of columns whose values are not to be shown.
 */
export function countFindings(findings: readonly ReaderFinding[]): FindingCount[] {
  const counts = new Map<string, FindingCount>()
  for (const { code, record, field, got, message } of findings) {
    const more = UNLISTED.test(message.en) ? Number(got) : 1
    const known = counts.get(code)
    if (known) known.count += more
    else {
      counts.set(code, {
        code,
        title: titleOf(code, message),
        count: more,
        record,
        field,
        detail: null,
        at: null,
      })
    }
  }
  return [...counts.values()]
}
