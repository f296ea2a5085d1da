import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Source } from '../city.ts'
import { UNKNOWN_LICENCE } from './draft.ts'

/** The year of a decree that no file lists, as it is written into the workspace. */
export interface DecreeSource {
  source: Source
  /** Content of the file at `source.path`. */
  text: string
}

const COLUMN = 'TAHUN'
const [FIRST_YEAR, LAST_YEAR] = [1990, 2100]

/** The only year that a decree number holds as a part of its own, as `188.45/653/2020` does; null where none or several do. */
export function yearInNumber(decree_number: string): number | null {
  const years = (decree_number.match(/(?<!\d)(?:19|20)\d{2}(?!\d)/g) ?? []).map(Number)
  const [year, ...others] = new Set(years.filter((one) => one >= FIRST_YEAR && one <= LAST_YEAR))
  return year === undefined || others.length > 0 ? null : year
}

/**
 * A list of the one decree, in a file of its own: without its year no zone has one.
 * @param directory workspace; a file that is there with another content is left as it is
 * @param taken ids of the sources
 */
export function decreeSource(
  directory: string,
  decree_number: string,
  year: number,
  taken: ReadonlySet<string>,
): DecreeSource {
  const text = `${COLUMN}\n${year}\n`
  for (let n = 1; ; n++) {
    const id = n === 1 ? 'sk' : `sk-${n}`
    const path = `sources/${id}-${year}.csv`
    const file = join(directory, path)
    if (taken.has(id) || (existsSync(file) && readFileSync(file, 'utf8') !== text)) continue
    return {
      source: {
        id,
        title: { id: 'Surat keputusan', en: 'Decree' },
        table: 'decrees',
        path,
        licence: UNKNOWN_LICENCE,
        columns: {
          decree_number: { value: decree_number },
          kind: { value: 'decree' },
          vintage: COLUMN,
        },
        examples: [],
      },
      text,
    }
  }
}

/** Writes the list into the workspace. */
export function writeDecreeSource(directory: string, { source, text }: DecreeSource): void {
  const file = join(directory, source.path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
