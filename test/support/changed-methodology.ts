import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { METHODOLOGY_DIR } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'

type Load<T> = (name: string, directory: string) => T

/**
 * Loads a real methodology with one piece of its text replaced.
 * @throws Error when the text does not hold that piece
 */
export function loadChanged<T>(load: Load<T>, name: string, before: string | RegExp, after: string): T {
  const text = readFileSync(join(METHODOLOGY_DIR, `${name}.yaml`), 'utf8')
  const changed = text.replace(before, after)
  if (changed === text) throw new Error(`${name} does not hold ${before}`)
  const directory = mkdtempSync(join(tmpdir(), 'petakumuh-methodology-'))
  try {
    writeFileSync(join(directory, `${name}.yaml`), changed)
    return load(name, directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** The error that a real methodology with one piece of its text replaced is refused with. */
export function methodologyFault<T>(
  load: Load<T>,
  name: string,
  before: string | RegExp,
  after: string,
): UserError {
  try {
    loadChanged(load, name, before, after)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('the methodology was accepted')
}
