import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { DEFAULT_LAYER_RULES, type LayerRules } from '../../../pipeline/tiler/rules.ts'
import { type Crew, collect, LoneCrew } from '../../../pipeline/tiler/steps/crew.ts'
import type { LinesTask } from '../../../pipeline/tiler/steps/read-lines.ts'
import { WorkerCrew } from '../../../pipeline/tiler/steps/worker-crew.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-crew-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules: LayerRules = { ...DEFAULT_LAYER_RULES, name: 'titik', minzoom: 0, maxzoom: 4 }

/** Reads a file of so many points, the first of which has the id that the file is called by. */
function task(id: number, points: number, properties: object = {}): LinesTask {
  const path = join(folder, `${id}.geojsonl`)
  const line = (i: number) => ({
    type: 'Feature',
    id: id + i,
    geometry: { type: 'Point', coordinates: [1, 1] },
    properties,
  })
  writeFileSync(path, Array.from({ length: points }, (_, i) => `${JSON.stringify(line(i))}\n`).join(''))
  return { path, start: 0, end: Number.MAX_SAFE_INTEGER, layer: 0, rules }
}

const many = Object.fromEntries(Array.from({ length: 66_000 }, (_, i) => [`a${i}`, 0]))

async function withCrew(threads: number, use: (crew: Crew) => Promise<void>, aside = false): Promise<void> {
  const crew = threads === 1 ? new LoneCrew(aside) : await WorkerCrew.start(threads)
  try {
    expect(crew.threads).toBe(threads)
    await use(crew)
  } finally {
    await crew.close()
  }
}

describe.each([1, 3])('a crew of %i', (threads) => {
  it('gives results in the order of the tasks, however long each takes, step after step', async () => {
    const tasks = Array.from({ length: 17 }, (_, i) => task(1000 * i, i % 4 === 0 ? 900 : 1))
    await withCrew(threads, async (crew) => {
      for (const part of [tasks, tasks.toReversed(), []]) {
        const told: number[] = []
        const results = await collect(crew, 'read', part, (done) => told.push(done))
        expect(results.map(({ chunks }) => chunks[0]!.ids[0])).toEqual(
          part.map(({ path }) => Number(/(\d+)\.geojsonl/.exec(path)![1])),
        )
        expect(told).toEqual(part.map((_, i) => i + 1))
      }
    })
  })

  it('throws what a task throws, as what it was, and can be closed then', async () => {
    await withCrew(threads, async (crew) => {
      const failed = collect(crew, 'read', [task(1, 5), task(2, 1, many), task(3, 5)])
      await expect(failed).rejects.toBeInstanceOf(UserError)
      await expect(failed).rejects.toMatchObject({ kind: 'tiles', fault: { where: { layer: 'titik' } } })
    })
    await withCrew(threads, async (crew) => {
      const missing = { ...task(4, 1), path: join(folder, 'tidak-ada') }
      await expect(collect(crew, 'read', [task(5, 5), missing])).rejects.toMatchObject({ code: 'ENOENT' })
    })
  })

  it('can be left in the middle of a step', async () => {
    await withCrew(threads, async (crew) => {
      let taken = 0
      for await (const { tally } of crew.each(
        'read',
        Array.from({ length: 12 }, (_, i) => task(50 * i, 40)),
      )) {
        expect(tally.taken).toBe(40)
        if (++taken === 2) break
      }
      expect(taken).toBe(2)
    })
  })

  it('gives everyone the same task', async () => {
    const prepared = async (crew: Crew) => {
      const facts = {
        layers: [],
        facts: [],
        values: { bytes: new Uint8Array(0), offsets: new Uint32Array(1) },
      }
      await crew.all('prepare', { runs: [], ranks: null, gzip_level: 6, ...facts })
      const ranges = await collect(
        crew,
        'pack',
        Array.from({ length: 6 }, (_, i) => ({ from: i, to: i + 1 })),
      )
      expect(ranges.map(({ tile_ids }) => tile_ids.length)).toEqual([0, 0, 0, 0, 0, 0])
    }
    await withCrew(threads, prepared)
    if (threads === 1) await withCrew(threads, prepared, true)
  })
})
