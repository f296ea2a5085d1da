import { fork, spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/small-city.ts'
import { isForgiven, wronglyEnded } from './fault-endings.ts'
import type { FaultOutcome } from './fault-matrix.ts'
import { faultOfAbsent, faultTable } from './figures.ts'
import { instantOf, notServed } from './kills/kill-builds.ts'
import { wordOf } from './output-state.ts'
import { limitOfFiles } from './real-refusals.ts'
import type { Sample } from './sample.ts'
import { toldBy } from './shards.ts'

describe('a build of a small city', () => {
  it('leaves the release before whole and is mended by the next run, whatever the system refuses and when it is killed', async () => {
    const sample = await sampled()
    expect(sample.said).toEqual([])
    expect(sample.tried.map(({ isAbsent }) => isAbsent)).toEqual([false, false, false, false])
    expect(sample.tried.map(({ code }) => code)).toEqual([null, null, 50, 50])
    expect(sample.tried.slice(0, 2).map(({ kind }) => kind)).toEqual(['kill', 'torn'])
    expect(new Set(sample.tried.map(({ operation }) => operation)).size).toBeGreaterThan(2)
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

describe('the figures of the faults', () => {
  const outcome = (place: string, isAbsent = false): FaultOutcome => ({
    ...{ place, kind: 'EIO', operation: 'open', isOwnProcess: false, code: 50, isAbsent, fault: null },
  })

  it('count what was injected', () => {
    const tried = [outcome('a'), outcome('a'), outcome('b', true)]
    const table = faultTable(tried, { all: 9, all_places: 2 })
    expect(table).toContain('Injected were 2 of 9 faults that the calls can meet, at 1 of 2 combinations')
    expect(table).toContain('The calls of 1 more did not come again')
  })

  it('are wrong where many calls stay away', () => {
    const tried = (injected: number, absent: number) => [
      ...Array.from({ length: injected }, () => outcome('a')),
      ...Array.from({ length: absent }, () => outcome('b', true)),
    ]
    expect(faultOfAbsent(tried(2616, 26))).toBeNull()
    expect(faultOfAbsent(tried(2616, 27))).toContain('the calls of 27 of 2643 faults')
    expect(faultOfAbsent(tried(20, 4))).toBeNull()
    expect(faultOfAbsent(tried(20, 5))).not.toBeNull()
    expect(faultOfAbsent(tried(0, 1))).toBe('none of 1 faults was injected')
    expect(faultOfAbsent([])).not.toBeNull()
  })

  it('are told by every process, or there are none', async () => {
    const told = { told: { all: 3, all_places: 2, outcomes: [], said: [] } }
    const shard = (script: string) => toldBy(fork('-', { execArgv: ['--eval', script] }), () => {})
    const tell = `process.send(${JSON.stringify(told)}, () => process.exit(`
    expect(await shard(`${tell}0))`)).toEqual(told.told)
    await expect(shard('process.exit(0)')).rejects.toThrow('ended with 0 and told nothing')
    await expect(shard(`${tell}1))`)).rejects.toThrow('ended with 1 and told all')
  })
})

it('what is torn is written in part, however it is written', () => {
  const folder = temporaryFolder()
  const injecting = JSON.stringify(new URL('./inject-faults.mjs', import.meta.url).href)
  const script = `import fs from 'node:fs'
  import { arm, disarm } from ${injecting}
  const path = ${JSON.stringify(join(folder, 'x'))}
  const ways = [fs.writeFileSync, fs.appendFileSync, fs.promises.writeFile, fs.promises.appendFile]
  for (const write of ways) {
    fs.writeFileSync(path, '')
    arm({ folders: [${JSON.stringify(folder)}], at: { what: 'write 0:x', nth: 0 }, kind: 'torn', halt: true })
    try { await write(path, 'abcdef') } catch {}
    disarm()
    console.log(fs.readFileSync(path, 'utf8'))
  }`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stdout).toBe('abc\n'.repeat(4))
})

it('two outputs with locks are the same only where the processes both live or have both ended', () => {
  const word = (pid: number, folder = '', number = 0) => {
    const lock = `.lock-abcd${pid.toString(16).padStart(6, '0')}${String(number).padStart(6, '0')}.json`
    return wordOf(new Map([[`${folder}${lock}`, String(number)]]))
  }
  const [own, other] = [process.pid & 0xffffff, (process.pid + 1) & 0xffffff]
  expect(word(own, '', 1)).toBe(word(own, '', 2))
  expect(word(other, '', 1)).toBe(word(other + 1, '', 2))
  expect(new Set([word(own), word(other), word(own, 'a/'), word(own, 'a/.'), word(own, 'b/')]).size).toBe(5)
})

it('a limit of files is in KiB', () => {
  const path = join(temporaryFolder(), 'grown')
  const grow = `${limitOfFiles(2)}; exec head -c 8192 /dev/zero > ${path}`
  expect(spawnSync('sh', ['-c', grow], { stdio: 'ignore' }).status).not.toBe(0)
  expect(statSync(path).size).toBe(2048)
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
    child.on('error', reject)
    // After the last message, as opposed to `exit`.
    child.on('close', (code) => reject(new Error(`the sample ended with ${code}`)))
  })
}
