import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** The space in which ids of processes are counted, as Linux tells it; null where the system does not. */
export function processNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return null
  }
}

/**
 * Hexadecimal digits for where an id of a process means the same process as here: the machine, and the container on it, since
 * containers may share a host name. For names of files in folders that machines share.
 * @param count at most 64
 */
export function machineDigits(count: number): string {
  return createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, count)
}

/** Whether there is a process of this id here, be it of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
