import { lock } from 'proper-lockfile'
import { displayPath } from './city.ts'
import { UserError } from './errors.ts'

/**
 * Runs work while holding the output directory; a holder that died is noticed by its silent heartbeat.
 * @throws UserError `locked` when another run holds it.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  let release: () => Promise<void>
  try {
    release = await lock(directory, {
      stale: 15_000,
      update: 5_000,
      realpath: false,
      lockfilePath: `${directory}/.lock`,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
    throw new UserError('locked', {
      what: 'another run is building this city',
      where: { file: displayPath(directory) },
      next: 'wait until it ends; a run that was killed frees its place after 15 seconds',
    })
  }
  try {
    return await work()
  } finally {
    await release()
  }
}
