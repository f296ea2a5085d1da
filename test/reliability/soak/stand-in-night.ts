import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleOf } from '../../../pipeline/code-cache.js'
import { PROJECT_ROOT } from '../../../pipeline/paths.ts'

const STAND_IN = fileURLToPath(new URL('stand-in-build.mjs', import.meta.url))

/**
 * Writes a program that takes the command line of `petakumuh nightly` and has cities built by the stand-in: the night is real,
 * its builds take a fraction of a second.
 *
 * @param folder where it is written, and the code that it runs
 */
export async function standInNight(folder: string): Promise<string> {
  const night = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/nightly/index.ts')), [folder])
  const program = join(folder, 'night.mjs')
  writeFileSync(
    program,
    `import { runNightly } from ${JSON.stringify(night!.href)}
    const [, ...words] = process.argv.slice(2)
    const cities = words.slice(0, words.indexOf('--output'))
    const option = (name) => words[words.indexOf(name) + 1]
    const options = { output: option('--output'), jobs: 2, timeout: 5, quiet: true, keep: Number(option('--keep')) }
    const command = [process.execPath, ${JSON.stringify(STAND_IN)}]
    await runNightly(cities, options, { command }).catch((error) => { process.exitCode = error.exitCode ?? 1 })`,
  )
  return program
}
