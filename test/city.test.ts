import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { CITY_SCHEMA, isInside, loadCity, sourcePath } from '../pipeline/city.ts'
import { UserError } from '../pipeline/errors.ts'
import { CITY_YAML, smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

function refusal(nameOrPath: string): UserError {
  try {
    loadCity(nameOrPath)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, but the city was loaded')
}

/** The refusal of the small city after one change of its `city.yaml`. */
function refused(before: string, after: string): UserError {
  expect(CITY_YAML).toContain(before)
  return refusal(smallCity(CITY_YAML.replace(before, after)))
}

describe('a city.yaml', () => {
  it('becomes a city with its defaults filled in', () => {
    const folder = smallCity()
    const city = loadCity(folder)
    expect(city).toMatchObject({
      directory: folder,
      file: join(folder, 'city.yaml'),
      name: 'kota-uji',
      decree: null,
      synthetic: null,
      attribution: null,
      privacy: { k: 5 },
      area: { difference_warn_pct: 0.1, difference_error_pct: 1 },
    })
    expect(sourcePath(city, city.sources[0]!)).toBe(join(folder, 'sources/decrees.csv'))
  })

  it('keeps the defaults of what a section leaves out', () => {
    const city = loadCity(smallCity(`${CITY_YAML}area: { difference_error_pct: 2 }\nprivacy: {}\n`))
    expect(city.area).toEqual({ difference_warn_pct: 0.1, difference_error_pct: 2, sliver_m: 0.5 })
    expect(city.density).toEqual({ buildings_by: 'point', grid: { resolution: null, bandwidth_m: null } })
    expect(city.privacy).toEqual({ k: 5 })
  })

  it('may have a basemap from one host, and has none where it names none', () => {
    const basemap = (url: string) =>
      smallCity(`${CITY_YAML}viewer: { basemap: { url: "${url}", attribution: { id: a, en: b } } }\n`)
    expect(loadCity(smallCity()).viewer).toEqual({ basemap: null })
    const url = 'https://ubin.example.go.id:8443/dasar/{z}/{x}/{y}.png?k=1'
    expect(loadCity(basemap(url)).viewer.basemap).toEqual({
      ...{ url, attribution: { id: 'a', en: 'b' } },
      ...{ tile_size: 256, minzoom: 0, maxzoom: 19 },
    })
    for (const wrong of [
      'ubin/{z}/{x}/{y}.png',
      'https://{s}.example.org/{z}/{x}/{y}.png',
      'https://example.org/{z}/{x}.png',
      "https://example.org; script-src 'unsafe-inline'/{z}/{x}/{y}.png",
      'javascript:alert(1)/{z}/{x}/{y}',
    ])
      expect(refusal(basemap(wrong)).message, wrong).toContain('url')
  })

  it('may name a source that is not there yet: that is for the stage to say', () => {
    const folder = smallCity()
    rmSync(join(folder, 'sources'), { recursive: true })
    expect(loadCity(folder).sources).toHaveLength(1)
  })

  it('has a schema that is itself valid', () => {
    const schema = JSON.parse(readFileSync(CITY_SCHEMA, 'utf8'))
    const ajv = new Ajv2020({ strict: true, strictTypes: false, formats: { date: true } })
    expect(() => ajv.compile(schema)).not.toThrow()
  })
})

describe('a mistake in city.yaml ends with 20 and says file:line, key, got and expected', () => {
  it.each<
    [
      string,
      string,
      string,
      { line: number; key?: string; what: string; got: string; expected: string | RegExp },
    ]
  >([
    [
      'an unknown key',
      'size_class: sedang',
      'size_class: sedang\nsize: 3',
      {
        line: 5,
        key: 'size',
        what: 'unknown key',
        got: 'size',
        expected: /^one of name, title, code, size_class/,
      },
    ],
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
      'a missing key',
      'code: "99.71"\n',
      '',
      {
        line: 1,
        key: 'code',
        what: 'a key is missing',
        got: 'nothing',
        expected: /^code: text \(Kemendagri code/,
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
      'a number where text belongs',
      '"99.71"',
      '99.71',
      {
        line: 3,
        key: 'code',
        what: 'a value is not as expected',
        got: '99.71',
        expected: /^text: Kemendagri code/,
      },
    ],
    [
      'text where a list belongs',
      '[106, -7, 107, -6]',
      '"106,-7,107,-6"',
      {
        line: 6,
        key: 'envelope',
        what: 'a value is not as expected',
        got: '"106,-7,107,-6"',
        expected: /^a list: West/,
      },
    ],
    [
      'text where a number belongs',
      '[106, -7, 107, -6]',
      '[106, -7, 107, "6 S"]',
      { line: 6, key: 'envelope[3]', what: 'a value is not as expected', got: '"6 S"', expected: 'a number' },
    ],
    [
      'too few numbers',
      '[106, -7, 107, -6]',
      '[106, -7]',
      {
        line: 6,
        key: 'envelope',
        what: 'a value is not as expected',
        got: '[106,-7]',
        expected: /^at least 4 items: West/,
      },
    ],
    [
      'a word that is none of those allowed',
      'size_class: sedang',
      'size_class: raya',
      {
        line: 4,
        key: 'size_class',
        what: 'a value is not as expected',
        got: '"raya"',
        expected: 'one of kecil, sedang, besar, metropolitan',
      },
    ],
    [
      'a name that could not be a folder',
      'name: kota-uji',
      'name: ../../etc',
      {
        line: 1,
        key: 'name',
        what: 'a value is not as expected',
        got: '"../../etc"',
        expected: /^text of the form .*: Short name/,
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
      'an override until a day that no calendar has',
      'size_class: sedang',
      'size_class: sedang\nquality: [{ code: AREA_SHARE, severity: info, reason: Sengaja diuji saja., until: 2099-99-99 }]',
      {
        line: 5,
        key: 'quality[0].until',
        what: 'a value is not as expected',
        got: '"2099-99-99"',
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
      'a privacy threshold that hides nothing',
      'size_class: sedang',
      'size_class: sedang\nprivacy: { k: 1 }',
      {
        line: 5,
        key: 'privacy.k',
        what: 'a value is not as expected',
        got: '1',
        expected: /^>= 3: Smallest number/,
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
      'an envelope with west and east exchanged',
      '[106, -7, 107, -6]',
      '[107, -7, 106, -6]',
      {
        line: 6,
        key: 'envelope',
        what: 'the envelope holds no place',
        got: '107, -7, 106, -6',
        expected: /^west, south, east, north in degrees/,
      },
    ],
    [
      'an envelope in metres',
      '[106, -7, 107, -6]',
      '[700000, 9200000, 710000, 9300000]',
      {
        line: 6,
        key: 'envelope',
        what: 'the envelope holds no place',
        got: '700000, 9200000, 710000, 9300000',
        expected: /^west, south, east, north in degrees/,
      },
    ],
    [
      'an unknown methodology beside the scores',
      'methodology: permen-pupr-14-2018\n',
      'methodology: permen-pupr-14-2018\nindicators: { methodologies: [hunian-layak, hunian-mewah] }\n',
      {
        line: 8,
        key: 'indicators.methodologies[1]',
        what: 'there is no such methodology beside the scores',
        got: 'hunian-mewah',
        expected: /^some of bps-rumah-tangga-kumuh, hunian-layak, /,
      },
    ],
    [
      'an unknown methodology',
      'permen-pupr-14-2018',
      'permen-pupr-14-2081',
      {
        line: 7,
        key: 'methodology',
        what: 'there is no such methodology of scores',
        got: 'permen-pupr-14-2081',
        expected: /^one of .*permen-pupr-14-2018/,
      },
    ],
    [
      'a reason that says nothing',
      'size_class: sedang',
      'size_class: sedang\nquality: [{ code: AREA_SHARE, severity: info, reason: x, until: 2099-12-31 }]',
      {
        line: 5,
        key: 'quality[0].reason',
        what: 'a value is not as expected',
        got: '"x"',
        expected: /at least 10 characters/,
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

  it('a placeholder for the decree number where another place has the number, and none where no place has', () => {
    const open = (decree: string, number: string) =>
      smallCity(
        CITY_YAML.replace('sources:', `decree: ${decree}\nsources:`)
          .replace('decree_number: nomor', `decree_number: ${number}`)
          .replace('canonical: { decree_number: 1/2014 }', 'canonical: { title: Penetapan }'),
      )
    expect(loadCity(open('belum-diisi', '{ value: belum-diisi }')).decree).toBe('belum-diisi')
    expect(refusal(open('1/2014', '{ value: belum-diisi }'))).toMatchObject({
      exitCode: 20,
      fault: { where: { line: 16, key: 'sources[0].columns.decree_number' }, got: 'belum-diisi' },
    })
    expect(refusal(open('belum-diisi', 'nomor')).fault.where).toMatchObject({ line: 8, key: 'decree' })
  })

  it('says how many other places there are to correct', () => {
    const error = refused('size_class: sedang\nutm_crs: EPSG:32748', 'size_class: raya\nutm_crs: 32748')
    expect(error.fault.next).toBe('1 other place of the file to correct as well')
  })

  it('names the UTM zone that would hold the city', () => {
    // The small city lies at 106 to 107 degrees east, south of the equator.
    const error = refused('utm_crs: EPSG:32748', 'utm_crs: EPSG:32751')
    expect(error.fault.what).toBe('the city lies outside the zone of its CRS')
    expect(error.fault.expected).toContain('such as EPSG:32748')
    expect(refused('utm_crs: EPSG:32748', 'utm_crs: EPSG:3857').fault.expected).toContain(
      'such as EPSG:32748',
    )
  })

  it('reads as a person would say it', () => {
    const error = refused('size_class: sedang', 'size_class: raya')
    expect(error.message.replace(/where {5}.*city/, 'where     city')).toBe(
      [
        'a value is not as expected',
        '  where     city.yaml:4, key size_class',
        '  got       "raya"',
        '  expected  one of kecil, sedang, besar, metropolitan',
      ].join('\n'),
    )
  })
})

describe('a file that is not YAML ends with 20 and says file:line', () => {
  it.each([
    ['a broken line', 'title: { id: Kota Uji, en: Test City', 3, /./],
    ['a key that stands twice', 'name: kota-uji\nname: kota-lain', 2, /Map keys must be unique/],
    ['a tab for indentation', 'title:\n\tid: Kota', 2, /Tabs/],
    ['an alias of nothing', 'name: *kota', undefined, /[Uu]nresolved alias/],
  ])('%s', (_, text, line, got) => {
    const error = refusal(smallCity(text))
    expect(error.exitCode).toBe(20)
    expect(error.fault.what).toBe('the file is not valid YAML')
    expect(error.fault.got).toMatch(got)
    expect(error.fault.got).not.toContain('\n')
    if (line !== undefined) expect(error.fault.where?.line).toBeLessThanOrEqual(line)
  })

  it('an alias bomb', () => {
    const lists = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed'])
      lists.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
    expect(refusal(smallCity(lists.join('\n'))).exitCode).toBe(20)
  })

  it.each([
    ['empty', ''],
    ['a list', '- name'],
    ['a word', 'kota'],
  ])('a file that is %s', (_, text) => {
    const error = refusal(smallCity(text))
    expect(error.fault).toMatchObject({
      what: 'a value is not as expected',
      where: { line: 1 },
      expected: /^keys with values: What petakumuh must know/,
    })
    expect(error.message).not.toContain('key ,')
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

describe('a workspace', () => {
  it('that is not there is named, with those that are', () => {
    const error = refusal('kota-yang-tidak-ada')
    expect(error.exitCode).toBe(20)
    expect(error.fault).toMatchObject({ what: 'there is no such city workspace', got: 'kota-yang-tidak-ada' })
    expect(error.fault.expected).toMatch(
      /^the name of a folder under data\/ \(.*tanjungpinang.*\) or the path/,
    )
  })

  it('that is a folder without city.yaml is told so', () => {
    expect(refusal(temporaryFolder()).fault.what).toBe('the folder has no city.yaml')
  })

  it('that is a file is no workspace', () => {
    const folder = smallCity()
    expect(refusal(join(folder, 'city.yaml')).fault.what).toBe('there is no such city workspace')
  })

  it('without a name is no workspace, even where a city.yaml lies', () => {
    expect(refusal('').fault).toMatchObject({ what: 'there is no such city workspace', got: 'an empty name' })
  })

  it('is found by its name under data/', () => {
    expect(loadCity('tanjungpinang').name).toBe('tanjungpinang')
  })

  it('may be given by a path with a slash at its end', () => {
    const folder = smallCity()
    mkdirSync(join(folder, 'deep'))
    expect(loadCity(`${folder}/`).name).toBe('kota-uji')
    expect(loadCity(join(folder, 'deep/..')).name).toBe('kota-uji')
  })
})

it.each([
  ['/a/b', '/a/b', true],
  ['/a/b', '/a/b/c', true],
  ['/a/b', '/a/b/..c', true],
  ['/a/b', '/a/bc', false],
  ['/a/b', '/a', false],
  ['/a/b', '/a/c/b', false],
])('inside %s: %s is %s', (directory, path, inside) => {
  expect(isInside(directory, path)).toBe(inside)
})
