import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { DEFAULT_LAYER_RULES, DEFAULT_TILESET_RULES, type TilesetRules } from '../../pipeline/tiler/rules.ts'
import { cutWithTippecanoe, type TippecanoeOptions } from '../../pipeline/tippecanoe/index.ts'
import { fakeProgram } from './fake-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-tippecanoe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const POINT =
  '{"type":"Feature","id":1,"properties":{},"geometry":{"type":"Point","coordinates":[104.5,0.9]}}'
const input = join(folder, 'points.geojsonl')
writeFileSync(input, `${POINT}\n\n \n${POINT}`)

const rules: TilesetRules = {
  ...DEFAULT_TILESET_RULES,
  layers: [{ ...DEFAULT_LAYER_RULES, name: 'points', minzoom: 0, maxzoom: 1 }],
}

let made = 0
/** Cuts by a program that does what `body` says; the folder for temporary files is new. */
function cutBy(
  body: string,
  more: Partial<TippecanoeOptions> = {},
): { temporary: string; cut: Promise<unknown> } {
  const own = join(folder, String(made++))
  const temporary = join(own, 'temporary')
  const program = fakeProgram(own, body)
  const options = {
    rules,
    inputs: [{ layer: 0, path: input, kind: 'point' as const }],
    temporary,
    timeout_seconds: 30,
    threads: 1,
    program,
  }
  return { temporary, cut: cutWithTippecanoe({ ...options, ...more }) }
}

function say(text: string): string {
  return `process.stderr.write(${JSON.stringify(text)});`
}

/** Starts a child that ignores SIGTERM, notes both process ids, and waits as it does. */
function stubborn(note: string): string {
  return `
  process.on('SIGTERM', () => {})
  const child = require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: 'ignore' })
  fs.writeFileSync(${JSON.stringify(note)}, process.pid + ' ' + child.pid)
  setInterval(() => {}, 1000)`
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A process that ended and was not yet collected still has its number.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function until(holds: () => boolean, seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await pause(20)
  }
}

const TOOK = '2 features, 20 bytes of geometry and attributes, 0 bytes of string pool, 0 bytes of vertices\n'

describe('cutWithTippecanoe, with a program that', () => {
  it.each([
    [
      'fails',
      `${say('in.geojsonl:7: malformed point: in JSON object []\n')} process.exitCode = 107`,
      'TIPPECANOE_FAILED',
      /exit code 107\nmalformed point/,
    ],
    [
      'is ended from outside',
      "process.kill(process.pid, 'SIGKILL')",
      'TIPPECANOE_FAILED',
      /ended by SIGKILL/,
    ],
    [
      'leaves features out',
      `${say(`${TOOK}tile 1/1/0 size is 600000 with detail 12, >500000    \n`)}`,
      'TIPPECANOE_DROPPED',
      /tile 1\/1\/0/,
    ],
    ['says nothing', '', 'TIPPECANOE_UNTOLD', /nothing/],
    ['writes nothing', say(TOOK), 'TIPPECANOE_OUTPUT', /./],
    [
      'writes garbage',
      `${say(TOOK)} fs.writeFileSync(argument('output'), 'garbage'.repeat(100))`,
      'TIPPECANOE_OUTPUT',
      /./,
    ],
    [
      'speaks no text',
      'process.stderr.write(Buffer.from([255, 254, 0, 13, 10, 128])); process.exitCode = 1',
      'TIPPECANOE_FAILED',
      /exit code 1/,
    ],
  ])('%s: exits with 41 and leaves nothing', async (_, body, code, got) => {
    const { temporary, cut } = cutBy(body)
    await expect(cut).rejects.toMatchObject({
      exitCode: 41,
      fault: { code, got: expect.stringMatching(got) },
    })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('does not end: stops it and what it started at the time limit', async () => {
    const note = join(folder, 'slow-pids')
    // It may take longer than the limit to start on a busy machine: then the limit is another.
    for (let timeout_seconds = 3; !existsSync(note); timeout_seconds *= 4) {
      const { temporary, cut } = cutBy(stubborn(note), { timeout_seconds, grace_seconds: 0.3 })
      await expect(cut).rejects.toMatchObject({ exitCode: 41, fault: { code: 'TIPPECANOE_TIME' } })
      expect(readdirSync(temporary)).toEqual([])
    }
    const pids = readFileSync(note, 'utf8').split(' ').map(Number)
    await until(() => !pids.some(runs))
  })

  it('is told to stop: ends with the reason it was given', async () => {
    const controller = new AbortController()
    const { temporary, cut } = cutBy('setInterval(() => {}, 1000)', { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('no longer wanted')), 300)
    await expect(cut).rejects.toThrow('no longer wanted')
    expect(readdirSync(temporary)).toEqual([])
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'runs while we get %s: everything ends',
    async (told) => {
      const own = join(folder, `interrupted-${told}`)
      mkdirSync(own)
      const note = join(own, 'pids')
      const temporary = join(own, 'temporary')
      const program = fakeProgram(own, stubborn(note))
      const script = fileURLToPath(new URL('interrupted-run.ts', import.meta.url))
      const run: ChildProcess = spawn(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), script, program.path, input, temporary],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      )
      const ended = new Promise<NodeJS.Signals | null>((resolve) =>
        run.once('exit', (_, signal) => resolve(signal)),
      )
      await until(() => existsSync(note) && readFileSync(note, 'utf8').includes(' '))
      expect(readdirSync(temporary)).toHaveLength(1)
      run.kill(told)
      expect(await ended).toBe(told)
      const pids = readFileSync(note, 'utf8').split(' ').map(Number)
      await until(() => !pids.some(runs))
      // Who is killed leaves its folder to the next run.
      expect(readdirSync(temporary)).toHaveLength(told === 'SIGKILL' ? 1 : 0)
    },
    120_000,
  )

  it('takes nothing in: gives no tiles, and says what was refused', async () => {
    const { temporary, cut } = cutBy(
      `${say('x:1: null geometry (additional not reported): in JSON object {}\n0 features, 4 bytes of geometry and attributes, 0 bytes\nDid not read any valid geometries\n')} process.exitCode = 110`,
    )
    const tileset = (await cut) as Awaited<ReturnType<typeof cutWithTippecanoe>>
    for await (const tile of tileset.tiles) expect.fail(`gave tile ${tile.tile_id}`)
    expect(tileset.report[0]).toMatchObject({
      features_read: 2,
      features_taken: 0,
      refused: { no_geometry: 2 },
      refused_untold: 0,
    })
    expect(tileset.layers).toEqual([])
    expect(tileset.bounds).toBeUndefined()
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is given a rule it cannot keep, or an input that is not there: is not started', async () => {
    const note = join(folder, 'started')
    const start = `fs.writeFileSync(${JSON.stringify(note)}, 'yes')`
    const inputs = [{ layer: 0, path: input }]
    await expect(cutBy(start, { inputs }).cut).rejects.toMatchObject({ exitCode: 20 })
    const lost = [{ layer: 0, path: join(folder, 'lost.geojsonl'), kind: 'point' as const }]
    await expect(cutBy(start, { inputs: lost }).cut).rejects.toMatchObject({ exitCode: 21 })
    expect(existsSync(note)).toBe(false)
  })

  it('is given an empty input: is not started', async () => {
    const empty = join(folder, 'empty.geojsonl')
    writeFileSync(empty, '\n \n')
    const { cut } = cutBy('process.exitCode = 1', { inputs: [{ layer: 0, path: empty, kind: 'point' }] })
    expect(await cut).toMatchObject({ report: [{ features_read: 0, features_taken: 0 }] })
  })
})
