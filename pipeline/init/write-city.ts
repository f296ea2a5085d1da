import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { CITY_SCHEMA, isInside, loadCity, PROJECT_ROOT } from '../city.ts'
import type { Read } from './city-place.ts'

/**
 * Writes a `.gitignore` where a layer tells of persons, so that no commit takes its file along. One that is there is left as it is.
 * @returns whether it was written
 */
export function keepOutOfGit(
  reads: readonly Read[],
  directory: string,
  places: ReadonlyMap<string, string>,
): boolean {
  const told = reads.filter(({ summary }) => summary.fields.some(({ personal }) => personal !== null))
  const target = join(directory, '.gitignore')
  if (told.length === 0 || existsSync(target)) return false
  const elsewhere = told.map(({ path }) => places.get(path)!).filter((place) => !place.startsWith('sources/'))
  const escaped = [...new Set(elsewhere)].map((place) => `/${place.replaceAll(/[\\*?[\] ]/g, '\\$&')}`)
  const lines = ['# Source files hold personal data, which no commit may take along.', 'sources/', ...escaped]
  writeFileSync(target, `${lines.join('\n')}\n`)
  return true
}

/** Puts the text in place once it loads: a `city.yaml` that does not is never left behind. */
export function writeCity(directory: string, text: string): void {
  mkdirSync(directory, { recursive: true })
  const trial = mkdtempSync(join(directory, '.init-'))
  try {
    writeFileSync(join(trial, 'city.yaml'), text)
    loadCity(trial)
    renameSync(join(trial, 'city.yaml'), join(directory, 'city.yaml'))
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}

/** For editors, which complete the file by its schema. */
export function schemaPath(directory: string): string | null {
  const path = relative(directory, CITY_SCHEMA).replaceAll('\\', '/')
  return isInside(PROJECT_ROOT, directory) ? path : null
}
