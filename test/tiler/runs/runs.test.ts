import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { firstTileId, tileIdOf } from '../../../pipeline/archive/hilbert.ts'
import { sortByKey } from '../../../pipeline/tiler/runs/radix-sort.ts'
import { type Run, tileIdAt } from '../../../pipeline/tiler/runs/run.ts'
import { planRanges, RunReader, RunStore, type StoredRun } from '../../../pipeline/tiler/runs/run-store.ts'
import { RunWriter, shortTileId } from '../../../pipeline/tiler/runs/run-writer.ts'
import { randomBy } from '../points/chunks.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-runs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('sorting by keys', () => {
  const random = randomBy(1)
  const anyKey = () => Math.floor(random() * 2 ** 32)
  it.each([
    ['any', anyKey],
    ['few', () => Math.floor(random() * 3)],
    ['equal', () => 7],
    ['the highest digit alone', () => Math.floor(random() * 4) * 2 ** 30],
    ['the middle digit alone', () => 5 + Math.floor(random() * 2000) * 2 ** 11],
    ['two digits', () => 2 ** 32 - 1 - Math.floor(random() * 2 ** 22)],
  ])('puts places in order, equal ones as they were: %s', (_, key) => {
    for (const count of [0, 1, 2, 100, 5000]) {
      const keys = Uint32Array.from({ length: count + 3 }, key)
      const order = Uint32Array.from({ length: count }, (__, i) => i)
      const expected = [...order].sort((a, b) => keys[a]! - keys[b]! || a - b)
      const sorted = sortByKey(keys, order, new Uint32Array(count), count)
      expect([...sorted.subarray(0, count)]).toEqual(expected)
    }
  })

  it('goes on from an order by other keys', () => {
    const lows = Uint32Array.from({ length: 3000 }, () => Math.floor(random() * 50) * 2 ** 20)
    const highs = Uint32Array.from({ length: 3000 }, () => Math.floor(random() * 4))
    const order = Uint32Array.from({ length: 3000 }, (_, i) => i)
    const spare = new Uint32Array(3000)
    const expected = [...order].sort((a, b) => highs[a]! - highs[b]! || lows[a]! - lows[b]! || a - b)
    const byLow = sortByKey(lows, order, spare, 3000)
    expect([...sortByKey(highs, byLow, byLow === order ? spare : order, 3000)]).toEqual(expected)
  })
})

describe('short tile ids', () => {
  it('are those of the archive, at every zoom up to 15', () => {
    const random = randomBy(2)
    for (let zoom = 0; zoom <= 15; zoom++) {
      const last = 2 ** zoom - 1
      const few = zoom < 5 ? Array.from({ length: 4 ** zoom }, (_, i) => [i & last, i >> zoom]) : []
      const some = Array.from({ length: 300 }, () => [
        Math.floor(random() * 2 ** zoom),
        Math.floor(random() * 2 ** zoom),
      ])
      const wrong = [...few, ...some, [0, 0], [last, 0], [0, last], [last, last]].filter(
        ([x, y]) => shortTileId(zoom, x!, y!) !== tileIdOf(zoom, x!, y!),
      )
      expect(wrong).toEqual([])
    }
  })
})

interface Drawn {
  id: number
  feature: number
  commands: number[]
}

/** Drawings in the order in which they are made: of one feature at all its tiles, then of the next. */
function randomDrawings(
  seed: number,
  count: number,
  deep: boolean,
): (Drawn & { zoom: number; x: number; y: number })[] {
  const random = randomBy(seed)
  return Array.from({ length: count }, (_, i) => {
    // Thousands in one tile, and many that have one of their own.
    const zoom = random() < 0.4 ? 3 : Math.floor(random() * (deep ? 21 : 16))
    const [x, y] =
      random() < 0.4 ? [0, 0] : [Math.floor(random() * 2 ** zoom), Math.floor(random() * 2 ** zoom)]
    const length = random() < 0.02 ? 500 : Math.floor(random() * 20)
    const commands = Array.from({ length }, () => Math.floor(random() * 256))
    return { zoom, x, y, id: tileIdOf(zoom, x, y), feature: Math.floor(i / 3), commands }
  })
}

function runsOf(drawings: ReturnType<typeof randomDrawings>, limit: number): Run[] {
  const runs: Run[] = []
  const writer = new RunWriter((run) => runs.push(run), limit)
  for (const { zoom, x, y, feature, commands } of drawings) {
    writer.add(zoom, x, y, feature, Uint8Array.from([...commands, 255, 255]), commands.length)
    writer.rest()
  }
  writer.finish()
  return runs
}

function drawnIn(run: Run): Drawn[] {
  return Array.from({ length: run.count }, (_, i) => ({
    id: tileIdAt(run, i),
    feature: run.features[i]!,
    commands: [...run.bytes.subarray(run.offsets[i]!, run.offsets[i + 1]!)],
  }))
}

const plain = (drawings: readonly Drawn[]): Drawn[] =>
  drawings.map(({ id, feature, commands }) => ({ id, feature, commands }))
const sorted = (drawings: readonly Drawn[]): Drawn[] =>
  plain(drawings)
    .map((drawn, i) => ({ drawn, i }))
    .sort((a, b) => a.drawn.id - b.drawn.id || a.i - b.i)
    .map(({ drawn }) => drawn)

describe('runs', () => {
  it.each([false, true])(
    'hold all drawings by tile, those of a tile as they were made (tiles beyond zoom 15: %s)',
    (deep) => {
      const drawings = randomDrawings(3, 4000, deep)
      const [run, ...more] = runsOf(drawings, 1 << 24)
      expect(more).toEqual([])
      expect(run!.highs === null).toBe(!deep)
      expect(drawnIn(run!)).toEqual(sorted(drawings))
    },
  )

  it('end where they are full, and the next one goes on; short ids come back after long ones', () => {
    const drawings = [...randomDrawings(4, 600, true), ...randomDrawings(5, 900, false)]
    const runs = runsOf(drawings, 3000)
    expect(runs.length).toBeGreaterThan(5)
    expect([runs[0]!.highs === null, runs.at(-1)!.highs === null]).toEqual([false, true])
    let at = 0
    for (const run of runs) {
      expect(drawnIn(run)).toEqual(sorted(drawings.slice(at, at + run.count)))
      at += run.count
    }
    expect(at).toBe(drawings.length)
  })

  it('forget what is rewound, and nothing else', () => {
    const runs: Run[] = []
    const writer = new RunWriter((run) => runs.push(run))
    writer.rewind(writer.mark)
    writer.add(0, 0, 0, 1, Uint8Array.of(1, 2), 2)
    const mark = writer.mark
    writer.add(18, 5, 5, 2, Uint8Array.of(3), 1)
    writer.add(1, 0, 0, 2, Uint8Array.of(4), 1)
    writer.rewind(mark)
    writer.add(0, 0, 0, 3, Uint8Array.of(5, 6, 7), 3)
    writer.finish()
    writer.finish()
    expect(runs.flatMap(drawnIn)).toEqual([
      { id: 0, feature: 1, commands: [1, 2] },
      { id: 0, feature: 3, commands: [5, 6, 7] },
    ])
  })

  it('take a drawing that is larger than a whole run', () => {
    const huge = Array.from({ length: 20_000 }, (_, i) => i % 251)
    const runs = runsOf([{ zoom: 2, x: 1, y: 1, id: tileIdOf(2, 1, 1), feature: 0, commands: huge }], 100)
    expect(runs.flatMap(drawnIn)[0]!.commands).toEqual(huge)
  })
})

describe('a run that would be too large', () => {
  it('is refused in words, not told by places that begin again at 0', () => {
    const writer = new RunWriter(() => undefined, 100, 1000)
    const commands = new Uint8Array(300)
    for (let i = 0; i < 3; i++) writer.add(3, i, 0, 0, commands, 300)
    expect(() => writer.add(3, 3, 0, 0, commands, 300)).toThrow(/too large.*1200 bytes.*1000/s)
  })

  it('holds as much as it can, and all again after a rest', () => {
    const runs: Run[] = []
    const writer = new RunWriter((run) => runs.push(run), 100, 1000)
    for (let i = 0; i < 10; i++) {
      writer.add(3, i % 8, 0, i, Uint8Array.of(i), 1)
      writer.add(3, i % 8, 1, i, new Uint8Array(999).fill(i), 999)
      writer.rest()
    }
    writer.finish()
    expect(runs.map((run) => run.bytes.length)).toEqual(Array(10).fill(1000))
  })
})

describe('stored runs', () => {
  let files = 0
  function stored(runs: readonly Run[], limit: number) {
    const path = join(folder, String(files++))
    const store = new RunStore(limit, path)
    for (const run of runs) store.add(run)
    return { store, path }
  }
  const read = (all: readonly StoredRun[], from: number, to: number): Drawn[][] => {
    const reader = new RunReader()
    try {
      return all.map((run) => drawnIn(reader.read(run, from, to)))
    } finally {
      reader.close()
    }
  }

  it.each([false, true])(
    'give any stretch of tiles, from memory as from a file (tiles beyond zoom 15: %s)',
    (deep) => {
      const runs = runsOf(randomDrawings(6, 3600, deep), 40_000)
      const kept = stored(runs, Number.POSITIVE_INFINITY)
      const half = stored(runs, 60_000)
      const spilled = stored(runs, 0)
      expect([kept, half, spilled].map(({ path }) => existsSync(path))).toEqual([false, true, true])
      expect(half.store.runs.map(({ run }) => run === null)).toContain(false)
      expect(spilled.store.runs.every(({ run }) => run === null)).toBe(true)
      const ids = runs.flatMap((run) => drawnIn(run).map(({ id }) => id))
      const random = randomBy(7)
      const some = () => ids[Math.floor(random() * ids.length)]! + Math.floor(random() * 3) - 1
      const stretches = Array.from({ length: 6 }, () => [some(), some()].sort((a, b) => a - b))
      const one = tileIdOf(3, 0, 0)
      stretches.push(
        [0, Number.POSITIVE_INFINITY],
        [one, one + 1],
        [one + 1, one + 1],
        [0, one],
        [firstTileId(21), Number.POSITIVE_INFINITY],
      )
      for (const [from, to] of stretches) {
        const expected = runs.map((run) => drawnIn(run).filter(({ id }) => id >= from! && id < to!))
        for (const { store } of [kept, half, spilled]) expect(read(store.runs, from!, to!)).toEqual(expected)
      }
      for (const { store } of [kept, half, spilled]) store.close()
    },
  )

  it('make no file of another name, and do not write over one', () => {
    const [run] = runsOf(randomDrawings(8, 20, false), 1 << 20)
    const { path, store } = stored([run!], 0)
    expect(() => new RunStore(0, path).add(run!)).toThrow('EEXIST')
    store.close()
    store.close()
  })

  it('tell when their file has been cut short', () => {
    const [run] = runsOf(randomDrawings(9, 900, false), 1 << 20)
    const { path, store } = stored([run!], 0)
    truncateSync(path, 5000)
    expect(() => read(store.runs, 0, Number.POSITIVE_INFINITY)).toThrow(RangeError)
    store.close()
  })

  it.each([1, 5000, 1e9])(
    'are shared out in ranges that hold every tile once and none in two (%i bytes)',
    (bytes) => {
      const runs = runsOf(randomDrawings(10, 5000, true), 40_000)
      const { store } = stored(runs, Number.POSITIVE_INFINITY)
      const bounds = planRanges(store.runs, bytes)
      expect([bounds[0], bounds.at(-1)]).toEqual([0, Number.POSITIVE_INFINITY])
      expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b))
      expect(bounds.length === 2).toBe(bytes === 1e9)
      const ranges = bounds.slice(1).map((to, i) => read(store.runs, bounds[i]!, to).flat())
      expect(
        ranges
          .flat()
          .map(({ id }) => id)
          .sort((a, b) => a - b),
      ).toEqual(runs.flatMap((run) => drawnIn(run).map(({ id }) => id)).sort((a, b) => a - b))
      const tiles = ranges.map((range) => new Set(range.map(({ id }) => id)))
      expect(tiles.reduce((sum, own) => sum + own.size, 0)).toBe(
        new Set(tiles.flatMap((own) => [...own])).size,
      )
    },
  )

  it('of nothing are one range', () => {
    expect(planRanges([], 100)).toEqual([0, Number.POSITIVE_INFINITY])
  })
})
