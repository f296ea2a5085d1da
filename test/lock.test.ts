import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { UserError } from '../pipeline/errors.ts'
import { withLock } from '../pipeline/lock.ts'
import { temporaryFolder } from './support/small-city.ts'

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

/** What a run that was killed leaves behind. */
function leaveLock(folder: string, holder: { pid: number; host: string } | string | null, age_s = 0): void {
  mkdirSync(join(folder, '.lock'))
  const time = Date.now() / 1000 - age_s
  utimesSync(join(folder, '.lock'), time, time)
  if (holder === null) return
  writeFileSync(join(folder, '.lock.json'), typeof holder === 'string' ? holder : JSON.stringify(holder))
}

/** Id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

it('gives back what the work gives, and leaves nothing', async () => {
  const folder = temporaryFolder()
  expect(await withLock(folder, async () => 7)).toBe(7)
  expect(readdirSync(folder)).toEqual([])
})

it('refuses a second holder with 30, says who holds it, and lets the first go on', async () => {
  const folder = temporaryFolder()
  let worked = false
  await withLock(folder, async () => {
    const error = await refusal(
      withLock(folder, async () => {
        worked = true
      }),
    )
    expect(error.exitCode).toBe(30)
    expect(error.fault).toMatchObject({
      what: 'another run is building this city',
      got: `process ${process.pid} on ${hostname()}`,
    })
    expect(existsSync(join(folder, '.lock'))).toBe(true)
  })
  expect(worked).toBe(false)
})

it('does not stand between two cities', async () => {
  await withLock(temporaryFolder(), () => withLock(temporaryFolder(), async () => {}))
})

it('is free again after work that failed, with the error of the work', async () => {
  const folder = temporaryFolder()
  await expect(
    withLock(folder, async () => {
      throw new Error('the disk is on fire')
    }),
  ).rejects.toThrow('the disk is on fire')
  expect(await withLock(folder, async () => 'again')).toBe('again')
})

it('is taken at once from a process of this machine that is dead', async () => {
  const folder = temporaryFolder()
  leaveLock(folder, { pid: deadPid(), host: hostname() })
  expect(await withLock(folder, async () => 'mine')).toBe('mine')
})

it('is not taken from a process of this machine that lives', async () => {
  const folder = temporaryFolder()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  try {
    leaveLock(folder, { pid: child.pid!, host: hostname() })
    expect((await refusal(withLock(folder, async () => {}))).fault.got).toContain(String(child.pid))
  } finally {
    child.kill()
  }
})

it.each([
  ['a process of another machine', { pid: 1, host: 'another-machine' }],
  ['nobody known', null],
  ['a holder that cannot be read', '{"pid":'],
])('is not taken from %s as long as the heartbeat is young, but when it has stopped', async (_, holder) => {
  const folder = temporaryFolder()
  leaveLock(folder, holder, 60)
  await refusal(withLock(folder, async () => {}))
  const old = temporaryFolder()
  leaveLock(old, holder, 400)
  expect(await withLock(old, async () => 'mine')).toBe('mine')
})

it('names its holder while it works', async () => {
  const folder = temporaryFolder()
  await withLock(folder, async () => {
    expect(JSON.parse(readFileSync(join(folder, '.lock.json'), 'utf8'))).toEqual({
      pid: process.pid,
      host: hostname(),
    })
  })
})
