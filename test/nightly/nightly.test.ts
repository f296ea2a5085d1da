import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleOf } from '../../pipeline/code-cache.js'
import { withLock } from '../../pipeline/lock.ts'
import { summary } from '../../pipeline/nightly/webhook.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { inProcess } from '../support/command-line.ts'
import { CITY_YAML, temporaryFolder } from '../support/small-city.ts'
import { FAKE_BUILD, lives, Nights } from './support/night.ts'

const DRIFT = {
  ...{ error: 'contract', exit: 22, code: 'DRIFT', what: 'too far from the last', got: 'zones: 10 -> 4' },
  next: 'look at report.html',
}

describe('a night', () => {
  it('of good cities ends with 0 and says what is served, what changed and how long it took', async () => {
    const nights = new Nights()
    const cities = [
      nights.city('kota-a'),
      nights.city('kota-b', { reasons: ['source sources/decrees.csv changed'] }),
    ]
    expect((await nights.run(cities, { jobs: 2, memory: 1000, keep: 7, spaceCheck: false })).exit).toBe(0)
    const { run } = nights.status()
    expect(run).toMatchObject({ exit: 0, seconds: expect.any(Number), ended: expect.stringMatching(/Z$/) })
    expect(nights.of('kota-a')).toMatchObject({
      building_since: null,
      last_good: { release: 'aaaa', since: run.started, confirmed: run.started },
      last_run: {
        result: 'published',
        stages: { '1-ingest': 0.25, '7-publish': 0.5 },
        changed: [{ kind: 'first' }],
      },
      consecutive_failures: 0,
    })
    expect(nights.of('kota-b').last_run!.changed).toEqual([{ kind: 'source', name: 'sk' }])
    expect(nights.history('kota-b')).toEqual([nights.of('kota-b').last_run])
    // Threads and memory are shared out, and what a build spilled is gone.
    expect(nights.seen('kota-a').options).toEqual(
      expect.arrayContaining([
        '--verify',
        '--json',
        '--memory',
        '500',
        '--keep',
        '7',
        '--status',
        nights.state,
        '--no-space-check',
      ]),
    )
    expect(nights.log()).toContain('"rows":{"decrees":1},"peak_memory_mb":123')
    expect(nights.seen('kota-a').TMPDIR.startsWith(nights.state)).toBe(true)
    expect(readdirSync(nights.state).sort()).toEqual(['history.jsonl', 'index.html', 'status.json'])
  })

  it('of the same release is a good one that served nothing new, and keeps since when it is served', async () => {
    const nights = new Nights()
    const cities = [nights.city('kota-a')]
    await nights.run(cities)
    expect(nights.seen('kota-a').options).not.toContain('--no-space-check')
    const first = nights.status().run.started
    await nights.run(cities)
    const second = nights.status().run.started
    expect(nights.of('kota-a').last_run!.result).toBe('unchanged')
    expect(nights.of('kota-a').last_good).toEqual({ release: 'aaaa', since: first, confirmed: second })
    nights.city('kota-a', { release: 'bbbb' })
    await nights.run(cities)
    expect(nights.of('kota-a').last_good).toMatchObject({
      release: 'bbbb',
      since: nights.status().run.started,
    })
    expect(nights.history('kota-a').map(({ result }) => result)).toEqual([
      'published',
      'unchanged',
      'published',
    ])
  })

  it('goes on when cities fail, ends with the highest code, counts failures and forgets them after a good one', async () => {
    const nights = new Nights()
    const bad = nights.city('kota-a')
    await nights.run([bad])
    nights.city('kota-a', { fault: DRIFT })
    const others = [
      nights.city('kota-b', { fault: { error: 'source', exit: 21, what: 'a source file is missing' } }),
      nights.city('kota-c'),
    ]
    for (const failures of [1, 2]) {
      const { exit, error } = await nights.run([bad, ...others], { jobs: 2 })
      expect(exit).toBe(22)
      expect(error!.fault).toMatchObject({
        what: '2 of 3 cities did not end well; the others did',
        got: expect.stringContaining('kota-a 22 DRIFT'),
      })
      expect(nights.of('kota-a')).toMatchObject({
        consecutive_failures: failures,
        last_good: { release: 'aaaa' },
        last_failure: { exit: 22, fault: { kind: 'contract', code: 'DRIFT', stage: '7-publish' } },
      })
      expect(nights.of('kota-c').last_run!.exit).toBe(0)
    }
    nights.city('kota-a')
    await nights.run([bad])
    expect(nights.of('kota-a')).toMatchObject({ consecutive_failures: 0, last_failure: { exit: 22 } })
    // The cities that were not asked for stay as they were.
    expect(nights.of('kota-b').consecutive_failures).toBe(2)
  })

  it('counts a city as published where only an older release could not be withdrawn, and ends with 50', async () => {
    const nights = new Nights()
    const fault = {
      error: 'publish',
      exit: 50,
      code: 'NOT_WITHDRAWN',
      what: 'release bbbb is published, but',
    }
    const cities = [nights.city('kota-a', { release: 'bbbb', publishes: true, fault }), nights.city('kota-b')]
    for (const result of ['published', 'unchanged']) {
      const { exit, error } = await nights.run(cities)
      expect([exit, error!.fault.what]).toEqual([
        ...[50, 'all cities are published; older releases of 1 could not be withdrawn'],
      ])
      expect(nights.of('kota-a')).toMatchObject({
        ...{ consecutive_failures: 0, last_failure: null, last_good: { release: 'bbbb' } },
        last_run: { result, exit: 50, fault: { kind: 'publish', code: 'NOT_WITHDRAWN' } },
      })
    }
    expect(nights.log()).toMatch(/warn {3}kota-a: exit 50; release bbbb is served /)
    expect(summary(nights.status())).toBe(
      'petakumuh nightly: 2 of 2 cities well; see to: kota-a (NOT_WITHDRAWN)',
    )
    expect(nights.page()).toContain('! 1 of 2 cities is updated, but older releases could not be withdrawn.')
    expect(nights.page()).toContain('! 1 dari 2 kota sudah dimutakhirkan')
    expect(nights.page()).not.toContain('✗')
  })

  it('counts any other fault of publishing as a failure', async () => {
    const nights = new Nights()
    const fault = { error: 'publish', exit: 50, code: 'DISK_SPACE', what: 'full' }
    const { exit, error } = await nights.run([nights.city('kota-a', { publishes: true, fault })])
    expect([exit, error!.fault.what]).toEqual([50, '1 of 1 cities did not end well; the others did'])
    expect(nights.of('kota-a')).toMatchObject({ consecutive_failures: 1, last_good: null })
    expect(nights.page()).toContain('✗ 1 of 1 cities was not updated.')
  })

  it('tells a crash, a kill and a full memory from faults, each with a code of its own', async () => {
    const nights = new Nights()
    const cities = [
      nights.city('crash', { code: 3 }),
      nights.city('silent', { code: 41 }),
      nights.city('killed', { signal: 'SIGTERM' }),
      nights.city('memory', { signal: 'SIGKILL' }),
      nights.city('heap', {
        text: 'FATAL ERROR: Reached heap limit, JavaScript heap out of memory',
        signal: 'SIGABRT',
      }),
      nights.city('good'),
    ]
    expect((await nights.run(cities, { jobs: 3 })).exit).toBe(70)
    const ended = nights
      .status()
      .cities.map(({ city, last_run }) => [city, last_run!.exit, last_run!.fault?.code])
    expect(ended).toEqual([
      ['crash', 70, 'CRASHED'],
      ['good', 0, undefined],
      ['heap', 50, 'OUT_OF_MEMORY'],
      ['killed', 50, 'KILLED'],
      ['memory', 50, 'OUT_OF_MEMORY'],
      ['silent', 41, null],
    ])
  })

  it('ends a city that takes too long with all that it started, and what a good one left running', async () => {
    const nights = new Nights()
    expect((await nights.run([nights.city('kota-a', { hangs: 'forever' })], { timeout: 0.1 })).exit).toBe(50)
    await nights.run([nights.city('kota-b', { hangs: 'left' })])
    expect(nights.of('kota-a').last_failure!.fault).toEqual({
      kind: 'publish',
      code: 'TIMEOUT',
      stage: '7-publish',
    })
    expect(nights.of('kota-b').last_run!.exit).toBe(0)
    for (const city of ['kota-a', 'kota-b']) {
      const pids = JSON.parse(readFileSync(join(nights.output, city, 'pids.json'), 'utf8')) as number[]
      expect(pids.filter(lives)).toEqual([])
    }
  })

  it('does not wait for what a build started and what left its group', async () => {
    const nights = new Nights()
    expect((await nights.run([nights.city('kota-a', { hangs: 'escaped' })])).exit).toBe(0)
    const [, helper] = JSON.parse(readFileSync(join(nights.output, 'kota-a/pids.json'), 'utf8')) as number[]
    // It would hold the pipe for five minutes.
    expect(lives(helper!)).toBe(true)
    process.kill(helper!, 'SIGKILL')
  })

  it('takes a time beyond what a timer can wait for a very long one', async () => {
    const nights = new Nights()
    expect((await nights.run([nights.city('kota-a')], { timeout: 100_000 })).exit).toBe(0)
  })

  it.each([
    ['is not there', ['/no/such/program']],
    ['has more arguments than a system takes', [process.execPath, 'x'.repeat(3_000_000)]],
  ])('goes on when a program %s', async (_, command) => {
    const nights = new Nights()
    expect((await nights.run([nights.city('kota-a'), nights.city('kota-b')], {}, { command })).exit).toBe(50)
    for (const city of ['kota-a', 'kota-b'])
      expect(nights.of(city).last_failure!.fault).toMatchObject({ kind: 'publish', code: 'NOT_STARTED' })
    expect(readdirSync(nights.state).sort()).toEqual(['history.jsonl', 'index.html', 'status.json'])
  })

  it('is not stopped by a workspace that cannot be read', async () => {
    const nights = new Nights()
    const broken = nights.city('Kota Rusak', {}, 'title: x\n')
    expect((await nights.run([broken, nights.city('kota-b')])).exit).toBe(20)
    expect(nights.of('kota-rusak').last_failure!.fault).toMatchObject({ kind: 'config' })
    expect(nights.of('kota-b').last_good!.release).toBe('aaaa')
  })

  it('refuses two workspaces of one name, and a folder for the status that cannot be made', async () => {
    const nights = new Nights()
    const twin = nights.city('twin', {}, CITY_YAML.replace('kota-uji', 'kota-a'))
    const { exit, error } = await nights.run([nights.city('kota-a'), twin])
    expect([exit, error!.fault.what]).toEqual([2, expect.stringContaining('the same name')])
    writeFileSync(join(nights.folder, 'file'), '')
    expect((await nights.run([twin], { status: join(nights.folder, 'file') })).exit).toBe(2)
  })

  it('says which sources grow old', async () => {
    const nights = new Nights()
    await nights.run([nights.city('kota-a', { old: { source: 'sk', age_days: 400, warn_after_days: 365 } })])
    expect(nights.of('kota-a').last_run!.old_sources).toEqual([{ source: 'sk', age_days: 400 }])
    expect(nights.page()).toContain('source 400 days old: sk')
  })

  it('leaves out of the status what is no longer there', async () => {
    const nights = new Nights()
    await nights.run([nights.city('kota-a'), nights.city('kota-b')])
    rmSync(join(nights.output, 'kota-a'), { recursive: true })
    await nights.run([join(nights.folder, 'kota-b')])
    expect(nights.status().cities.map(({ city }) => city)).toEqual(['kota-b'])
  })
})

describe('the real command', () => {
  it('is given what it understands, and its fault is understood', async () => {
    const nights = new Nights()
    const city = nights.city('kota-a')
    const program = [process.execPath, join(PROJECT_ROOT, 'pipeline/petakumuh.js')]
    writeFileSync(join(city, 'sources/decrees.csv'), 'a\n1\n')
    expect((await nights.run([city], {}, { command: [...program, 'build'] })).exit).toBe(20)
    expect(nights.of('kota-a').last_run).toMatchObject({
      result: 'failed',
      fault: { kind: 'config', stage: '1-ingest' },
      changed: [{ kind: 'first' }],
      peak_memory_mb: existsSync('/proc/self/status') ? expect.any(Number) : null,
    })
    expect(nights.log()).toContain('sources/decrees.csv')
  })

  it.each([
    ['no time', ['--timeout', '0'], /above 0/],
    ['an address that is none', ['--webhook', 'ftp://secret-word'], /cannot be used/],
  ])('refuses %s', async (_, args, words) => {
    const { code, err } = await inProcess([
      'nightly',
      'tanjungpinang',
      '--output',
      temporaryFolder(),
      ...args,
    ])
    expect([code, err]).toEqual([2, expect.stringMatching(words)])
    expect(err).not.toContain('secret-word')
  })
})

describe('two at once', () => {
  it('are one: the second ends with 30 and says who holds it since when', async () => {
    const nights = new Nights()
    const city = nights.city('kota-a')
    await nights.run([city])
    const before = readFileSync(join(nights.state, 'status.json'), 'utf8')
    await withLock(nights.state, async () => {
      const { exit, error } = await nights.run([city])
      expect(exit).toBe(30)
      expect(error!.fault.what).toBe('another nightly run is going on')
      expect(error!.fault.got).toMatch(new RegExp(`process ${process.pid} on ${hostname()} since 20`))
    })
    expect(readFileSync(join(nights.state, 'status.json'), 'utf8')).toBe(before)
  })

  it('of which one builds a city by hand: it is held, and has not failed', async () => {
    const nights = new Nights()
    const locked = { error: 'locked', exit: 30, what: 'another run is building this city' }
    expect((await nights.run([nights.city('kota-a', { fault: locked })])).exit).toBe(30)
    expect(nights.of('kota-a')).toMatchObject({
      last_run: { result: 'held' },
      last_failure: null,
      consecutive_failures: 0,
    })
  })
})

/** A night in a process of its own, to be killed. */
const bundles = temporaryFolder()

async function nightProcess(nights: Nights, workspaces: string[]) {
  const script = join(nights.folder, 'night.mjs')
  const module = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/nightly/index.ts')), [bundles])
  writeFileSync(
    script,
    `import { runNightly } from ${JSON.stringify(module!.href)}
    await runNightly(${JSON.stringify(workspaces)}, { output: ${JSON.stringify(nights.output)}, timeout: 1, quiet: true },
      { command: [process.execPath, ${JSON.stringify(FAKE_BUILD)}] }).catch((error) => { process.exitCode = error.exitCode ?? 1 })`,
  )
  return spawn(process.execPath, [script], { cwd: PROJECT_ROOT, stdio: 'inherit' })
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited for a minute')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a night that is ended', () => {
  it.each([
    ['killed outright', 'SIGKILL', null],
    ['told to stop', 'SIGTERM', 50],
  ] as const)('when %s leaves the last release, and the next night takes over', async (_, signal, exit) => {
    const nights = new Nights()
    const city = nights.city('kota-a')
    await nights.run([city])
    nights.city('kota-a', { hangs: 'forever' })
    const pids = join(nights.output, 'kota-a/pids.json')
    const night = await nightProcess(nights, [city])
    const ended = new Promise((resolve) => night.on('close', resolve))
    const tooSoon = ended.then((code) => Promise.reject(new Error(`the night ended by itself with ${code}`)))
    await Promise.race([until(() => existsSync(pids)), tooSoon])
    expect(nights.of('kota-a').building_since).toMatch(/^20/)
    tooSoon.catch(() => {})
    night.kill(signal)
    expect(await ended).toBe(exit)
    const left = JSON.parse(readFileSync(pids, 'utf8')) as number[]
    if (signal === 'SIGTERM') expect(left.filter(lives)).toEqual([])
    else for (const pid of left) process.kill(pid)

    nights.city('kota-a', { release: 'bbbb' })
    expect((await nights.run([city])).exit).toBe(0)
    expect(nights.log().includes('the lock of nightly runs was taken over')).toBe(signal === 'SIGKILL')
    expect(nights.history('kota-a').map(({ result }) => result)).toEqual([
      'published',
      'interrupted',
      'published',
    ])
    expect(nights.of('kota-a')).toMatchObject({ last_failure: { fault: { code: 'INTERRUPTED' } } })
    expect(readdirSync(nights.state).sort()).toEqual(['history.jsonl', 'index.html', 'status.json'])
  })
})

it('that cannot keep its status ends all cities, and says why', async () => {
  const nights = new Nights()
  const cities = [nights.city('kota-a'), nights.city('kota-b', { hangs: 'forever' })]
  const progress = {
    // When the first city has ended, the history cannot be written any more.
    say: (_: string, facts?: Record<string, unknown>) => {
      if (facts?.event === 'city_ended') mkdirSync(join(nights.state, 'history.jsonl'), { recursive: true })
    },
    task: () => ({ advance() {}, part() {}, end() {} }),
  }
  await expect(nights.run(cities, { jobs: 2 }, { progress })).rejects.toMatchObject({ code: 'EISDIR' })
  const pids = join(nights.output, 'kota-b/pids.json')
  if (existsSync(pids)) expect((JSON.parse(readFileSync(pids, 'utf8')) as number[]).filter(lives)).toEqual([])
  expect(await withLock(nights.state, async () => 'free')).toBe('free')
})
