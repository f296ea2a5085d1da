import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { recoverDirectory } from './durable.ts'
import { TEMPORARY } from './paths.ts'
import { removeTemporaryFolder } from './temporary-folder.ts'

/** A file that was not moved to its place; the flags of locks, which begin with two dots, are not ours to judge. */
const UNFINISHED_FILE = /^\.[^.].*\.new$/
/** A directory that was moved aside for its successor. */
const ASIDE = /^\.(?<name>[^.].*)\.old$/
/** A directory that was being removed. */
const GONE = /^\.[^.].*\.gone$/
/** A directory that was being filled. */
const PARTIAL = /^\.[^.].*\.partial$/

/**
 * Puts the output folder of a city in order after runs that were killed: what was moved aside and has no successor goes
 * back, and what was neither finished nor moved to its place is removed. The caller holds the city's lock.
 */
export function clearLeavings(outputDirectory: string): void {
  const publicFolder = join(outputDirectory, 'public')
  rmSync(join(outputDirectory, '.release.partial'), { recursive: true, force: true })
  const [stages, releases] = [join(outputDirectory, 'stages'), join(publicFolder, 'releases')]
  for (const name of namesIn(stages).filter((name) => PARTIAL.test(name))) {
    // The folder stays, empty, and tells that the stage did not end well.
    for (const entry of readdirSync(join(stages, name)))
      rmSync(join(stages, name, entry), { recursive: true, force: true })
  }
  for (const name of namesIn(releases).filter((name) => PARTIAL.test(name)))
    rmSync(join(releases, name), { recursive: true, force: true })
  // A release is removed from there, out of what is served.
  for (const name of namesIn(outputDirectory).filter((name) => GONE.test(name)))
    rmSync(join(outputDirectory, name), { recursive: true, force: true })
  for (const folder of [stages, releases]) {
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
  removeTemporaryFolder(join(outputDirectory, TEMPORARY))
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
