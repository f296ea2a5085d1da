import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { complain } from '../terminal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const HOST_DIGITS = 8
/** The process, and its machine: a folder may be shared with others, whose processes are not known here. */
const OWNER = `(?<pid>[1-9]\\d{0,9})-(?<host>[0-9a-f]{${HOST_DIGITS}})`
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
  const owner = `${process.pid}-${hostDigits()}`
  const folder = mkdtempSync(join(temporary, `petakumuh-tile-${owner}-`))
  const archive = `.${owner}.new.${basename(output)}`
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
    for (const name of readdirSync(beside)) {
      // SQLite locks its file with a folder.
      if (name.startsWith(archive)) rmSync(join(beside, name), { recursive: true, force: true })
    }
  }
  const ended = (signal: NodeJS.Signals): void => {
    stopWatching()
    remove()
    complain('petakumuh: stopped; nothing is left of this run')
    // As if nobody had caught it, so that a shell knows why we ended.
    process.kill(process.pid, signal)
  }
  const stopWatching = (): void => {
    for (const signal of SIGNALS) process.off(signal, ended)
  }
  for (const signal of SIGNALS) process.on(signal, ended)
  try {
    return await work({ archive: join(beside, archive), folder })
  } finally {
    stopWatching()
    remove()
  }
}

/** Removes what bears the name of a process of this machine that is no more. */
function sweep(folder: string, pattern: RegExp): void {
  for (const name of readdirSync(folder)) {
    const owner = pattern.exec(name)?.groups
    if (owner?.host !== hostDigits() || isAlive(Number(owner.pid))) continue
    try {
      rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // Of another user: it is theirs to remove, and in nobody's way.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function hostDigits(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, HOST_DIGITS)
}
