import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import { displayPath } from './city.ts'
import { writeFileDurably } from './durable.ts'
import { UserError } from './errors.ts'

interface Holder {
  pid: number
  host: string
}

/** Long, because a stage that computes for minutes without a pause sends no heartbeat meanwhile. */
const STALE_MS = 300_000
const HEARTBEAT_MS = 10_000

/**
 * Runs work while holding the output directory. A holder on this machine that died is noticed at once, one on another
 * machine by its silent heartbeat.
 * @throws UserError `locked` when another run holds it, or took it over meanwhile.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const path = join(directory, '.lock')
  const holderFile = join(directory, '.lock.json')
  clearDead(path, holderFile)
  let lost = false
  let release: () => Promise<void>
  try {
    release = await lock(directory, {
      stale: STALE_MS,
      update: HEARTBEAT_MS,
      realpath: false,
      lockfilePath: path,
      onCompromised: () => {
        lost = true
      },
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
    throw lockedBy(readHolder(holderFile), directory)
  }
  try {
    const holder: Holder = { pid: process.pid, host: hostname() }
    writeFileDurably(holderFile, `${JSON.stringify(holder)}\n`)
    const result = await work()
    if (lost) throw lockedBy(readHolder(holderFile), directory)
    return result
  } finally {
    if (!lost) {
      rmSync(holderFile, { force: true })
      await release()
    }
  }
}

function lockedBy(holder: Holder | null, directory: string): UserError {
  return new UserError('locked', {
    what: 'another run is building this city',
    where: { file: displayPath(directory) },
    got: holder ? `process ${holder.pid} on ${holder.host}` : undefined,
    next: `wait until it ends; when it died on another machine, its place is free after ${STALE_MS / 60_000} minutes`,
  })
}

/** Frees the place of a process of this machine that was killed. */
function clearDead(path: string, holderFile: string): void {
  const holder = readHolder(holderFile)
  if (holder === null || holder.host !== hostname() || isAlive(holder.pid)) return
  rmSync(holderFile, { force: true })
  rmSync(path, { recursive: true, force: true })
}

function readHolder(path: string): Holder | null {
  if (!existsSync(path)) return null
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
