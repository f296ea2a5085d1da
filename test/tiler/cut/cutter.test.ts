import { describe, expect, it } from 'vitest'
import { LINE, POINT, POLYGON } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { EXTENT } from '../../../pipeline/tiler/grid.ts'
import { chunkOf, type Place, polygonOf, randomBy, rulesOf, type SmallFeature } from '../points/chunks.ts'
import { type CutDrawing, cutChunk, named, placeAt } from './cutting.ts'

const BUFFERS = [0, 80, 2048]

/** Columns of tiles that hold a place of the world or have it in their buffer, looked for one by one. */
function columns(zoom: number, units: number, buffer: number): number[] {
  const last = 2 ** zoom - 1
  const middle = Math.floor(units / EXTENT)
  return Array.from({ length: 5 }, (_, i) => middle - 2 + i).filter((tile) => {
    if (tile < 0 || tile > last) return false
    const inside = units < (tile + 1) * EXTENT + buffer || (tile === last && units <= (tile + 1) * EXTENT)
    return units >= tile * EXTENT - buffer && inside
  })
}

/** Units of a zoom, some at the borders of tiles and of the world. */
function oddUnits(random: () => number, zoom: number): number {
  // At the deepest zoom the last place of the grid is one unit short of the edge.
  const world = Math.min(2 ** zoom * EXTENT, 2 ** 32 - 1)
  const tile = Math.floor(random() * 2 ** zoom) * EXTENT
  const choices = [
    0,
    world,
    tile,
    tile + 80,
    tile + 4016,
    tile + 2048,
    tile - 1,
    tile + 1,
    Math.floor(random() * world),
  ]
  return Math.min(Math.max(choices[Math.floor(random() * choices.length)]!, 0), world)
}

const byTile = (drawings: readonly CutDrawing[]) =>
  drawings.map((drawing) => [named(drawing), drawing.chains])

describe('points', () => {
  it('are in every tile that they belong to, where they belong, at every zoom and buffer', () => {
    const random = randomBy(1)
    for (let run = 0; run < 210; run++) {
      const zoom = run % 21
      const buffer = BUFFERS[run % 3]!
      const [x, y] = [oddUnits(random, zoom), oddUnits(random, zoom)]
      const chunk = chunkOf([
        { kind: POINT, chains: [[placeAt(zoom, [x, y])]], minzoom: zoom, maxzoom: zoom },
      ])
      const { drawings, counts } = cutChunk(chunk, rulesOf({ maxzoom: zoom }), buffer)
      const expected = columns(zoom, x, buffer).flatMap((tx) =>
        columns(zoom, y, buffer).map((ty) => [`${zoom}/${tx}/${ty}`, [[[x - tx * EXTENT, y - ty * EXTENT]]]]),
      )
      expect(expected.length).toBeGreaterThan(0)
      expect(byTile(drawings).sort()).toEqual(expected.sort())
      expect([counts.features[zoom], counts.drawings[zoom]]).toEqual([1, expected.length])
    }
  })

  it('of one feature come together in each tile, in their order', () => {
    const random = randomBy(2)
    for (let run = 0; run < 60; run++) {
      const zoom = run % 6
      const buffer = BUFFERS[run % 3]!
      const units = Array.from(
        { length: 2 + Math.floor(random() * 30) },
        (): Place => [oddUnits(random, zoom), oddUnits(random, zoom)],
      )
      const chunk = chunkOf([
        { kind: POINT, chains: [units.map((place) => placeAt(zoom, place))], maxzoom: zoom },
      ])
      const { drawings } = cutChunk(chunk, rulesOf({ minzoom: zoom, maxzoom: zoom }), buffer)
      const expected = new Map<string, Place[]>()
      units.forEach(([x, y], i) => {
        if (i > 0 && String(units[i - 1]) === String([x, y])) return
        for (const tx of columns(zoom, x, buffer)) {
          for (const ty of columns(zoom, y, buffer)) {
            const name = `${zoom}/${tx}/${ty}`
            expected.set(name, [...(expected.get(name) ?? []), [x - tx * EXTENT, y - ty * EXTENT]])
          }
        }
      })
      expect(new Map(drawings.map((drawing) => [named(drawing), drawing.chains[0]]))).toEqual(expected)
      expect(drawings).toHaveLength(expected.size)
    }
  })

  it('are drawn at their own zooms, and counted as thinned below them', () => {
    const features: SmallFeature[] = [{ kind: POINT, chains: [[[5, 5] as Place]], minzoom: 2, maxzoom: 4 }, { kind: POINT, chains: [[[9, 9] as Place]], minzoom: 9, maxzoom: 8 }] // biome-ignore format: short
    const { drawings, counts } = cutChunk(chunkOf(features), rulesOf({ minzoom: 1, maxzoom: 6 }), 0)
    expect(drawings.map(({ zoom, feature }) => [zoom, feature])).toEqual([[2, 0], [3, 0], [4, 0]]) // biome-ignore format: short
    expect([...counts.features]).toEqual([0, 0, 1, 1, 1, 0, 0])
    expect([...counts.thinned]).toEqual([0, 2, 1, 1, 1, 1, 1])
  })
})

/** What of lo..hi lies in a tile and its buffer, in units of the tile. */
function within(tile: number, lo: number, hi: number, buffer: number): [number, number] {
  return [Math.max(lo - tile * EXTENT, 0 - buffer), Math.min(hi - tile * EXTENT, EXTENT + buffer)]
}

function spans(
  zoom: number,
  lo: number,
  hi: number,
  buffer: number,
): { tile: number; from: number; to: number }[] {
  return Array.from({ length: 2 ** zoom }, (_, tile) => {
    const [from, to] = within(tile, lo, hi, buffer)
    return { tile, from, to }
  }).filter(({ from, to }) => from < to)
}

const boxOf = (x0: number, y0: number, x1: number, y1: number): Place[] => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] // biome-ignore format: short

function boxUnits(random: () => number, zoom: number): [number, number, number, number] {
  const span = (): [number, number] => {
    const [a, b] = [oddUnits(random, zoom), oddUnits(random, zoom)]
    return a === b ? (a === 0 ? [0, 1] : [a - 1, a]) : [Math.min(a, b), Math.max(a, b)]
  }
  const [x0, x1] = span()
  const [y0, y1] = span()
  return [x0, y0, x1, y1]
}

describe('polygons', () => {
  it('that are boxes are cut to just what lies in each tile and its buffer, to the edges of the world', () => {
    const random = randomBy(3)
    for (let run = 0; run < 75; run++) {
      const zoom = run % 5
      const buffer = BUFFERS[run % 3]!
      const [x0, y0, x1, y1] = boxUnits(random, zoom)
      const ring = boxOf(x0, y0, x1, y1).map((place) => placeAt(zoom, place))
      const chunk = chunkOf([polygonOf([run % 2 === 0 ? ring : ring.toReversed()], { maxzoom: zoom })])
      const { drawings } = cutChunk(chunk, rulesOf({ minzoom: zoom, maxzoom: zoom }), buffer)
      const expected = spans(zoom, x0, x1, buffer).flatMap((across) =>
        spans(zoom, y0, y1, buffer).map((down): [string, number[]] => [
          `${zoom}/${across.tile}/${down.tile}`,
          [across.from, down.from, across.to, down.to],
        ]),
      )
      const got = drawings.map((drawing): [string, number[]] => [named(drawing), extentOf(drawing)])
      expect(got.sort()).toEqual(expected.sort())
      for (const { chains } of drawings) expect(new Set(chains.flat().map(String)).size).toBe(4)
    }
  })

  it('without buffers have their whole area in the tiles together, and nothing twice', () => {
    const random = randomBy(4)
    for (let run = 0; run < 20; run++) {
      const [cx, cy] = [2 ** 18 + random() * 9000, 2 ** 18 + random() * 9000]
      const ring = Array.from({ length: 30 }, (_, i): Place => {
        const r = 3000 + 9000 * random()
        return [Math.round(cx + r * Math.cos(i / 4.775)), Math.round(cy + r * Math.sin(i / 4.775))]
      })
      const hole = boxOf(
        Math.round(cx) - 900,
        Math.round(cy) - 900,
        Math.round(cx) + 900,
        Math.round(cy) + 900,
      )
      const rings = [ring, hole].map((chain) => chain.map((place) => placeAt(7, place)))
      const { drawings } = cutChunk(chunkOf([polygonOf(rings)]), rulesOf({ minzoom: 7, maxzoom: 7 }), 0)
      expect(drawings.length).toBeGreaterThan(6)
      expect(new Set(drawings.map(named)).size).toBe(drawings.length)
      const drawn = drawings.flatMap(({ chains }) => chains).reduce((sum, chain) => sum + areaOf(chain), 0)
      // Each crossing of a tile's border is rounded: half a unit along edges of a few thousand.
      expect(Math.abs(drawn - (Math.abs(areaOf(ring)) - 1800 ** 2))).toBeLessThan(
        60 * drawings.length ** 2 + 6000,
      )
    }
  })

  it('are drawn at every zoom from 0 to 20, once in each tile', () => {
    const ring = boxOf(7_000_001, 9_000_001, 7_000_031, 9_000_031)
    const { drawings, counts } = cutChunk(
      chunkOf([polygonOf([ring], { maxzoom: 20 })]),
      rulesOf({ maxzoom: 20 }),
    )
    expect([...new Set(drawings.map(({ zoom }) => zoom))]).toEqual(
      Array.from({ length: 21 }, (_, zoom) => zoom),
    )
    expect(new Set(drawings.map(named)).size).toBe(drawings.length)
    expect([...counts.features]).toEqual(Array(21).fill(1))
    expect([...counts.drawings].reduce((a, b) => a + b)).toBe(drawings.length)
  })

  it('whose parts lie in many tiles are drawn in each that one of them reaches', () => {
    const parts = [boxOf(100, 100, 200, 200), boxOf(5000, 100, 5100, 200), boxOf(100, 15_000, 200, 15_100)]
    const chains = parts.map((part) => part.map((place) => placeAt(2, place)))
    const { drawings } = cutChunk(
      chunkOf([{ kind: POLYGON, chains }]),
      rulesOf({ minzoom: 2, maxzoom: 2 }),
      0,
    )
    expect(drawings.map(named).sort()).toEqual(['2/0/0', '2/0/3', '2/1/0'])
  })
})

describe('lines', () => {
  it('along both axes are cut to just what lies in each tile and its buffer', () => {
    const random = randomBy(5)
    for (let run = 0; run < 75; run++) {
      const zoom = run % 5
      const buffer = BUFFERS[run % 3]!
      const [x0, y0, x1] = boxUnits(random, zoom)
      const line = ([[x0, y0], [x1, y0]] as Place[]).map((place) => placeAt(zoom, place)) // biome-ignore format: short
      const chunk = chunkOf([{ kind: LINE, chains: [line], maxzoom: zoom }])
      const { drawings } = cutChunk(chunk, rulesOf({ minzoom: zoom, maxzoom: zoom }), buffer)
      const expected = columns(zoom, y0, buffer).flatMap((ty) =>
        spans(zoom, x0, x1, buffer).map(({ tile, from, to }) => [
          `${zoom}/${tile}/${ty}`,
          [[[from, y0 - ty * EXTENT], [to, y0 - ty * EXTENT]]], // biome-ignore format: short
        ]),
      )
      expect(byTile(drawings).sort()).toEqual(expected.sort())
    }
  })

  it('without buffers have their whole length in the tiles together', () => {
    const random = randomBy(6)
    for (let run = 0; run < 60; run++) {
      const line = Array.from(
        { length: 12 },
        (): Place => [Math.floor(random() * 40_000), Math.floor(random() * 40_000)],
      )
      const chunk = chunkOf([{ kind: LINE, chains: [line.map((place) => placeAt(5, place))] }])
      const { drawings } = cutChunk(chunk, rulesOf({ minzoom: 5, maxzoom: 5 }), 0)
      const drawn = drawings.flatMap(({ chains }) => chains).reduce((sum, chain) => sum + lengthOf(chain), 0)
      expect(Math.abs(drawn - lengthOf(line))).toBeLessThan(2 * drawings.length + 20)
      expect(new Set(drawings.map(named)).size).toBe(drawings.length)
    }
  })
})

function extentOf({ chains }: CutDrawing): number[] {
  const all = chains.flat()
  const of = (pick: (...values: number[]) => number, axis: 0 | 1) => pick(...all.map((place) => place[axis]))
  return [of(Math.min, 0), of(Math.min, 1), of(Math.max, 0), of(Math.max, 1)]
}

function areaOf(ring: readonly Place[]): number {
  return ring.reduce((sum, [bx, by], i) => sum + (ring.at(i - 1)![0] * by - bx * ring.at(i - 1)![1]) / 2, 0)
}

function lengthOf(line: readonly Place[]): number {
  return line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i]![0], y - line[i]![1]), 0)
}

describe('runs of drawings', () => {
  const drawn = ({ drawings, counts }: ReturnType<typeof cutChunk>) => ({
    drawings: drawings.map((drawing) => JSON.stringify(drawing)).sort(),
    counts,
  })

  it.each([
    ['a polygon', POLYGON],
    ['a line', LINE],
    ['a feature of many points', POINT],
  ] as const)('end in the middle of %s that goes through many tiles', (_, kind) => {
    const zoom = 12
    const corners: Place[] = [[40, 40], [90_000, 800], [120_000, 130_000], [300, 90_000]] // biome-ignore format: short
    const places = corners.map((corner) => placeAt(zoom, corner))
    const random = randomBy(8)
    const many = Array.from({ length: 900 }, () => placeAt(zoom, [random() * 9e5, random() * 9e5]))
    const chunk = chunkOf([{ kind, chains: [kind === POINT ? many : places], minzoom: zoom, maxzoom: zoom }])
    const whole = cutChunk(chunk, rulesOf({ maxzoom: zoom }))
    const small = cutChunk(chunk, rulesOf({ maxzoom: zoom }), 80, 400)
    expect(whole.runs).toHaveLength(1)
    expect(small.runs.length).toBeGreaterThan(5)
    expect(Math.max(...small.runs.map(({ count }) => count))).toBeLessThan(40)
    expect(drawn(small)).toEqual(drawn(whole))
  })

  it('hold the same drawings of random polygons, large and tiny, wherever they end', () => {
    const random = randomBy(9)
    const near = (middle: number) => middle + Math.floor((random() - 0.5) * 40_000)
    const features = Array.from({ length: 300 }, (): SmallFeature => {
      const tile = Math.floor(random() * 512) * 2 ** 23 - 2 ** 31
      const ring = Array.from({ length: 3 }, (): Place => [near(tile), near(tile)])
      return polygonOf([ring], { maxzoom: 10 })
    })
    let tiny = 0
    for (const buffer of BUFFERS) {
      for (const tiny_polygons of ['keep', 'drop', 'dither'] as const) {
        const rules = rulesOf({ maxzoom: 10, tiny_polygons })
        const whole = cutChunk(chunkOf(features), rules, buffer)
        expect(drawn(cutChunk(chunkOf(features), rules, buffer, 1))).toEqual(drawn(whole))
        tiny += whole.counts.tiny.reduce((sum, count) => sum + count, 0)
      }
    }
    expect(tiny).toBeGreaterThan(100)
  })
})
