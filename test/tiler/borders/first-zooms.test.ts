import { describe, expect, it } from 'vitest'
import { addBorders, borderTable } from '../../../pipeline/tiler/borders/border-table.ts'
import { FirstZooms } from '../../../pipeline/tiler/borders/first-zooms.ts'
import { type FeatureChunk, LINE } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { DEEPEST_ZOOM } from '../../../pipeline/tiler/grid.ts'
import { chunkOf, type Place, pointAt, polygonOf, randomBy, shuffled } from '../points/chunks.ts'
import { features, type Plan, type Ring, tessellation, turned, zoomsByPosition } from './tessellation.ts'

const MAXZOOM = 12
const SIMPLIFICATION = { maxzoom: MAXZOOM, simplification_units: 1, simplification_at_maxzoom_units: 0 }

function filled(plans: Plan[], shared = true, simplification_units = 1, maxzoom = MAXZOOM): FeatureChunk[] {
  const chunks = plans.map((plan) => chunkOf(features(plan)))
  const positions = chunks.reduce((sum, chunk) => sum + chunk.positions.length / 2, 0)
  const table = shared ? borderTable(positions, 2) : null
  if (table !== null) for (const shard of [0, 1]) addBorders(table, chunks, shard)
  for (const chunk of chunks)
    new FirstZooms(table, { maxzoom, simplification_units, simplification_at_maxzoom_units: 0 }).fill(chunk)
  return chunks
}

/** Turns and reverses every ring and puts the features in another order, in two chunks. */
function disturbed(plan: Plan, random: () => number): Plan[] {
  const other = plan.map((rings) =>
    rings.map((ring) =>
      turned(random() < 0.5 ? ring : ring.toReversed(), Math.floor(random() * ring.length)),
    ),
  )
  const order = shuffled(other, random)
  const half = Math.floor(random() * order.length)
  return [order.slice(0, half), order.slice(half)]
}

/** Distances in places from each left out position of a chain to what is kept of it at a zoom. */
function strayOf(
  { positions, firstZooms }: FeatureChunk,
  start: number,
  end: number,
  zoom: number,
  ring: boolean,
) {
  const at = (i: number): Place => [positions[2 * i]!, positions[2 * i + 1]!]
  const kept = []
  for (let i = start; i < end; i++) if (firstZooms[i]! <= zoom) kept.push(i)
  if (ring && kept.length > 0) kept.push(kept[0]! + end - start)
  let farthest = 0
  for (let k = 1; k < kept.length; k++) {
    const a = at(wrap(kept[k - 1]!))
    const b = at(wrap(kept[k]!))
    for (let i = kept[k - 1]! + 1; i < kept[k]!; i++)
      farthest = Math.max(farthest, distance(at(wrap(i)), a, b))
  }
  return { farthest, kept: kept.length - (ring ? 1 : 0) }

  function wrap(i: number) {
    return i >= end ? i - (end - start) : i
  }
}

function distance([px, py]: Place, [ax, ay]: Place, [bx, by]: Place): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.min(Math.max(((px - ax) * dx + (py - ay) * dy) / length2, 0), 1)
  return Math.hypot(px - ax - t * dx, py - ay - t * dy)
}

function unitsToPlaces(zoom: number, units: number): number {
  return units * 2 ** (DEEPEST_ZOOM - zoom)
}

function checkStray(chunk: FeatureChunk, maxzoom: number, units: number): void {
  for (let chain = 0; chain < chunk.roles.length; chain++) {
    const [start, end] = [chunk.positionStart[chain]!, chunk.positionStart[chain + 1]!]
    for (let zoom = 0; zoom <= maxzoom; zoom++) {
      const { farthest } = strayOf(chunk, start, end, zoom, chunk.kinds[0] !== LINE)
      expect(farthest).toBeLessThanOrEqual(zoom === maxzoom ? 0 : unitsToPlaces(zoom, units) * (1 + 1e-9))
    }
  }
}

describe('neighbours', () => {
  it.each([
    [3, 500, 3],
    [4, 3000, 4],
    [5, 40_000, 8],
    [3, 900_000, 30],
  ])(
    'keep the same positions of a common border at every zoom: %i cells of %i places a side, %i bends',
    (cells, step, bends) => {
      for (let seed = 0; seed < 15; seed++) {
        const random = randomBy(1000 * cells + seed)
        const plan = tessellation(random, cells, step, bends)
        const zooms = zoomsByPosition(filled([plan]))
        for (const [place, there] of zooms) expect([place, there]).toEqual([place, [there[0]]])
        expect(new Set([...zooms.values()].flat()).size).toBeGreaterThan(1)
        for (let turn = 0; turn < 3; turn++)
          expect(zoomsByPosition(filled(disturbed(plan, random)))).toEqual(zooms)
      }
    },
  )

  const bend: Ring = [[0, 0], [40_000, 900], [80_000, 0]] // biome-ignore format: short
  it('do so where one of them is a triangle', () => {
    const [a, b, c] = bend as [Place, Place, Place]
    const below: Ring = [a, b, c, [80_000, 90_000], [0, 90_000]]
    const zooms = zoomsByPosition(filled([[[[a, b, c]], [below]]]))
    expect(zooms.get(String(b))).toHaveLength(1)
    expect(zooms.get(String(b))![0]).toBeGreaterThan(0)
  })

  it('do so where an island fills a loop of a ring that meets itself', () => {
    const island: Ring = [[0, 0], [9000, 3000], [12_000, 9000], [3000, 9500]] // biome-ignore format: short
    const around: Ring = [...island, [0, 0], [-50_000, 50_000], [50_000, 60_000], [50_000, -50_000]]
    const zooms = zoomsByPosition(filled([[[island.toReversed()], [around]]]))
    for (const place of island)
      expect([place, zooms.get(String(place))]).toEqual([place, [expect.any(Number)]])
  })

  it('do so where they are the same ring, in either direction', () => {
    const ring = Array.from(
      { length: 60 },
      (_, i): Place => [
        Math.round(50_000 * Math.cos(i / 9.55) * (1 + 0.1 * Math.sin(i * i))),
        Math.round(50_000 * Math.sin(i / 9.55) * (1 + 0.1 * Math.cos(i * i))),
      ],
    )
    const plan = [[ring], [turned(ring.toReversed(), 17)], [turned(ring, 41)]]
    for (const there of zoomsByPosition(filled([plan])).values()) expect(there).toHaveLength(1)
    for (const there of zoomsByPosition(filled([plan], false)).values()) expect(there).toHaveLength(1)
  })

  it('may differ where borders are not looked for, which shows that the tests above can fail', () => {
    const plan = tessellation(randomBy(5), 5, 40_000, 8)
    const differing = [...zoomsByPosition(filled([plan], false)).values()].filter((there) => there.length > 1)
    expect(differing.length).toBeGreaterThan(5)
  })
})

describe('what is left out', () => {
  it.each([
    [1, true],
    [1, false],
    [4, true],
    [0.5, false],
  ])(
    'of rings is no farther than %d units from what is kept, at every zoom (borders shared: %s)',
    (units, shared) => {
      for (let seed = 0; seed < 10; seed++) {
        for (const step of [300, 5000, 200_000]) {
          const plan = tessellation(randomBy(seed), 3, step, 12)
          for (const chunk of filled([plan], shared, units)) checkStray(chunk, MAXZOOM, units)
        }
      }
    },
  )

  it('of lines neither; their ends are always kept', () => {
    const random = randomBy(8)
    for (let run = 0; run < 40; run++) {
      const chains = Array.from({ length: 3 }, () =>
        walk(random, 2 + Math.floor(random() * 80), 10 ** (1 + 5 * random())),
      )
      const chunk = chunkOf([{ kind: LINE, chains }])
      new FirstZooms(null, SIMPLIFICATION).fill(chunk)
      checkStray(chunk, MAXZOOM, 1)
      for (let chain = 0; chain < 3; chain++) {
        expect(chunk.firstZooms[chunk.positionStart[chain]!]).toBe(0)
        expect(chunk.firstZooms[chunk.positionStart[chain + 1]! - 1]).toBe(0)
      }
    }
  })

  it('is left out somewhere: a straight line is its ends alone until maxzoom, a ring three positions', () => {
    const line = Array.from({ length: 50 }, (_, i): Place => [i * 1000, i * 500])
    const circle = Array.from(
      { length: 64 },
      (_, i): Place => [Math.round(3000 * Math.cos(i / 10.19)), Math.round(3000 * Math.sin(i / 10.19))],
    )
    const chunk = chunkOf([{ kind: LINE, chains: [line] }, polygonOf([circle])])
    new FirstZooms(null, SIMPLIFICATION).fill(chunk)
    const kept = (zoom: number, start: number, end: number) =>
      chunk.firstZooms.subarray(start, end).filter((first) => first <= zoom).length
    expect([0, 5, 11, 12].map((zoom) => kept(zoom, 0, 50))).toEqual([2, 2, 2, 50])
    expect([0, 5, 12].map((zoom) => kept(zoom, 50, 114))).toEqual([3, 3, 64])
    expect(kept(11, 50, 114)).toBeGreaterThan(6)
    expect(kept(11, 50, 114)).toBeLessThan(40)
  })

  it('is left out at maxzoom too where that is asked, within its own tolerance, nested', () => {
    const chunk = chunkOf(features(tessellation(randomBy(4), 4, 9000, 12)))
    new FirstZooms(null, { ...SIMPLIFICATION, simplification_at_maxzoom_units: 3 }).fill(chunk)
    const left = chunk.firstZooms.filter((first) => first > MAXZOOM)
    expect(left.length).toBeGreaterThan(20)
    for (let chain = 0; chain < chunk.roles.length; chain++) {
      const { farthest } = strayOf(
        chunk,
        chunk.positionStart[chain]!,
        chunk.positionStart[chain + 1]!,
        MAXZOOM,
        true,
      )
      expect(farthest).toBeLessThanOrEqual(unitsToPlaces(MAXZOOM, 3) * (1 + 1e-9))
    }
  })

  it('is nothing at maxzoom, also where that is 0 or 20, and of what has no position to spare', () => {
    for (const maxzoom of [0, 1, 20]) {
      const [chunk] = filled([tessellation(randomBy(2), 3, 9, 6)], true, 1, maxzoom)
      expect(Math.max(...chunk!.firstZooms)).toBe(maxzoom)
    }
    const few = chunkOf([
      pointAt(5, 5),
      { kind: LINE, chains: [[[0, 0]]] },
      { kind: LINE, chains: [[[0, 0], [1, 1]]] }, // biome-ignore format: short
      polygonOf([[[0, 0], [9, 0]]]), // biome-ignore format: short
      polygonOf([[[0, 0], [9, 0], [0, 9]]]), // biome-ignore format: short
    ])
    few.firstZooms.fill(7)
    new FirstZooms(null, SIMPLIFICATION).fill(few)
    expect([...new Set(few.firstZooms)]).toEqual([0])
  })

  it('is at the ends of the world no less', () => {
    const edge = 2 ** 31 - 1
    const ring: Ring = [[-(2 ** 31), -(2 ** 31)], [0, -(2 ** 31)], [edge, -(2 ** 31)], [edge, edge], [-(2 ** 31), edge]] // biome-ignore format: short
    const [chunk] = filled([[[ring]]])
    checkStray(chunk!, MAXZOOM, 1)
    expect([...chunk!.firstZooms]).toEqual([0, MAXZOOM, 0, 0, 0])
  })
})

function walk(random: () => number, count: number, step: number): Place[] {
  let [x, y] = [0, 0]
  return Array.from({ length: count }, (): Place => {
    x += Math.round((random() - 0.3) * step)
    y += Math.round((random() - 0.5) * step)
    return [x, y]
  })
}
