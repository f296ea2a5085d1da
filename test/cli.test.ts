import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PROJECT_ROOT } from '../pipeline/city.ts'
import { stages } from '../pipeline/stages.ts'
import { inProcess, petakumuh, type Run } from './support/command-line.ts'
import { smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A message on one line of JSON and nothing else. */
function onlyJson(text: string): Record<string, unknown> {
  expect(text.endsWith('\n')).toBe(true)
  expect(text.trimEnd()).not.toContain('\n')
  return JSON.parse(text)
}

describe('an error output that nobody reads any more', () => {
  it('changes nothing of the work, nor of the exit code', async () => {
    const output = join(temporaryFolder(), 'out')
    const program = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
    const child = spawn(
      process.execPath,
      [program, 'ingest', smallCity(), '--output', output, '--jobs', '1'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    child.stderr.destroy()
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(existsSync(join(output, 'stages/1-ingest/stage.json'))).toBe(true)
  })
})

describe('the exit code', () => {
  it('is 0 when a stage has run, and when nothing was to do', () => {
    const city = smallCity()
    const output = join(temporaryFolder(), 'out')
    const first = petakumuh(['ingest', city, '--output', output, '--jobs', '1'])
    expect([first.code, first.out]).toEqual([0, ''])
    expect(first.err).toContain('done   1-ingest: 1 rows in 1 tables from 1 sources')
    const second = petakumuh(['ingest', city, '--output', output])
    expect(second.code).toBe(0)
    expect(second.err).toContain('Every stage is fresh: nothing to do')
  })

  it('is 20 for a mistake in city.yaml, said without a stack', () => {
    const city = smallCity('name: kota-uji\n')
    const { code, out, err } = petakumuh(['plan', city])
    expect([code, out]).toEqual([20, ''])
    expect(err).toMatch(/^petakumuh: a key is missing\n {2}where {5}.*city\.yaml:1, key title\n/)
    expect(err).not.toContain('    at ')
  })

  it('is 70 for our own fault, with the lines that help to find it', () => {
    const folder = temporaryFolder()
    writeFiles(folder, {
      'planted.mjs': `import fs from 'node:fs'
        import { syncBuiltinESMExports } from 'node:module'
        fs.renameSync = () => { throw new TypeError('planted') }
        syncBuiltinESMExports()`,
    })
    const args = ['ingest', smallCity(), '--output', join(folder, 'out')]
    const { code, err } = petakumuh(args, {
      NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'planted.mjs'))}`,
    })
    expect(code).toBe(70)
    expect(err).toContain('this is a fault of the program, not of your data')
    // What failed may quote what was read.
    expect(err).toMatch(/^TypeError: words of a record, which only a terminal is told\n {4}at /m)
    expect(err).not.toContain('planted\n')
  })

  it.each([
    ['no command', [], /Usage: petakumuh/],
    ['an unknown command', ['biuld', 'x'], /^petakumuh: unknown command 'biuld'\n\(Did you mean build\?\)/],
    ['no city', ['build'], /missing required argument 'city'/],
    ['an unknown option', ['build', 'x', '--froce'], /unknown option '--froce'/],
    ['a city too many', ['build', 'x', 'y'], /too many arguments/],
    ['half a thread', ['build', 'x', '--jobs', '0.5'], /expected a whole number above 0/],
    ['no thread', ['build', 'x', '--jobs', '0'], /expected a whole number above 0/],
    ['a port that is none', ['serve', 'x', '--port', '99999'], /at most 65535/],
    ['a name that is an address', ['serve', 'x', '--allow-host', 'https://a.example'], /without https:/],
  ])('is 2 for %s', async (_, args, message) => {
    const { code, err } = await inProcess(args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  it('is 2 when an earlier stage is missing for --only', async () => {
    const output = join(temporaryFolder(), 'out')
    const { code, err } = await inProcess(['validate', smallCity(), '--output', output, '--only'])
    expect(code).toBe(2)
    expect(err).toContain('petakumuh: 2-validate needs 1-ingest, which has not been built')
  })

  it('is 2 when there is nothing to serve, and for an output folder that is a file', async () => {
    const city = smallCity()
    const output = temporaryFolder()
    const served = await inProcess(['serve', city, '--output', output])
    expect([served.code, served.err]).toEqual([2, expect.stringContaining('there is no published map yet')])
    const folder = await inProcess(['serve', output])
    expect([folder.code, folder.err]).toEqual([
      2,
      expect.stringContaining('there is no published map in this folder'),
    ])
    writeFileSync(join(output, 'file'), '')
    const built = await inProcess(['ingest', city, '--output', join(output, 'file')])
    expect([built.code, built.err]).toEqual([2, expect.stringContaining('the output folder cannot be made')])
  })

  it('is 21 for a source that is missing', async () => {
    const city = smallCity()
    rmSync(join(city, 'sources/decrees.csv'))
    const { code, err } = await inProcess(['ingest', city, '--output', join(temporaryFolder(), 'out')])
    expect(code).toBe(21)
    expect(err).toMatch(
      /petakumuh: a source file is missing\n {2}where {5}.*city\.yaml, key sources\[0\]\.path\n/,
    )
  })

  it('is 30 while another run holds the output', async () => {
    const output = temporaryFolder()
    const holder = JSON.stringify({ pid: process.ppid, host: hostname(), since: '2026-01-02T03:04:05Z' })
    writeFiles(output, { '.lock-0123456789abcdef.json': holder })
    const { code, err } = await inProcess(['ingest', smallCity(), '--output', output])
    expect(code).toBe(30)
    expect(err).toContain('petakumuh: another run is building this city')
  })

  it('is 0 for help and version', async () => {
    for (const args of [['--help'], ['help', 'build'], ['build', '--help']]) {
      const { code, out } = await inProcess(args)
      expect([code, out]).toEqual([0, expect.stringContaining('Usage: petakumuh')])
    }
    const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'))
    expect(await inProcess(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it('is 2 for a verb that is none, also where help is asked for', async () => {
    for (const args of [
      ['dokter', '--help'],
      ['-h', 'dokter'],
      ['help', 'dokter'],
    ]) {
      const { code, out, err } = await inProcess(args)
      expect([code, out, err]).toEqual([2, '', expect.stringContaining("unknown command 'dokter'")])
    }
  })

  it('is 50 when the system refuses to write: a full disk is not our fault', async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, mkdir '/x'"), {
      code: 'ENOSPC',
      path: '/x',
    })
    vi.spyOn(performance, 'now').mockImplementationOnce(() => {
      throw full
    })
    const { code, err } = await inProcess(['ingest', smallCity(), '--output', join(temporaryFolder(), 'out')])
    expect(code).toBe(50)
    expect(err).toContain('what was published before is still served')
    expect(err).not.toContain('    at ')
  })
})

describe('--help', () => {
  it('lists every verb and every exit code', async () => {
    const { out } = await inProcess(['--help'])
    const verbs = ['build', ...stages.map((stage) => stage.name.slice(2)), 'plan', 'serve']
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^  ${verb} \\[options\\] <city>`, 'm'))
    for (const code of [0, 2, 20, 21, 22, 23, 24, 30, 40, 41, 50, 70])
      expect(out).toMatch(new RegExp(`\\b${code} \\w`))
  })

  it('of a stage lists its options, of plan only those that do something there', async () => {
    const tiles = (await inProcess(['tiles', '--help'])).out
    for (const option of ['--output', '--force', '--only', '--jobs', '--memory', '--json', '--quiet'])
      expect(tiles).toContain(option)
    expect(tiles).toContain('--no-space-check')
    const plan = (await inProcess(['plan', '--help'])).out
    for (const option of ['--force', '--jobs', '--only']) expect(plan).not.toContain(option)
  })
})

describe('--json', () => {
  it('gives a fault on one line, with its kind and exit code', async () => {
    const { code, out, err } = await inProcess(['plan', smallCity('name: kota-uji\n'), '--json'])
    expect([code, out]).toEqual([20, ''])
    expect(onlyJson(err)).toMatchObject({
      error: 'config',
      exit: 20,
      what: 'a key is missing',
      where: { line: 1, key: 'title' },
    })
  })

  it('gives a fault of usage on one line', async () => {
    const { code, err } = await inProcess(['build', '--json'])
    expect(code).toBe(2)
    expect(onlyJson(err)).toEqual({ error: 'usage', exit: 2, what: "missing required argument 'city'" })
  })

  it('gives our own fault on one line', async () => {
    vi.spyOn(performance, 'now').mockImplementationOnce(() => {
      throw new TypeError('planted')
    })
    const { code, err } = await inProcess(['ingest', smallCity(), '--output', temporaryFolder(), '--json'])
    expect(code).toBe(70)
    expect(onlyJson(err)).toMatchObject({
      error: 'bug',
      exit: 70,
      what: expect.stringMatching(/^TypeError: words of a record.*\n +at /),
    })
    expect(err).not.toContain('planted')
  })

  it('gives progress and plan as one object a line', async () => {
    const city = smallCity()
    const output = join(temporaryFolder(), 'out')
    const built = await inProcess(['ingest', city, '--output', output, '--json', '--jobs', '1'])
    expect([built.code, built.out]).toEqual([0, ''])
    const events = built.err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toContainEqual(
      expect.objectContaining({
        stage: '1-ingest',
        state: 'done',
        rows: { decrees: 1 },
        seconds: expect.any(Number),
      }),
    )
    const planned = await inProcess(['plan', city, '--output', output, '--json'])
    expect(planned.err).toBe('')
    const lines = planned.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map((line) => line.stage)).toEqual(stages.map((stage) => stage.name))
    expect(lines[0]).toEqual({ stage: '1-ingest', fresh: true, reasons: [] })
    expect(lines[1]).toEqual({ stage: '2-validate', fresh: false, reasons: ['never built'] })
  })
})

it('--quiet says nothing when all is well', async () => {
  const args = ['ingest', smallCity(), '--output', join(temporaryFolder(), 'out'), '--quiet', '--jobs', '1']
  expect(await inProcess(args)).toEqual({ code: 0, out: '', err: '' })
})

it('plan says what is stale and why, in lines for people', async () => {
  const { code, out } = await inProcess(['plan', smallCity(), '--output', join(temporaryFolder(), 'out')])
  expect(code).toBe(0)
  expect(out.startsWith('stale  1-ingest\n         never built\n')).toBe(true)
})

describe('make', () => {
  const makefile = readFileSync(join(PROJECT_ROOT, 'Makefile'), 'utf8')
  const targets = /^\.PHONY: (.*)$/m.exec(makefile)![1]!.split(' ')

  function make(...args: string[]): Run {
    // As a person calls it: not as a part of the `make test` this may run in.
    const { MAKEFLAGS, MAKELEVEL, MFLAGS, ...env } = process.env
    const run = spawnSync('make', args, { cwd: PROJECT_ROOT, encoding: 'utf8', env })
    return { code: run.status, out: run.stdout, err: run.stderr }
  }

  it('help lists every target with a description', () => {
    const { code, out } = make('help')
    expect(code).toBe(0)
    const listed = out.trimEnd().split('\n')
    expect(listed.map((line) => line.trim().split(/\s+/)[0]).sort()).toEqual([...targets].sort())
    for (const line of listed) expect(line).toMatch(/^ {2}[a-z-]+ +\S.+/)
  })

  it('has a target for every verb of the command line', () => {
    for (const verb of ['build', ...stages.map((stage) => stage.name.slice(2)), 'plan', 'serve', 'doctor'])
      expect(targets).toContain(verb)
  })

  it('passes the city, the threads and --force on', () => {
    const { out } = make('--dry-run', 'tiles', 'CITY=a city', 'JOBS=3', 'FORCE=1')
    expect(out.trim().split('\n').at(-1)).toBe('node pipeline/petakumuh.js tiles "a city" --jobs 3 --force')
  })

  it('clean removes one city and never all of them', () => {
    expect(make('--dry-run', 'clean', 'CITY=data/sinjai/').out).toContain('rm -rf "output/sinjai"')
    expect(make('clean', 'CITY=').code).not.toBe(0)
  })
})
