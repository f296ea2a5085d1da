import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleOf } from '../../pipeline/code-cache.js'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import type { Call, FaultKind, Mark } from './inject-faults.mjs'
import { differencesFrom, leftoversIn, servedRelease, type Tree, treeOf } from './output-state.ts'
import { type ChangingCity, smallWorkspace } from './workspace.ts'

/** How a command ended. */
export interface Ended {
  code: number | null
  said: string
}

type Main = (argv: string[]) => Promise<number>

export const PROGRAM = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
const PRELOAD = fileURLToPath(new URL('./inject-faults.mjs', import.meta.url))

/** Commands that are run over and over on a small city, in this process or in one of their own, from outputs that are kept. */
export class Trials {
  readonly folder: string
  readonly temporary: string
  readonly city: ChangingCity
  output: string
  readonly #main: Main

  private constructor(folder: string, main: Main) {
    this.folder = folder
    this.#main = main
    this.output = join(folder, 'output')
    this.temporary = join(folder, 'tmp')
    this.city = smallWorkspace(join(folder, 'city'))
  }

  /** @param folder a new folder, which the caller removes */
  static async create(folder: string): Promise<Trials> {
    const bundle = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/cli.ts')))
    if (bundle === null) throw new Error('the command line cannot be bundled')
    const { main } = (await import(bundle.href)) as { main: Main }
    const trials = new Trials(folder, main)
    mkdirSync(trials.temporary, { recursive: true })
    process.env.TMPDIR = trials.temporary
    return trials
  }

  /** @throws Error when the build does not end well */
  async build(): Promise<void> {
    const { code, said } = await this.inProcess('build')
    if (code !== 0) throw new Error(`the build ended with ${code} without a fault: ${said}`)
  }

  arguments(verb: string): string[] {
    return [verb, this.city.folder, '--output', this.output, '--quiet', '--jobs', '1']
  }

  async inProcess(verb: string): Promise<Ended> {
    const { error } = console
    let said = ''
    console.error = (text: unknown) => {
      said += `${text instanceof Error ? text.stack : text}\n`
    }
    try {
      return { code: await this.#main(this.arguments(verb)), said }
    } finally {
      console.error = error
    }
  }

  /** In a process of its own, with a fault at one of its calls, or none. */
  apart(verb: string, at?: Mark, kind?: FaultKind): Ended & { calls: Call[]; struck: boolean } {
    const told = join(this.folder, 'told.json')
    rmSync(told, { force: true })
    const fault = JSON.stringify({ folders: [this.output, this.temporary], at, kind, told })
    const run = spawnSync(
      process.execPath,
      ['--import', pathToFileURL(PRELOAD).href, PROGRAM, ...this.arguments(verb)],
      { encoding: 'utf8', env: { ...process.env, PETAKUMUH_FAULT: fault } },
    )
    const { calls, struck } = existsSync(told)
      ? (JSON.parse(readFileSync(told, 'utf8')) as { calls: Call[]; struck: boolean })
      : { calls: [], struck: run.signal === 'SIGKILL' }
    return { code: run.status, said: run.stderr, struck, calls }
  }

  /** What a run does not mend, or null where it leaves what a run without a fault leaves, and nothing else. */
  async heal(verb: string, clean: Tree): Promise<string | null> {
    const { code, said } = await this.inProcess(verb)
    if (code !== 0) return `the next run ended with ${code}: ${said}`
    servedRelease(this.output)
    const tree = treeOf(this.output)
    const wrong = [
      ...differencesFrom(clean, tree),
      ...leftoversIn(tree.keys()),
      ...treeOf(this.temporary).keys(),
    ]
    return wrong.length === 0 ? null : `after the next run: ${wrong.slice(0, 3).join(', ')}`
  }

  /** Copies the output. @returns where to */
  keep(name: string): string {
    const place = join(this.folder, `kept-${name.replaceAll(/\W+/g, '-')}`)
    rmSync(place, { recursive: true, force: true })
    if (existsSync(this.output)) cpSync(this.output, place, { recursive: true })
    else mkdirSync(place)
    return place
  }

  /** Puts the output back to what was kept; the folder for temporary files is empty. */
  restore(kept: string): void {
    rmSync(this.output, { recursive: true, force: true })
    rmSync(this.temporary, { recursive: true, force: true })
    mkdirSync(this.temporary)
    cpSync(kept, this.output, { recursive: true })
  }
}
