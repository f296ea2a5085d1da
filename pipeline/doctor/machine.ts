import { availableParallelism, totalmem } from 'node:os'
import { type AskFreeSpace, askSystem } from '../free-space.ts'

/** What is asked of a machine; tests stand in for broken ones. */
export interface Machine {
  /** Such as `22.17.0`. */
  node: string
  memory_bytes: number
  processors: number
  /** Folders as in the variable `PATH`. */
  searchPath: string
  now: Date
  timeZone: string
  freeSpace: AskFreeSpace
  /** Each throws where the part cannot be loaded or does not work. */
  tryDatabase(folder: string): Promise<string>
  tryGeometry(): Promise<void>
  tryBundler(): Promise<string>
}

export function thisMachine(): Machine {
  // Of a container, which may have less than the machine it is on.
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY
  return {
    node: process.versions.node,
    memory_bytes: Math.min(totalmem(), constrained),
    processors: availableParallelism(),
    searchPath: process.env.PATH ?? '',
    now: new Date(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    freeSpace: askSystem,
    tryDatabase: async (folder) => (await import('./parts.ts')).tryDatabase(folder),
    tryGeometry: async () => (await import('./parts.ts')).tryGeometry(),
    tryBundler: async () => (await import('./parts.ts')).tryBundler(),
  }
}
