import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { type City, displayPath, PROJECT_ROOT } from '../city.ts'
import { UserError } from '../errors.ts'
import { parseKelurahanCode } from '../values/code.ts'

/** A kelurahan or desa that can be chosen. */
export interface Kelurahan {
  /** Kemendagri code, `21.72.01.1003`. */
  code: string
  name: string
  kecamatan: string | null
}

interface Line {
  kemendagri_code: string
  level: string
  name: string
  parent_code: string
}

const COLUMNS = ['kemendagri_code', 'level', 'name', 'parent_code']

/**
 * The kelurahan of a city in the order of their codes: from `admin-codes.csv` in its workspace, else from
 * `data/reference`. Empty where neither list has any of them.
 * @throws UserError `source` for a list that lacks a column, or holds a code twice or one that Kemendagri cannot have issued
 */
export function kelurahanOf(city: City): Kelurahan[] {
  const own = join(city.directory, 'admin-codes.csv')
  const path = existsSync(own) ? own : join(PROJECT_ROOT, 'data/reference/admin-codes.csv')
  const lines = readLines(path)
  const names = new Map(lines.map((line) => [line.kemendagri_code, line.name]))
  checkOnce(lines, path)
  return lines
    .filter((line) => ['kelurahan', 'desa'].includes(line.level))
    .filter((line) => line.kemendagri_code.startsWith(`${city.code}.`))
    .map((line) => ({
      code: checkedCode(line, path),
      name: line.name,
      kecamatan: names.get(line.parent_code) ?? null,
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

function readLines(path: string): Line[] {
  const where = { file: displayPath(path) }
  const expected = `a table with the columns ${COLUMNS.join(', ')}, separated by commas`
  let lines: Line[]
  try {
    lines = parse(readFileSync(path, 'utf8'), {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    })
  } catch (error) {
    const got = (error as Error).message
    throw new UserError('source', { what: 'the list of kelurahan cannot be read', where, got, expected })
  }
  const missing = COLUMNS.filter((column) => lines[0] && !Object.hasOwn(lines[0], column))
  if (missing.length === 0) return lines
  throw new UserError('source', {
    what: 'the list of kelurahan lacks a column',
    where,
    got: Object.keys(lines[0]!).join(', '),
    expected,
  })
}

function checkedCode(line: Line, path: string): string {
  const parsed = parseKelurahanCode(line.kemendagri_code)
  if ('value' in parsed && parsed.value === line.kemendagri_code) return parsed.value
  throw new UserError('source', {
    what: 'the list of kelurahan holds a code that is none',
    where: { file: displayPath(path) },
    got: `${line.kemendagri_code} (${line.name})`,
    expected: 'a Kemendagri code with dots, such as 21.72.01.1003',
  })
}

function checkOnce(lines: Line[], path: string): void {
  const seen = new Set<string>()
  for (const { kemendagri_code: code } of lines) {
    if (seen.has(code)) {
      throw new UserError('source', {
        what: 'the list of kelurahan holds a code twice',
        where: { file: displayPath(path) },
        got: code,
        expected: 'every code once',
      })
    }
    seen.add(code)
  }
}
