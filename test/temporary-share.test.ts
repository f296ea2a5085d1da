import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { makeFolderIn, removeFolderIn, sweepFoldersIn } from '../pipeline/temporary-share.ts'
import { onFileSystem } from './support/file-system.ts'
import { temporaryFolder } from './support/small-city.ts'

it('leaves what this process has now, of any thread and copy of the module, and removes what it had', async () => {
  const place = temporaryFolder()
  const own = basename(makeFolderIn(place))
  const parts = own.split('-')
  const named = (start: string, thread: number) =>
    [...parts.slice(0, 4), start, ...(thread === 0 ? [] : [`t${thread}`]), 'Abc123'].join('-')
  const [of_other_thread, left, of_earlier] = [
    ...[named(parts[4]!, threadId + 1), named(parts[4]!, threadId), named('00000000', threadId + 1)],
  ] as [string, string, string]
  for (const name of [of_other_thread, left, of_earlier]) mkdirSync(join(place, name))
  vi.resetModules()
  const copy = await import('../pipeline/temporary-share.ts')
  expect(copy.sweepFoldersIn).not.toBe(sweepFoldersIn)
  copy.sweepFoldersIn(place)
  expect(readdirSync(place).sort()).toEqual([own, of_other_thread].sort())
  removeFolderIn(join(place, own))
  expect(readdirSync(place)).toEqual([of_other_thread])
})

describe('what a machine of the same name made under another boot', () => {
  /** A folder with a file in it, of another boot. */
  function left(): { place: string; folder: string; file: string } {
    const place = temporaryFolder()
    const own = makeFolderIn(place)
    removeFolderIn(own)
    const parts = basename(own).split('-')
    const folder = join(place, [...parts.slice(0, 2), '00000000', ...parts.slice(3)].join('-'))
    mkdirSync(folder)
    const file = join(folder, 'spilled')
    writeFileSync(file, '')
    return { place, folder, file }
  }
  const longAgo_s = Date.now() / 1000 - 8 * 24 * 3600

  it('is removed at once where no other machine can write', () => {
    const { place } = left()
    onFileSystem('ext4', () => sweepFoldersIn(place))
    expect(readdirSync(place)).toEqual([])
  })

  it.each(['nfs', 'fuse'] as const)('stays on %s until nothing was written for a week', (type) => {
    const { place, folder, file } = left()
    onFileSystem(type, () => sweepFoldersIn(place))
    expect(readdirSync(place)).toEqual([basename(folder)])
    utimesSync(folder, longAgo_s, longAgo_s)
    onFileSystem(type, () => sweepFoldersIn(place))
    expect(readdirSync(place)).toEqual([basename(folder)])
    utimesSync(file, longAgo_s, longAgo_s)
    onFileSystem(type, () => sweepFoldersIn(place))
    expect(readdirSync(place)).toEqual([])
  })

  it('stays for good where the machine has another name', () => {
    const { place, folder, file } = left()
    const other = folder.replace(/petakumuh-\w{8}/, 'petakumuh-00000000')
    renameSync(folder, other)
    for (const path of [join(other, basename(file)), other]) utimesSync(path, longAgo_s, longAgo_s)
    onFileSystem('ext4', () => sweepFoldersIn(place))
    expect(readdirSync(place)).toEqual([basename(other)])
  })
})
