import fs, { existsSync, lstatSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { removeDirectory } from '../pipeline/durable.ts'
import { clearLeavings } from '../pipeline/leavings.ts'
import { temporaryRoot, withTemporaryFolder } from '../pipeline/temporary-folder.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

describe('what killed runs left', () => {
  it('is removed, and what was moved aside without a successor goes back', () => {
    const output = temporaryFolder()
    writeFiles(output, {
      '.release.partial/a': '',
      '.temporary/tables': '',
      '.drift.json.new': '',
      '..lock-0123456789abcdef.json.new': 'of another run',
      'stages/.1-ingest.old/stage.json': 'older',
      'stages/1-ingest/stage.json': 'newer',
      'stages/.2-validate.old/stage.json': 'kept',
      'public/.latest.json.new': '',
      'public/latest.json': 'served',
      'public/assets/.main-1.js.new': '',
      'public/assets/main-0.js': '',
      'public/releases/.aaa.gone/half': '',
      '.ddd.gone/half': '',
      'public/releases/.bbb.old/whole': '',
      'public/releases/ccc/whole': '',
    })
    clearLeavings(output)
    const left = readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(output.length + 1))
    expect(left.sort()).toEqual([
      '..lock-0123456789abcdef.json.new',
      'public/assets/main-0.js',
      'public/latest.json',
      'public/releases/bbb/whole',
      'public/releases/ccc/whole',
      'stages/1-ingest/stage.json',
      'stages/2-validate/stage.json',
    ])
    expect(existsSync(join(output, '.release.partial'))).toBe(false)
    expect(existsSync(join(output, '.temporary'))).toBe(false)
  })

  it('is not there in an output that was never built', () => {
    const output = temporaryFolder()
    clearLeavings(output)
    expect(readdirSync(output)).toEqual([])
  })
})

it('removes a directory of which nothing stays', () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'place/a/b': '', '.place.gone/left': '' })
  removeDirectory(join(folder, 'place'))
  expect(readdirSync(folder)).toEqual([])
  // One that is served lies elsewhere while it is removed: what stays of it there cannot be copied to a host.
  writeFiles(folder, { 'public/releases/aaa/a/b': '', '.aaa.gone/left': '' })
  removeDirectory(join(folder, 'public/releases/aaa'), folder)
  expect(readdirSync(folder)).toEqual(['public'])
  expect(readdirSync(join(folder, 'public/releases'))).toEqual([])
})

describe('the folder for temporary files of a run', () => {
  it('is empty at first, is where files are made, and goes also when the work fails', async () => {
    const folder = join(temporaryFolder(), '.temporary')
    writeFiles(folder, { left: 'by a killed run' })
    const before = temporaryRoot()
    const work = withTemporaryFolder(folder, async () => {
      expect(readdirSync(folder)).toEqual([])
      await Promise.resolve()
      expect(temporaryRoot()).toBe(folder)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(existsSync(folder)).toBe(false)
    expect(temporaryRoot()).toBe(before)
  })

  it('stays where it is a link to a place of its own, emptied', async () => {
    const [folder, place] = [join(temporaryFolder(), '.temporary'), temporaryFolder()]
    writeFiles(place, { left: 'by a killed run', 'lost+found/x': '' })
    symlinkSync(place, folder)
    await withTemporaryFolder(folder, async () => {
      expect(readdirSync(place)).toEqual(['lost+found'])
      writeFiles(folder, { 'tables/spilled': '' })
    })
    expect(lstatSync(folder).isSymbolicLink()).toBe(true)
    expect(readdirSync(place)).toEqual(['lost+found'])
    writeFiles(folder, { 'tables/left': '' })
    clearLeavings(dirname(folder))
    expect(readdirSync(place)).toEqual(['lost+found'])
    rmSync(place, { recursive: true })
    await expect(withTemporaryFolder(folder, async () => {})).rejects.toThrow('leads nowhere')
  })

  it('stays where it is a file system of its own, which cannot be removed', async () => {
    const folder = join(temporaryFolder(), '.temporary')
    writeFiles(folder, { left: 'by a killed run' })
    const { rmSync: remove } = fs
    const busy = vi.spyOn(fs, 'rmSync').mockImplementation((path, options) => {
      if (path === folder) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', syscall: 'rm' })
      remove(path, options)
    })
    syncBuiltinESMExports()
    try {
      await withTemporaryFolder(folder, async () => writeFiles(folder, { 'tables/spilled': '' }))
      expect(readdirSync(folder)).toEqual([])
    } finally {
      busy.mockRestore()
      syncBuiltinESMExports()
    }
  })
})
