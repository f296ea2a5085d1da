import { execFileSync, spawnSync } from 'node:child_process'
import fs, { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleOf } from '../../pipeline/code-cache.js'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { arm, type Call, disarm, type FaultKind } from './inject-faults.mjs'
import { differencesFrom, leftoversIn, servedRelease, type Tree, treeOf, wordOf } from './output-state.ts'
import { type ChangingCity, smallWorkspace } from './workspace.ts'

/** One fault at one call of one part of a build. */
export interface FaultCase {
  scenario: string
  stage: string
  at: number
  call: Call
  kind: FaultKind
  /** In a process of its own, which a kill really ends; else the process stays and nothing more reaches the disk. */
  isOwnProcess: boolean
}

export interface FaultOutcome {
  kind: FaultKind
  operation: string
  isOwnProcess: boolean
  /** What is wrong, or null: the release before is served whole, the next run gives the bytes of a clean build, nothing is left. */
  fault: string | null
}

const STAGES = ['ingest', 'validate', 'area', 'density', 'indicators', 'tiles', 'publish'] as const
const PROGRAM = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
const PRELOAD = fileURLToPath(new URL('./inject-faults.mjs', import.meta.url))
const OUR_BUG = 70

export const SCENARIOS = ['first build', 'changed source', 'nothing changed'] as const
type Scenario = (typeof SCENARIOS)[number]

interface Ended {
  code: number | null
  said: string
  /** Whether the fault came. */
  struck: boolean
}

type Main = (argv: string[]) => Promise<number>

/** A part of a build to try faults in: the command of a stage, on what the stages before it left. */
interface Part {
  scenario: string
  stage: string
  start: string
  /** What it leaves without a fault. */
  clean: Tree
  calls: Call[]
  /** Programs that it starts, by their numbers among the calls of a process of its own. */
  starts: Map<number, Call>
}

export class FaultMatrix {
  readonly #folder: string
  #output: string
  readonly #temporary: string
  readonly #city: ChangingCity
  readonly #main: Main
  readonly #healed = new Map<string, string | null>()
  parts: Part[] = []

  private constructor(folder: string, main: Main) {
    this.#folder = folder
    this.#main = main
    this.#output = join(folder, 'output')
    this.#temporary = join(folder, 'tmp')
    this.#city = smallWorkspace(join(folder, 'city'))
  }

  /** @param folder a new folder, which the caller removes */
  static async create(folder: string): Promise<FaultMatrix> {
    bundleOnce()
    const bundle = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/cli.ts')))
    if (bundle === null) throw new Error('the command line cannot be bundled')
    const { main } = (await import(bundle.href)) as { main: Main }
    const matrix = new FaultMatrix(folder, main)
    mkdirSync(matrix.#temporary, { recursive: true })
    process.env.TMPDIR = matrix.#temporary
    return matrix
  }

  /** Builds without a fault and counts the calls of every part, or only of some stages. */
  async prepare(
    scenarios: readonly Scenario[] = SCENARIOS,
    stages: readonly string[] = STAGES,
  ): Promise<void> {
    // Once before anything is counted: what a process starts once is running from here on.
    this.#city.write('first')
    await this.#build()
    const first = this.#keep('first')
    if (scenarios.includes('nothing changed')) await this.#addPart('nothing changed', 'build', first)
    if (scenarios.includes('first build')) await this.#addParts('first build', null, stages)
    if (scenarios.includes('changed source')) {
      this.#city.write('changed')
      await this.#addParts('changed source', first, stages)
      this.#addStarts(this.parts.at(-1)!)
    }
  }

  /**
   * Every fault that each call can meet: first one of each kind at every place of the code, then the others.
   * @param killEach one kill in so many ends a process of its own
   */
  cases(killEach: number, random: () => number): FaultCase[] {
    const cases: FaultCase[] = []
    let kills = 0
    for (const { scenario, stage, calls, starts } of this.parts) {
      for (const [at, call] of calls.entries()) {
        // The lock is taken in every part alike.
        if (stage !== 'ingest' && stage !== 'build' && call.path.includes('.lock-')) continue
        for (const kind of kindsOf(call)) {
          cases.push({
            scenario,
            stage,
            at,
            call,
            kind,
            isOwnProcess: kind === 'kill' && kills++ % killEach === 0,
          })
        }
      }
      for (const [at, call] of starts) {
        for (const kind of ['EACCES', 'kill'] as const)
          cases.push({ scenario, stage, at, call, kind, isOwnProcess: true })
      }
    }
    const shuffled = cases.map((one) => ({ one, place: random() })).sort((a, b) => a.place - b.place)
    const met = new Set<string>()
    const [first, others]: [FaultCase[], FaultCase[]] = [[], []]
    for (const { one } of shuffled) {
      const place = [one.scenario, one.stage, one.kind, one.call.operation, one.call.site].join(' ')
      if (met.has(place)) others.push(one)
      else first.push(one)
      met.add(place)
    }
    return [...first, ...others]
  }

  /** Tries one fault. */
  async run(one: FaultCase): Promise<FaultOutcome> {
    const { kind, call, isOwnProcess } = one
    const fault = await this.#faultOf(one).catch(
      (error: unknown) => `the check failed: ${(error as Error).stack}`,
    )
    return { kind, operation: call.operation, isOwnProcess, fault }
  }

  async #faultOf({ scenario, stage, at, call, kind, isOwnProcess }: FaultCase): Promise<string | null> {
    const part = this.parts.find((p) => p.scenario === scenario && p.stage === stage)!
    this.#city.write(scenario === 'changed source' ? 'changed' : 'first')
    this.#restore(part.start)
    const before = servedRelease(this.#output)
    const ended = isOwnProcess ? this.#runApart(stage, at, kind) : await this.#runHere(stage, at, kind)
    if (!ended.struck) return 'the fault did not come'
    if (before !== null && servedRelease(this.#output) === null) return 'nothing is served any more'
    const tree = treeOf(this.#output)
    if (kind !== 'kill' && kind !== 'torn') {
      const wrong = wronglyEnded(kind, call, ended, tree)
      if (wrong !== null) return wrong
    }
    const [temporary] = treeOf(this.#temporary).keys()
    if (temporary !== undefined) return `left in the system's temporary folder: ${temporary}`
    const word = `${scenario} ${stage} ${wordOf(tree)}`
    if (!this.#healed.has(word)) this.#healed.set(word, await this.#heal(part))
    return this.#healed.get(word)!
  }

  /** What the next run does not mend, or null; a part that ends as without a fault leaves the next one nothing to mend. */
  async #heal({ stage, clean }: Pick<Part, 'stage' | 'clean'>): Promise<string | null> {
    const { code, said } = await this.#inProcess(stage)
    if (code !== 0) return `the next run ended with ${code}: ${said}`
    servedRelease(this.#output)
    const tree = treeOf(this.#output)
    const wrong = [...differencesFrom(clean, tree), ...leftoversIn(tree), ...treeOf(this.#temporary).keys()]
    return wrong.length === 0 ? null : `after the next run: ${wrong.slice(0, 3).join(', ')}`
  }

  /**
   * Builds a changed source on a file system of its own that is full after so many bytes, then on one that is not.
   * @returns what is wrong, or null; undefined where no file system may be mounted
   */
  async fullDisk(free_bytes: number): Promise<string | null | undefined> {
    const disk = join(this.#folder, 'disk')
    const first = join(this.#folder, 'kept-first')
    const clean = this.parts.find(
      ({ scenario, stage }) => scenario === 'changed source' && stage === 'publish',
    )!.clean
    const { statfsSync } = fs
    mkdirSync(disk, { recursive: true })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      return undefined
    }
    const before = this.#output
    try {
      this.#output = join(disk, 'output')
      cpSync(first, this.#output, { recursive: true })
      this.#city.write('changed')
      const { blocks, bfree, bsize } = statfsSync(disk)
      const size = (blocks - bfree) * bsize + free_bytes
      execFileSync('mount', ['-o', `remount,size=${size}`, disk])
      // Who asks how much is free is told a lie: the disk fills up meanwhile.
      fs.statfsSync = ((path: string) => ({
        ...statfsSync(path),
        bavail: 1e9,
      })) as unknown as typeof fs.statfsSync
      syncBuiltinESMExports()
      const { code, said } = await this.#inProcess('build')
      if (code !== 50) return `${free_bytes} bytes free: it ended with ${code}: ${said}`
      if (servedRelease(this.#output) === null) return 'nothing is served any more'
      const left = leftoversIn(treeOf(this.#output))
      if (left.length > 0) return `left over: ${left[0]}`
      execFileSync('mount', ['-o', 'remount,size=64m', disk])
      return await this.#heal({ stage: 'build', clean })
    } finally {
      fs.statfsSync = statfsSync
      syncBuiltinESMExports()
      execFileSync('umount', [disk])
      this.#output = before
    }
  }

  /** The same with files that may not grow beyond so many KiB, in a process of its own: DuckDB meets it by itself. */
  async smallFiles(limit_kib: number): Promise<string | null> {
    const { start, clean } = this.parts.find(
      ({ scenario, stage }) => scenario === 'changed source' && stage === 'ingest',
    )!
    const last = this.parts.find(
      ({ scenario, stage }) => scenario === 'changed source' && stage === 'publish',
    )!
    this.#city.write('changed')
    this.#restore(start)
    const run = spawnSync(
      'sh',
      [
        '-c',
        `ulimit -f ${limit_kib}; exec "$0" "$@"`,
        process.execPath,
        PROGRAM,
        ...this.#arguments('build'),
      ],
      {
        encoding: 'utf8',
        env: process.env,
      },
    )
    if (run.status !== 50) return `files of ${limit_kib} KiB: it ended with ${run.status}: ${run.stderr}`
    if (servedRelease(this.#output) === null) return 'nothing is served any more'
    const left = leftoversIn(treeOf(this.#output))
    if (left.length > 0) return `left over: ${left[0]}`
    return this.#heal({ stage: 'build', clean: last.clean ?? clean })
  }

  async #addParts(scenario: Scenario, from: string | null, stages: readonly string[]): Promise<void> {
    if (from === null) rmSync(this.#output, { recursive: true, force: true })
    else this.#restore(from)
    for (const stage of STAGES) {
      if (stages.includes(stage)) await this.#addPart(scenario, stage, this.#keep(`${scenario}-${stage}`))
      else await this.#inProcess(stage)
    }
  }

  async #addPart(scenario: Scenario, stage: string, start: string): Promise<void> {
    arm({ folders: [this.#output, this.#temporary] })
    const { code, said } = await this.#inProcess(stage)
    const { calls } = disarm()
    if (code !== 0) throw new Error(`${stage} ended with ${code} without a fault: ${said}`)
    this.parts.push({ scenario, stage, start, clean: treeOf(this.#output), calls, starts: new Map() })
  }

  #addStarts(part: Part): void {
    this.#restore(part.start)
    const { calls } = this.#runApart(part.stage)
    part.starts = new Map([...calls.entries()].filter(([, { operation }]) => operation === 'start'))
  }

  async #runHere(stage: string, at: number, kind: FaultKind): Promise<Ended> {
    arm({ folders: [this.#output, this.#temporary], at, kind, halt: true })
    const { code, said } = await this.#inProcess(stage)
    return { code, said, struck: disarm().struck }
  }

  #runApart(stage: string, at?: number, kind?: FaultKind): Ended & { calls: Call[] } {
    const told = join(this.#folder, 'told.json')
    rmSync(told, { force: true })
    const fault = JSON.stringify({ folders: [this.#output, this.#temporary], at, kind, told })
    const run = spawnSync(
      process.execPath,
      ['--import', pathToFileURL(PRELOAD).href, PROGRAM, ...this.#arguments(stage)],
      { encoding: 'utf8', env: { ...process.env, PETAKUMUH_FAULT: fault } },
    )
    const { calls, struck } = existsSync(told)
      ? (JSON.parse(readFileSync(told, 'utf8')) as { calls: Call[]; struck: boolean })
      : { calls: [], struck: run.signal === 'SIGKILL' }
    return { code: run.status, said: run.stderr, struck, calls }
  }

  async #build(): Promise<void> {
    const { code, said } = await this.#inProcess('build')
    if (code !== 0) throw new Error(`the build ended with ${code} without a fault: ${said}`)
  }

  #arguments(verb: string): string[] {
    return [verb, this.#city.folder, '--output', this.#output, '--quiet', '--jobs', '1']
  }

  async #inProcess(verb: string): Promise<{ code: number; said: string }> {
    const { error } = console
    let said = ''
    console.error = (text: unknown) => {
      said += `${text instanceof Error ? text.stack : text}\n`
    }
    try {
      return { code: await this.#main(this.#arguments(verb)), said }
    } finally {
      console.error = error
    }
  }

  #keep(name: string): string {
    const place = join(this.#folder, `kept-${name.replaceAll(' ', '-')}`)
    rmSync(place, { recursive: true, force: true })
    if (existsSync(this.#output)) cpSync(this.#output, place, { recursive: true })
    else mkdirSync(place)
    return place
  }

  #restore(kept: string): void {
    rmSync(this.#output, { recursive: true, force: true })
    rmSync(this.#temporary, { recursive: true, force: true })
    mkdirSync(this.#temporary)
    cpSync(kept, this.#output, { recursive: true })
  }
}

/**
 * The page is the same in every build, and to bundle it takes half of the time of a publication: the bundler's answers are
 * kept. That it is started is tried in processes of their own.
 */
function bundleOnce(): void {
  const require = createRequire(import.meta.url)
  type Ask = (...args: unknown[]) => unknown
  const esbuild = require('esbuild') as Record<'build' | 'transform', Ask>
  const kept = (ask: Ask): Ask => {
    const answers = new Map<string, unknown>()
    return (...args) => {
      const question = JSON.stringify(args)
      if (!answers.has(question)) answers.set(question, ask(...args))
      return answers.get(question)
    }
  }
  const { build, transform } = esbuild
  // Its functions cannot be replaced one by one.
  require.cache[require.resolve('esbuild')]!.exports = {
    ...esbuild,
    build: kept(build),
    transform: kept(transform),
  }
}

function kindsOf({ operation }: Call): FaultKind[] {
  const kinds: FaultKind[] = ['EIO', 'kill']
  if (operation !== 'remove') kinds.push('ENOSPC')
  if (!['write', 'sync'].includes(operation)) kinds.push('EACCES')
  if (operation === 'write') kinds.push('short')
  if (['write', 'copy', 'remove', 'table'].includes(operation)) kinds.push('torn')
  return kinds
}

/** How a run that met a fault and was not killed may not end; null where it ended well. */
function wronglyEnded(kind: FaultKind, call: Call, { code, said }: Ended, tree: Tree): string | null {
  if (code === OUR_BUG) return `it is called our bug: ${said}`
  if (kind === 'short') return code === 0 ? null : `a short write ended it with ${code}: ${said}`
  const left = leftoversIn(tree)
  // What may not be removed stays until the next run.
  if (left.length === 0 || call.operation === 'remove') return null
  return `left after exit ${code}: ${left.slice(0, 3).join(', ')}`
}
