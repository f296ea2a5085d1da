import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CityRun } from '../../pipeline/nightly/city-run.ts'
import { addToHistory, compactHistory, KEPT_NIGHTS, readHistory } from '../../pipeline/nightly/history.ts'
import { lastGoodOfNights } from '../../pipeline/nightly/last-good.ts'
import { StatusFiles } from '../../pipeline/nightly/status.ts'
import { type CityStatus, readStatus } from '../../pipeline/nightly/status-file.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { livesBy, Nights } from './support/night.ts'

/** A night as it is kept. */
const run: CityRun = {
  ...{ format: 'petakumuh-nightly/1', run: '2026-01-01T18:30:00.000Z', city: 'kota-a', result: 'published' },
  ...{ title: { id: 'Kota A', en: 'City A' }, exit: 0, fault: null, started: '2026-01-01T18:30:00.100Z' },
  ...{ seconds: 2, stages: { '1-ingest': 1 }, changed: [{ kind: 'first' }], release: 'aaaa' },
  ...{ peak_memory_mb: 100, old_sources: [] },
}
const night = (day: number): string => `2026-01-0${day}T18:30:00.000Z`
const city = (name: string) => ({ name, title: null })

/** A night of one city, ended unless told otherwise. */
function keep(directory: string, day: number, one: CityRun | null, names = ['kota-a']): StatusFiles {
  const files = new StatusFiles(directory, new Date(night(day)))
  files.begin(names.map(city), () => true)
  files.cityBegins('kota-a')
  if (one === null) return files
  files.cityEnds({ ...one, run: files.run })
  files.runEnds(3, one.exit)
  return files
}

const of = (directory: string, name = 'kota-a'): CityStatus =>
  readStatus(directory).cities.find((status) => status.city === name)!
const told = (directory: string): string[] =>
  readHistory(directory).map((line) => `${line.run.slice(8, 10)} ${line.city} ${line.result}`)

describe('the history', () => {
  it('has each night of a city once, and the last of them only', () => {
    const state = temporaryFolder()
    for (let day = 1; day < 6; day++) addToHistory(state, { ...run, run: night(day) })
    addToHistory(state, { ...run, run: night(5), exit: 22 })
    addToHistory(state, { ...run, city: 'kota-b' })
    expect(readHistory(state)).toHaveLength(6)
    compactHistory(state, 3)
    expect(readHistory(state).map((line) => `${line.city} ${line.run} ${line.exit}`)).toEqual([
      ...[`kota-a ${night(3)} 0`, `kota-a ${night(4)} 0`, `kota-a ${night(5)} 22`, `kota-b ${night(1)} 0`],
    ])
    expect(KEPT_NIGHTS).toBeGreaterThan(365)
  })

  it('is kept as long as it is where the system does not let it be made shorter, and the night ends as it did', () => {
    const state = temporaryFolder()
    const files = keep(state, 1, null)
    files.cityEnds({ ...run, run: files.run })
    mkdirSync(join(state, '.history.jsonl.new'))
    expect(files.runEnds(3, 0).run).toMatchObject({ seconds: 3, exit: 0 })
    expect(readStatus(state).run).toMatchObject({ exit: 0, ended: expect.any(String) })
    expect(told(state)).toEqual(['01 kota-a published'])
  })

  it('grows by a line for each city and is not written anew, which a night of many would pay for by their square', () => {
    const state = temporaryFolder()
    const path = join(state, 'history.jsonl')
    addToHistory(state, { ...run, run: night(1) })
    const first = readFileSync(path, 'utf8')
    const { ino } = statSync(path)
    writeFileSync(path, '{"cut sho', { flag: 'a' })
    for (let city = 0; city < 3; city++) addToHistory(state, { ...run, run: night(2), city: `kota-${city}` })
    expect([statSync(path).ino, readFileSync(path, 'utf8').startsWith(`${first}{"cut sho\n`)]).toEqual([
      ino,
      true,
    ])
    expect(told(state)).toEqual([
      '01 kota-a published',
      ...[0, 1, 2].map((city) => `02 kota-${city} published`),
    ])
    compactHistory(state)
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5)
    expect(told(state)).toHaveLength(4)
  })

  it('is written anew once the night has ended', () => {
    const state = temporaryFolder()
    const path = join(state, 'history.jsonl')
    keep(state, 1, run)
    writeFileSync(path, '{"cut sho', { flag: 'a' })
    new StatusFiles(state, new Date(night(2))).runEnds(1, 0)
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  })

  it('tells of every city of a night that was killed: built, being built, and yet to be built', () => {
    const state = temporaryFolder()
    const names = ['kota-a', 'kota-b', 'kota-c']
    const killed = keep(state, 1, null, names)
    killed.cityEnds({ ...run, run: killed.run })
    killed.cityBegins('kota-b')
    keep(state, 2, run)
    expect(told(state)).toEqual([
      ...['01 kota-a published', '01 kota-b interrupted', '01 kota-c interrupted', '02 kota-a published'],
    ])
    expect(of(state, 'kota-c')).toMatchObject({ last_failure: { run: night(1) }, consecutive_failures: 1 })
  })

  it('keeps how a city ended whose night was killed before the status knew', () => {
    const state = temporaryFolder()
    keep(state, 1, null)
    addToHistory(state, { ...run, run: night(1), release: 'bbbb' })
    keep(state, 2, { ...run, release: 'bbbb', result: 'unchanged' })
    expect(told(state)).toEqual(['01 kota-a published', '02 kota-a unchanged'])
    expect(of(state)).toMatchObject({ last_good: { since: night(1) }, last_failure: null })
  })

  it('names no two runs alike when the clock is set back', () => {
    const state = temporaryFolder()
    for (const day of [3, 2, 3, 3]) keep(state, day, run)
    expect(readHistory(state).map((line) => line.run)).toEqual([
      ...[night(3), night(2), '2026-01-03T18:30:00.001Z', '2026-01-03T18:30:00.002Z'],
    ])
  })
})

it('the last good release is told to who removes old ones, and none where it cannot be told', () => {
  const state = temporaryFolder()
  expect(lastGoodOfNights('kota-a', state)).toEqual([])
  keep(state, 1, run)
  keep(state, 2, { ...run, result: 'failed', exit: 22, release: 'bbbb' })
  expect(lastGoodOfNights('kota-a', state)).toEqual(['aaaa'])
  expect(lastGoodOfNights('kota-b', state)).toEqual([])
  for (const damaged of ['{"cities":', '{"cities":[null]}', '[]', 'null']) {
    writeFileSync(join(state, 'status.json'), damaged)
    expect(lastGoodOfNights('kota-a', state)).toEqual([])
  }
})

describe('a status that was damaged', () => {
  let whole: string
  let state: string
  beforeAll(() => {
    state = temporaryFolder()
    keep(state, 1, run)
    keep(state, 2, {
      ...run,
      result: 'failed',
      exit: 22,
      fault: { kind: 'contract', code: 'DRIFT', stage: null },
    })
    whole = readFileSync(join(state, 'status.json'), 'utf8')
  })

  const known = {
    last_good: { release: 'aaaa', since: night(1), confirmed: night(1) },
    last_failure: { run: night(2), exit: 22 },
    consecutive_failures: 1,
  }

  it.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of another form', () => '[1]'],
    ['with no list of cities', (text: string) => text.replace('"cities": [\n  {', '"towns": [\n  {')],
    ['with nothing in the place of a city', () => '{"format":"petakumuh-nightly-status/1","cities":[null]}'],
    ['with a city without its last run', (text: string) => text.replace('"stages"', '"steps"')],
    ['with a day that is none', (text: string) => text.replace('"confirmed": "2026', '"confirmed": "x')],
    [
      'with a count that is none',
      (text: string) => text.replace('"consecutive_failures": 1', '"consecutive_failures": null'),
    ],
  ])('%s is made anew from the history', (_, damage) => {
    const damaged = damage(whole)
    expect(damaged).not.toBe(whole)
    writeFileSync(join(state, 'status.json'), damaged)
    expect(of(state)).toMatchObject(known)
    // The next night goes on, and its page can be made.
    new StatusFiles(state, new Date(night(3))).begin([city('kota-a')], () => true)
    expect(JSON.parse(readFileSync(join(state, 'status.json'), 'utf8')).cities[0]).toMatchObject(known)
  })

  it('together with its history is no obstacle', async () => {
    const nights = new Nights()
    const workspace = nights.city('kota-a')
    await nights.run([workspace])
    writeFileSync(join(nights.state, 'status.json'), '{"format":')
    const history = join(nights.state, 'history.jsonl')
    writeFileSync(history, `${readFileSync(history)}{"city":"kota-a","run":"x"}\nnull\n{"city":"ko`)
    expect((await nights.run([workspace])).exit).toBe(0)
    expect(nights.history('kota-a')).toHaveLength(2)
    expect(nights.of('kota-a').last_good!.release).toBe('aaaa')
  })
})

const HAS_PS = spawnSync('ps', ['-p', String(process.pid)]).error === undefined
if (!HAS_PS) console.log('skipped: that a process lives by ps needs ps')

it.each(HAS_PS ? ['/proc', '/no-such-folder'] : ['/proc'])(
  'a process is known to live by %s, and one that ended not to, be it asked for or not',
  async (processes) => {
    const { pid: asked } = spawnSync(process.execPath, ['-e', ''])
    expect([livesBy(processes, process.pid), livesBy(processes, asked)]).toEqual([true, false])
    // The shell becomes a program that knows of no child, and is it when what it is told comes back.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec cat 3<&-'], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    })
    try {
      const lines = createInterface(parent.stdout!)[Symbol.asyncIterator]()
      const pid = Number((await lines.next()).value)
      parent.stdin!.write('told\n')
      expect((await lines.next()).value).toBe('told')
      expect(livesBy(processes, pid)).toBe(true)
      ;(parent.stdio[3] as Writable).end()
      await expect.poll(() => livesBy(processes, pid)).toBe(false)
      expect(process.kill(pid, 0), 'the system counts it').toBe(true)
    } finally {
      parent.kill('SIGKILL')
    }
  },
)
