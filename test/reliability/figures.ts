import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../../pipeline/durable.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import type { FaultOutcome } from './fault-matrix.ts'
import type { FaultKind } from './inject-faults.mjs'
import type { KillFigures } from './kills.ts'

const DOCUMENT = join(PROJECT_ROOT, 'docs/reliability.md')

/** Puts a table into the document, between the two comments of its name. */
export function writeFigures(name: 'faults' | 'disk' | 'kills', lines: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8')
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to === -1) throw new Error(`docs/reliability.md has no place for ${name}`)
  writeFileDurably(
    DOCUMENT,
    `${text.slice(0, from + begin.length)}\n${lines.join('\n')}\n\n${text.slice(to)}`,
  )
}

const WORDS: Record<FaultKind, string> = {
  ENOSPC: 'no space left, from then on',
  EIO: 'input/output error',
  EACCES: 'permission denied',
  short: 'a part is written',
  kill: 'ends before the call',
  torn: 'ends within the call',
}

/** @param places distinct faults by place of the code; @param all faults there are */
export function faultTable(outcomes: readonly FaultOutcome[], places: number, all: number): string[] {
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
    `Injected were ${outcomes.length} of ${all} faults that the calls can meet, at ${places} combinations of fault, call, place in the code and part of a build; ${apart} in a process of their own.`,
  ]
}

export function killTable(figures: KillFigures, seed: number): string[] {
  const { kills, served_whole, builds_ended, builds_identical, leftovers, stages } = figures
  const where = Object.entries(stages)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stage, count]) => `${stage} ${count}`)
  return [
    '| Kills of the demo build | Served whole after | Builds that ended after kills | Identical to a clean build | Files left over |',
    '|--:|--:|--:|--:|--:|',
    `| ${kills} | ${served_whole} | ${builds_ended} | ${builds_identical} | ${leftovers} |`,
    '',
    `What ran when it was killed (seed ${seed}): ${where.join(', ')}.`,
  ]
}
