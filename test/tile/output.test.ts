import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { idsLine } from '../../pipeline/tile/ids-left-out.ts'
import { tile } from '../../pipeline/tile/index.ts'
import type { TileOptions } from '../../pipeline/tile/options.ts'
import { checkOutput, fullDisk, putInPlace } from '../../pipeline/tile/output.ts'
import { temporaryFolder } from '../support/small-city.ts'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>()
  return { ...real, link: vi.fn(real.link) }
})

const POINTS = ['A1', '7', 8, null].map(
  (code, i) =>
    `${JSON.stringify({ type: 'Feature', properties: { code }, geometry: { type: 'Point', coordinates: [104 + i, 1] } })}\n`,
)

/** Cuts four points of a folder. */
async function cut(folder: string, options: Partial<TileOptions> = {}, progress = createProgress('quiet')) {
  writeFileSync(join(folder, 'rt.geojsonl'), POINTS.join(''))
  return tile(
    [join(folder, 'rt.geojsonl')],
    {
      output: join(folder, 'out.pmtiles'),
      temporaryDirectory: folder,
      threads: 1,
      maximumZoom: 1,
      ...options,
    },
    progress,
  )
}

function archives(folder: string): string[] {
  return ['one', 'two'].map((name) => {
    writeFileSync(join(folder, `.${name}`), name)
    return join(folder, `.${name}`)
  })
}

describe('two runs that end with one name', () => {
  const NO_LINKS = Object.assign(new Error('no links'), { code: 'EPERM' })
  const noLinks = () => vi.mocked(files.link).mockRejectedValueOnce(NO_LINKS)

  it.each([
    ['', () => {}],
    [', where a file system has no links', () => noLinks().mockRejectedValueOnce(NO_LINKS)],
  ])('keep the first, and the second is refused%s', async (_, prepare) => {
    const folder = temporaryFolder()
    const [one, two] = archives(folder)
    const output = join(folder, 'out.pmtiles')
    prepare()
    await putInPlace(one!, output, false)
    await expect(putInPlace(two!, output, false)).rejects.toMatchObject({
      exitCode: 2,
      fault: { what: 'the archive is there already', next: expect.stringContaining('-f') },
    })
    expect(readFileSync(output, 'utf8')).toBe('one')
    expect(readdirSync(folder).sort()).toEqual(['.two', 'out.pmtiles'])
    await putInPlace(two!, output, true)
    expect(readFileSync(output, 'utf8')).toBe('two')
  })

  it('keep the archive of one that ends while the other cuts, unless that may replace it', async () => {
    const folder = temporaryFolder()
    const output = join(folder, 'out.pmtiles')
    const quiet = createProgress('quiet')
    const meanwhile = {
      ...quiet,
      task: (label: string) => {
        writeFileSync(output, 'of the other')
        return quiet.task(label)
      },
    }
    await expect(cut(folder, {}, meanwhile)).rejects.toMatchObject({ exitCode: 2 })
    expect(readFileSync(output, 'utf8')).toBe('of the other')
    expect(readdirSync(folder).sort()).toEqual(['out.pmtiles', 'rt.geojsonl'])
    const { bytes } = await cut(folder, { force: true }, meanwhile)
    expect(readFileSync(output)).toHaveLength(bytes)
  })
})

describe('what cannot be written', () => {
  const refusal = (output: string): unknown => {
    try {
      return checkOutput(output, false)
    } catch (error) {
      return error
    }
  }

  it('is refused before anything is read', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'folder.pmtiles'))
    for (const name of ['x.zip', 'folder.pmtiles', 'file/x.pmtiles', 'file/below/x.pmtiles'])
      expect([name, refusal(join(folder, name))]).toMatchObject([name, { exitCode: 2 }])
    expect(refusal(join(folder, 'new/x.pmtiles'))).toBeUndefined()
    expect(existsSync(join(folder, 'new'))).toBe(true)
  })

  it.skipIf(!existsSync('/proc/self'))('is a folder that takes no files, told with its name', async () => {
    for (const name of ['/proc/x.pmtiles', '/proc/none/x.mbtiles'])
      expect(refusal(name)).toMatchObject({ exitCode: 50, fault: { where: { file: '/proc' } } })
    await expect(cut(temporaryFolder(), { temporaryDirectory: '/proc' })).rejects.toMatchObject({
      exitCode: 50,
      fault: { where: { file: '/proc' }, next: expect.stringContaining('-t') },
    })
  })

  it('is a full disk, told with the archive and both folders', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const error = fullDisk(full, '/data/rt.pmtiles', '/temporary')
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({
      exitCode: 50,
      fault: { where: { file: '/data/rt.pmtiles' }, got: full.message },
    })
    expect((error as UserError).message).toContain('/temporary')
    const other = new Error('another')
    expect(fullDisk(other, 'x', 'y')).toBe(other)
  })

  it('has no folder for temporary files', async () => {
    const folder = temporaryFolder()
    for (const temporaryDirectory of [join(folder, 'none'), join(folder, 'rt.geojsonl')]) {
      await expect(cut(folder, { temporaryDirectory })).rejects.toMatchObject({
        exitCode: 2,
        fault: { where: { key: '--temporary-directory' } },
      })
    }
    expect(readdirSync(folder)).toEqual(['rt.geojsonl'])
  })
})

describe('a profile that cannot be read', () => {
  it('is refused as a configuration', async () => {
    const folder = temporaryFolder()
    for (const profile of [join(folder, 'none.yaml'), folder]) {
      await expect(cut(folder, { profile })).rejects.toMatchObject({
        exitCode: 20,
        fault: { where: { key: '--profile' }, got: expect.stringMatching(/ENOENT|EISDIR/) },
      })
    }
  })
})

describe('ids from an attribute', () => {
  it('that is no whole number are counted, with an example', async () => {
    const folder = temporaryFolder()
    const { ids_left_out } = await cut(folder, { useAttributeForId: 'code' })
    expect(ids_left_out).toEqual([{ layer: 'rt', attribute: 'code', features: 2, example: 'A1' }])
    expect(idsLine(ids_left_out[0]!, 'en', String)).toBe(
      'rt: 2 features without an id: code is no whole number from 0 to 2^53 - 1, such as "A1"',
    )
    expect(idsLine({ ...ids_left_out[0]!, example: 'x'.repeat(100) }, 'id', String)).toMatch(/"x{59}\.\.\.$/)
    expect((await cut(folder, { generateIds: true, force: true })).ids_left_out).toEqual([])
  })
})
