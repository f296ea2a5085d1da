import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createProgress, type ProgressMode } from '../pipeline/progress.ts'

/** A progress whose clock stands until it is moved, and what it wrote. */
function made(mode: ProgressMode) {
  let written = ''
  let time_ms = 0
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    },
  })
  const out = Object.assign(stream, {
    isTTY: mode === 'terminal',
    columns: 100,
  }) as unknown as NodeJS.WriteStream
  return {
    progress: createProgress(mode, out, () => time_ms),
    written: () => written,
    pass: (ms: number) => {
      time_ms += ms
    },
  }
}

describe('in a log', () => {
  it('a fact is one plain line', () => {
    const { progress, written } = made('log')
    progress.say('  done   1-ingest', { stage: '1-ingest' })
    expect(written()).toBe('  done   1-ingest\n')
  })

  it('work says where it stands every five seconds, with its rate', () => {
    const { progress, written, pass } = made('log')
    const task = progress.task('read zones', 100)
    task.advance(10)
    expect(written()).toBe('')
    pass(5000)
    task.advance(10)
    pass(1000)
    task.advance(10)
    pass(4000)
    task.advance(20)
    task.end()
    expect(written()).toBe('  read zones 20/100, 4/s\n  read zones 50/100, 5/s\n')
  })

  it('work of unknown size says how much is done', () => {
    const { progress, written, pass } = made('log')
    const task = progress.task('cut tiles')
    pass(10_000)
    task.advance(500)
    expect(written()).toBe('  cut tiles 500, 50/s\n')
  })
})

describe('the parts of a task', () => {
  it('are named in a log once it has taken a second', () => {
    const { progress, written, pass } = made('log')
    const task = progress.task('judge whole tables', 3)
    task.part('annex')
    task.advance(1)
    pass(1200)
    task.part('zone overlaps')
    task.end()
    expect(written()).toBe('  judge whole tables: zone overlaps\n')
  })

  it('stand beside the bar on a terminal', () => {
    const { progress, written, pass } = made('terminal')
    const task = progress.task('judge whole tables', 3)
    task.part('annex')
    pass(1200)
    task.part('zone overlaps')
    task.end()
    expect(written()).toContain('judge whole tables: zone overlaps')
    expect(written()).not.toContain('annex')
  })
})

describe('for machines', () => {
  it('a fact is one JSON object on one line, without the layout for people', () => {
    const { progress, written } = made('json')
    progress.say('  done   1-ingest: "zones"\n', { stage: '1-ingest', rows: { zones: 7 } })
    expect(written().endsWith('\n')).toBe(true)
    expect(JSON.parse(written())).toEqual({
      message: 'done   1-ingest: "zones"',
      event: 'note',
      time: expect.stringMatching(/^20.*Z$/),
      stage: '1-ingest',
      rows: { zones: 7 },
    })
    expect(written().trim().split('\n')).toHaveLength(1)
  })

  it('work shows no bar', () => {
    const { progress, written, pass } = made('json')
    const task = progress.task('read', 10)
    pass(60_000)
    task.advance(5)
    task.end()
    expect(written()).toBe('')
  })
})

it('quiet says nothing at all', () => {
  const { progress, written, pass } = made('quiet')
  progress.say('done')
  const task = progress.task('read', 10)
  pass(60_000)
  task.advance(10)
  task.end()
  expect(written()).toBe('')
})

describe('on a terminal', () => {
  it('short work shows no bar', () => {
    const { progress, written, pass } = made('terminal')
    const task = progress.task('read', 10)
    pass(300)
    task.advance(10)
    task.end()
    expect(written()).toBe('')
  })

  it('longer work shows a bar with count, rate and time to go', () => {
    const { progress, written, pass } = made('terminal')
    const task = progress.task('read zones', 100)
    pass(2000)
    task.advance(50)
    task.end()
    expect(written()).toContain('read zones')
    expect(written()).toContain('50% 50/100, 25/s, ETA')
  })

  it('a fact that is said meanwhile gets a line of its own', () => {
    const { progress, written, pass } = made('terminal')
    const task = progress.task('read', 10)
    pass(1000)
    task.advance(1)
    progress.say('note')
    task.end()
    expect(written()).toContain('\r\u001b[Knote\n')
  })
})

it.each(['log', 'terminal'] as const)('%s: names of files and cities steer no terminal', (mode) => {
  const { progress, written, pass } = made(mode)
  progress.say('  note   zona\u001b]0;x\u0007\u202etxt.csv')
  const task = progress.task('read a\u001b[2J', 100)
  pass(6000)
  task.part('b\u2066\u0085.shp')
  task.advance(50)
  task.end()
  expect(written()).toContain('  note   zona\ufffd]0;x\ufffd\ufffdtxt.csv\n')
  for (const steering of ['\u001b[2J', '\u001b]', '\u0007', '\u0085', '\u202e', '\u2066'])
    expect(written()).not.toContain(steering)
  expect(written()).toContain(mode === 'log' ? 'b\ufffd\ufffd.shp' : 'read a\ufffd')
})
