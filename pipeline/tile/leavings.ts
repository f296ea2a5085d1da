import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Where a run keeps what is not done: removed when it ends, also by Ctrl+C. */
export interface Workplace {
  /** The archive before it takes its place; whoever writes it may add to its name. */
  archive: string
  /** Folder for temporary files. */
  folder: string
}

/**
 * @param output the archive to be; what is written lies beside it, so that it can be moved there at once
 * @param temporary folder in which one for this run is made
 */
export async function withWorkplace<T>(
  output: string,
  temporary: string,
  work: (place: Workplace) => Promise<T>,
): Promise<T> {
  mkdirSync(temporary, { recursive: true })
  const folder = mkdtempSync(join(temporary, 'petakumuh-tile-'))
  const beside = dirname(output)
  const stem = `.${process.pid}.new.`
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true })
    for (const name of readdirSync(beside)) {
      if (name.startsWith(`${stem}${basename(output)}`)) rmSync(join(beside, name), { force: true })
    }
  }
  const ended = (signal: NodeJS.Signals): void => {
    stopWatching()
    remove()
    // As if nobody had caught it, so that a shell knows why we ended.
    process.kill(process.pid, signal)
  }
  const stopWatching = (): void => {
    for (const signal of SIGNALS) process.off(signal, ended)
  }
  for (const signal of SIGNALS) process.on(signal, ended)
  try {
    return await work({ archive: join(beside, `${stem}${basename(output)}`), folder })
  } finally {
    stopWatching()
    remove()
  }
}
