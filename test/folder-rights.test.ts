import fs, { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileDurably } from '../pipeline/durable.ts'
import {
  closeToOthers,
  makePrivateFolder,
  makePrivateFolderLike,
  makeReadableFolder,
  openToReaders,
  READABLE_FILE,
} from '../pipeline/folder-rights.ts'
import { addToHistory, compactHistory } from '../pipeline/nightly/history.ts'
import { StatusFiles } from '../pipeline/nightly/status.ts'
import { CHECKSUMS, MANIFEST, RELEASE_FORMAT } from '../pipeline/release/manifest.ts'
import { writePointer } from '../pipeline/stages/7-publish/pointer.ts'
import { installRelease } from '../pipeline/stages/7-publish/releases.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

const rights = (path: string): string => (statSync(path).mode & 0o777).toString(8)

let folder: string
let umask: number

beforeEach(() => {
  folder = temporaryFolder()
  umask = process.umask()
})
afterEach(() => process.umask(umask))

// Windows keeps other rights.
describe.skipIf(process.platform === 'win32')('a folder of records', () => {
  it.each([0, 0o022, 0o077])('is entered by its owner alone, whatever the umask: %o', (mask) => {
    process.umask(mask)
    makePrivateFolder(join(folder, 'out/stages'))
    expect(rights(join(folder, 'out/stages'))).toBe('700')
    // What lies above it is not its to close.
    expect(rights(join(folder, 'out'))).toBe((0o777 & ~mask).toString(8))
  })

  it.each([
    [0o755, '700'],
    [0o777, '700'],
    [0o701, '700'],
    [0o750, '750'],
    [0o2770, '770'],
    [0o500, '500'],
  ])(
    'that is there with %o is left with %s: one that a group alone may enter was opened to it',
    (before, after) => {
      const place = join(folder, 'stages')
      mkdirSync(place)
      chmodSync(place, before)
      closeToOthers(place)
      expect(rights(place)).toBe(after)
      makePrivateFolder(place)
      expect(rights(place)).toBe(after)
    },
  )

  it.each([
    [0o700, '700'],
    [0o750, '750'],
    [0o2770, '2770'],
    [0o755, '700'],
  ])(
    'within one of %o is made with %s: a group that may enter the one may enter the other',
    (above, made) => {
      const place = join(folder, 'stages')
      mkdirSync(place)
      chmodSync(place, above)
      makePrivateFolder(place)
      makePrivateFolderLike(join(place, '.1-ingest.partial'))
      expect((statSync(join(place, '.1-ingest.partial')).mode & 0o7777).toString(8)).toBe(made)
    },
  )

  it('of somebody else, on a file system without rights, or that is not there, stops nothing', () => {
    const place = join(folder, 'stages')
    mkdirSync(place)
    const { chmodSync: change, statSync: ask } = fs
    let asked = 0
    fs.chmodSync = () => {
      asked++
      throw Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'chmod' })
    }
    try {
      syncBuiltinESMExports()
      closeToOthers(place)
      expect(asked).toBe(1)
      const ofAnother = (path: string) => Object.assign(ask(path), { uid: 4_000_000 })
      Object.assign(fs, { statSync: ofAnother })
      syncBuiltinESMExports()
      closeToOthers(place)
      expect(asked).toBe(1)
    } finally {
      Object.assign(fs, { chmodSync: change, statSync: ask })
      syncBuiltinESMExports()
    }
    closeToOthers(join(folder, 'none'))
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})

it('closes nothing on Windows, where nobody has an id, be the folder there or not', () => {
  const { getuid } = process
  const place = join(folder, 'stages')
  mkdirSync(place)
  chmodSync(place, 0o755)
  try {
    Object.assign(process, { getuid: undefined })
    closeToOthers(place)
    makePrivateFolder(place)
    closeToOthers(join(folder, 'refused'))
    makePrivateFolderLike(join(place, '.1-ingest.partial'))
  } finally {
    Object.assign(process, { getuid })
  }
  expect(rights(place)).toBe('755')
})

describe.skipIf(process.platform === 'win32')('what is published', () => {
  it('may be read by everyone, whatever the umask', async () => {
    process.umask(0o077)
    const publicFolder = join(folder, 'city/public')
    const releases = join(publicFolder, 'releases')
    makeReadableFolder(releases)
    for (const made of ['city', 'city/public', 'city/public/releases'])
      expect(rights(join(folder, made))).toBe('755')
    writeFiles(folder, { 'built/SHA256SUMS': '', 'built/traces/zones/1.json': '{}' })
    expect(rights(join(folder, 'built/traces/zones/1.json'))).toBe('600')
    await installRelease(join(folder, 'built'), releases, 'aaaa')
    writePointer(publicFolder, { release: 'aaaa', manifest: 'm', style: 's', tiles: [] })
    const wrong = readdirSync(publicFolder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => rights(path) !== (statSync(path).isDirectory() ? '755' : '644'))
    expect(wrong).toEqual([])
    expect(existsSync(join(releases, 'aaaa/traces/zones/1.json'))).toBe(true)
  })

  it('is opened in a release that stands there whole and is left as it is', async () => {
    const manifest = { format: RELEASE_FORMAT, release: 'aaaa', files: [], layers: [] }
    const files = { [MANIFEST]: JSON.stringify(manifest), [CHECKSUMS]: 'same' }
    for (const place of ['built', 'releases/aaaa'])
      for (const [name, text] of Object.entries(files)) writeFiles(folder, { [`${place}/${name}`]: text })
    const release = join(folder, 'releases/aaaa')
    const before = statSync(release).ino
    chmodSync(release, 0o700)
    chmodSync(join(release, 'SHA256SUMS'), 0o600)
    await installRelease(join(folder, 'built'), join(folder, 'releases'), 'aaaa')
    expect([statSync(release).ino, rights(release), rights(join(release, 'SHA256SUMS'))]).toEqual([
      before,
      '755',
      '644',
    ])
  })

  it('lies in folders that keep the rights which someone gave them', () => {
    mkdirSync(join(folder, 'public'))
    chmodSync(join(folder, 'public'), 0o750)
    makeReadableFolder(join(folder, 'public/assets'))
    expect([rights(join(folder, 'public')), rights(join(folder, 'public/assets'))]).toEqual(['750', '755'])
  })

  it('is opened without following a link out of it', () => {
    writeFiles(folder, { 'outside/secret': '', 'public/a': '' })
    chmodSync(join(folder, 'outside/secret'), 0o600)
    fs.symlinkSync(join(folder, 'outside'), join(folder, 'public/folder'))
    fs.symlinkSync(join(folder, 'outside/secret'), join(folder, 'public/file'))
    openToReaders(join(folder, 'public'))
    expect([rights(join(folder, 'outside/secret')), rights(join(folder, 'public/a'))]).toEqual(['600', '644'])
  })

  it('is what a night says of itself too, and no other file that is written whole', () => {
    process.umask(0o027)
    const status = new StatusFiles(folder)
    status.begin([{ name: 'kota-a', title: null }], () => true)
    for (const name of ['status.json', 'index.html']) expect(rights(join(folder, name))).toBe('644')
    const run = { run: 'r', city: 'kota-a' } as Parameters<typeof addToHistory>[1]
    addToHistory(folder, run)
    expect(rights(join(folder, 'history.jsonl'))).toBe('644')
    compactHistory(folder)
    expect(rights(join(folder, 'history.jsonl'))).toBe('644')
    writeFileDurably(join(folder, 'drift.json'), '{}')
    expect(rights(join(folder, 'drift.json'))).toBe('640')
    writeFileDurably(join(folder, 'drift.json'), '{}', READABLE_FILE)
    expect(rights(join(folder, 'drift.json'))).toBe('644')
  })
})
