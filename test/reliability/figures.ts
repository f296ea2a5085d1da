import type { FaultOutcome } from './fault-matrix.ts'
import type { FaultKind } from './inject-faults.mjs'
import type { KillFigures } from './kills/kill-builds.ts'
import type { Span } from './kills/watched-build.ts'

const WORDS: Record<FaultKind, string> = {
  ENOSPC: 'no space left, from then on',
  EIO: 'input/output error',
  EACCES: 'permission denied',
  short: 'a part is written',
  kill: 'ends before the call',
  torn: 'ends within the call',
}

export interface FaultCounts {
  /** Faults that the calls can meet. */
  all: number
  /** Combinations of fault, call, place in the code and part of a build that there are. */
  all_places: number
}

/** More calls than these may not stay away: then their faults are no longer injected, and prove nothing. */
const MOST_ABSENT = 4
const MOST_ABSENT_SHARE = 0.01

/** What is wrong with a run by the faults that it did not inject, or null. */
export function faultOfAbsent(tried: readonly FaultOutcome[]): string | null {
  const absent = tried.filter(({ isAbsent }) => isAbsent).length
  if (absent === tried.length) return `none of ${tried.length} faults was injected`
  return absent > Math.max(MOST_ABSENT, MOST_ABSENT_SHARE * tried.length)
    ? `the calls of ${absent} of ${tried.length} faults did not come again`
    : null
}

export function faultTable(tried: readonly FaultOutcome[], { all, all_places }: FaultCounts): string {
  const outcomes = tried.filter(({ isAbsent }) => !isAbsent)
  const absent = tried.length - outcomes.length
  const places = new Set(outcomes.map(({ place }) => place)).size
  const kinds = Object.keys(WORDS) as FaultKind[]
  const rows = kinds.map((kind) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind)
    const operations = [...new Set(of.map(({ operation }) => operation))].sort()
    const survived = of.filter(({ fault }) => fault === null).length
    return `| ${kind}: ${WORDS[kind]} | ${operations.join(', ')} | ${of.length} | ${survived} |`
  })
  const survived = outcomes.filter(({ fault }) => fault === null).length
  const apart = outcomes.filter(({ isOwnProcess }) => isOwnProcess).length
  return [
    '| Fault | At calls that | Injected | Survived |',
    '|---|---|--:|--:|',
    ...rows,
    `| all | | ${outcomes.length} | ${survived} |`,
    '',
    `Injected were ${outcomes.length} of ${all} faults that the calls can meet, at ${places} of ${all_places} combinations of fault, call, place in the code and part of a build; ${apart} in a process of their own.`,
    ...(absent === 0 ? [] : [`The calls of ${absent} more did not come again in three runs.`]),
  ].join('\n')
}

export function killTable(figures: KillFigures, seed: number): string {
  const { kills, served_whole, builds_ended, builds_identical, leftovers, parts, spans } = figures
  const whole_s = spans.reduce((sum, { seconds }) => sum + seconds, 0)
  const row = ({ part, seconds }: Span) =>
    `| ${part} | ${seconds.toFixed(1)} | ${Math.round((100 * seconds) / whole_s)} % | ${parts[part] ?? 0} |`
  return [
    '| Kills of the demo build | Served whole after | Builds that ended after kills | Identical to a clean build | Files left over |',
    '|--:|--:|--:|--:|--:|',
    `| ${kills} | ${served_whole} | ${builds_ended} | ${builds_identical} | ${leftovers} |`,
    '',
    `What ran when it was killed (seed ${seed}), beside what each part takes of a clean build:`,
    '',
    '| Part | Seconds | Share | Kills |',
    '|---|--:|--:|--:|',
    ...spans.map(row),
  ].join('\n')
}
