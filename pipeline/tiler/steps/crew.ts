import type { PackedRange } from '../pack/packed-range.ts'
import { Steps, type TileRange } from './steps.ts'

type StepName = Exclude<keyof Steps, 'close' | 'packAside'>
export type TaskOf<S extends StepName> = Parameters<Steps[S]>[0]
export type ResultOf<S extends StepName> = ReturnType<Steps[S]>

/** Who does the steps: this thread alone, or several workers. */
export interface Crew {
  readonly threads: number
  /** Results in the order of the tasks, whoever did them; a few tasks ahead of whoever takes them. */
  each<S extends StepName>(step: S, tasks: readonly TaskOf<S>[]): AsyncGenerator<ResultOf<S>, void>
  /** The same task for everyone. */
  all<S extends StepName>(step: S, task: TaskOf<S>): Promise<void>
  close(): Promise<void>
}

/** All results of a step, with progress. */
export async function collect<S extends StepName>(
  crew: Crew,
  step: S,
  tasks: readonly TaskOf<S>[],
  done: (count: number) => void = () => {},
): Promise<ResultOf<S>[]> {
  const results: ResultOf<S>[] = []
  for await (const result of crew.each(step, tasks)) {
    results.push(result)
    done(results.length)
  }
  return results
}

/** This thread does everything, but for compressing where `aside` lets the runtime's own threads do that. */
export class LoneCrew implements Crew {
  readonly threads = 1
  readonly #aside: boolean
  readonly #steps = new Steps()

  constructor(aside: boolean) {
    this.#aside = aside
  }

  async *each<S extends StepName>(step: S, tasks: readonly TaskOf<S>[]): AsyncGenerator<ResultOf<S>, void> {
    if (step === 'pack' && this.#aside)
      yield* this.#packAside(tasks as TileRange[]) as AsyncGenerator<ResultOf<S>>
    else for (const task of tasks) yield perform(this.#steps, step, task)
  }

  /** One range is put together while another is compressed. */
  async *#packAside(ranges: readonly TileRange[]): AsyncGenerator<PackedRange> {
    let before: Promise<PackedRange> | null = null
    for (const range of ranges) {
      const next = this.#steps.packAside(range)
      // A failure is told when its turn comes.
      next.catch(() => {})
      if (before !== null) yield await before
      before = next
    }
    if (before !== null) yield await before
  }

  async all<S extends StepName>(step: S, task: TaskOf<S>): Promise<void> {
    perform(this.#steps, step, task)
  }

  async close(): Promise<void> {
    this.#steps.close()
  }
}

export function perform<S extends StepName>(steps: Steps, step: S, task: TaskOf<S>): ResultOf<S> {
  const method = steps[step] as (task: TaskOf<S>) => ResultOf<S>
  return method.call(steps, task)
}
