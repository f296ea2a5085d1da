import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bundleOf } from '../pipeline/code-cache.js'
import { UserError } from '../pipeline/errors.ts'
import { withLock } from '../pipeline/lock.ts'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
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
function leaveLock(folder: string, holder: Record<string, unknown> | string | null, age_s = 0): string {
  const path = join(folder, '.lock-0123456789abcdef.json')
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder))
  const time = Date.now() / 1000 - age_s
  utimesSync(path, time, time)
  return path
}

const SINCE = '2026-01-02T03:04:05.000Z'

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
      got: expect.stringMatching(
        new RegExp(`^process ${process.pid} on ${hostname()} since 20.*Z, last heard of at 20.*Z$`),
      ),
    })
    expect(readdirSync(folder)).toHaveLength(1)
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

it('is taken at once from a process of this machine that is dead, with a note', async () => {
  const folder = temporaryFolder()
  const pid = deadPid()
  const left = leaveLock(folder, { pid, host: hostname(), since: SINCE })
  const notes: string[] = []
  expect(await withLock(folder, async () => existsSync(left), { note: (note) => notes.push(note) })).toBe(
    false,
  )
  expect(notes).toEqual([
    expect.stringContaining(`taken over from process ${pid} on ${hostname()} since ${SINCE}`),
  ])
  expect(readdirSync(folder)).toEqual([])
})

it('is taken from an earlier process of our own id, as the first process of a container has', async () => {
  const folder = temporaryFolder()
  leaveLock(folder, { pid: process.pid, host: hostname(), since: SINCE })
  expect(await withLock(folder, async () => 'mine')).toBe('mine')
})

describe('a process of this machine that lives', () => {
  let child: ChildProcess
  beforeAll(() => {
    child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  })
  afterAll(() => {
    child.kill()
  })

  it('keeps it', async () => {
    const folder = temporaryFolder()
    leaveLock(folder, { pid: child.pid!, host: hostname(), since: SINCE })
    expect((await refusal(withLock(folder, async () => {}))).fault.got).toContain(`process ${child.pid} on`)
  })

  it('loses it when it is silent and nothing tells whether it is the one that took it', async () => {
    const folder = temporaryFolder()
    leaveLock(folder, { pid: child.pid!, host: hostname(), since: SINCE }, 400)
    expect(await withLock(folder, async () => 'mine')).toBe('mine')
  })

  it.runIf(existsSync('/proc/self/stat'))('keeps it however long it computes without a sign', async () => {
    const folder = temporaryFolder()
    leaveLock(folder, { pid: child.pid!, host: hostname(), since: SINCE, process: startOf(child.pid!) }, 4000)
    await refusal(withLock(folder, async () => {}))
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'has nothing to do with an earlier one of the same id',
    async () => {
      const folder = temporaryFolder()
      leaveLock(folder, { pid: child.pid!, host: hostname(), since: SINCE, process: 'another-boot 12' })
      expect(await withLock(folder, async () => 'mine')).toBe('mine')
    },
  )
})

/** Boot and clock ticks at its start, field 22 of proc(5), here of a program whose name holds no bracket. */
function startOf(pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${boot} ${readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21]}`
}

it.each([
  ['a process of another machine', { pid: 1, host: 'another-machine', since: SINCE }],
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

it.each([
  ['an hour ahead', 3_600_000, 60],
  ['an hour behind', -3_600_000, 400],
])(
  'asks the clock of the file system, and not ours that is %s, whether another machine is silent',
  async (_, wrong_ms, age_s) => {
    const folder = temporaryFolder()
    leaveLock(folder, { pid: 1, host: 'another-machine', since: SINCE }, age_s)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + wrong_ms)
    try {
      if (age_s === 400) expect(await withLock(folder, async () => 'mine')).toBe('mine')
      else await refusal(withLock(folder, async () => {}))
    } finally {
      clock.mockRestore()
    }
  },
)

it.runIf(existsSync('/proc/self/ns/pid'))(
  'is not taken from a container of our host name, whose ids of processes are not ours, before it is silent',
  async () => {
    const holder = { pid: deadPid(), host: hostname(), namespace: 'pid:[1]', since: SINCE }
    const folder = temporaryFolder()
    leaveLock(folder, holder, 60)
    await refusal(withLock(folder, async () => {}))
    const old = temporaryFolder()
    leaveLock(old, holder, 400)
    expect(await withLock(old, async () => 'mine')).toBe('mine')
  },
)

it('names its holder while it works', async () => {
  const folder = temporaryFolder()
  await withLock(folder, async () => {
    const [name] = readdirSync(folder)
    expect(JSON.parse(readFileSync(join(folder, name!), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      since: expect.stringMatching(/^20.*Z$/),
    })
  })
})

it('is lost, and the work with it, when it was taken over meanwhile', async () => {
  const folder = temporaryFolder()
  const error = await refusal(
    withLock(folder, async () => {
      rmSync(join(folder, readdirSync(folder)[0]!))
      leaveLock(folder, { pid: 1, host: 'another-machine', since: SINCE })
    }),
  )
  expect(error.exitCode).toBe(30)
  expect(error.fault.got).toContain('process 1 on another-machine')
  expect(readdirSync(folder)).toEqual(['.lock-0123456789abcdef.json'])
})

it('tells the work that it was lost before the work does what cannot be undone', async () => {
  const folder = temporaryFolder()
  let done = false
  const error = await refusal(
    withLock(folder, async (stillHeld) => {
      stillHeld()
      rmSync(join(folder, readdirSync(folder)[0]!))
      leaveLock(folder, { pid: 1, host: 'another-machine', since: SINCE })
      stillHeld()
      done = true
    }),
  )
  expect([error.exitCode, done]).toEqual([30, false])
})

it('is dated anew while the process computes without a pause', async () => {
  const folder = temporaryFolder()
  await withLock(
    folder,
    async () => {
      const flag = join(folder, readdirSync(folder)[0]!)
      utimesSync(flag, 0, 0)
      const nobody = new Int32Array(new SharedArrayBuffer(4))
      const deadline = performance.now() + 60_000
      // The thread of the heart is heard of without a turn of our own.
      while (statSync(flag).mtimeMs === 0 && performance.now() < deadline) Atomics.wait(nobody, 0, 0, 5)
      expect(statSync(flag).mtimeMs).toBeGreaterThan(0)
    },
    { heartbeat_ms: 5 },
  )
})

it.each(['SIGTERM', 'SIGINT'] as const)(
  'is given back by a process that is told to end by %s',
  async (signal) => {
    const folder = temporaryFolder()
    const lock = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/lock.ts')), [temporaryFolder()])
    const script = join(temporaryFolder(), 'holds.mjs')
    writeFileSync(
      script,
      `import { withLock } from ${JSON.stringify(lock!.href)}
    await withLock(process.argv[2], () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000) }), { endsBySignal: true })`,
    )
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(readdirSync(folder)).toHaveLength(1)
    child.kill(signal)
    expect(await new Promise((resolve) => child.on('close', (_, by) => resolve(by)))).toBe(signal)
    expect(readdirSync(folder)).toEqual([])
  },
)

it('clears away what a process left that was killed while it put up its flag', async () => {
  const folder = temporaryFolder()
  const left = join(folder, '..lock-0123456789abcdef.json.new')
  writeFileSync(left, '{')
  await withLock(folder, async () => {})
  expect(existsSync(left)).toBe(true)
  utimesSync(left, 0, 0)
  await withLock(folder, async () => {})
  expect(readdirSync(folder)).toEqual([])
})

it('clears away at once what an earlier process of its own id left so, as in a container that was started anew', async () => {
  const folder = temporaryFolder()
  await withLock(folder, async () => {
    const own = readdirSync(folder).find((name) => name.startsWith('.lock-'))!
    const earlier = `.${own.slice(0, -'000000.json'.length)}000000.json.new`
    writeFileSync(join(folder, earlier), '{')
  })
  expect(readdirSync(folder)).toHaveLength(1)
  await withLock(folder, async () => {})
  expect(readdirSync(folder)).toEqual([])
})

it('is had by one at most of several that come at once', async () => {
  const folder = temporaryFolder()
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 20))
    inside--
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => withLock(folder, work)))
  expect(most).toBe(1)
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
})

it('is had by one at most of two processes that take over the same dead lock, round after round', async () => {
  const folder = temporaryFolder()
  const pid = deadPid()
  const rounds = 40
  const lock = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/lock.ts')), [temporaryFolder()])
  // Both plant what a dead run left, and begin each round at the same instant.
  const script = join(folder, 'contend.mjs')
  writeFileSync(
    script,
    `import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(lock!.href)}
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    const [name, other] = process.argv.slice(2)
    const counts = { had: 0, refused: 0, together: 0, notes: 0 }
    for (let round = 0; round < ${rounds}; round++) {
      const folder = ${JSON.stringify(folder)} + '/' + round
      mkdirSync(folder, { recursive: true })
      writeFileSync(folder + '/.lock-00000000000000' + name + '.json', JSON.stringify({ pid: ${pid}, host: ${JSON.stringify(hostname())}, since: '' }))
      writeFileSync(folder + '/ready-' + name, '')
      const deadline = Date.now() + 60_000
      while (!existsSync(folder + '/ready-' + other)) {
        if (Date.now() > deadline) process.exit(1)
        Atomics.wait(nobody, 0, 0, 0.2)
      }
      try {
        await withLock(folder, async () => {
          counts.had++
          try { mkdirSync(folder + '/inside') } catch { counts.together++ }
          await new Promise((resolve) => setTimeout(resolve, 3))
          rmSync(folder + '/inside', { recursive: true, force: true })
        }, { note: () => counts.notes++ })
      } catch (error) {
        if (error.exitCode !== 30) throw error
        counts.refused++
      }
    }
    console.log(JSON.stringify(counts))`,
  )
  const runs = await Promise.all(
    [
      ['a1', 'b2'],
      ['b2', 'a1'],
    ].map(async (names) => {
      const args = [script, ...names]
      const child = spawn(process.execPath, args, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.on('data', (text) => {
        out += text
      })
      await new Promise((resolve) => child.on('close', resolve))
      return JSON.parse(out) as Record<'had' | 'refused' | 'together' | 'notes', number>
    }),
  )
  const sum = (key: keyof (typeof runs)[0]): number => runs.reduce((total, run) => total + run[key], 0)
  expect(sum('together')).toBe(0)
  expect(sum('had') + sum('refused')).toBe(2 * rounds)
  expect(sum('had')).toBeGreaterThanOrEqual(rounds / 2)
  expect(sum('refused')).toBeGreaterThan(0)
  expect(sum('notes')).toBeGreaterThanOrEqual(rounds)
})
