import fs, { existsSync, linkSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { build } from '../pipeline/build.ts'
import { type City, loadCity } from '../pipeline/city.ts'
import { UserError } from '../pipeline/errors.ts'
import { type AskFreeSpace, askSystem, checkFreeSpace, neededSpace } from '../pipeline/free-space.ts'
import { displayPath } from '../pipeline/paths.ts'
import { createProgress } from '../pipeline/progress.ts'
import { STAGE_TITLES, type StageContext, type StageName } from '../pipeline/stage.ts'
import { lastSourceBytes, lastTemporaryBytes, noteTemporaryBytes } from '../pipeline/temporary-space.ts'
import { inProcess } from './support/command-line.ts'
import { smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

const STAGES = Object.keys(STAGE_TITLES) as StageName[]

const UNKNOWN = { output_bytes: null, temporary_bytes: null, source_bytes: null }

/** What a stage is said to need of a disk that has nothing left. */
function needed(stage: StageName, city: City, output: string): string | undefined {
  const places = { outputDirectory: output, temporaryFolder: join(output, 'tmp') }
  const ask: AskFreeSpace = () => ({ free_bytes: 0, file_system: 'one' })
  try {
    checkFreeSpace(stage, city, places, ask)
  } catch (error) {
    return (error as UserError).fault.expected
  }
}

/** A file of a size that takes no space. */
function writeHollow(folder: string, path: string, bytes: number): void {
  writeFiles(folder, { [path]: '' })
  truncateSync(join(folder, path), bytes)
}

/** Runs work where the system tells of other counts of blocks. */
async function whereToldOf<T>(counts: object, work: () => T | Promise<T>): Promise<T> {
  const { statfsSync } = fs
  const told = (path: string) => Object.assign(statfsSync(path), counts)
  fs.statfsSync = told as typeof fs.statfsSync
  syncBuiltinESMExports()
  try {
    return await work()
  } finally {
    fs.statfsSync = statfsSync
    syncBuiltinESMExports()
  }
}

describe('what a stage needs', () => {
  it('is what it took last and half of it, or a multiple of the sources, and never nothing', () => {
    const taken = { output_bytes: 100_000_000, temporary_bytes: 10_000_000, source_bytes: null }
    expect(neededSpace('3-area', 0, taken)).toEqual({
      output_bytes: 150_000_000,
      temporary_bytes: 15_000_000,
    })
    expect(neededSpace('7-publish', 20_000_000, UNKNOWN).output_bytes).toBe(160_000_000)
    expect(neededSpace('6-tiles', 20_000_000, { ...taken, temporary_bytes: null }).temporary_bytes).toBe(
      60_000_000,
    )
    // Sources of a gigabyte need no gigabyte beside them where the stage is known to take little.
    expect(neededSpace('6-tiles', 1e9, { ...taken, temporary_bytes: 1 }).temporary_bytes).toBe(4_000_000)
    for (const stage of STAGES) {
      const { output_bytes, temporary_bytes } = neededSpace(stage, 0, UNKNOWN)
      expect(Math.min(output_bytes, temporary_bytes)).toBeGreaterThan(1_000_000)
      const small = neededSpace(stage, 1_000_000_000, UNKNOWN)
      expect(neededSpace(stage, 2_000_000_000, UNKNOWN).output_bytes).toBe(2 * small.output_bytes)
    }
  })

  it('is by the sources too where they have grown by more than half since, and never less than before', () => {
    const taken = { output_bytes: 2_000_000, temporary_bytes: 2_000_000, source_bytes: 8_000_000 }
    expect(neededSpace('6-tiles', 12_000_000, taken)).toEqual({ output_bytes: 8e6, temporary_bytes: 4e6 })
    expect(neededSpace('6-tiles', 4e9, taken)).toEqual({ output_bytes: 12e9, temporary_bytes: 12e9 })
    const much = { ...taken, output_bytes: 100_000_000 }
    expect(neededSpace('3-area', 13_000_000, much).output_bytes).toBe(150_000_000)
  })

  it('is measured: the last tables of a stage, and the largest release of those that are kept', () => {
    const city = loadCity(smallCity())
    const output = temporaryFolder()
    writeHollow(output, 'stages/3-area/a.parquet', 20_000_000)
    writeHollow(output, 'public/releases/one/a', 10_000_000)
    writeHollow(output, 'public/releases/two/deep/a', 30_000_000)
    // Both folders are on one file system: the need of both is asked of it.
    expect(needed('3-area', city, output)).toContain('at least 34 MB')
    expect(needed('7-publish', city, output)).toContain('at least 49 MB')
    noteTemporaryBytes(output, '3-area', 20_000_000, 0)
    expect(needed('3-area', city, output)).toContain('at least 60 MB')
    writeHollow(city.directory, 'sources/decrees.csv', 100_000_000)
    expect(needed('3-area', city, output)).toContain('at least 200 MB')
  })

  it('counts a file once, however many sources read it and by whatever name, and what lies beside a shapefile', () => {
    const output = temporaryFolder()
    const workspace = (...paths: string[]): City => {
      const city = loadCity(smallCity())
      return { ...city, sources: paths.map((path, i) => ({ ...city.sources[0]!, id: `${i}`, path })) }
    }
    const layers = workspace('sources/kota.gpkg', 'sources/kota.gpkg', './sources/../sources/kota.gpkg')
    writeHollow(layers.directory, 'sources/kota.gpkg', 100_000_000)
    expect(needed('2-validate', layers, output)).toContain('at least 200 MB')

    const shapes = workspace('sources/zona.SHP', 'sources/none.csv')
    writeHollow(shapes.directory, 'sources/zona.SHP', 10_000_000)
    writeHollow(shapes.directory, 'sources/zona.dbf', 80_000_000)
    writeHollow(shapes.directory, 'sources/ZONA.shx', 10_000_000)
    writeHollow(shapes.directory, 'sources/other.dbf', 500_000_000)
    expect(needed('2-validate', shapes, output)).toContain('at least 200 MB')
  })
})

describe('what the temporary files of a stage took', () => {
  it('is remembered for each stage in steps, and written only where it differs', () => {
    const output = temporaryFolder()
    const file = join(output, 'temporary-space.json')
    expect(lastTemporaryBytes(output, '1-ingest')).toBeNull()
    noteTemporaryBytes(output, '1-ingest', 0, 0)
    noteTemporaryBytes(output, '6-tiles', 9_000_000, 9_000_000)
    expect(lastTemporaryBytes(output, '1-ingest')).toBe(4_000_000)
    expect(lastTemporaryBytes(output, '6-tiles')).toBe(12_000_000)
    // A name of its own tells whether the file was written anew.
    linkSync(file, join(output, 'before'))
    noteTemporaryBytes(output, '1-ingest', 3_999_999, 4_000_000)
    expect(fs.statSync(file).nlink).toBe(2)
    noteTemporaryBytes(output, '1-ingest', 4_000_001, 0)
    expect(fs.statSync(file).nlink).toBe(1)
    expect(lastTemporaryBytes(output, '1-ingest')).toBe(8_000_000)
    expect(lastTemporaryBytes(output, '6-tiles')).toBe(12_000_000)
    expect(lastSourceBytes(output, '6-tiles')).toBe(12_000_000)
    noteTemporaryBytes(output, '1-ingest', 4_000_001, 4_000_001)
    expect(lastSourceBytes(output, '1-ingest')).toBe(8_000_000)
  })

  it('is known from a file that does not tell of the sources yet', () => {
    const output = temporaryFolder()
    const text = '{"format": "petakumuh-temporary-space/1", "bytes": {"1-ingest": 8000000}}'
    writeFileSync(join(output, 'temporary-space.json'), text)
    expect([lastTemporaryBytes(output, '1-ingest'), lastSourceBytes(output, '1-ingest')]).toEqual([8e6, null])
  })

  it.each([
    '',
    'null',
    '{"format": "petakumuh-temporary-space/1"',
    '{"format": "petakumuh-temporary-space/1", "bytes": null}',
    '{"format": "petakumuh-temporary-space/1", "bytes": {"1-ingest": "5"}}',
    '{"format": "petakumuh-temporary-space/1", "bytes": {"1-ingest": -1}}',
    '{"format": "petakumuh-temporary-space/1", "bytes": {"1-ingest": 1e400}}',
    '{"format": "another/1", "bytes": {"1-ingest": 5}}',
  ])('is not known from %j, which the next run replaces', (text) => {
    const output = temporaryFolder()
    writeFileSync(join(output, 'temporary-space.json'), text)
    expect(lastTemporaryBytes(output, '1-ingest')).toBeNull()
    noteTemporaryBytes(output, '1-ingest', 5_000_000, 0)
    expect(lastTemporaryBytes(output, '1-ingest')).toBe(8_000_000)
  })
})

describe('the system', () => {
  it('tells of a folder that is not there yet by the one above it', () => {
    const folder = temporaryFolder()
    expect(askSystem(join(folder, 'a/b'))).toEqual({
      free_bytes: expect.any(Number),
      file_system: askSystem(folder)!.file_system,
    })
  })

  it('does not tell where a file system counts no blocks, as many in user space do not', async () => {
    const folder = temporaryFolder()
    expect(await whereToldOf({ blocks: 0, bavail: 0 }, () => askSystem(folder))).toBeNull()
    expect(await whereToldOf({ blocks: 10, bavail: 0 }, () => askSystem(folder)!.free_bytes)).toBe(0)
  })

  it('is not asked with --no-space-check', async () => {
    const output = join(temporaryFolder(), 'out')
    const ingest = ['ingest', smallCity(), '--output', output]
    const run = (...more: string[]) =>
      whereToldOf({ blocks: 10, bavail: 0 }, () => inProcess([...ingest, ...more]))
    expect(await run()).toMatchObject({
      code: 50,
      err: expect.stringContaining('too little free space for 1-ingest'),
    })
    expect(await run('--no-space-check')).toMatchObject({ code: 0 })
  })
})

describe('a disk with too little space', () => {
  const run = async (ask: AskFreeSpace | undefined, stages: StageName[] = ['1-ingest'], spilled = 0) => {
    const output = temporaryFolder()
    const ran = vi.fn()
    const made = stages.map((name) => ({
      ...{ name, reads: [], writes: ['x'], code: new URL('../pipeline/paths.ts', import.meta.url) },
      ...{ files: () => [], config: () => null },
      run: async ({ outputDirectory }: StageContext) => {
        ran()
        if (spilled > 0) writeHollow(outputDirectory, '.temporary/spilled', spilled)
        return { rows: {}, summary: '' }
      },
    }))
    const options = { outputDirectory: output, stages: made, freeSpace: ask, jobs: 1 }
    const error = await build(loadCity(smallCity()), options, createProgress('quiet')).then(
      () => null,
      (thrown: unknown) => thrown as UserError,
    )
    return { output, error, ran }
  }

  it('is refused with 50 before anything is begun, and says how much is needed', async () => {
    const { output, error, ran } = await run(() => ({ free_bytes: 5_000_000, file_system: 'one' }))
    expect(error).toBeInstanceOf(UserError)
    expect(error!.exitCode).toBe(50)
    expect(error!.fault).toMatchObject({
      code: 'DISK_SPACE',
      what: expect.stringContaining('1-ingest: it has not begun'),
      got: '5 MB',
      expected: expect.stringMatching(/^at least 12 MB/),
      next: expect.stringMatching(/--keep.*--output.*--no-space-check/),
    })
    expect(ran).not.toHaveBeenCalled()
    expect(readdirSync(output)).toEqual([])
  })

  it('is refused for the temporary folder alone, where that lies on another', async () => {
    const asked: string[] = []
    const { error } = await run((folder) => {
      asked.push(folder)
      const isTemporary = asked.length === 2
      return { free_bytes: isTemporary ? 1000 : 9_000_000, file_system: isTemporary ? 'two' : 'one' }
    })
    expect(asked).toHaveLength(2)
    expect(error!.fault.where!.file).toBe(displayPath(asked[1]!))
    expect(error!.fault.expected).toContain('at least 4 MB')
  })

  it('is asked anew before each stage: what was built stays', async () => {
    let asked = 0
    const { output, error, ran } = await run(
      () => ({ free_bytes: asked++ < 2 ? 1e9 : 0, file_system: 'one' }),
      ['1-ingest', '2-validate'],
    )
    expect(ran).toHaveBeenCalledTimes(1)
    expect(error!.fault.what).toContain('2-validate')
    expect(existsSync(join(output, 'stages/1-ingest/stage.json'))).toBe(true)
  })

  it('is no obstacle where the system does not tell, nor where there is enough', async () => {
    expect((await run(() => null)).error).toBeNull()
    expect((await run(undefined)).error).toBeNull()
  })

  it('is asked by what the stage took of it last', async () => {
    const { output, error } = await run(() => null, ['1-ingest'], 9_000_000)
    expect(error).toBeNull()
    expect(JSON.parse(readFileSync(join(output, 'temporary-space.json'), 'utf8'))).toEqual({
      format: 'petakumuh-temporary-space/1',
      bytes: { '1-ingest': 12_000_000 },
      source_bytes: { '1-ingest': 4_000_000 },
    })
    expect(existsSync(join(output, '.temporary'))).toBe(false)
  })
})
