import { mkdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { type GeometryFigures, type GeometryLine, rowText, writeRows } from './geometry-report.ts'
import type { GeometryContender, GeometryRow, GeometryRun, GeometryWork } from './geometry-row.ts'
import { geometryRows } from './geometry-rows.ts'
import { MEMORY_METHOD } from './measure-process.ts'

/** What `BENCH=` calls all rows about geometry. */
export const GEOMETRY = 'geometry'
const DOCUMENT = 'docs/performance.md'

export const geometryIds: readonly string[] = geometryRows.map((row) => row.id)

export interface GeometryOptions {
  /** `geometry`, or the id of one row. */
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
export async function benchGeometry({ bench, rounds, folder, write, say }: GeometryOptions): Promise<void> {
  const texts = new Map<string, string>()
  for (const row of geometryRows.filter(({ id }) => bench === GEOMETRY || id === bench)) {
    say(`${row.id}: ${row.title}`)
    const text = await benchRow(row, rounds, folder, say)
    if (text === null) continue
    texts.set(row.id, text)
    console.log(`${text}\n`)
  }
  if (write && texts.size > 0) {
    writeRows(join(PROJECT_ROOT, DOCUMENT), geometryIds, texts)
    say(`Written into ${DOCUMENT}: ${[...texts.keys()].join(', ')}.`)
  }
}

async function benchRow(
  row: GeometryRow,
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
  const lines: GeometryLine[] = []
  for (const work of works) lines.push(await measure(work, rounds, say))
  return rowText(row.title, conditions(row.id, rounds), lines)
}

async function measure(
  work: GeometryWork,
  rounds: number,
  say: (message: string) => void,
): Promise<GeometryLine> {
  const contenders = [work.ours, ...work.peers]
  const runs = new Map<GeometryContender, GeometryRun[]>(contenders.map((contender) => [contender, []]))
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
  const figures = (contender: GeometryContender): GeometryFigures =>
    figuresOf(contender.name, runs.get(contender)!)
  return { what, amount, unit, notes, ours: figures(work.ours), peers: work.peers.map(figures) }
}

function requireSame(work: GeometryWork, { name }: GeometryContender, a: GeometryRun, b: GeometryRun): void {
  const [first, other] = [JSON.stringify(a.facts), JSON.stringify(b.facts)]
  if (first !== other) throw new Error(`${work.what}: ${name} found ${first}, then ${other}`)
}

function figuresOf(name: string, runs: GeometryRun[]): GeometryFigures {
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
