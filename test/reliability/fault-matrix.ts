import { rmSync } from 'node:fs'
import { relative } from 'node:path'
import { wronglyEnded } from './fault-endings.ts'
import { arm, type Call, disarm, type FaultKind, type Mark } from './inject-faults.mjs'
import { servedRelease, type Tree, treeOf, wordOf } from './output-state.ts'
import type { Ended, Trials } from './trials.ts'

/** One fault at one call of one part of a build. */
export interface FaultCase {
  scenario: Scenario
  stage: string
  at: number
  call: Call
  kind: FaultKind
  /** In a process of its own, which a kill really ends; else the process stays and nothing more reaches the disk. */
  isOwnProcess: boolean
}

export interface FaultOutcome {
  /** What it has in common with others, see {@link placeOf}. */
  place: string
  kind: FaultKind
  operation: string
  isOwnProcess: boolean
  /** How the command ended; null where it was killed. */
  code: number | null
  /** Whether the call did not come again: there is nothing to survive. */
  isAbsent: boolean
  /** What is wrong, or null: what is served is whole, the next run gives the bytes of a clean build, nothing is left. */
  fault: string | null
}

const TRIES = 3
const STAGES = ['ingest', 'validate', 'area', 'density', 'indicators', 'tiles', 'publish'] as const

/** What a build meets; in the last one the sources change between the kill of a first publication and the next run. */
export const SCENARIOS = [
  'first build',
  'changed source',
  'nothing changed',
  'first build, changed before the next',
] as const
export type Scenario = (typeof SCENARIOS)[number]

/** A part of a build to try faults in: the command of a stage, on what the stages before it left. */
interface Part {
  scenario: Scenario
  stage: string
  start: string
  calls: Call[]
  /** Programs that it starts, by their numbers among the calls of a process of its own. */
  starts: Map<number, Call>
  /** The release that it publishes without a fault, or null. */
  release: string | null
  /** The command that has to mend it, and what that has to leave. */
  mending: string
  clean: Tree
  /** The same where the release of the part was served before its sources changed; that of `clean` where they do not. */
  cleanWhenServed: Tree
}

export class FaultMatrix {
  readonly #trials: Trials
  readonly #healed = new Map<string, string | null>()
  parts: Part[] = []

  constructor(trials: Trials) {
    this.#trials = trials
  }

  /** Builds without a fault and counts the calls of every part, or only of some stages. */
  async prepare(
    scenarios: readonly Scenario[] = SCENARIOS,
    stages: readonly string[] = STAGES,
  ): Promise<void> {
    const trials = this.#trials
    // Once before anything is counted: what a process starts once is running from here on.
    trials.city.write('first')
    await trials.build()
    const first = trials.keep('first')
    if (scenarios.includes('nothing changed')) await this.#addPart('nothing changed', 'build', first)
    if (scenarios.includes('first build')) await this.#addParts('first build', null, stages)
    if (scenarios.includes('changed source')) {
      trials.city.write('changed')
      await this.#addParts('changed source', first, stages)
      this.#addStarts(this.parts.at(-1)!)
    }
    if (scenarios.includes('first build, changed before the next')) await this.#addChangedBetween()
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
        for (const kind of kindsOf(call, scenario)) {
          const isOwnProcess = kind === 'kill' && kills++ % killEach === 0
          cases.push({ ...{ scenario, stage, at, call }, kind, isOwnProcess })
        }
      }
      for (const [at, call] of starts) {
        for (const kind of ['EACCES', 'kill'] as const)
          cases.push({ ...{ scenario, stage, at, call }, kind, isOwnProcess: true })
      }
    }
    const shuffled = cases.map((one) => ({ one, place: random() })).sort((a, b) => a.place - b.place)
    const met = new Set<string>()
    const [first, others]: [FaultCase[], FaultCase[]] = [[], []]
    for (const { one } of shuffled) {
      const place = placeOf(one)
      if (met.has(place)) others.push(one)
      else first.push(one)
      met.add(place)
    }
    return [...first, ...others]
  }

  /** Tries one fault, again where its call does not come: a few do not come in every run. */
  async run(one: FaultCase): Promise<FaultOutcome> {
    const { kind, call, isOwnProcess } = one
    for (let tries = 1; ; tries++) {
      const tried = await this.#try(one).catch((error: unknown) => ({
        code: null,
        isAbsent: false,
        fault: `the check failed: ${(error as Error).stack}`,
      }))
      if (!tried.isAbsent || tries === TRIES)
        return { place: placeOf(one), kind, operation: call.operation, isOwnProcess, ...tried }
    }
  }

  async #try(one: FaultCase): Promise<Pick<FaultOutcome, 'code' | 'isAbsent' | 'fault'>> {
    const { scenario, stage, call, kind, isOwnProcess } = one
    const trials = this.#trials
    const part = this.parts.find((p) => p.scenario === scenario && p.stage === stage)!
    trials.city.write(scenario === 'changed source' ? 'changed' : 'first')
    trials.restore(part.start)
    const before = servedRelease(trials.output)
    const ended = isOwnProcess
      ? trials.apart(stage, call.mark, kind)
      : await this.#here(stage, call.mark, kind)
    const isKilled = kind === 'kill' || kind === 'torn'
    const code = isKilled ? null : ended.code
    const told = (fault: string | null) => ({ code, isAbsent: false, fault })
    if (!ended.struck) return { code, isAbsent: true, fault: null }
    const served = servedRelease(trials.output)
    if (served !== before && served !== part.release)
      return told(
        served === null ? 'nothing is served any more' : `release ${served} is served, which is none`,
      )
    const tree = treeOf(trials.output)
    if (!isKilled) {
      const path = relative(trials.output, call.path).replaceAll('\\', '/')
      const wrong = wronglyEnded(kind, { ...call, path }, ended, tree)
      if (wrong !== null) return told(wrong)
    }
    const [temporary] = treeOf(trials.temporary).keys()
    if (temporary !== undefined) return told(`left in the system's temporary folder: ${temporary}`)
    const word = `${scenario} ${stage} ${wordOf(tree)}`
    if (!this.#healed.has(word)) this.#healed.set(word, await this.#heal(part, served !== before))
    return told(this.#healed.get(word)!)
  }

  #heal({ scenario, mending, clean, cleanWhenServed }: Part, isServed: boolean): Promise<string | null> {
    if (scenario === 'first build, changed before the next') this.#trials.city.write('changed')
    return this.#trials.heal(mending, isServed ? cleanWhenServed : clean)
  }

  async #addParts(scenario: Scenario, from: string | null, stages: readonly string[]): Promise<void> {
    const trials = this.#trials
    if (from === null) rmSync(trials.output, { recursive: true, force: true })
    else trials.restore(from)
    for (const stage of STAGES) {
      if (stages.includes(stage)) await this.#addPart(scenario, stage, trials.keep(`${scenario}-${stage}`))
      else await trials.inProcess(stage)
    }
  }

  async #addPart(scenario: Scenario, stage: string, start: string): Promise<Part> {
    const { output } = this.#trials
    this.#arm()
    const { code, said } = await this.#trials.inProcess(stage)
    const { calls } = disarm()
    if (code !== 0) throw new Error(`${stage} ended with ${code} without a fault: ${said}`)
    const clean = treeOf(output)
    const part = { scenario, stage, start, calls, starts: new Map(), release: servedRelease(output) }
    this.parts.push({ ...part, mending: stage, clean, cleanWhenServed: clean })
    return this.parts.at(-1)!
  }

  /** A first publication, and what a build of other sources leaves where it never came to be, and where it did. */
  async #addChangedBetween(): Promise<void> {
    const trials = this.#trials
    trials.city.write('first')
    await this.#addParts('first build, changed before the next', null, ['publish'])
    const part = this.parts.at(-1)!
    trials.city.write('changed')
    await trials.build()
    const cleanWhenServed = treeOf(trials.output)
    trials.restore(part.start)
    await trials.build()
    Object.assign(part, { mending: 'build', clean: treeOf(trials.output), cleanWhenServed })
  }

  #addStarts(part: Part): void {
    this.#trials.restore(part.start)
    const { calls } = this.#trials.apart(part.stage)
    part.starts = new Map([...calls.entries()].filter(([, { operation }]) => operation === 'start'))
  }

  #arm(fault: { at?: Mark; kind?: FaultKind; halt?: boolean } = {}): void {
    arm({ folders: [this.#trials.output, this.#trials.temporary], ...fault })
  }

  async #here(stage: string, at: Mark, kind: FaultKind): Promise<Ended & { struck: boolean }> {
    this.#arm({ at, kind, halt: true })
    const ended = await this.#trials.inProcess(stage)
    return { ...ended, struck: disarm().struck }
  }
}

/** What a fault has in common with the others that are the same but for the file they meet. */
export function placeOf({ scenario, stage, kind, call }: FaultCase): string {
  return [scenario, stage, kind, call.operation, call.site].join(' ')
}

function kindsOf({ operation }: Call, scenario: Scenario): FaultKind[] {
  const kinds: FaultKind[] = ['kill']
  if (['write', 'copy', 'remove', 'table'].includes(operation)) kinds.push('torn')
  // What is refused is the same as in a first build.
  if (scenario === 'first build, changed before the next') return kinds
  kinds.push('EIO')
  if (operation !== 'remove') kinds.push('ENOSPC')
  if (!['write', 'sync'].includes(operation)) kinds.push('EACCES')
  if (operation === 'write') kinds.push('short')
  return kinds
}
