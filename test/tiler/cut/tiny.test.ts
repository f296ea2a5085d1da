import { describe, expect, it } from 'vitest'
import { LINE, POLYGON } from '../../../pipeline/tiler/features/feature-chunk.ts'
import type { TinyPolygons } from '../../../pipeline/tiler/rules.ts'
import { chunkOf, type Place, polygonOf, randomBy, rulesOf, type SmallFeature } from '../points/chunks.ts'
import { type CutDrawing, cutChunk, named, placeAt } from './cutting.ts'

const MAXZOOM = 10
const COUNT = 1500
/** A unit of maxzoom in places. */
const UNIT = 2 ** (20 - MAXZOOM)

/** Squares of some thousandths of a unit of maxzoom to some tens of units. */
function squares(seed: number) {
  const random = randomBy(seed)
  return Array.from({ length: COUNT }, () => {
    const [x, y] = [Math.floor((random() - 0.5) * 2 ** 31), Math.floor((random() - 0.5) * 2 ** 31)]
    const side = Math.max(1, Math.round(UNIT * 10 ** (3.5 * random() - 2)))
    return polygonOf([[[x, y], [x + side, y], [x + side, y + side], [x, y + side]]], { maxzoom: MAXZOOM }) // biome-ignore format: short
  })
}

const areaUnits2 = (ring: readonly Place[], zoom: number) =>
  ((ring[1]![0] - ring[0]![0]) / 2 ** (20 - zoom)) ** 2

function cutBy(tiny_polygons: TinyPolygons, features = squares(1)) {
  const { drawings, counts } = cutChunk(chunkOf(features), rulesOf({ maxzoom: MAXZOOM, tiny_polygons }), 0)
  const drawn = Array.from({ length: MAXZOOM + 1 }, () => new Set<number>())
  for (const { zoom, feature } of drawings) drawn[zoom]!.add(feature)
  return { drawings, counts, drawn }
}

describe('polygons too small to draw', () => {
  it('are all there where they are kept, as squares of 2 x 2 units within one tile, and counted', () => {
    const features = squares(1)
    const { drawings, counts, drawn } = cutBy('keep', features)
    const byPlace = new Map<string, CutDrawing[]>()
    for (const drawing of drawings) {
      const place = `${drawing.zoom} ${drawing.feature}`
      byPlace.set(place, [...(byPlace.get(place) ?? []), drawing])
    }
    for (let zoom = 0; zoom <= MAXZOOM; zoom++) {
      expect(drawn[zoom]!.size).toBe(COUNT)
      expect([counts.features[zoom], counts.dropped[zoom]]).toEqual([COUNT, 0])
      const own = features.map((_, f) => byPlace.get(`${zoom} ${f}`)!)
      const marks = own.filter((pieces) => pieces.length === 1 && isMark(pieces[0]!.chains, 2))
      expect(counts.tiny[zoom]).toBeLessThanOrEqual(marks.length)
      const small = own.filter((_, f) => areaUnits2(features[f]!.chains[0]!, zoom) < 0.1)
      expect(counts.tiny[zoom]).toBeGreaterThan(0.3 * small.length)
      // Rounding may draw one of them as a box of one unit.
      expect(small.filter((pieces) => pieces.length > 1 || !isMark(pieces[0]!.chains, 1))).toEqual([])
      const places = small.flatMap(([piece]) => piece!.chains.flat(2))
      expect(places.filter((place) => place < 0 || place > 4096)).toEqual([])
    }
    expect(counts.tiny[0]).toBeGreaterThan(COUNT * 0.99)
  })

  it.each([1, 2])(
    'are there for as much as their areas add up to where they are dithered, nested, all at maxzoom (places %i)',
    (seed) => {
      const features = squares(seed)
      const { counts, drawn } = cutBy('dither', features)
      for (let zoom = 0; zoom <= MAXZOOM; zoom++) {
        expect(drawn[zoom]!.size).toBe(counts.features[zoom]! - counts.dropped[zoom]!)
        if (zoom > 0) for (const feature of drawn[zoom - 1]!) expect(drawn[zoom]!.has(feature)).toBe(true)
        const areas = features.map(({ chains }) => Math.min(areaUnits2(chains[0]!, zoom) / 4, 1))
        const chances = areas.reduce((sum, area) => sum + area, 0)
        if (zoom < MAXZOOM)
          expect(Math.abs(drawn[zoom]!.size - chances)).toBeLessThan(4 * Math.sqrt(chances + 1) + 1)
      }
      expect(drawn[MAXZOOM]!.size).toBe(COUNT)
      expect(counts.dropped[0]).toBeGreaterThan(COUNT * 0.9)
    },
  )

  it('are not there where they are dropped, and all others are', () => {
    const features = squares(1)
    const { counts, drawn } = cutBy('drop', features)
    for (let zoom = 0; zoom <= MAXZOOM; zoom++) {
      const large = features.flatMap(({ chains }, f) => (areaUnits2(chains[0]!, zoom) >= 4 ? [f] : []))
      expect([...drawn[zoom]!].sort((a, b) => a - b)).toEqual(large)
      expect(counts.dropped[zoom]).toBe(COUNT - large.length)
      expect(counts.tiny[zoom]).toBe(0)
    }
  })
})

describe('flat shapes', () => {
  const flat: Place[] = [[100, 100], [400, 100], [250, 100]] // biome-ignore format: short
  const box: Place[] = [[1000, 1000], [1100, 1000], [1100, 1100], [1000, 1100]] // biome-ignore format: short
  const at = (zoom: number, chain: Place[]) => chain.map((place) => placeAt(zoom, place))
  const extents = (chains: Place[][]) =>
    chains.map((chain) =>
      [...Array(2).keys()].map(
        (axis) =>
          Math.max(...chain.map((p) => p[axis as 0 | 1])) - Math.min(...chain.map((p) => p[axis as 0 | 1])),
      ),
    )

  it('that are parts of a polygon are drawn at maxzoom where all is kept, and not above it', () => {
    const chains = [at(8, box), at(8, flat), at(8, [[600, 600]])]
    const feature: SmallFeature = { kind: POLYGON, chains, maxzoom: 8 }
    const { drawings } = cutChunk(chunkOf([feature]), rulesOf({ minzoom: 7, maxzoom: 8 }), 0)
    expect(extents(drawings.find(({ zoom }) => zoom === 8)!.chains).sort()).toEqual([[100, 100], [2, 2], [300, 2]].sort()) // biome-ignore format: short
    expect(extents(drawings.find(({ zoom }) => zoom === 7)!.chains)).toEqual([[50, 50]])
    for (const tiny_polygons of ['dither', 'drop'] as const) {
      const others = cutChunk(chunkOf([feature]), rulesOf({ minzoom: 8, maxzoom: 8, tiny_polygons }), 0)
      expect(extents(others.drawings[0]!.chains)).toEqual([[100, 100]])
    }
  })

  it('that are whole polygons are drawn two units high, in whichever direction they lie', () => {
    const upright = flat.map(([x, y]): Place => [y, x])
    const slanted: Place[] = [[100, 100], [300, 200], [500, 300]] // biome-ignore format: short
    for (const chain of [flat, upright, slanted]) {
      const { drawings, counts } = cutChunk(
        chunkOf([{ kind: POLYGON, chains: [at(8, chain)] }]),
        rulesOf({ minzoom: 8, maxzoom: 8 }),
        0,
      )
      expect(drawings[0]!.chains).toHaveLength(1)
      expect(drawings[0]!.chains[0]!.length).toBe(3)
      expect(counts.tiny[8]).toBe(1)
    }
  })

  it('of one or two positions, as what is smaller than the grid has, are drawn at every zoom', () => {
    for (const chain of [
      [[5, 5]],
      [
        [5, 5],
        [6, 5],
      ],
    ] as Place[][]) {
      // biome-ignore format: short
      const { drawings } = cutChunk(chunkOf([{ kind: POLYGON, chains: [chain] }]), rulesOf({ maxzoom: 14 }), 0)
      expect(drawings.map(({ zoom }) => zoom)).toEqual(Array.from({ length: 15 }, (_, zoom) => zoom))
    }
  })

  it('at the corners and sides of the world are in a tile', () => {
    const edge = 2 ** 31 - 1
    const corners: Place[] = [[-(2 ** 31), -(2 ** 31)], [edge, -(2 ** 31)], [edge, edge], [-(2 ** 31), edge], [edge, 0], [0, edge]] // biome-ignore format: short
    for (const corner of corners) {
      for (const kind of [LINE, POLYGON] as const) {
        const { drawings } = cutChunk(
          chunkOf([{ kind, chains: [[corner]], maxzoom: 20 }]),
          rulesOf({ maxzoom: 20 }),
          0,
        )
        expect(new Set(drawings.map(({ zoom }) => zoom)).size).toBe(21)
        for (const place of drawings.flatMap(({ chains }) => chains.flat()))
          expect(Math.min(...place) >= 0 && Math.max(...place) <= 4096).toBe(true)
      }
    }
  })
})

describe('lines that have shrunk to a point', () => {
  const line: SmallFeature = { kind: LINE, chains: [[[40_000, 40_000], [40_300, 40_000]] as Place[], [[90_300, 90_300], [90_400, 90_350]] as Place[]], maxzoom: 14 } // biome-ignore format: short

  it('are drawn two units long where they are kept, and each of their parts at maxzoom', () => {
    const { drawings, counts } = cutChunk(chunkOf([line]), rulesOf({ maxzoom: 8 }), 80)
    expect(new Set(drawings.map(({ zoom }) => zoom)).size).toBe(9)
    for (const { zoom, chains } of drawings) {
      expect(chains).toHaveLength(zoom === 8 ? 2 : 1)
      for (const [a, b] of chains) expect([b![0] - a![0], b![1] - a![1]]).toEqual([2, 0])
    }
    expect([...counts.tiny]).toEqual(Array(9).fill(1))
  })

  it('are not drawn where they are dithered or dropped, and counted', () => {
    for (const tiny_polygons of ['dither', 'drop'] as const) {
      const { drawings, counts } = cutChunk(
        chunkOf([line]),
        rulesOf({ minzoom: 6, maxzoom: 14, tiny_polygons }),
        80,
      )
      expect([...new Set(drawings.map(({ zoom }) => zoom))]).toEqual([11, 12, 13, 14])
      expect([...counts.dropped.subarray(6)]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0])
      expect(new Set(drawings.map((drawing) => named(drawing) + drawing.feature)).size).toBe(drawings.length)
    }
  })

  it('are not drawn above a zoom that left them out, although rounding would draw them longer there', () => {
    const across: SmallFeature = { kind: LINE, chains: [[[90_000, 90_000], [90_200, 90_000]] as Place[]], maxzoom: 7 } // biome-ignore format: short
    const cut = (tiny_polygons: TinyPolygons, maxzoom: number) => {
      const { drawings } = cutChunk(chunkOf([across]), rulesOf({ maxzoom, tiny_polygons }), 80)
      return [...new Set(drawings.map(({ zoom }) => zoom))]
    }
    expect(cut('dither', 6)).toEqual([6])
    expect(cut('dither', 7)).toEqual([])
    expect(cut('keep', 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})

/** Whether a box is all there is, so many to two units wide and high. */
function isMark(chains: Place[][], least: number): boolean {
  const ring = chains[0]!
  const width = (axis: 0 | 1) => Math.max(...ring.map((p) => p[axis])) - Math.min(...ring.map((p) => p[axis]))
  return (
    chains.length === 1 && [0, 1].every((axis) => width(axis as 0 | 1) >= least && width(axis as 0 | 1) <= 2)
  )
}
