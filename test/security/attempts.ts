import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { differenceOf, MOST_MEMORY_MB, type Outcome } from './attempt.ts'
import type { Task } from './attempt-child.ts'
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
  readonly #heapMb: number
  #child: ChildProcess | null = null
  /** The file that the process had last. */
  #last: HostileFile | null = null

  constructor(folder: string, { heapMb = HEAP_MB } = {}) {
    this.#folder = folder
    this.#heapMb = heapMb
  }

  async try(file: HostileFile, patienceMs = PATIENCE_MS): Promise<Attempt> {
    const number = [...HOSTILE_FILES, ...PLANTED_FILES].indexOf(file)
    this.#child ??= this.#started()
    const ready = await asked(this.#child, null, PATIENCE_MS)
    if (ready !== 'ready') {
      this.end()
      return { file, difference: `not tried: ${this.#last?.name ?? 'a start'} ${ready}` }
    }
    this.#last = file
    const task = { number, folder: join(this.#folder, String(number)) }
    const outcome = await asked(this.#child, task, patienceMs)
    // The largest memory of a process is that of all files that it had.
    if (typeof outcome === 'string' || outcome.peak_memory_mb > MOST_MEMORY_MB) this.end()
    return { file, difference: typeof outcome === 'string' ? outcome : differenceOf(file, outcome) }
  }

  end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  #started(): ChildProcess {
    return fork(join(PROJECT_ROOT, 'test/security/attempt-child.ts'), {
      execArgv: ['--import', 'tsx', `--max-old-space-size=${this.#heapMb}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
  }
}

/** What a process answers, or how it ended instead, which may have been before. */
function asked(child: ChildProcess, task: Task | null, patienceMs: number): Promise<Outcome | string> {
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
    if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode)
    // That a message cannot be sent is told by the end of the process.
    else child.send(task as Serializable, () => {})
  })
}
