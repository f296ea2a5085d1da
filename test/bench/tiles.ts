import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { writeRows } from './programs-report.ts'
import { MAXZOOM, OURS, TIPPECANOE, type TileCase, type TileProgram, tileCases } from './tiles-cases.ts'
import {
  TILE_KINDS,
  TILE_SIZES,
  type TileInput,
  type TileKind,
  type TileSize,
  writeTileInput,
} from './tiles-data.ts'
import { lookAtArchive } from './tiles-look.ts'
import { MEASURE_METHOD, measureTree, type TreeRun } from './tiles-measure.ts'
import { type TileResult, tileText, verdictsOf } from './tiles-report.ts'
import { measureRooms } from './tiles-rooms.ts'

const DOCUMENT = 'docs/performance.md'
/** Rounds that the document asks for: the peer takes minutes for one of L. */
const WHOLE_ROUNDS: Record<TileSize, number> = { S: 3, M: 3, L: 1 }

const { values: given } = parseArgs({
  options: {
    size: { type: 'string', default: 'M' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    crossing: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    data: { type: 'string' },
  },
})
const size = oneOf('SIZE', given.size, TILE_SIZES)
const only = given.only === undefined ? undefined : oneOf('ONLY', given.only, TILE_KINDS)
const rounds = Number(given.rounds ?? WHOLE_ROUNDS[size])
if (!Number.isInteger(rounds) || rounds < 1)
  fail(`ROUNDS must be a whole number above 0, got ${given.rounds}`)

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-tiles-'))
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.once('exit', () => {
  if (given.keep) say(`The files are kept in ${folder}.`)
  else rmSync(folder, { recursive: true, force: true })
})

/** Other work on the machine makes walls longer than they are. */
const load = loadavg()[0]!
if (load > 1)
  say(`Other work is running here (load average ${load.toFixed(1)}): only CPU and ratios mean something.`)
if (TIPPECANOE === null) say('tippecanoe is not installed: ours runs alone, and no goal can be judged.')
const programs: TileProgram[] = TIPPECANOE === null ? [OURS] : [OURS, TIPPECANOE]
// The first start after a change of the sources puts the program together, which is no part of the work.
execFileSync(process.execPath, [join(PROJECT_ROOT, 'pipeline/petakumuh.js'), '--version'])
if (given.data !== undefined) mkdirSync(given.data, { recursive: true })
const results: TileResult[] = []
try {
  for (const work of tileCases(size).filter(({ kind }) => only === undefined || kind === only))
    results.push(await bench(work))
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}

const texts = new Map(results.map((result) => [result.work.id, tileText(result, conditions())]))
const isWhole = rounds >= WHOLE_ROUNDS[size] && TIPPECANOE !== null && !given.crossing
if (isWhole) {
  const order = TILE_SIZES.flatMap((each) => tileCases(each).map(({ id }) => id))
  writeRows(join(PROJECT_ROOT, DOCUMENT), 'tiles', order, texts)
  say(`Written into ${DOCUMENT}: ${[...texts.keys()].join(', ')}.`)
} else {
  say(
    `${DOCUMENT} is left as it is: it holds ${WHOLE_ROUNDS[size]} rounds or more of ${size} beside tippecanoe, of valid areas.`,
  )
}
const missed = results.flatMap(({ work, input, programs: figures }) =>
  verdictsOf(work, input, figures)
    .filter(({ reached }) => reached === false)
    .map(({ text }) => `${work.id}: ${text}`),
)
say(
  missed.length === 0
    ? 'Every goal is reached.'
    : `Not reached:\n${missed.map((each) => `  ${each}`).join('\n')}`,
)

/** The programs in turn, on one input. */
async function bench(work: TileCase): Promise<TileResult> {
  const input = join(
    given.data ?? folder,
    `${size}-${work.kind}${given.crossing ? '-crossing' : ''}.geojsonl`,
  )
  const contents = inputOf(input, work.kind)
  say(`${work.title} (${contents.features.toLocaleString('en-US')} features)`)
  const runs: TreeRun[][] = programs.map(() => [])
  const digests: string[] = []
  const outputOf = (i: number): string => join(folder, `${i}.pmtiles`)
  for (let round = 1; round <= rounds; round++) {
    for (const [i, { name, program, arguments: argumentsOf }] of programs.entries()) {
      rmSync(outputOf(i), { force: true })
      const run = await measureTree(program, argumentsOf(input, outputOf(i), folder, work))
      runs[i]!.push(run)
      say(
        `  ${round}/${rounds} ${name}: ${run.seconds.toFixed(2)} s, CPU ${run.cpuSeconds?.toFixed(2) ?? '?'} s, ${run.peakMb?.toFixed(0) ?? '?'} MB`,
      )
      if (i === 0)
        digests.push(
          createHash('sha256')
            .update(readFileSync(outputOf(i)))
            .digest('hex'),
        )
    }
  }
  if (new Set(digests).size > 1) throw new Error(`${work.id}: two runs of ours gave different bytes`)
  const figures = []
  for (const [i, { name }] of programs.entries()) {
    const look = await lookAtArchive(outputOf(i), MAXZOOM)
    if (look.polygonsInvalid > 0) say(`  invalid, ${name}: ${look.examples.join('; ')}`)
    figures.push({ name, runs: runs[i]!, look })
  }
  const rooms = measureRooms([...OURS.arguments(input, outputOf(0), folder, work).slice(1), '--threads', '1'])
  const inputBytes = statSync(input).size
  const result: TileResult = { work, input: contents, inputBytes, programs: figures, rooms }
  console.log(`${tileText(result, conditions())}\n`)
  return result
}

/** Two cases of points read the same file, and what lies in the folder of `--data` is not made again. */
function inputOf(path: string, kind: TileKind): TileInput {
  const counts = `${path}.json`
  if (existsSync(counts)) return JSON.parse(readFileSync(counts, 'utf8')) as TileInput
  const written = writeTileInput(path, size, kind, given.crossing)
  writeFileSync(counts, JSON.stringify(written))
  return written
}

function conditions(): string {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}`
  const command = `make bench-tiles SIZE=${size}${rounds === WHOLE_ROUNDS[size] ? '' : ` ROUNDS=${rounds}`}`
  return [
    `\`${command}\` on ${machine}. ${rounds === 1 ? 'One round' : `Median of ${rounds} rounds`}, the programs in turn,`,
    `the whole process of each; ${MEASURE_METHOD}, the largest of the rounds.${load > 1 ? `\nOther work was running: load average ${load.toFixed(1)} at the start.` : ''}`,
  ].join('\n')
}

function oneOf<T extends TileSize | TileKind>(name: string, text: string, known: readonly T[]): T {
  return known.find((each) => each === text) ?? fail(`${name} is one of ${known.join(', ')}, got ${text}`)
}

function say(message: string): void {
  process.stderr.write(`${message}\n`)
}

function fail(message: string): never {
  say(`bench-tiles: ${message}`)
  process.exit(2)
}
