import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { loadCity } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { CITY_YAML, smallCity, temporaryFolder } from '../support/small-city.ts'

function refusal(city: string): UserError {
  try {
    loadCity(city)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, but it was loaded')
}

const withPath = (path: string): string =>
  CITY_YAML.replace('sources/decrees.csv', () => stringify(path).trim())

describe('a source outside its workspace is refused', () => {
  it.each([
    '../x.csv',
    'sources/../../x.csv',
    './/..//x.csv',
    '/etc/passwd',
    '//host/share/x.csv',
    // What Windows alone takes for a way out; the workspace is refused on every system.
    'sources\\..\\..\\x.csv',
    '..\\x.csv',
    'C:\\x.csv',
    'C:x.csv',
    '\\\\host\\share\\x.csv',
    '\\\\?\\C:\\x.csv',
    '\\\\.\\pipe\\x',
    '\\x.csv',
  ])('%s', (path) => {
    const { kind, fault } = refusal(smallCity(withPath(path)))
    expect([kind, fault.what, fault.where?.key]).toEqual([
      'config',
      'a source lies outside its workspace',
      'sources[0].path',
    ])
  })

  it.each(['NUL', 'sources/con.csv', 'sources/LPT1'])('%s, which Windows takes for a device', (path) => {
    const { kind, fault } = refusal(smallCity(withPath(path)))
    expect([kind, fault.where?.key]).toEqual(['config', 'sources[0].path'])
    expect(fault.what).toMatch(/^Windows keeps this name for a device/)
  })

  it.each([
    ['a link to a file', 'sources/decrees-2.csv', { 'sources/decrees-2.csv': 'x.csv' }],
    ['a link beside the file that is named', 'sources/x.shp', { 'sources/x.dbf': 'x.csv' }],
    ['a folder that is a link', 'elsewhere/x.csv', { elsewhere: '' }],
    ['a link to a link', 'sources/b.csv', { 'sources/a.csv': 'x.csv', 'sources/b.csv': './a.csv' }],
  ] as const)('through %s', (_what, path, links) => {
    const folder = smallCity(withPath(path))
    const outside = temporaryFolder()
    writeFileSync(join(outside, 'x.csv'), 'nomor\n')
    writeFileSync(join(folder, 'sources/x.shp'), '')
    for (const [at, to] of Object.entries(links))
      symlinkSync(to.startsWith('.') ? to : join(outside, to), join(folder, at))
    expect(refusal(folder).fault.what).toBe('a source lies outside its workspace')
  })
})

describe('a name that becomes that of a folder or a file', () => {
  it.each([
    ['name', '../kota'],
    ['name', 'kota/../../x'],
    ['name', 'Kota"; DROP TABLE x; --'],
    ['name', '__proto__'],
    ['name', 'nul'],
    ['name', 'com1'],
    ['id', '../sk'],
    ['id', "sk'; --"],
    ['id', 'sk<script>'],
    ['id', '__proto__'],
    ['id', 'aux'],
    ['methodology', '../../../etc/passwd'],
    ['methodology', '__proto__'],
    ['table', '__proto__'],
    ['table', 'constructor'],
  ])('%s: %s is refused', (key, value) => {
    const lines = CITY_YAML.replace(new RegExp(`^((?:  - |    )?${key}:).*$`, 'm'), () => {
      const lead = key === 'id' ? '  - ' : key === 'table' ? '    ' : ''
      return `${lead}${key}: ${JSON.stringify(value)}`
    })
    expect(lines).not.toBe(CITY_YAML)
    expect(refusal(smallCity(lines)).kind).toBe('config')
  })
})
