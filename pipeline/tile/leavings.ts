import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { whenEnding } from '../ending.ts'
import { isLeftByOtherBoot } from '../other-boot.ts'
import { complain } from '../terminal.ts'
import { bootDigits, isAlive, machineDigits } from '../this-machine.ts'

const DIGITS = 8
/** The process, its machine and the boot of that: a folder may be shared with others, whose processes are not known here. */
const OWNER = `(?<pid>[1-9]\\d{0,9})-(?<machine>[0-9a-f]{${DIGITS}})-(?<boot>[0-9a-f]{${DIGITS}})`
const FOLDER = new RegExp(`^petakumuh-tile-${OWNER}-[A-Za-z0-9]{6}$`)
/** What is being written; each kind of writer adds to the name. */
const OUTPUT = new RegExp(`^\\.${OWNER}\\.new\\..+$`)

/** Where a run keeps what is not done: removed when it ends, also by Ctrl+C. */
export interface Workplace {
  /** The archive, or folder of tiles, before it takes its place; whoever writes it may add to its name. */
  archive: string
  /** Folder for temporary files. */
  folder: string
}

/**
 * Removes first what runs left in both folders that were killed on this machine before they could.
 * @param output the archive or folder to be; what is written lies beside it, so that it can be moved there at once
 * @param temporary folder in which one for this run is made; it is there
 */
export async function withWorkplace<T>(
  output: string,
  temporary: string,
  work: (place: Workplace) => Promise<T>,
): Promise<T> {
  const beside = dirname(output)
  sweep(temporary, FOLDER)
  sweep(beside, OUTPUT)
  const owner = `${process.pid}-${machineDigits(DIGITS)}-${bootDigits(DIGITS)}`
  const folder = mkdtempSync(join(temporary, `petakumuh-tile-${owner}-`))
  const archive = `.${owner}.new.${basename(output)}`
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
    for (const name of readdirSync(beside)) {
      // SQLite locks its file with a folder.
      if (name.startsWith(archive)) rmSync(join(beside, name), { recursive: true, force: true })
    }
  }
  const stopWatching = whenEnding(() => {
    remove()
    complain('petakumuh: stopped; nothing is left of this run')
  })
  try {
    return await work({ archive: join(beside, archive), folder })
  } finally {
    stopWatching()
    remove()
  }
}

/** Removes what bears the name of a process of this machine that is no more. */
function sweep(folder: string, pattern: RegExp): void {
  const [machine, boot] = [machineDigits(DIGITS), bootDigits(DIGITS)]
  for (const name of readdirSync(folder)) {
    const owner = pattern.exec(name)?.groups
    if (owner?.machine !== machine) continue
    const path = join(folder, name)
    try {
      const isOver = owner.boot === boot ? !isAlive(Number(owner.pid)) : isLeftByOtherBoot(path)
      if (isOver) rmSync(path, { recursive: true, force: true })
    } catch {
      // Of another user: it is theirs to remove, and in nobody's way.
    }
  }
}
