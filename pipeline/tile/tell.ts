import type { Progress, Task } from '../progress.ts'

interface Step {
  step: string
  done: number
  total: number | undefined
}

const LABELS: Record<string, string> = {
  read: 'reading',
  borders: 'shared borders',
  cut: 'cutting',
  pack: 'packing',
  prove: 'proving',
}

/** A task of the progress for each step, from counts of what is done so far. */
export function taskTeller(progress: Progress): { tell: (done: Step) => void; end: () => void } {
  let current: { step: string; task: Task; done: number } | null = null
  const end = (): void => {
    current?.task.end()
    current = null
  }
  const tell = ({ step, done, total }: Step): void => {
    if (current?.step !== step) {
      end()
      current = { step, task: progress.task(LABELS[step] ?? step, total), done: 0 }
    }
    current.task.advance(done - current.done)
    current.done = done
  }
  return { tell, end }
}
