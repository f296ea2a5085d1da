import type { ChildProcess } from 'node:child_process'
import type { FaultOutcome } from './fault-matrix.ts'
import type { FaultCounts } from './figures.ts'

/** What the part of a run that has a process of its own found. */
export interface Told extends FaultCounts {
  outcomes: FaultOutcome[]
  /** What a fault did that it should not. */
  said: string[]
}

/** How many faults it is to try, how many more it has tried, or all that it found. */
export interface ShardMessage {
  total?: number
  done?: number
  told?: Told
}

/** What a process tells before it ends. @throws Error where it ends otherwise than well, or without having told */
export function toldBy(child: ChildProcess, heard: (message: ShardMessage) => void): Promise<Told> {
  let told: Told | undefined
  child.on('message', (message: ShardMessage) => {
    told ??= message.told
    heard(message)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // After the last message, as opposed to `exit`.
    child.on('close', (code, signal) => {
      if (code === 0 && told !== undefined) resolve(told)
      else reject(new Error(`a shard ended with ${code ?? signal} and told ${told ? 'all' : 'nothing'}`))
    })
  })
}
