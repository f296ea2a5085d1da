import { existsSync, readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { build } from '../pipeline/build.ts'
import { loadCity } from '../pipeline/city.ts'
import { UserError } from '../pipeline/errors.ts'
import { type AskFreeSpace, checkFreeSpace, neededSpace } from '../pipeline/free-space.ts'
import { displayPath } from '../pipeline/paths.ts'
import { createProgress } from '../pipeline/progress.ts'
import { STAGE_TITLES, type StageName } from '../pipeline/stage.ts'
import { smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

const STAGES = Object.keys(STAGE_TITLES) as StageName[]

describe('what a stage needs', () => {
  it('is what it wrote last and half of it, or a multiple of the sources, and never nothing', () => {
    expect(neededSpace('3-area', 0, 100_000_000).output_bytes).toBe(150_000_000)
    expect(neededSpace('7-publish', 20_000_000, 0).output_bytes).toBe(160_000_000)
    expect(neededSpace('6-tiles', 20_000_000, 1).temporary_bytes).toBe(60_000_000)
    for (const stage of STAGES) {
      const { output_bytes, temporary_bytes } = neededSpace(stage, 0, 0)
      expect(Math.min(output_bytes, temporary_bytes)).toBeGreaterThan(1_000_000)
      const small = neededSpace(stage, 1_000_000_000, 0)
      expect(neededSpace(stage, 2_000_000_000, 0).output_bytes).toBe(2 * small.output_bytes)
    }
  })

  it('is measured: the last tables of a stage, and the largest release of those that are kept', () => {
    const city = loadCity(smallCity())
    const output = temporaryFolder()
    const sizes: [path: string, bytes: number][] = [
      ['stages/3-area/a.parquet', 20_000_000],
      ['public/releases/one/a', 10_000_000],
      ['public/releases/two/deep/a', 30_000_000],
    ]
    for (const [path, bytes] of sizes) {
      writeFiles(output, { [path]: '' })
      truncateSync(join(output, path), bytes)
    }
    const needed = (stage: StageName): string | undefined => {
      const places = { outputDirectory: output, temporaryFolder: join(output, 'tmp') }
      const ask: AskFreeSpace = () => ({ free_bytes: 0, file_system: 'one' })
      try {
        checkFreeSpace(stage, city, places, ask)
      } catch (error) {
        return (error as UserError).fault.expected
      }
    }
    // Both folders are on one file system: the need of both is asked of it.
    expect(needed('3-area')).toContain('at least 34 MB')
    expect(needed('7-publish')).toContain('at least 49 MB')
  })
})

describe('a disk with too little space', () => {
  const run = async (ask: AskFreeSpace | undefined, stages: StageName[] = ['1-ingest']) => {
    const output = temporaryFolder()
    const ran = vi.fn()
    const made = stages.map((name) => ({
      ...{ name, reads: [], writes: ['x'], code: new URL('../pipeline/paths.ts', import.meta.url) },
      ...{ files: () => [], config: () => null },
      run: async () => {
        ran()
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
      next: expect.stringContaining('--keep'),
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
})
