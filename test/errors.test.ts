import { describe, expect, it } from 'vitest'
import { ContractError, EXIT, formatFault, formatPlace, UserError } from '../pipeline/errors.ts'
import { plainLine } from '../pipeline/terminal.ts'

describe('exit codes', () => {
  it('are those of the handbook', () => {
    expect(EXIT).toEqual({
      ok: 0,
      usage: 2,
      config: 20,
      source: 21,
      contract: 22,
      geometry: 23,
      crs: 24,
      locked: 30,
      missingProgram: 40,
      tiles: 41,
      publish: 50,
      bug: 70,
    })
  })

  it('are all different and none belongs to the shell', () => {
    const codes = Object.values(EXIT)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code < 124).toBe(true)
  })
})

describe('a fault', () => {
  it('shows its stable name after what is wrong', () => {
    expect(new UserError('crs', { code: 'CRS_ZONE', what: 'another zone' }).message).toBe(
      'another zone (CRS_ZONE)',
    )
  })

  it('says what, where, got, expected and next, each on its line', () => {
    const error = new UserError('config', {
      what: 'unknown key',
      where: { file: 'city.yaml', line: 3, key: 'sources[0].tabel' },
      got: 'tabel',
      expected: 'one of table, path',
      next: 'correct it',
    })
    expect(error.message).toBe(
      [
        'unknown key',
        '  where     city.yaml:3, key sources[0].tabel',
        '  got       tabel',
        '  expected  one of table, path',
        '  next      correct it',
      ].join('\n'),
    )
    expect(error.exitCode).toBe(20)
  })

  it('says only what is known', () => {
    expect(formatFault({ what: 'no' })).toBe('no')
    expect(formatFault({ what: 'no', where: {} })).toBe('no')
    expect(formatFault({ what: 'no', got: '' })).toBe('no\n  got       ')
  })

  it('keeps text of several lines in its column', () => {
    expect(formatFault({ what: 'no', got: 'a\nb' })).toBe('no\n  got       a\n            b')
  })

  it('shows nothing that would steer a terminal or turn its text round, in any of its parts', () => {
    const bad = 'a\u001b[2J\u202eb\u2066\u0085'
    const text = formatFault({ what: bad, where: { file: bad }, got: `${bad}\nc`, expected: bad, next: bad })
    expect(text).not.toMatch(/[^\P{C}\n]/u)
    expect(text).toContain('got       a\ufffd[2J\ufffdb\ufffd\ufffd\n            c')
    expect(plainLine('a\nb\u200dc')).toBe('a\ufffdb\u200dc')
  })

  it('keeps its cause', () => {
    const cause = new Error('disk')
    expect(new UserError('publish', { what: 'no' }, { cause }).cause).toBe(cause)
  })

  it('of a contract ends with 22', () => {
    const error = new ContractError({ what: 'no' })
    expect([error.kind, error.exitCode, error instanceof UserError]).toEqual(['contract', 22, true])
  })
})

it.each([
  [{ file: 'a.shp' }, 'a.shp'],
  [{ file: 'a.csv', line: 7 }, 'a.csv:7'],
  [{ file: 'a.zip', layer: 'zones', record: 3, field: 'LUAS' }, 'a.zip, layer zones, record 3, field LUAS'],
  [{ key: 'a.b' }, 'key a.b'],
  [{}, ''],
])('a place reads %j', (place, text) => {
  expect(formatPlace(place)).toBe(text)
})
