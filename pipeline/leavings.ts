import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { recoverDirectory } from './durable.ts'

/** Folder in the output of a city, there while a stage runs: one that is there before was left by a run that was killed. */
const TEMPORARY = '.temporary'

/** A file that was not moved to its place; the flags of locks, which begin with two dots, are not ours to judge. */
const UNFINISHED_FILE = /^\.[^.].*\.new$/
/** A directory that was moved aside for its successor. */
const ASIDE = /^\.(?<name>[^.].*)\.old$/
/** A directory that was being removed. */
const GONE = /^\.[^.].*\.gone$/

/**
 * Puts the output folder of a city in order after runs that were killed: what was moved aside and has no successor goes
 * back, and what was neither finished nor moved to its place is removed. The caller holds the city's lock.
 */
export function clearLeavings(outputDirectory: string): void {
  const publicFolder = join(outputDirectory, 'public')
  rmSync(join(outputDirectory, '.release.partial'), { recursive: true, force: true })
  for (const folder of [join(outputDirectory, 'stages'), join(publicFolder, 'releases')]) {
    for (const name of namesIn(folder)) {
      const aside = ASIDE.exec(name)?.groups?.name
      if (aside !== undefined) recoverDirectory(join(folder, aside))
      if (GONE.test(name)) rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
  for (const folder of [outputDirectory, publicFolder, join(publicFolder, 'assets')]) {
    for (const name of namesIn(folder)) {
      if (UNFINISHED_FILE.test(name)) rmSync(join(folder, name), { force: true })
    }
  }
  // Last, for it tells the next run that there is something to put in order.
  rmSync(join(outputDirectory, TEMPORARY), { recursive: true, force: true })
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
