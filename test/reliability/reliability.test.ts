import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/small-city.ts'
import { isForgiven, wronglyEnded } from './fault-endings.ts'
import { instantOf, notServed } from './kills/kill-builds.ts'
import type { Sample } from './sample.ts'

describe('a build of a small city', () => {
  it('leaves the release before whole and is mended by the next run, whatever the system refuses and when it is killed', async () => {
    const sample = await sampled()
    expect(sample.said).toEqual([])
    expect(sample.faults).toBe(4)
    expect(sample.kinds).toEqual(expect.arrayContaining(['kill', 'torn']))
    expect(sample.operations.length).toBeGreaterThan(2)
    expect(sample.codes.length).toBe(2)
    expect(sample.codes.every((code) => code === 50 || code === 0)).toBe(true)
  })
})

describe('a refusal of the system', () => {
  const site = 'writeWhole < writeFileDurably < run'
  const call = { operation: 'write', path: 'public/.latest.json.new', site }
  const next = 'petakumuh: the system refused\n  next      free some space\n'
  const ended = (code: number, said: string, left: string[] = []): string | null =>
    wronglyEnded('ENOSPC', call, { code, said }, new Map(left.map((path) => [path, ''])))

  it('has to end with 50 and a next step, and to leave nothing', () => {
    expect(ended(50, next)).toBeNull()
    for (const code of [0, 2, 20, 21, 22, 30, 70])
      expect(ended(code, next)).toContain(`ended with ${code}, not 50`)
    expect(ended(50, 'petakumuh: the system refused')).toContain('no next step')
    expect(ended(50, next, ['public/.latest.json.new'])).toContain('left after exit 50')
  })

  it('may end well only at the calls that are listed', () => {
    const removal = { operation: 'remove', path: '.lock-0123456789abcdef.json', site }
    expect(isForgiven(removal)).toBe(true)
    expect(isForgiven({ ...removal, path: 'public/latest.json' })).toBe(false)
    expect(isForgiven({ ...call, site: 'writeWhole < writeFileDurably < retire2 (a.mjs:1:2)' })).toBe(true)
    expect(wronglyEnded('EIO', removal, { code: 0, said: '' }, new Map())).toBeNull()
    expect(wronglyEnded('EIO', removal, { code: 21, said: next }, new Map())).not.toBeNull()
  })
})

it('the instants of kills are spread evenly over the whole of a build', () => {
  const spans = [
    { part: 'start', seconds: 1 },
    { part: '1-ingest', seconds: 3 },
    { part: '7-publish', seconds: 6 },
  ]
  expect([0, 0.05, 0.1, 0.39, 0.4, 0.9].map((share) => instantOf(spans, share).part)).toEqual([
    ...['start', 'start', '1-ingest', '1-ingest', '7-publish', '7-publish'],
  ])
  expect(instantOf(spans, 0.7).after_s).toBeCloseTo(3)
})

it('what is served after a kill has to be one of the two releases, and whole', () => {
  const output = temporaryFolder()
  const serve = (release: string): void => {
    const directory = join(output, 'public/releases', release)
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ release, files: [] }))
    const pointer = { release, manifest: `releases/${release}/manifest.json`, style: 'index.html', tiles: [] }
    writeFileSync(join(output, 'public/latest.json'), JSON.stringify(pointer))
  }
  const fault = () => notServed(output, new Set(['a', 'b']))
  expect(fault()).toBe('nothing is served any more')
  serve('b')
  expect(fault()).toBe('what is served: index.html is missing')
  writeFileSync(join(output, 'public/index.html'), '')
  expect(fault()).toBeNull()
  serve('c')
  expect(fault()).toBe('release c is none of the two')
})

/** In a process of its own: the functions of the system are replaced in it. */
function sampled(): Promise<Sample> {
  const program = fileURLToPath(new URL('./sample.ts', import.meta.url))
  const child = fork(program, [join(temporaryFolder(), 'sample')], { execArgv: ['--import', 'tsx'] })
  return new Promise((resolve, reject) => {
    child.on('message', (sample) => resolve(sample as Sample))
    child.on('exit', (code) => reject(new Error(`the sample ended with ${code}`)))
  })
}
