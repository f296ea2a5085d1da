import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { quietly } from './durable.ts'
import { isLeftByOtherBoot } from './other-boot.ts'
import { bootDigits, isAlive, machineDigits, processStart } from './this-machine.ts'

const DIGITS = 8
/**
 * The process, told from a later one of the same id by its start, its machine and the boot of that, since others may share the
 * place, and its thread where that is not the first.
 */
const OURS = new RegExp(
  `^petakumuh-(?<machine>[0-9a-f]{${DIGITS}})-(?<boot>[0-9a-f]{${DIGITS}})-(?<pid>[1-9]\\d{0,9})-(?<start>[0-9a-f]{${DIGITS}})-(?:t(?<thread>[1-9]\\d{0,9})-)?[A-Za-z0-9]{6}$`,
)

/**
 * Names that work of this thread has now, whichever copy of this module made them: one of its id that is not here was left by an
 * earlier process.
 */
const LIVING = Symbol.for('petakumuh.temporary-share.living')
const shared = globalThis as { [LIVING]?: Set<string> }
shared[LIVING] ??= new Set()
const living = shared[LIVING]

/** Makes a folder of this process in a place that it may share with others; its owner alone may enter it. */
export function makeFolderIn(place: string): string {
  const thread = threadId === 0 ? '' : `t${threadId}-`
  const machine = `${machineDigits(DIGITS)}-${bootDigits(DIGITS)}`
  const folder = mkdtempSync(
    join(place, `petakumuh-${machine}-${process.pid}-${startDigits(process.pid)}-${thread}`),
  )
  living.add(basename(folder))
  return folder
}

export function removeFolderIn(folder: string): void {
  // First: what cannot be removed now is left over.
  living.delete(basename(folder))
  rmSync(folder, { recursive: true, force: true })
}

/** Removes the folders of {@link makeFolderIn} that processes of this machine and user left which are no more; nothing else. */
export function sweepFoldersIn(place: string): void {
  for (const name of readdirSync(place)) {
    const owner = OURS.exec(name)?.groups
    if (owner === undefined) continue
    const folder = join(place, name)
    // What cannot be removed is in nobody's way, and is tried again by the next run.
    quietly(() => {
      if (isOwn(folder) && isLeftOver(folder, owner)) rmSync(folder, { recursive: true, force: true })
    })
  }
}

function isLeftOver(folder: string, owner: Record<string, string | undefined>): boolean {
  const { machine, boot, pid, start, thread = 0 } = owner
  if (machine !== machineDigits(DIGITS)) return false
  if (boot !== bootDigits(DIGITS)) return isLeftByOtherBoot(folder)
  // What another thread of this process has now is not known here.
  if (Number(pid) === process.pid && start === startDigits(process.pid))
    return Number(thread) === threadId && !living.has(basename(folder))
  return !isAlive(Number(pid)) || start !== startDigits(Number(pid))
}

/** The same for one process each time it is asked, also where the system does not tell of it. */
function startDigits(pid: number): string {
  return createHash('sha256')
    .update(`${processStart(pid)}`)
    .digest('hex')
    .slice(0, DIGITS)
}

/** A name can be copied: where the system tells of users, what bears it must be of this one. */
function isOwn(folder: string): boolean {
  return process.getuid === undefined || lstatSync(folder).uid === process.getuid()
}
