import { Worker } from 'node:worker_threads'
import { bundleOf } from '../../code-cache.js'
import { type ExitKind, type Fault, UserError } from '../../errors.ts'
import type { Crew, ResultOf, TaskOf } from './crew.ts'
import type { Steps } from './steps.ts'

type StepName = Exclude<keyof Steps, 'close' | 'packAside'>

const ENTRY = new URL('./worker-entry.ts', import.meta.url)
const PROGRAM = new URL('./tile-worker.js', import.meta.url)
/** Results that wait for their turn, for each worker: more would only fill the memory. */
const AHEAD_PER_THREAD = 3

interface Answer {
  place: number
  result?: unknown
  error?: Thrown
}

/** An error as it comes out of a thread: without its class. */
interface Thrown {
  name: string
  message: string
  stack?: string
  /** Of the system, such as ENOSPC. */
  code?: string
  kind?: ExitKind
  fault?: Fault
}

/** Several workers, each with its own memory for what it keeps; features and runs lie in memory that all share. */
export class WorkerCrew implements Crew {
  readonly threads: number
  readonly #workers: Worker[]
  #failed: Error | null = null
  #waiting: (() => void) | null = null
  readonly #answers = new Map<number, unknown>()
  readonly #idle: Worker[] = []

  private constructor(threads: number, bundle: string | null) {
    this.threads = threads
    // Without the parent's flags, which may register a loader that takes longer to start than the work.
    const options = { execArgv: [], workerData: { bundle } }
    this.#workers = Array.from({ length: threads }, () => new Worker(PROGRAM, options))
    for (const worker of this.#workers) {
      this.#idle.push(worker)
      worker.on('message', (answer: Answer) => {
        if (answer.error !== undefined) this.#fail(answer.error)
        this.#answers.set(answer.place, answer.result)
        this.#idle.push(worker)
        this.#wake()
      })
      worker.on('error', (error) => this.#fail(error))
      worker.on('exit', (code) => this.#fail(new Error(`a thread of the tiler ended with ${code}`)))
    }
  }

  static async start(threads: number): Promise<WorkerCrew> {
    const bundle = await bundleOf(ENTRY)
    return new WorkerCrew(threads, bundle?.href ?? null)
  }

  async *each<S extends StepName>(step: S, tasks: readonly TaskOf<S>[]): AsyncGenerator<ResultOf<S>, void> {
    let given = 0
    for (let taken = 0; taken < tasks.length; taken++) {
      for (;;) {
        while (given < tasks.length && given < taken + this.threads * AHEAD_PER_THREAD) {
          const worker = this.#idle.shift()
          if (worker === undefined) break
          worker.postMessage({ step, place: given, task: tasks[given] })
          given++
        }
        if (this.#failed !== null) throw this.#failed
        if (this.#answers.has(taken)) break
        await new Promise<void>((resolve) => {
          this.#waiting = resolve
        })
      }
      const result = this.#answers.get(taken) as ResultOf<S>
      this.#answers.delete(taken)
      yield result
    }
  }

  async all<S extends StepName>(step: S, task: TaskOf<S>): Promise<void> {
    const workers = this.#idle.splice(0)
    workers.forEach((worker, place) => {
      worker.postMessage({ step, place, task })
    })
    for (let place = 0; place < workers.length; place++) {
      while (!this.#answers.has(place)) {
        if (this.#failed !== null) throw this.#failed
        await new Promise<void>((resolve) => {
          this.#waiting = resolve
        })
      }
      this.#answers.delete(place)
    }
    if (this.#failed !== null) throw this.#failed
  }

  async close(): Promise<void> {
    const workers = this.#workers.splice(0)
    for (const worker of workers) worker.removeAllListeners('exit')
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #fail(error: Thrown): void {
    this.#failed ??= errorOf(error)
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.()
  }
}

function errorOf({ name, message, stack, code, kind, fault }: Thrown): Error {
  if (kind !== undefined && fault !== undefined) return new UserError(kind, fault)
  const error: NodeJS.ErrnoException = new Error(message)
  if (code !== undefined) error.code = code
  error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}
