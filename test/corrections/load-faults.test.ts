import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCorrections } from '../../pipeline/corrections/index.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { correctedCity, entry, FLAG, file, refusalOf, SCALE } from './corrected-city.ts'

const load = (yaml: string) => loadCorrections(correctedCity(yaml))

describe('a mistake in corrections.yaml ends with 20 and says file:line, key, got and expected', () => {
  it.each<[string, Record<string, string | null>, number, string, string, string | RegExp]>([
    ['an unknown key', { oops: '1' }, 13, 'oops', 'oops', /^one of id, table, source, where/],
    ['a misspelt key', { provider: null, providr: 'x' }, 12, 'providr', 'providr', /^one of id, table/],
    ['a missing key', { provider: null }, 2, 'provider', 'nothing', /^provider: text \(Institution/],
    ['an id in capitals', { id: 'Melati' }, 2, 'id', '"Melati"', /^text of the form/],
    [
      'an unknown action',
      { action: 'delete' },
      6,
      'action',
      '"delete"',
      'one of drop, override, scale, flag',
    ],
    ['an unknown status', { status: 'done' }, 12, 'status', '"done"', /^one of open, reported/],
    ['a day that is none', { reported: '2026-02-30' }, 11, 'reported', '"2026-02-30"', /^a date/],
    ['an empty list', { where: '{ rt_id: [] }' }, 5, 'where.rt_id', '[]', /a value or a list of values/],
    ['a record 0', { record: '0' }, 13, 'record', '0', /^number of a record/],
    ['no guard', { expect: null }, 2, 'expect', 'nothing', /^expect \(how many records/],
    ['no new value', { set: null }, 2, 'set', 'nothing', /^set \(canonical column/],
    ['no factor', { ...SCALE, scale: null }, 2, 'scale', 'nothing', /^scale \(canonical/],
    ['no date of a report', { reported: null }, 2, 'reported', 'nothing', /^reported \(the day/],
    ['0 rows expected', { expect: '{ rows: 0 }' }, 8, 'expect.rows', '0', />= 1/],
    ['an unknown table', { table: 'rts' }, 3, 'table', 'rts', /^one of admin_units, /],
    [
      'a table without source',
      { table: 'networks' },
      3,
      'table',
      'networks',
      /^one of decrees, households, /,
    ],
    ['an unknown source', { source: 'x' }, 4, 'source', 'x', 'one of volume, volume-2'],
    [
      'a source of another table',
      { source: 'profil' },
      4,
      'source',
      'profil, which feeds rt_profiles',
      'one of volume, volume-2',
    ],
    ['no rows named', { where: null }, 2, 'where', 'neither a column under where nor a record', /^where: /],
    ['nothing under where', { where: '{}' }, 5, 'where', /neither/ as never, /^where: /],
    [
      'a record of no source',
      { source: null, record: '3' },
      12,
      'record',
      'record 3 without source',
      /^source/,
    ],
    [
      'an unknown column',
      { where: '{ rt: a }' },
      5,
      'where.rt',
      'rt',
      /^one of rt_id, vintage, .*score_stated, /,
    ],
    ['a number for text', { where: '{ rt_id: 210 }' }, 5, 'where.rt_id', '210', /^text, in quotes/],
    [
      'text in a list of numbers',
      { where: '{ vintage: [2019, b] }' },
      5,
      'where.vintage',
      '"b"',
      /^a whole number/,
    ],
    [
      'a fraction for a whole number',
      { where: '{ vintage: 2019.5 }' },
      5,
      'where.vintage',
      '2019.5',
      /^a whole/,
    ],
    [
      'text expected of a number',
      { expect: '{ values: { volume: "0,3" } }' },
      8,
      'expect.values.volume',
      '"0,3"',
      /^a num/,
    ],
    [
      'an unknown column guarded',
      { expect: '{ values: { vol: 1 } }' },
      8,
      'expect.values.vol',
      'vol',
      /source_row$/,
    ],
    [
      'a range of texts',
      { expect: '{ values: { volume: 1, rt_id: { min: 1 } } }' },
      8,
      'expect.values.rt_id',
      '{"min":1}',
      /^text/,
    ],
    [
      'a range that holds no number',
      { expect: '{ values: { volume: { min: 2, max: 1 } } }' },
      8,
      'expect.values.volume',
      '{"min":2,"max":1}',
      'min not above max',
    ],
    [
      'a guard of another column',
      { expect: '{ values: { score_stated: 3 } }' },
      8,
      'expect.values',
      'score_stated',
      /^also volume/,
    ],
    [
      'the source chosen by a column',
      { where: '{ source_id: volume }' },
      5,
      'where.source_id',
      'source_id',
      /^one of/,
    ],
    ['the record changed', { set: '{ source_row: 3 }' }, 7, 'set.source_row', 'source_row', /^one of/],
    ['text set in a number', { set: '{ volume: a }' }, 7, 'set.volume', '"a"', /^a number, or null/],
    ['no number set', { set: '{ volume: .nan }' }, 7, 'set.volume', 'null', /^a number/],
    [
      'nothing set where a value is required',
      { set: '{ criterion: null }', expect: '{ values: { criterion: 1b } }' },
      7,
      'set.criterion',
      'null',
      /in quotes where it looks like a number$/,
    ],
    [
      'a value above the largest',
      { set: '{ vintage: 20190 }', expect: '{ values: { vintage: 2019 } }' },
      7,
      'set.vintage',
      '20190',
      'at most 2100',
    ],
    [
      'a value below the least',
      { set: '{ vintage: 1066 }', expect: '{ values: { vintage: 2019 } }' },
      7,
      'set.vintage',
      '1066',
      'at least 1990',
    ],
    ['what stands there already', { set: '{ volume: 0.312 }' }, 7, 'set.volume', '0.312', /^another value/],
    [
      'set without override',
      { ...FLAG, set: '{ volume: 1 }' },
      7,
      'set',
      'action: flag',
      /^action: override/,
    ],
    ['scale without scale', { scale: '{ volume: 2 }' }, 13, 'scale', 'action: override', /^action: scale/],
    ['set without columns', { set: '{}' }, 7, 'set', 'nothing', /^set: /],
    ['a factor of 1', { ...SCALE, scale: '{ volume: 1 }' }, 12, 'scale.volume', '1', /other than 0 and 1/],
    ['a factor of 0', { ...SCALE, scale: '{ volume: 0 }' }, 12, 'scale.volume', '0', /other than 0 and 1/],
    [
      'a text scaled',
      { ...SCALE, scale: '{ rt_id: 2 }', expect: '{ values: { rt_id: a } }' },
      12,
      'scale.rt_id',
      /which holds text/ as never,
      /^a column of numbers/,
    ],
    [
      'nothing scaled',
      { ...SCALE, expect: '{ values: { volume: [1, null] } }' },
      7,
      'expect.values.volume',
      'null',
      /^a number/,
    ],
    [
      'a drop without guard',
      { action: 'drop', set: null, expect: '{ rows: 2 }' },
      7,
      'expect.values',
      'no value',
      /^at least one/,
    ],
    [
      'a drop whose guard repeats where',
      { action: 'drop', set: null, expect: '{ values: { criterion: 1b } }' },
      7,
      'expect.values',
      'criterion',
      /^at least one other column/,
    ],
    [
      'a change nobody was told of',
      { status: 'open', reported: null },
      11,
      'status',
      'status: open, action: override',
      /^action: flag/,
    ],
    [
      'open, though reported',
      { ...FLAG, status: 'open' },
      10,
      'status',
      'open, reported 2026-03-14',
      /or no date$/,
    ],
    [
      'a fixed record of which nothing is known',
      { ...FLAG, where: null, record: '3', expect: null, status: 'fixed' },
      9,
      'status',
      'status: fixed with record only',
      /^where or expect.values/,
    ],
  ])('%s', (_name, changes, line, key, got, expected) => {
    const error = refusalOf(() => load(file(entry(changes))))
    expect(error.exitCode).toBe(20)
    expect(error.fault.where).toMatchObject({ line, key: `corrections[0].${key}` })
    expect(error.fault.where!.file).toMatch(/corrections\.yaml$/)
    expect(error.fault.got).toMatch(typeof got === 'string' ? plain(got) : got)
    expect(error.fault.expected).toMatch(typeof expected === 'string' ? plain(expected) : expected)
  })

  it.each<[string, Record<string, string | null>, string, RegExp]>([
    [
      'a secret column',
      { table: 'households', source: 'survei', where: '{ nik: "1" }' },
      'corrections[0].where.nik',
      /secret column is dropped while reading/,
    ],
    [
      'a code of no known form',
      {
        table: 'zones',
        source: 'deliniasi',
        where: '{ zone_id: L1 }',
        set: '{ kelurahan_code: "1004" }',
        expect: '{ values: { kelurahan_code: null } }',
      },
      'corrections[0].set.kelurahan_code',
      /kelurahan_code may not hold this value/,
    ],
    [
      'a date as people write it',
      {
        table: 'decrees',
        source: 'sk',
        where: '{ decree_number: 1/2014 }',
        set: '{ decree_date: 2 Mei 2014 }',
        expect: '{ values: { decree_date: null } }',
      },
      'corrections[0].set.decree_date',
      /decree_date may not hold this value/,
    ],
  ])('%s', (_name, changes, key, what) => {
    const error = refusalOf(() => load(file(entry(changes))))
    expect([error.exitCode, error.fault.where!.key]).toEqual([20, key])
    expect(error.fault.what).toMatch(what)
  })

  it('two entries of one id', () => {
    const error = refusalOf(() => load(file(entry(), entry())))
    expect(error.fault).toMatchObject({ where: { line: 13, key: 'corrections[1].id' }, got: 'melati-1b' })
  })

  it('a list without its key, an object in its place, and text that is no YAML', () => {
    for (const yaml of [entry().replaceAll(/^ {2}/gm, ''), 'corrections: [', 'corrections: {}'])
      expect(refusalOf(() => load(yaml)).exitCode).toBe(20)
  })

  it('a name under which it would not be read', () => {
    const city = correctedCity(null)
    writeFileSync(join(city.directory, 'corrections.yml'), file(entry()))
    const error = refusalOf(() => loadCorrections(city))
    expect(error.fault).toMatchObject({ got: 'corrections.yml', expected: 'corrections.yaml' })
    expect(error.exitCode).toBe(20)
  })

  it('a link out of the workspace', () => {
    const city = correctedCity(null)
    const elsewhere = temporaryFolder()
    mkdirSync(join(elsewhere, 'desk'))
    writeFileSync(join(elsewhere, 'desk/corrections.yaml'), file(entry()))
    symlinkSync(join(elsewhere, 'desk/corrections.yaml'), join(city.directory, 'corrections.yaml'))
    expect(refusalOf(() => loadCorrections(city)).exitCode).toBe(20)
  })
})

function plain(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`)
}
