import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../pipeline/city.ts'
import { refusal, refused } from './support/city-refusal.ts'
import { CITY_YAML, smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

describe('a mistake in a source of city.yaml ends with 20 and says file:line, key, got and expected', () => {
  it.each<
    [
      string,
      string,
      string,
      { line: number; key?: string; what: string; got: string; expected: string | RegExp },
    ]
  >([
    [
      'an unknown key in a source',
      'table: decrees',
      'table: decrees\n    tabel: x',
      {
        line: 12,
        key: 'sources[0].tabel',
        what: 'unknown key',
        got: 'tabel',
        expected: /^one of id, title, table/,
      },
    ],
    [
      'a missing key in a source',
      '    licence: CC0-1.0\n',
      '',
      {
        line: 9,
        key: 'sources[0].licence',
        what: 'a key is missing',
        got: 'nothing',
        expected: 'licence: text',
      },
    ],
    [
      'a date that is none',
      'licence: CC0-1.0',
      'licence: CC0-1.0\n    retrieved: May 2024',
      {
        line: 14,
        key: 'sources[0].retrieved',
        what: 'a value is not as expected',
        got: '"May 2024"',
        expected: 'a date of the calendar such as 2024-05-31',
      },
    ],
    [
      'a day that no calendar has',
      'licence: CC0-1.0',
      'licence: CC0-1.0\n    retrieved: 2010-02-31',
      {
        line: 14,
        key: 'sources[0].retrieved',
        what: 'a value is not as expected',
        got: '"2010-02-31"',
        expected: 'a date of the calendar such as 2024-05-31',
      },
    ],
    [
      'a mapping of no known form',
      'title: judul',
      'title: { colum: judul }',
      {
        line: 17,
        key: 'sources[0].columns.title',
        what: 'a value is not as expected',
        got: '{"colum":"judul"}',
        expected: /^the name of a source column, \{column: name\}, \{value: constant\} or \{template: /,
      },
    ],
    [
      'an empty text',
      'licence: CC0-1.0',
      'licence: ""',
      {
        line: 13,
        key: 'sources[0].licence',
        what: 'a value is not as expected',
        got: '""',
        expected: 'text that is not empty',
      },
    ],
    [
      'no example',
      CITY_YAML.slice(CITY_YAML.indexOf('examples:')),
      'examples: []\n',
      {
        line: 20,
        key: 'sources[0].examples',
        what: 'a value is not as expected',
        got: '[]',
        expected: 'at least 1 item',
      },
    ],
    [
      'an unknown table',
      'table: decrees',
      'table: decree',
      {
        line: 11,
        key: 'sources[0].table',
        what: 'there is no such canonical table',
        got: 'decree',
        expected: /^one of admin_units, .*decrees/,
      },
    ],
    [
      'an unknown canonical column',
      'title: judul',
      'titel: judul',
      {
        line: 17,
        key: 'sources[0].columns.titel',
        what: 'the table decrees has no such column',
        got: 'titel',
        expected: /^one of decree_number, title, kind/,
      },
    ],
    [
      'a column that only the reader may fill',
      'title: judul',
      'source_row: judul',
      {
        line: 17,
        key: 'sources[0].columns.source_row',
        what: 'the table decrees has no such column',
        got: 'source_row',
        expected: /^one of decree_number/,
      },
    ],
    [
      'values for a column that is not there',
      'examples:',
      'values: { jenis: { A: B } }\n    examples:',
      {
        line: 20,
        key: 'sources[0].values.jenis',
        what: 'the table decrees has no such column',
        got: 'jenis',
        expected: /^one of decree_number/,
      },
    ],
    [
      'an unpivot into a column that is not there',
      'examples:',
      'unpivot: { key: criterion, value: vintage, columns: { a: b } }\n    examples:',
      {
        line: 20,
        key: 'sources[0].unpivot.key',
        what: 'the table decrees has no such column',
        got: 'criterion',
        expected: /^one of decree_number/,
      },
    ],
    [
      'an example for a column that is not there',
      'canonical: { decree_number: 1/2014 }',
      'canonical: { nomor: 1/2014 }',
      {
        line: 22,
        key: 'sources[0].examples[0].canonical.nomor',
        what: 'the table decrees has no such column',
        got: 'nomor',
        expected: /^one of decree_number/,
      },
    ],
    [
      'a required column that is not mapped',
      '      vintage: tahun\n',
      '',
      {
        line: 14,
        key: 'sources[0].columns',
        what: 'the table decrees needs a column that no mapping fills',
        got: 'decree_number, decree_date, title, kind',
        expected: 'also vintage',
      },
    ],
    [
      'two sources of one id',
      'sources:\n',
      `sources:\n${CITY_YAML.slice(CITY_YAML.indexOf('  - id: sk'))}`,
      {
        line: 23,
        key: 'sources[1].id',
        what: 'two sources have the same id',
        got: 'sk',
        expected: 'an id that no other source has',
      },
    ],
    [
      'a misspelt key, which is missing under its right name too',
      '    licence: CC0-1.0',
      '    lisence: CC0-1.0',
      {
        line: 13,
        key: 'sources[0].lisence',
        what: 'unknown key',
        got: 'lisence',
        expected: /^one of id, title, table/,
      },
    ],
    [
      'a limit of age without the day it counts from',
      '    licence: CC0-1.0',
      '    licence: CC0-1.0\n    freshness: { warn_after_days: 300 }',
      {
        line: 14,
        key: 'sources[0].freshness',
        what: 'the age of this source cannot be told: it has freshness, but no retrieved',
        got: 'no retrieved',
        expected: /^retrieved: the day/,
      },
    ],
    [
      'a warning that comes after the stop',
      '    licence: CC0-1.0',
      '    licence: CC0-1.0\n    retrieved: 2024-01-02\n    freshness: { error_after_days: 300, warn_after_days: 400 }',
      {
        line: 15,
        key: 'sources[0].freshness.warn_after_days',
        what: 'the warning would come after the build has stopped',
        got: 'warn_after_days: 400, error_after_days: 300',
        expected: 'warn_after_days not above error_after_days',
      },
    ],
  ])('%s', (_, before, after, { line, key, what, got, expected }) => {
    const error = refused(before, after)
    expect(error.exitCode).toBe(20)
    expect(error.fault.where?.file).toMatch(/city\.yaml$/)
    expect(error.fault).toMatchObject({ what, where: { line, key }, got })
    if (typeof expected === 'string') expect(error.fault.expected).toBe(expected)
    else expect(error.fault.expected).toMatch(expected)
  })
})

describe('a source', () => {
  const at = (path: string) => CITY_YAML.replace('sources/decrees.csv', path)

  it.each([
    ['beside the workspace', '../decrees.csv'],
    ['beside it by a detour', 'sources/../../decrees.csv'],
    ['at an absolute place', '/etc/passwd'],
  ])('may not lie %s', (_, path) => {
    const error = refusal(smallCity(at(path)))
    expect(error.exitCode).toBe(20)
    expect(error.fault).toMatchObject({
      what: 'a source lies outside its workspace',
      where: { line: 12, key: 'sources[0].path' },
      got: path,
      next: 'copy the file into the workspace',
    })
  })

  it.each(['sources/aux.csv', 'sources/NUL', 'com1/decrees.csv'])(
    'may not be called %s, for what it is',
    (path) => {
      const error = refusal(smallCity(at(path)))
      expect(error.exitCode).toBe(20)
      expect(error.fault).toMatchObject({
        what: expect.stringMatching(/^Windows keeps this name for a device/),
        where: { line: 12, key: 'sources[0].path' },
        got: path,
      })
      expect(error.fault.next).toBe(
        `give ${path.split('/').find((part) => part !== 'sources' && part !== 'decrees.csv')} another name`,
      )
    },
  )

  it('may not be given by an absolute path even inside: the path is published', () => {
    const folder = smallCity()
    writeFileSync(join(folder, 'city.yaml'), at(join(folder, 'sources/decrees.csv')))
    expect(refusal(folder).fault.what).toBe('a source lies outside its workspace')
  })

  it('may not be a link that leads outside', () => {
    const outside = temporaryFolder()
    writeFiles(outside, { 'decrees.csv': 'nomor\n' })
    const folder = smallCity(at('linked.csv'))
    symlinkSync(join(outside, 'decrees.csv'), join(folder, 'linked.csv'))
    const error = refusal(folder)
    expect(error.fault.what).toBe('a source lies outside its workspace')
    expect(error.fault.got).toBe(`linked.csv, a link to ${join(outside, 'decrees.csv')}`)
  })

  it('may not have a part that leads outside, such as the .dbf of a shapefile', () => {
    const outside = temporaryFolder()
    writeFiles(outside, { 'rahasia.dbf': 'x' })
    const folder = smallCity(at('zona.shp'))
    writeFiles(folder, { 'zona.shp': 'x' })
    symlinkSync(join(outside, 'rahasia.dbf'), join(folder, 'zona.dbf'))
    expect(refusal(folder).fault.got).toBe(`zona.dbf, a link to ${join(outside, 'rahasia.dbf')}`)
  })

  it('may not lie behind a linked folder that leads outside', () => {
    const outside = temporaryFolder()
    writeFiles(outside, { 'decrees.csv': 'nomor\n' })
    const folder = smallCity(at('linked/decrees.csv'))
    symlinkSync(outside, join(folder, 'linked'))
    expect(refusal(folder).fault.what).toBe('a source lies outside its workspace')
  })

  it('may be a link that stays inside, in a workspace that is itself reached by a link', () => {
    const folder = smallCity(at('linked.csv'))
    symlinkSync('sources/decrees.csv', join(folder, 'linked.csv'))
    const link = join(temporaryFolder(), 'kota')
    symlinkSync(folder, link)
    expect(loadCity(link).sources[0]!.path).toBe('linked.csv')
  })

  it('may have a name that begins with two dots', () => {
    expect(loadCity(smallCity(at('..decrees.csv'))).sources[0]!.path).toBe('..decrees.csv')
  })
})
