import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { cutTileset } from '../../../pipeline/tiler/build/cut-tileset.ts'
import type { InputFeature, LayerInput, TilesetOptions } from '../../../pipeline/tiler/tileset.ts'
import { layerRules, tilesetRules } from './building.ts'
import { houses, linesOf, zones } from './town.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-leavings-'))
const temporary = mkdtempSync(join(tmpdir(), 'petakumuh-leavings-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(temporary, { recursive: true, force: true })
})

const path = join(folder, 'zona.geojsonl')
const wide = join(folder, 'lebar.geojsonl')
beforeAll(() => {
  writeFileSync(path, linesOf(zones()))
  const names = Array.from({ length: 66_000 }, (_, i) => [`a${i}`, 1])
  const [zone] = zones(1)
  writeFileSync(wide, linesOf([zone!, { ...zone!, properties: Object.fromEntries(names) }]))
})

const RULES = tilesetRules([layerRules({ maxzoom: 13 })])
const SMALL = { threads_from_bytes: 0, threads_from_positions: 0, stretch_bytes: 5000, range_bytes: 500 }
const cut = (inputs: LayerInput[], options: Partial<TilesetOptions> = {}, rules = RULES) =>
  cutTileset(rules, inputs, { threads: 1, memory_mb: 0, temporary, shares: SMALL, ...options })

async function* failing(): AsyncGenerator<InputFeature> {
  yield* houses(5)
  throw new Error('the reader broke')
}

const left = () => readdirSync(temporary)

describe.each([1, 2])('nothing is left in the temporary folder by %i threads', (threads) => {
  it('after the last tile; while there are some, there is a file of what waits', async () => {
    const { tiles } = await cut([{ layer: 0, path }], { threads })
    expect(left()).toHaveLength(1)
    expect(readdirSync(join(temporary, left()[0]!)).length).toBeGreaterThan(0)
    for await (const { gzip } of tiles) if (gzip.length === 0) throw new Error('an empty tile')
    expect(left()).toEqual([])
  })

  it('when the reader of the tiles stops, at once or later, or fails', async () => {
    for (const stopAt of [1, 20]) {
      const { tiles } = await cut([{ layer: 0, path }], { threads })
      let read = 0
      for await (const _tile of tiles) if (++read === stopAt) break
      expect([read, left()]).toEqual([stopAt, []])
    }
    const { tiles } = await cut([{ layer: 0, path }], { threads })
    const reading = (async () => {
      for await (const { tile_id } of tiles) if (tile_id > 0) throw new Error(`no room for ${tile_id}`)
    })()
    await expect(reading).rejects.toThrow('no room for')
    expect(left()).toEqual([])
  })

  it('when no tile is ever read: closed at once, or left before the first', async () => {
    const unread = await cut([{ layer: 0, path }], { threads })
    expect(left()).toHaveLength(1)
    await unread.close()
    expect(left()).toEqual([])
    await unread.close()
    await expect(unread.tiles[Symbol.asyncIterator]().next()).rejects.toThrow('after the tileset was closed')
    const { tiles } = await cut([{ layer: 0, path }], { threads })
    expect(await tiles[Symbol.asyncIterator]().return!()).toEqual({ done: true, value: undefined })
    expect(left()).toEqual([])
  })

  it('when it is closed between two tiles; closed after the last one, the tiles are at their end', async () => {
    const some = await cut([{ layer: 0, path }], { threads })
    const iterator = some.tiles[Symbol.asyncIterator]()
    expect((await iterator.next()).done).toBe(false)
    await some.close()
    expect(left()).toEqual([])
    await expect(iterator.next()).rejects.toThrow('after the tileset was closed')
    const all = await cut([{ layer: 0, path }], { threads })
    for await (const _tile of all.tiles);
    await all.close()
    expect((await all.tiles[Symbol.asyncIterator]().next()).done).toBe(true)
  })

  it('when an input fails in the middle', async () => {
    await expect(
      cut(
        [
          { layer: 0, path },
          { layer: 0, features: failing() },
        ],
        { threads },
      ),
    ).rejects.toThrow('the reader broke')
    expect(left()).toEqual([])
  })

  it('when a layer has too many attributes, which is said', async () => {
    const refused = cut([{ layer: 0, path: wide }], { threads })
    await expect(refused).rejects.toBeInstanceOf(UserError)
    await expect(refused).rejects.toThrow('too many different attributes')
    expect(left()).toEqual([])
  })

  it('when a file is not there, or is a folder, which is said', async () => {
    for (const [missing, got] of [
      [join(folder, 'tidak-ada.geojsonl'), 'no such file'],
      [folder, 'not a file'],
    ] as const) {
      // biome-ignore format: short
      const refused = cut([{ layer: 0, path }, { layer: 0, path: missing }], { threads })
      await expect(refused).rejects.toMatchObject({
        kind: 'source',
        fault: { where: { file: missing }, got },
      })
    }
    expect(left()).toEqual([])
  })

  it('when progress is told to someone who fails, at any step', async () => {
    for (const step of ['read', 'borders', 'cut', 'pack']) {
      const progress: TilesetOptions['progress'] = (done) => {
        if (done.step === step) throw new Error(`stopped at ${step}`)
      }
      const reading = (async () => {
        const { tiles } = await cut([{ layer: 0, path }], { threads, progress })
        for await (const _tile of tiles);
      })()
      await expect(reading).rejects.toThrow(`stopped at ${step}`)
      expect(left()).toEqual([])
    }
  })
})

describe('progress', () => {
  it.each([1, 2])(
    'rises to its total at each step, in the order of the steps, by %i threads',
    async (threads) => {
      const told: { step: string; done: number; total: number | undefined }[] = []
      const { tiles } = await cut([{ layer: 0, path }], { threads, progress: (done) => told.push(done) })
      for await (const _tile of tiles);
      expect([...new Set(told.map(({ step }) => step))]).toEqual(['read', 'borders', 'cut', 'pack'])
      for (const step of ['read', 'borders', 'cut', 'pack']) {
        const own = told.filter((done) => done.step === step)
        expect(own.map(({ done }) => done)).toEqual(own.map(({ done }) => done).sort((a, b) => a - b))
        expect(own.at(-1)!.done).toBe(own.at(-1)!.total)
      }
    },
  )
})
