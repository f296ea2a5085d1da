import { execFile } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '../errors.ts'

export interface TippecanoeProgram {
  path: string
  /** Such as `2.52.0`. */
  version: string
}

export type EngineChoice = 'auto' | 'builtin' | 'tippecanoe'
export type Engine = 'builtin' | 'tippecanoe'

/** Since 2.32.0 `--no-simplification-of-shared-nodes` simplifies shared borders alike; every other flag is older. */
const OLDEST = [2, 32, 0] as const
const NAME = 'tippecanoe'
const ANSWER_MS = 10_000
const INSTALL =
  'install it with `apt-get install tippecanoe` on Debian 13, or `apt-get install -t bookworm-backports tippecanoe` on Debian 12, or choose the engine builtin'

/**
 * The engine that runs: what was asked for. `auto` is the built-in one, which needs nothing installed and keeps every
 * rule; that the choice does not hang on what a machine has keeps the archive the same everywhere.
 */
export function chooseEngine(choice: EngineChoice): Engine {
  return choice === 'tippecanoe' ? 'tippecanoe' : 'builtin'
}

/**
 * The program on the PATH.
 * @param searchPath folders as in the variable `PATH`
 * @throws UserError `missingProgram` when it is absent, does not tell its version, or is older than its flags need
 */
export async function findTippecanoe(searchPath = process.env.PATH ?? ''): Promise<TippecanoeProgram> {
  const path = searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, NAME))
    .find(isProgram)
  if (path === undefined) {
    throw new UserError('missingProgram', {
      code: 'TIPPECANOE_MISSING',
      what: 'tippecanoe is not installed',
      expected: `a program ${NAME} in a folder of PATH`,
      next: INSTALL,
    })
  }
  const said = await versionText(path)
  const version = /v?(\d+)\.(\d+)\.(\d+)/.exec(said)
  if (version === null) {
    throw new UserError('missingProgram', {
      code: 'TIPPECANOE_UNKNOWN',
      what: 'the program does not tell its version',
      where: { file: path },
      got: said.trim().slice(0, 200) || 'nothing',
      expected: 'such as tippecanoe v2.52.0',
      next: INSTALL,
    })
  }
  const [major, minor, patch] = version.slice(1).map(Number) as [number, number, number]
  const text = `${major}.${minor}.${patch}`
  if (isBefore([major, minor, patch], OLDEST)) {
    throw new UserError('missingProgram', {
      code: 'TIPPECANOE_OLD',
      what: 'this version of tippecanoe is too old',
      where: { file: path },
      got: text,
      expected: `${OLDEST.join('.')} or later`,
      next: INSTALL,
    })
  }
  return { path, version: text }
}

/** Tippecanoe says its version on stderr. */
async function versionText(path: string): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, ['--version'], { timeout: ANSWER_MS })
    return `${stdout}${stderr}`
  } catch (error) {
    throw new UserError(
      'missingProgram',
      {
        code: 'TIPPECANOE_UNKNOWN',
        what: 'the program does not run',
        where: { file: path },
        got: error instanceof Error ? error.message.split('\n')[0] : String(error),
        next: INSTALL,
      },
      { cause: error },
    )
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((part, place) => part !== b[place])
  return i >= 0 && a[i]! < b[i]!
}
