import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { type Contender, OGR2OGR, type Run } from './contenders.ts'
import { MEMORY_METHOD } from './measure-process.ts'
import { benchPage } from './page.ts'
import { benchPrograms, programIds } from './programs.ts'
import { type Figures, type Line, slower, tables, writeBetweenMarks } from './report.ts'
import { type BenchRow, benchRows, type Work } from './rows.ts'

const DOCUMENT = 'docs/performance.md'
const DEFAULT_COUNT = 200_000
const DEFAULT_ROUNDS = 3

const { values: given } = parseArgs({
  options: {
    bench: { type: 'string', default: '' },
    n: { type: 'string', default: String(DEFAULT_COUNT) },
    rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
    keep: { type: 'boolean', default: false },
  },
})
const count = wholeNumber('N', given.n)
const rounds = wholeNumber('ROUNDS', given.rounds)
const all = benchRows(count)
const chosen = given.bench === '' ? all : all.filter((row) => row.id === given.bench)
const isProgram = programIds.includes(given.bench)
const isPage = given.bench === 'page'
if (chosen.length === 0 && !isProgram && !isPage) {
  const ids = [...new Set(all.map((row) => row.id)), ...programIds, 'page'].join(', ')
  fail(`there is no row ${given.bench}: BENCH is one of ${ids}`)
}

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-'))
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.once('exit', () => {
  if (given.keep) say(`The files are kept in ${folder}.`)
  else rmSync(folder, { recursive: true, force: true })
})

/** These rows write their own part of the document, each for itself. */
const programs = {
  bench: given.bench,
  rounds,
  folder,
  write: rounds === DEFAULT_ROUNDS,
  say,
}
if (isPage) {
  await benchPage(programs).catch((error: unknown) => fail(String(error)))
  process.exit()
}
if (isProgram) {
  await benchPrograms(programs).catch((error: unknown) => fail(String(error)))
  process.exit()
}

say(`${chosen.length} rows, ${rounds} rounds each, petakumuh and its peers in turn; this takes minutes.`)
const lines: Line[] = []
const skipped: string[] = []
for (const row of chosen) lines.push(...(await benchOf(row)))

const report = [conditions(), tables(lines), slower(lines), ...skipped].join('\n\n')
console.log(report)
const isWhole = given.bench === '' && count === DEFAULT_COUNT && rounds === DEFAULT_ROUNDS && OGR2OGR !== null
if (isWhole) writeBetweenMarks(join(PROJECT_ROOT, DOCUMENT), report)
say(
  isWhole
    ? `Written into ${DOCUMENT}.`
    : `${DOCUMENT} is left as it is: it holds whole runs of ${DEFAULT_COUNT} with ogr2ogr.`,
)

if (given.bench === '')
  await benchPrograms(programs)
    .then(() => benchPage(programs))
    .catch((error: unknown) => fail(String(error)))

async function benchOf(row: BenchRow): Promise<Line[]> {
  say(`${row.id}: ${row.title}`)
  const work = await row.prepare(folder)
  if (typeof work !== 'string') return measure(row, work)
  say(`  left out: ${work}`)
  skipped.push(`Left out: ${row.id}, because ${work}.`)
  return []
}

async function measure(row: BenchRow, work: Work): Promise<Line[]> {
  const contenders = [work.ours, ...work.peers]
  const runs = new Map<Contender, Run[]>(contenders.map((contender) => [contender, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) {
      const run = await contender.run()
      requireAll(row, contender, work, run)
      runs.get(contender)!.push(run)
      say(
        `  ${round}/${rounds} ${contender.name}: ${run.seconds.toFixed(2)} s, ${run.peakMb?.toFixed(0) ?? '?'} MB`,
      )
    }
  }
  const shared = { section: row.section, title: row.title, features: work.features }
  const ours = figuresOf(runs.get(work.ours)!)
  if (work.peers.length === 0) return [{ ...shared, ours, peer: null }]
  return work.peers.map((peer) => ({
    ...shared,
    ours,
    peer: { name: peer.name, figures: figuresOf(runs.get(peer)!) },
  }))
}

/** Speed counts only where nothing was lost. */
function requireAll(row: BenchRow, contender: Contender, work: Work, run: Run): void {
  const expected = work.features - (contender === work.ours ? 0 : (work.withoutGeometry ?? 0))
  if (run.features !== expected)
    fail(`${row.id}: ${contender.name} gave ${run.features} features, expected ${expected}`)
  if (work.vertices !== undefined && run.vertices !== undefined && run.vertices !== work.vertices)
    fail(`${row.id}: ${contender.name} gave ${run.vertices} vertices, expected ${work.vertices}`)
}

function figuresOf(runs: Run[]): Figures {
  const peaks = runs.map((run) => run.peakMb).filter((peak) => peak !== null)
  const work = runs.map((run) => run.workSeconds).filter((seconds) => seconds !== undefined)
  return {
    seconds: median(runs.map((run) => run.seconds)),
    workSeconds: work.length > 0 ? median(work) : undefined,
    peakMb: peaks.length > 0 ? Math.max(...peaks) : null,
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function conditions(): string {
  const version = (name: string): string => {
    const path = join(PROJECT_ROOT, 'node_modules', name, 'package.json')
    return `${name} ${(JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version}`
  }
  const how = { time: 'as `wait4` tells (GNU time)', proc: 'as `/proc` tells every 5 ms' }
  const node = process.versions.node.split('.')[0]
  return [
    `\`make bench\` on ${availableParallelism()} cores, Node ${node}; ${OGR2OGR ?? 'no GDAL'}, ${version('shapefile')}, ${version('@duckdb/node-api')}.`,
    `Median seconds of ${rounds} rounds, a process of its own for every run, the programs in turn;`,
    `peak memory is the largest of the rounds, ${MEMORY_METHOD ? how[MEMORY_METHOD] : 'not known on this system'}.`,
  ].join('\n')
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0
    ? value
    : fail(`${name} must be a whole number above 0, got ${text}`)
}

function say(message: string): void {
  process.stderr.write(`${message}\n`)
}

function fail(message: string): never {
  say(`bench: ${message}`)
  process.exit(2)
}
