import type { Text } from '../store/table-schema.ts'

/** `attention` lets a build begin; `broken` does not. */
export type Verdict = 'ok' | 'attention' | 'broken'

/** What is looked at, in the order of the report. */
export const CHECKS = [
  ...['node', 'database', 'geometry', 'bundler', 'memory', 'output', 'clock', 'language', 'tippecanoe'],
  ...['city', 'build'],
] as const satisfies readonly Check[]

export type Check =
  | ('node' | 'database' | 'geometry' | 'bundler' | 'memory' | 'output' | 'clock' | 'language' | 'tippecanoe')
  | ('city' | 'build')

export interface Finding {
  check: Check
  /** The city that it is about; null for the machine. */
  city: string | null
  verdict: Verdict
  got: Text
  /** What to do next; null where all is well. */
  next: Text | null
}

export function ok(check: Check, got: Text, city: string | null = null): Finding {
  return { check, city, verdict: 'ok', got, next: null }
}

/** The same in both languages: names, numbers and what a program said. */
export const same = (text: string): Text => ({ id: text, en: text })

/** What was thrown, in one line. */
export function reasonOf(error: unknown): Text {
  return same((error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200))
}
