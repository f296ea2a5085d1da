import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
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
  return digits(`${hostname()} ${processNamespace()}`, count)
}

/**
 * Hexadecimal digits for the time since this machine was started, as Linux tells it, always the same where the system does not:
 * machines of one host name, and one machine before and after a restart, have others.
 * @param count at most 64
 */
export function bootDigits(count: number): string {
  return digits(`${bootId()}`, count)
}

/**
 * Whether there is a process of this id here, be it of another user. One that ended and that nobody has asked for yet is
 * none: in a container whose first process asks for no child it stays in the list for good.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const fields = processFields(pid)
  return fields === null || !isEnded(fields)
}

/** When a process of this machine was started, as Linux tells it: the boot, and clock ticks since (proc(5), field 22); else null. */
export function processStart(pid: number): string | null {
  const [boot, start] = [bootId(), processFields(pid)?.[19]]
  return boot === null || start === undefined ? null : `${boot} ${start}`
}

/** A container has that of the machine, or one of its own. */
function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}

function digits(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count)
}

/** Fields of proc(5)'s `stat` from the third on, its state; null where the system does not tell. */
function processFields(pid: number): string[] | null {
  try {
    // The name of the program, which may hold anything, ends with the last bracket.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1)!.trim().split(' ')
  } catch {
    return null
  }
}

/** Z and X are ended; where other threads of it (field 20) are still in a call, what they write is not over. */
function isEnded(fields: readonly string[]): boolean {
  return (fields[0] === 'Z' || fields[0] === 'X') && Number(fields[17]) <= 1
}
