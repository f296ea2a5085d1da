import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { differenceOf, type Outcome } from './attempt.ts'
import type { HostileFile } from './hostile-file.ts'
import { HOSTILE_FILES, PLANTED_FILES } from './hostile-files.ts'

/** Some thousand times what one takes: a machine that is busy ends none, and one without end is ended. */
const PATIENCE_MS = 300_000
/** Objects of the program and of what it reads; a bomb that becomes some would fill more. */
export const HEAP_MB = 384

/** What was tried, and what it differed in from what is expected of it; null where in nothing. */
export interface Attempt {
  file: HostileFile
  difference: string | null
}

/** Tries hostile files in a process of their own, which is started anew for the next when one of them has ended it. */
export class Attempts {
  readonly #folder: string
  readonly #patienceMs: number
  readonly #heapMb: number
  #child: ChildProcess | null = null

  constructor(folder: string, { patienceMs = PATIENCE_MS, heapMb = HEAP_MB } = {}) {
    this.#folder = folder
    this.#patienceMs = patienceMs
    this.#heapMb = heapMb
  }

  async try(file: HostileFile): Promise<Attempt> {
    const number = [...HOSTILE_FILES, ...PLANTED_FILES].indexOf(file)
    const child = this.#child ?? (await this.#started())
    this.#child = child
    const answer = heard(child, this.#patienceMs)
    child.send({ number, folder: join(this.#folder, String(number)) })
    const outcome = await answer
    if (typeof outcome !== 'string') return { file, difference: differenceOf(file, outcome) }
    this.end()
    return { file, difference: outcome }
  }

  end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  async #started(): Promise<ChildProcess> {
    const child = fork(join(PROJECT_ROOT, 'test/security/attempt-child.ts'), {
      execArgv: ['--import', 'tsx', `--max-old-space-size=${this.#heapMb}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const ready = await heard(child, PATIENCE_MS)
    if (ready !== 'ready') throw new Error(`the process for hostile files did not start: ${ready}`)
    return child
  }
}

/** What a process answers, or how it ended instead. */
function heard(child: ChildProcess, patienceMs: number): Promise<Outcome | string> {
  return new Promise((resolve) => {
    const listen = (answer: Outcome | string): void => {
      clearTimeout(patience)
      child.off('message', listen as (answer: unknown) => void).off('exit', ended)
      resolve(answer)
    }
    const ended = (exit: number | null, signal: string | null): void =>
      listen(`ended the process with ${exit ?? signal}`)
    const patience = setTimeout(() => listen(`came to no end in ${patienceMs} ms`), patienceMs)
    child.on('message', listen as (answer: unknown) => void).on('exit', ended)
  })
}
