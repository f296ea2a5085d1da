import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type BuildOptions, build, plan } from '../pipeline/build.ts'
import { type City, loadCity } from '../pipeline/city.ts'
import { UserError } from '../pipeline/errors.ts'
import { digest } from '../pipeline/freshness.ts'
import type { Progress } from '../pipeline/progress.ts'
import type { Stage, StageContext, StageName } from '../pipeline/stage.ts'
import { Store, type StoreOptions } from '../pipeline/store/index.ts'
import { CITY_YAML, smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

/** Two stages that copy text: `1-ingest` the city's source, `3-area` what `1-ingest` wrote; `2-validate` reads nothing. */
let stages: Stage[]
let code: string
let workspace: string
let output: string
/** The stages that ran, in order. */
let ran: StageName[]
let said: { message: string; facts?: Record<string, unknown> }[]
let city: City
/** What databases were opened with, and how many are open still. */
let opened: StoreOptions[]
let open: number

afterEach(() => {
  vi.restoreAllMocks()
  expect(open).toBe(0)
})

beforeEach(() => {
  opened = []
  open = 0
  // The made-up stages need no tables.
  vi.spyOn(Store, 'open').mockImplementation(async (options = {}) => {
    opened.push(options)
    open++
    return { close: () => open-- } as unknown as Store
  })
  workspace = smallCity()
  output = join(temporaryFolder(), 'out')
  code = temporaryFolder()
  ran = []
  said = []
  city = loadCity(workspace)
  for (const name of ['first', 'second', 'third']) {
    writeFiles(code, { [`${name}/index.ts`]: "import 'ajv'\nexport const run = () => import('./run.ts')\n" })
    writeFiles(code, { [`${name}/run.ts`]: `export const name = '${name}'\n` })
  }
  stages = [
    madeUp('1-ingest', 'first', {
      writes: ['copied.txt'],
      files: (c) => [join(c.directory, 'sources/decrees.csv')],
      config: (c) => ({ code: c.code }),
      write: ({ directory, city: c }) =>
        writeFileSync(join(directory, 'copied.txt'), readFileSync(join(c.directory, 'sources/decrees.csv'))),
    }),
    madeUp('2-validate', 'second', {
      writes: ['alone.txt'],
      write: ({ directory }) => writeFileSync(join(directory, 'alone.txt'), 'alone'),
    }),
    madeUp('3-area', 'third', {
      reads: ['1-ingest'],
      writes: ['again.txt'],
      write: ({ directory, file }) =>
        writeFileSync(join(directory, 'again.txt'), readFileSync(file('1-ingest', 'copied.txt')!)),
    }),
  ]
})

function madeUp(
  name: StageName,
  module: string,
  parts: Partial<Stage> & { write: (context: StageContext) => void },
): Stage {
  const { write, ...stage } = parts
  return {
    name,
    reads: [],
    writes: [],
    code: pathToFileURL(join(code, module, 'index.ts')),
    files: () => [],
    config: () => null,
    async run(context) {
      ran.push(name)
      write(context)
      return { rows: { [name]: 1 }, summary: `${name} is done` }
    },
    ...stage,
  }
}

const progress: Progress = {
  say: (message, facts) => said.push({ message: message.trim(), facts }),
  task: () => ({ advance() {}, part() {}, end() {} }),
}

function options(more: Partial<BuildOptions> = {}): BuildOptions {
  return { outputDirectory: output, stages, jobs: 1, ...more }
}

function run(more: Partial<BuildOptions> = {}) {
  ran = []
  said = []
  return build(city, options(more), progress)
}

async function reasons(more: Partial<BuildOptions> = {}): Promise<Record<string, string[]>> {
  const plans = await plan(city, options(more))
  return Object.fromEntries(plans.map(({ stage, reasons: why }) => [stage.name, why]))
}

function replaceStage(name: StageName, changes: Partial<Stage>): void {
  stages = stages.map((stage) => (stage.name === name ? { ...stage, ...changes } : stage))
}

const FRESH = { '1-ingest': [], '2-validate': [], '3-area': [] }
const inStage = (name: StageName, file: string) => join(output, 'stages', name, file)

describe('what is stale, and why', () => {
  it('is everything before the first build', async () => {
    expect(await reasons()).toEqual({
      '1-ingest': ['never built'],
      '2-validate': ['never built'],
      '3-area': ['never built'],
    })
  })

  it('is nothing after a build, and a second build runs nothing', async () => {
    expect(await run()).toEqual({ ran: ['1-ingest', '2-validate', '3-area'], fresh: [] })
    expect(await reasons()).toEqual(FRESH)
    expect(await run()).toEqual({ ran: [], fresh: ['1-ingest', '2-validate', '3-area'] })
    expect(ran).toEqual([])
  })

  it('is a stage whose source changed by one byte, though its size and name are the same', async () => {
    await run()
    const path = join(workspace, 'sources/decrees.csv')
    writeFileSync(path, readFileSync(path, 'utf8').replace('Penetapan', 'Penetapam'))
    expect(await reasons()).toEqual({
      '1-ingest': ['source sources/decrees.csv changed'],
      '2-validate': [],
      '3-area': ['reads 1-ingest, which will run'],
    })
    expect((await run()).ran).toEqual(['1-ingest', '3-area'])
    expect(readFileSync(inStage('3-area', 'again.txt'), 'utf8')).toContain('Penetapam')
  })

  it('is no stage when a source was only touched', async () => {
    await run()
    const path = join(workspace, 'sources/decrees.csv')
    const text = readFileSync(path)
    rmSync(path)
    writeFileSync(path, text)
    expect(await reasons()).toEqual(FRESH)
  })

  it('is a stage whose part of city.yaml changed, and no other', async () => {
    await run()
    writeFileSync(join(workspace, 'city.yaml'), CITY_YAML.replace('"99.71"', '"99.72"'))
    city = loadCity(workspace)
    expect(await reasons()).toEqual({
      '1-ingest': ['configuration in city.yaml changed'],
      '2-validate': [],
      '3-area': ['reads 1-ingest, which will run'],
    })
  })

  it('does not depend on the order of keys in city.yaml', async () => {
    replaceStage('1-ingest', { config: (c) => ({ code: c.code, name: c.name }) })
    await run()
    replaceStage('1-ingest', { config: (c) => ({ name: c.name, code: c.code }) })
    expect(await reasons()).toEqual(FRESH)
  })

  it('is a stage whose code changed, the part that it loads late too', async () => {
    await run()
    writeFileSync(join(code, 'second/run.ts'), 'export const name = 2\n')
    const why = await reasons()
    expect(why['1-ingest']).toEqual([])
    expect(why['2-validate']).toEqual([expect.stringMatching(/^code .*second\/run\.ts changed$/)])
  })

  it('is a stage whose tool has another version', async () => {
    await run()
    rewriteRecord('2-validate', (record) => {
      record.fingerprint['tool ajv'] = '0.0.1'
    })
    expect((await reasons())['2-validate']).toEqual([
      expect.stringMatching(/^tool ajv changed from 0\.0\.1 to \d/),
    ])
  })

  it('is a stage that gained or lost a file it reads', async () => {
    await run()
    const extra = join(workspace, 'sources/extra.csv')
    writeFileSync(extra, 'x')
    replaceStage('2-validate', { files: () => [extra] })
    expect((await reasons())['2-validate']).toEqual(['source sources/extra.csv is new'])
    await run()
    replaceStage('2-validate', { files: () => [] })
    expect((await reasons())['2-validate']).toEqual(['source sources/extra.csv is gone'])
  })

  it('is the writer and the readers of a table that was changed by hand; only the writer has to run', async () => {
    await run()
    writeFileSync(inStage('1-ingest', 'copied.txt'), 'tampered')
    expect(await reasons()).toEqual({
      '1-ingest': ['output copied.txt changed since the run'],
      '2-validate': [],
      '3-area': ['input 1-ingest/copied.txt changed'],
    })
    expect((await run()).ran).toEqual(['1-ingest'])
    expect(readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')).toContain('Penetapan')
  })

  it('is the writer of a table that was removed', async () => {
    await run()
    rmSync(inStage('1-ingest', 'copied.txt'))
    expect((await reasons())['1-ingest']).toEqual(['output copied.txt is gone since the run'])
    expect((await run()).ran).toEqual(['1-ingest'])
  })

  it('is not asked of files that others laid beside the tables', async () => {
    await run()
    writeFileSync(inStage('1-ingest', 'copied.txt.aux.xml'), '<index/>')
    expect(await reasons()).toEqual(FRESH)
  })

  it.each([
    ['edited', (text: string) => text.replace('"1-ingest": 1', '"1-ingest": 2')],
    ['cut short', (text: string) => text.slice(0, 40)],
    ['emptied', () => ''],
    ['replaced', () => 'null'],
  ])('is a stage whose stage.json was %s', async (_, damage) => {
    await run()
    const path = inStage('1-ingest', 'stage.json')
    const before = readFileSync(path, 'utf8')
    expect(damage(before)).not.toBe(before)
    writeFileSync(path, damage(before))
    const why = await reasons()
    expect(why['1-ingest']).toEqual(['its stage.json was changed after the run'])
    expect(why['3-area']).toEqual(['reads 1-ingest, which will run'])
    expect((await run()).ran).toEqual(['1-ingest'])
  })

  it('is a stage that misses something outside its own directory', async () => {
    await run()
    replaceStage('2-validate', { missing: () => 'public/latest.json is missing' })
    expect((await reasons())['2-validate']).toEqual(['public/latest.json is missing'])
  })

  it('is every chosen stage when forced', async () => {
    await run()
    expect((await run({ force: true })).ran).toEqual(['1-ingest', '2-validate', '3-area'])
  })

  it('says the first two reasons and how many more there are', async () => {
    await run()
    writeFiles(code, { 'second/a.ts': '', 'second/b.ts': '', 'second/c.ts': '' })
    await run()
    const line = said.find(({ message }) => message.startsWith('run'))!
    expect(line.message).toMatch(/^run {4}2-validate: code .*; code .*; and 1 more$/)
    expect(line.facts).toMatchObject({ stage: '2-validate', state: 'run', reasons: { length: 3 } })
  })

  it('is the same wherever workspace and output lie', async () => {
    await run()
    const record = readFileSync(inStage('1-ingest', 'stage.json'), 'utf8')
    expect(record).not.toContain(workspace)
    city = loadCity(smallCity())
    expect(await reasons()).toEqual(FRESH)
  })
})

describe('plan', () => {
  it('runs nothing and writes nothing', async () => {
    await plan(city, options({ force: true }))
    expect(ran).toEqual([])
    expect(existsSync(output)).toBe(false)
  })

  it('asks only for the stages up to the target', async () => {
    expect(Object.keys(await reasons({ until: '2-validate' }))).toEqual(['1-ingest', '2-validate'])
  })
})

describe('a stage that does not end well', () => {
  const failing = (message: string) => ({
    async run({ directory }: StageContext): Promise<never> {
      writeFileSync(join(directory, 'copied.txt'), 'half')
      throw new Error(message)
    },
  })

  it('leaves the previous directory whole, and its half is not taken for one', async () => {
    await run()
    const before = readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')
    const healthy = stages
    writeFileSync(join(workspace, 'sources/decrees.csv'), 'other\n')
    replaceStage('1-ingest', failing('the disk is on fire'))
    await expect(run()).rejects.toThrow('the disk is on fire')
    expect(readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')).toBe(before)
    expect(ran).toEqual([])
    stages = healthy
    expect((await reasons())['1-ingest']).toEqual(['source sources/decrees.csv changed'])
    expect((await run()).ran).toEqual(['1-ingest', '3-area'])
    expect(said.map(({ message }) => message)).toContain(
      'note   1-ingest: what an interrupted run left is removed',
    )
    expect(readdirSync(join(output, 'stages')).sort()).toEqual(['1-ingest', '2-validate', '3-area'])
  })

  it('is known by its partial directory when it never ended well', async () => {
    const healthy = stages
    replaceStage('1-ingest', failing('no'))
    await expect(run()).rejects.toThrow('no')
    stages = healthy
    expect((await reasons())['1-ingest']).toEqual(['the last run did not finish'])
    expect((await run()).ran).toEqual(['1-ingest', '2-validate', '3-area'])
    expect(readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')).toContain('Penetapan')
  })

  it('is replaced when its directory has no stage.json', async () => {
    mkdirSync(join(output, 'stages/1-ingest'), { recursive: true })
    writeFileSync(inStage('1-ingest', 'left.txt'), 'left')
    expect((await reasons())['1-ingest']).toEqual(['the last run did not finish'])
    await run()
    expect(readdirSync(join(output, 'stages/1-ingest')).sort()).toEqual(['copied.txt', 'stage.json'])
  })

  it('is put back when it was killed between the two moves that install it', async () => {
    await run()
    const aside = join(output, 'stages/.1-ingest.old')
    mkdirSync(aside)
    for (const file of readdirSync(join(output, 'stages/1-ingest'))) {
      writeFileSync(join(aside, file), readFileSync(inStage('1-ingest', file)))
    }
    rmSync(join(output, 'stages/1-ingest'), { recursive: true })
    expect((await run()).ran).toEqual([])
    expect(existsSync(aside)).toBe(false)
  })

  it('leaves its temporary files nowhere', async () => {
    replaceStage('1-ingest', {
      async run() {
        writeFileSync(join(opened[0]!.tempDir!, 'spilled'), 'x')
        throw new Error('no')
      },
    })
    await expect(run()).rejects.toThrow('no')
    expect(existsSync(opened[0]!.tempDir!)).toBe(false)
  })
})

describe('a lock that was lost', () => {
  it('puts nothing in place, and takes nothing away from the run that has it', async () => {
    await run()
    const before = readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')
    writeFileSync(join(workspace, 'sources/decrees.csv'), 'other\n')
    const { run: work } = stages[0]!
    let isLost = false
    replaceStage('1-ingest', {
      async run(context) {
        const outcome = await work(context)
        isLost = true
        writeFiles(output, { '.temporary/theirs': '', '.release.partial/theirs': '' })
        return outcome
      },
    })
    const stillHeld = () => {
      if (isLost) throw new UserError('locked', { what: 'another run is building this city' })
    }
    await expect(run({ stillHeld })).rejects.toThrow('another run')
    expect(readFileSync(inStage('1-ingest', 'copied.txt'), 'utf8')).toBe(before)
    expect(readFileSync(join(output, 'stages/.1-ingest.partial/copied.txt'), 'utf8')).toBe('other\n')
    expect(existsSync(join(output, '.temporary/theirs'))).toBe(true)
    expect(existsSync(join(output, '.release.partial/theirs'))).toBe(true)
  })
})

describe('what is to be tidied after a stage', () => {
  it('is told and tried again where the system refuses it, and the stage is good', async () => {
    let asked = 0
    replaceStage('1-ingest', {
      tidy() {
        expect(existsSync(inStage('1-ingest', 'stage.json'))).toBe(true)
        if (asked++ === 0)
          throw Object.assign(new Error("EBUSY: resource busy or locked, rename '/a'"), { code: 'EBUSY' })
      },
    })
    expect((await run()).ran).toContain('1-ingest')
    expect(said.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^note {3}1-ingest: what is no longer needed .* EBUSY: resource busy or locked$/),
    )
    expect(said.map(({ facts }) => facts?.event)).toContain('not_tidied')
    expect((await run()).fresh).toContain('1-ingest')
    expect(asked).toBe(2)
  })

  it('ends the run where it says what remains, with the stage on record', async () => {
    let isHeld = true
    replaceStage('1-ingest', {
      tidy() {
        if (isHeld) throw new UserError('publish', { code: 'NOT_WITHDRAWN', what: 'it remains' })
      },
    })
    await expect(run()).rejects.toMatchObject({ exitCode: 50, fault: { code: 'NOT_WITHDRAWN' } })
    const of = said.filter(({ facts }) => facts?.stage === '1-ingest').map(({ facts }) => facts?.event)
    expect(of).toEqual(['stage_started', 'stage_ended'])
    expect(existsSync(inStage('1-ingest', 'stage.json'))).toBe(true)
    // All is fresh, and it is tried again.
    await expect(run()).rejects.toMatchObject({ fault: { code: 'NOT_WITHDRAWN' } })
    isHeld = false
    expect((await run()).fresh).toContain('1-ingest')
  })

  it('fails as our fault where it is one', async () => {
    replaceStage('1-ingest', {
      tidy() {
        throw new TypeError('no')
      },
    })
    await expect(run()).rejects.toThrow(TypeError)
  })
})

it.skipIf(process.platform === 'win32')(
  'opens a stage to the group that its folders were opened to',
  async () => {
    mkdirSync(join(output, 'stages'), { recursive: true })
    chmodSync(join(output, 'stages'), 0o750)
    await run({ only: '1-ingest' })
    expect(statSync(inStage('1-ingest', '.')).mode & 0o777).toBe(0o750)
  },
)

describe('the tables of a stage', () => {
  it('get the threads and memory that were asked for', async () => {
    await run({ jobs: 3, memoryMb: 512 })
    expect(opened).toHaveLength(3)
    for (const settings of opened) expect(settings).toMatchObject({ threads: 3, memoryMb: 512 })
  })

  it('are not opened when all is fresh', async () => {
    await run()
    opened = []
    await run()
    expect(opened).toEqual([])
  })
})

describe('--only', () => {
  it('runs one stage on what the earlier ones left, stale or not', async () => {
    await run()
    writeFileSync(join(workspace, 'sources/decrees.csv'), 'other\n')
    expect(await run({ only: '3-area' })).toEqual({ ran: [], fresh: ['3-area'] })
    expect(await run({ only: '3-area', force: true })).toEqual({ ran: ['3-area'], fresh: [] })
    expect(readFileSync(inStage('3-area', 'again.txt'), 'utf8')).toContain('Penetapan')
  })

  it.each([
    ['was never built', () => {}],
    ['has no stage.json', () => mkdirSync(join(output, 'stages/1-ingest'), { recursive: true })],
    [
      'has a damaged stage.json',
      () => writeFiles(output, { 'stages/1-ingest/stage.json': '{}', 'stages/1-ingest/copied.txt': 'x' }),
    ],
  ])('is refused when an earlier stage %s', async (_, prepare) => {
    prepare()
    const error = await run({ only: '3-area' }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).exitCode).toBe(2)
    expect((error as UserError).message).toContain('3-area needs 1-ingest, which has not been built')
    expect(ran).toEqual([])
  })
})

describe('what a stage may touch', () => {
  it('is what it declares to write: anything else is our bug, and nothing is installed', async () => {
    replaceStage('2-validate', { writes: ['other.txt'] })
    const error = await run().catch((e: unknown) => e)
    expect(error).not.toBeInstanceOf(UserError)
    expect((error as Error).message).toBe('2-validate wrote alone.txt, which it does not declare')
    expect(existsSync(join(output, 'stages/2-validate'))).toBe(false)
  })

  it.each([
    ['a table by its name', 'zones', 'zones.parquet'],
    ['a file by its name', 'report.json', 'report.json'],
    ['anything in a folder', 'layers', 'layers/zones.parquet'],
  ])('may be declared as %s', async (_, declared, file) => {
    replaceStage('2-validate', {
      writes: [declared],
      async run({ directory }) {
        writeFiles(directory, { [file]: 'x' })
        return { rows: {}, summary: '' }
      },
    })
    await run()
    expect(existsSync(inStage('2-validate', file))).toBe(true)
  })

  it('is what it declares to read', async () => {
    replaceStage('2-validate', {
      async run({ table }) {
        table('1-ingest', 'zones')
        return { rows: {}, summary: '' }
      },
    })
    await expect(run()).rejects.toThrow('2-validate does not declare that it reads 1-ingest')
  })

  it('is null for a table that the earlier stage had nothing for', async () => {
    let got: string | null = 'unset'
    replaceStage('3-area', {
      writes: [],
      async run({ table }) {
        got = table('1-ingest', 'zones')
        return { rows: {}, summary: '' }
      },
    })
    await run()
    expect(got).toBeNull()
  })
})

describe('a source', () => {
  it('that is missing ends with 21 and names the key', async () => {
    rmSync(join(workspace, 'sources/decrees.csv'))
    const error = (await run().catch((e: unknown) => e)) as UserError
    expect(error.exitCode).toBe(21)
    expect(error.fault).toMatchObject({
      what: 'a source file is missing',
      where: { key: 'sources[0].path' },
      got: 'sources/decrees.csv',
    })
    expect(existsSync(join(output, 'stages/1-ingest'))).toBe(false)
  })

  it('that is a folder is missing', async () => {
    rmSync(join(workspace, 'sources/decrees.csv'))
    mkdirSync(join(workspace, 'sources/decrees.csv'))
    expect(((await run().catch((e: unknown) => e)) as UserError).exitCode).toBe(21)
  })

  it('that went missing after a build is told by plan as well', async () => {
    await run()
    rmSync(join(workspace, 'sources/decrees.csv'))
    await expect(reasons()).rejects.toThrow('a source file is missing')
  })
})

/** Changes a record as a run of another version would have written it. */
function rewriteRecord(
  name: StageName,
  change: (record: { fingerprint: Record<string, string> }) => void,
): void {
  const { digest: _, ...record } = JSON.parse(readFileSync(inStage(name, 'stage.json'), 'utf8'))
  change(record)
  writeFileSync(inStage(name, 'stage.json'), JSON.stringify({ ...record, digest: digest(record) }))
}
