import fs, { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keep, readKept } from '../pipeline/kept.ts'
import { isOursAlone, keptRights } from '../pipeline/own-files.js'
import { temporaryFolder } from './support/small-city.ts'

const text = (bytes: Buffer) => bytes.toString('utf8')

it('takes what it kept whole, that nobody else may write, and that reads as expected', () => {
  const [first, second] = ['a', 'b'].map((name) => join(temporaryFolder(), name)) as [string, string]
  keep('words', Buffer.from('ours'), [first])
  expect(readKept('words', [second, first], text)).toBe('ours')
  expect(readKept('others', [first], text)).toBeNull()
  const broken = () => {
    throw new TypeError('of another form')
  }
  expect(readKept('words', [first], broken)).toBeNull()
  mkdirSync(second)
  writeFileSync(join(second, 'words'), 'half')
  expect(readKept('words', [second, first], text)).toBe('ours')
})

it.skipIf(process.getuid === undefined)('takes nothing that a group or all others may write', () => {
  const folder = temporaryFolder()
  keep('words', Buffer.from('ours'), [folder])
  const path = join(folder, 'words')
  expect(statSync(path).mode & 0o777).toBe(keptRights().file)
  for (const mode of [0o620, 0o602]) {
    chmodSync(path, mode)
    expect(readKept('words', [folder], text)).toBeNull()
  }
  chmodSync(path, 0o644)
  expect(readKept('words', [folder], text)).toBe('ours')
  chmodSync(folder, 0o770)
  expect(readKept('words', [folder], text)).toBeNull()
  keep('others', Buffer.from('ours'), [folder])
  expect(statSync(folder).mode & 0o777).toBe(keptRights().folder)
})

it('goes on to the next folder where the first has what is wanted no more', () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()]
  keep('words', Buffer.from('of before'), [first])
  keep('words', Buffer.from('of now'), [second])
  const asWanted = (bytes: Buffer) => (text(bytes) === 'of now' ? text(bytes) : null)
  expect(readKept('words', [first, second], asWanted)).toBe('of now')
  expect(readKept('words', [first], asWanted)).toBeNull()
})

it.skipIf(process.getuid === undefined)('keeps it elsewhere where a file system keeps no rights', () => {
  const [everybody, own] = [temporaryFolder(), temporaryFolder()]
  chmodSync(everybody, 0o777)
  const { chmodSync: change } = fs
  fs.chmodSync = () => {}
  syncBuiltinESMExports()
  try {
    keep('words', Buffer.from('ours'), [everybody, own])
  } finally {
    fs.chmodSync = change
    syncBuiltinESMExports()
  }
  expect(readdirSync(everybody)).toEqual([])
  expect(readKept('words', [everybody, own], text)).toBe('ours')
})

it('takes what this user made, or root, and lets others take what root keeps', () => {
  const user = 1000
  const isOurs = (uid: number, mode: number) => isOursAlone({ uid, mode }, user)
  expect([isOurs(user, 0o100600), isOurs(0, 0o100644), isOurs(0, 0o40755)]).toEqual([true, true, true])
  expect([isOurs(1001, 0o100600), isOurs(user, 0o100620), isOurs(0, 0o100646)]).toEqual([false, false, false])
  expect(isOursAlone({ uid: user, mode: 0o100600 }, 0)).toBe(false)
  expect([keptRights(0), keptRights(user)]).toEqual([
    { folder: 0o755, file: 0o644 },
    { folder: 0o700, file: 0o600 },
  ])
})
