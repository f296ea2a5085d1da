import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keep, readKept } from '../pipeline/kept.ts'
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
  expect(statSync(path).mode & 0o777).toBe(0o600)
  for (const mode of [0o620, 0o602]) {
    chmodSync(path, mode)
    expect(readKept('words', [folder], text)).toBeNull()
  }
  chmodSync(path, 0o644)
  expect(readKept('words', [folder], text)).toBe('ours')
})
