import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { quietly } from './durable.ts'
import { whenEnding } from './ending.ts'

const ofThisRun = new AsyncLocalStorage<string>()

/** Folder under which temporary files are made: that of the run that is going on, else the one of the system. */
export function temporaryRoot(): string {
  return ofThisRun.getStore() ?? tmpdir()
}

/**
 * Runs work whose temporary files lie in a folder of its own, which is removed when the work ends, also by Ctrl+C; what a
 * killed run left in it goes first. The caller sees to it that nobody else uses the folder.
 */
export async function withTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const remove = (): void => quietly(() => rmSync(folder, { recursive: true, force: true }))
  const stopWatching = whenEnding(remove)
  try {
    return await ofThisRun.run(folder, work)
  } finally {
    stopWatching()
    remove()
  }
}
