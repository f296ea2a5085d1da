import { mkdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { geometryRows } from './geometry-rows.ts'
import { indicatorRows } from './indicators-rows.ts'
import { MEMORY_METHOD } from './measure-process.ts'
import { type ProgramFigures, type ProgramLine, rowText, writeRows } from './programs-report.ts'
import type { ProgramContender, ProgramRow, ProgramRun, ProgramWork } from './programs-row.ts'

const DOCUMENT = 'docs/performance.md'

/** Rows that write a part of the document together, by what `BENCH=` calls them. */
const GROUPS: Readonly<Record<string, readonly ProgramRow[]>> = {
  geometry: geometryRows,
  indicators: indicatorRows,
}

/** What `BENCH=` may name: a group, or a row of one. */
export const programIds: readonly string[] = Object.entries(GROUPS).flatMap(([group, rows]) => [
  group,
  ...rows.map((row) => row.id),
])

export interface ProgramOptions {
  /** A group, the id of one row, or nothing for every row. */
  bench: string
  rounds: number
  folder: string
  /** Whether the figures go into the document; a row that was left out keeps what stands there. */
  write: boolean
  say(message: string): void
}

/**
 * Runs the rows, ours and the peers in turn, each run in a process of its own, and prints them.
 * @throws Error when two programs do not find the same, or one does not find the same twice
 */
export async function benchPrograms(options: ProgramOptions): Promise<void> {
  for (const [group, rows] of Object.entries(GROUPS)) await benchGroup(group, rows, options)
}

async function benchGroup(
  group: string,
  rows: readonly ProgramRow[],
  { bench, rounds, folder, write, say }: ProgramOptions,
): Promise<void> {
  const texts = new Map<string, string>()
  for (const row of rows.filter(({ id }) => ['', group, id].includes(bench))) {
    say(`${row.id}: ${row.title}`)
    const text = await benchRow(row, rounds, folder, say)
    if (text === null) continue
    texts.set(row.id, text)
    console.log(`${text}\n`)
  }
  if (write && texts.size > 0) {
    writeRows(
      join(PROJECT_ROOT, DOCUMENT),
      group,
      rows.map(({ id }) => id),
      texts,
    )
    say(`Written into ${DOCUMENT}: ${[...texts.keys()].join(', ')}.`)
  }
}

async function benchRow(
  row: ProgramRow,
  rounds: number,
  folder: string,
  say: (message: string) => void,
): Promise<string | null> {
  const own = join(folder, row.id)
  mkdirSync(own, { recursive: true })
  const works = await row.prepare(own)
  if (typeof works === 'string') {
    say(`  left out: ${works}`)
    return null
  }
  const lines: ProgramLine[] = []
  for (const work of works) lines.push(await measure(work, rounds, say))
  return rowText(row.title, conditions(row.id, rounds), lines)
}

async function measure(
  work: ProgramWork,
  rounds: number,
  say: (message: string) => void,
): Promise<ProgramLine> {
  const contenders = [work.ours, ...work.peers]
  const runs = new Map<ProgramContender, ProgramRun[]>(contenders.map((contender) => [contender, []]))
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const contender of contenders) {
        const run = await contender.run()
        runs.get(contender)!.push(run)
        say(
          `  ${round}/${rounds} ${contender.name}: ${run.workSeconds.toFixed(3)} s of ${run.seconds.toFixed(2)} s, ${run.peakMb?.toFixed(0) ?? '?'} MB`,
        )
        requireSame(work, contender, runs.get(contender)![0]!, run)
        const fault = work.disagrees?.(runs.get(work.ours)![0]!.facts, run.facts, contender.name) ?? null
        if (fault !== null) throw new Error(`${work.what}: ${contender.name} against ours: ${fault}`)
      }
    }
  } finally {
    for (const contender of contenders) await contender.close?.()
  }
  const { what, amount, unit, notes } = work
  const figures = (contender: ProgramContender): ProgramFigures =>
    figuresOf(contender.name, runs.get(contender)!)
  return { what, amount, unit, notes, ours: figures(work.ours), peers: work.peers.map(figures) }
}

function requireSame(work: ProgramWork, { name }: ProgramContender, a: ProgramRun, b: ProgramRun): void {
  const [first, other] = [JSON.stringify(a.facts), JSON.stringify(b.facts)]
  if (first !== other) throw new Error(`${work.what}: ${name} found ${first}, then ${other}`)
}

function figuresOf(name: string, runs: ProgramRun[]): ProgramFigures {
  const peaks = runs.map((run) => run.peakMb).filter((peak) => peak !== null)
  return {
    name,
    workSeconds: median(runs.map((run) => run.workSeconds)),
    seconds: median(runs.map((run) => run.seconds)),
    peakMb: peaks.length > 0 ? Math.max(...peaks) : null,
    facts: runs[0]!.facts,
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function conditions(id: string, rounds: number): string {
  const memory = MEMORY_METHOD === null ? 'not known on this system' : 'the largest of the rounds'
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}`
  return [
    `\`make bench BENCH=${id}\` on ${machine}. Median of ${rounds} rounds, the programs in turn,`,
    `a process of its own for every run; peak memory of the process, ${memory}.`,
  ].join('\n')
}
