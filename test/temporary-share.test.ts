import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { expect, it, vi } from 'vitest'
import { makeFolderIn, removeFolderIn, sweepFoldersIn } from '../pipeline/temporary-share.ts'
import { temporaryFolder } from './support/small-city.ts'

it('leaves what this process has now, of any thread and copy of the module, and removes what it had', async () => {
  const place = temporaryFolder()
  const own = basename(makeFolderIn(place))
  const parts = own.split('-')
  const named = (start: string, thread: number) =>
    [...parts.slice(0, 3), start, ...(thread === 0 ? [] : [`t${thread}`]), 'Abc123'].join('-')
  const [of_other_thread, left, of_earlier] = [
    ...[named(parts[3]!, threadId + 1), named(parts[3]!, threadId), named('00000000', threadId + 1)],
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
