import { constants } from 'node:buffer'
import fs, { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ChangesWriter } from '../../pipeline/compare/release/write-changes.ts'
import { temporaryFolder } from '../support/small-city.ts'

const DAMAGED = '{"format": "petakumuh-release/1", "release": "01234'

it.each([
  ['by what is left in the manifest', 'copy', { 'manifest.json': DAMAGED }],
  ['by what lies beside it', 'copy', { 'manifest.json': '', SHA256SUMS: '' }],
  ['by its place', 'releases/0123456789abcdef', {}],
])('writes no changes into a release that is damaged, known %s', (_by, name, files) => {
  const folder = join(temporaryFolder(), name)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  expect(() => new ChangesWriter(join(folder, 'changes'))).toThrow(/into a release/)
  expect(readdirSync(folder)).toEqual(Object.keys(files).sort())
})

describe('writes them beside a manifest of another program', () => {
  let folder: string
  let manifest: string

  beforeEach(() => {
    folder = temporaryFolder()
    manifest = join(folder, 'manifest.json')
    writeFileSync(manifest, '{"name": "app"}')
  })

  const expectWritten = (): void => {
    const writer = new ChangesWriter(folder)
    writer.finish()
    writer.close()
    expect(readdirSync(folder).sort()).toEqual(['changes.csv', 'changes.geojson', 'manifest.json'])
  }

  it('as it is', expectWritten)

  it('of more bytes than a text can have', () => {
    // Without blocks on the disk.
    truncateSync(manifest, constants.MAX_STRING_LENGTH + 1)
    expectWritten()
  })

  it('that may not be read', () => {
    const { openSync } = fs
    // Rights keep nothing from the user who may do everything.
    const refused = vi.spyOn(fs, 'openSync').mockImplementation((path, ...others) => {
      if (path === manifest) throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' })
      return openSync(path, ...others)
    })
    const refusedToo = vi.spyOn(fs, 'readFileSync').mockImplementation(() => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES', syscall: 'open' })
    })
    syncBuiltinESMExports()
    try {
      expectWritten()
    } finally {
      for (const spy of [refused, refusedToo]) spy.mockRestore()
      syncBuiltinESMExports()
    }
  })
})
