import type { StageName } from '../stage.ts'
import type { Text } from '../store/table-schema.ts'

/** How a night ended for a city: a new release is served, or the same as before, or the previous one still. */
export type Result = 'published' | 'unchanged' | 'failed' | 'held' | 'interrupted'

/** Why a stage ran: what of the city, or of the program, was not as it had been. */
export interface Change {
  kind: 'source' | 'configuration' | 'program' | 'output' | 'first' | 'unfinished' | 'forced' | 'other'
  /** Id of the source. */
  name?: string
}

/** What everyone may know of a fault. Its words may hold what stands in a record, and are told nowhere. */
export interface PublicFault {
  /** Kind of `errors.ts`, or `bug`. */
  kind: string
  code: string | null
  stage: StageName | null
}

/** One night of one city; a line of `history.jsonl`. It holds no path, no machine, no word of a record. */
export interface CityRun {
  format: 'petakumuh-nightly/1'
  /** Start of the whole run, ISO time in UTC: its name. */
  run: string
  city: string
  title: Text | null
  result: Result
  exit: number
  fault: PublicFault | null
  started: string
  /** Null where a run was killed and nobody saw it end. */
  seconds: number | null
  /** Seconds of the stages that ran. */
  stages: Partial<Record<StageName, number>>
  changed: Change[]
  /** What `latest.json` names afterwards. */
  release: string | null
  peak_memory_mb: number | null
  /** Sources older than their `freshness.warn_after_days`. */
  old_sources: { source: string; age_days: number }[]
}

const RESULTS: readonly unknown[] = [
  'published',
  'unchanged',
  'failed',
  'held',
  'interrupted',
] satisfies Result[]

/** Whether a value that was read back is a whole record of a night: what is not would be shown and counted wrongly. */
export function isCityRun(value: unknown): value is CityRun {
  if (!isObject(value)) return false
  const { run, city, title, result, exit, fault, started, seconds, stages, changed, old_sources } = value
  return (
    isTime(run) &&
    typeof city === 'string' &&
    isTitle(title) &&
    RESULTS.includes(result) &&
    Number.isInteger(exit) &&
    isFault(fault) &&
    isTime(started) &&
    (seconds === null || typeof seconds === 'number') &&
    isObject(stages) &&
    Object.values(stages).every((taken) => typeof taken === 'number') &&
    Array.isArray(changed) &&
    changed.every((change) => isObject(change) && typeof change.kind === 'string') &&
    isTextOrNull(value.release) &&
    (value.peak_memory_mb === null || typeof value.peak_memory_mb === 'number') &&
    Array.isArray(old_sources) &&
    old_sources.every((old) => isObject(old) && typeof old.source === 'string')
  )
}

export function isFault(value: unknown): value is PublicFault | null {
  return value === null || (isObject(value) && typeof value.kind === 'string' && isTextOrNull(value.code))
}

export function isTitle(value: unknown): value is Text | null {
  return value === null || (isObject(value) && typeof value.id === 'string' && typeof value.en === 'string')
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

export function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether the night ended with the newest data served. */
export function isGood({ result }: CityRun): boolean {
  return result === 'published' || result === 'unchanged'
}

/** The fault of a build that has published all the same: an older release could not be taken away. */
export const NOT_WITHDRAWN = 'NOT_WITHDRAWN'

/** Whether the newest data are served, and a person has to see to something nevertheless. */
export function isWarned(run: CityRun): boolean {
  return isGood(run) && run.fault !== null
}

const KINDS: [pattern: RegExp, kind: Change['kind']][] = [
  [/^configuration in city\.yaml/, 'configuration'],
  [/^(code|tool|file) /, 'program'],
  [/^(output |its stage\.json|public\/|release )/, 'output'],
  [/^never built$/, 'first'],
  [/^the last run did not finish$/, 'unfinished'],
  [/^forced$/, 'forced'],
]

/**
 * Sorts the reasons of a stage, as `build` says them; what only follows from an earlier stage is none.
 * @param sourceOf id of the source at a path of the workspace, null for files that are no source.
 */
export function changesOf(reasons: readonly string[], sourceOf: (path: string) => string | null): Change[] {
  return reasons
    .filter((reason) => !reason.startsWith('input ') && !reason.startsWith('reads '))
    .map((reason) => {
      const path = /^source (.*) (?:changed|is new|is gone)$/.exec(reason)?.[1]
      if (path === undefined) return { kind: KINDS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'other' }
      const name = sourceOf(path)
      return name === null ? { kind: 'configuration' } : { kind: 'source', name }
    })
}

/** Each change once, in the order they were met. */
export function unique(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [`${change.kind} ${change.name ?? ''}`, change])).values()]
}
