import path from 'node:path'
import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import { latOfMercator, lonOfMercator, type TilePoint, writePmtiles } from '../../pipeline/archive/index.ts'
import type { WoundRings } from '../../pipeline/archive/prove/coverage.ts'
import { gapsBetween } from '../../pipeline/archive/prove/gaps.ts'
import { tileGaps } from '../../pipeline/archive/prove/tile-gaps.ts'
import { encodeMvt } from '../support/encode-mvt.ts'
import { noise } from '../tiler/shapes.ts'
import { META, scratchFolder } from './archives.ts'

const EXTENT = 4096
const folder = scratchFolder()

/** A tessellation of cells whose corners and borders are bent: cell by cell, each an exterior ring. */
function tessellation(cells: number, seed: number): TilePoint[][] {
  const random = noise(seed)
  const size = EXTENT / cells
  const bend = () => Math.round((random() - 0.5) * size * 0.4)
  const nodes = new Map<string, TilePoint>()
  /** Corners lie at even places, middles of borders at odd ones. */
  const node = (i: number, j: number): TilePoint => {
    const key = `${i} ${j}`
    const edge = i === 0 || j === 0 || i === 2 * cells || j === 2 * cells
    const made: TilePoint = [
      Math.round((i * size) / 2) + (edge ? 0 : bend()),
      Math.round((j * size) / 2) + (edge ? 0 : bend()),
    ]
    if (!nodes.has(key)) nodes.set(key, made)
    return nodes.get(key)!
  }
  const around: TilePoint[] = [
    [0, 0],
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 2],
    [1, 2],
    [0, 2],
    [0, 1],
  ]
  return Array.from({ length: cells * cells }, (_, c) =>
    around.map(([i, j]) => node(2 * (c % cells) + i, 2 * Math.floor(c / cells) + j)),
  )
}

function wound(rings: readonly TilePoint[][]): WoundRings {
  const ringStart = [0]
  for (const ring of rings) ringStart.push(ringStart.at(-1)! + ring.length)
  return { xy: rings.flat(2), ringStart, rings: rings.length }
}

function between(drawn: TilePoint[][], source: TilePoint[][], margin = 3) {
  return tileGaps(wound(drawn), wound(source), EXTENT, margin)
}

const boxes: TilePoint[][] = [
  [
    [0, 0],
    [2000, 0],
    [2000, 4096],
    [0, 4096],
  ],
  [
    [2000, 0],
    [4096, 0],
    [4096, 4096],
    [2000, 4096],
  ],
]

/** The second box begun `by` units farther to the right. */
function moved(by: number): TilePoint[][] {
  return [boxes[0]!, boxes[1]!.map(([x, y]) => [x === 2000 ? x + by : x, y])]
}

describe('tileGaps', () => {
  it('finds nothing where neighbours share their borders, and counts every square once', () => {
    const cells = tessellation(8, 3)
    const none = { area: 0, widest: 0, at: undefined, widest_unshared: 0 }
    expect(between(cells, cells)).toEqual({
      covered: EXTENT * EXTENT,
      counted: EXTENT * EXTENT,
      gap: none,
      overlap: none,
    })
  })

  it('finds a gap and an overlap of three units, tells their width, and passes one of one unit as one', () => {
    const { gap, overlap } = between(moved(3), boxes)
    expect(gap).toMatchObject({ area: 3 * EXTENT, widest: 3 })
    expect(gap.at![0]).toBe(2003)
    expect(overlap.area).toBe(0)
    const twice = between(moved(-3), boxes)
    expect(twice.overlap).toMatchObject({ area: 3 * EXTENT, widest: 3 })
    expect(twice.gap.area).toBe(0)
    expect(twice.counted - twice.covered).toBe(3 * EXTENT)
    expect(between(moved(1), boxes).gap.widest).toBe(1)
    expect(between(moved(-1), boxes).overlap.widest).toBe(1)
  })

  it('finds one corner of one cell drawn three units aside, in a slanting border too', () => {
    const cells = tessellation(8, 3)
    const faulty = cells.map((ring, c) =>
      c === 27 ? ring.with(0, [ring[0]![0] + 6, ring[0]![1] + 6]) : ring,
    )
    const { gap, overlap } = between(faulty, cells)
    expect(Math.max(gap.widest, overlap.widest)).toBeGreaterThan(1)
  })

  it('passes neighbours simplified alike, however far from the source within the margin', () => {
    const cells = tessellation(8, 5)
    const shift = (p: TilePoint): TilePoint => {
      const edge = p.some((v) => v === 0 || v === EXTENT)
      return edge ? p : [p[0] + ((p[0] * 7 + p[1]) % 3) - 1, p[1] + ((p[0] + 5 * p[1]) % 3) - 1]
    }
    const simplified = cells.map((ring) => ring.map(shift))
    const { gap, overlap } = between(simplified, cells)
    expect([gap.widest, overlap.widest]).toEqual([0, 0])
  })

  it('takes outer borders, and gaps and overlaps of the source itself, for what they are', () => {
    const open = moved(40)
    expect(between(open, open).gap.area).toBe(0)
    const narrower = moved(41)
    expect(between(narrower, open).gap.area).toBe(0)
    const twice = moved(-40)
    expect(between(twice, twice).overlap.area).toBe(0)
    const filled = between(open, boxes)
    expect(filled.gap.widest).toBe(40)
  })

  it('lets what stands for a flat part lie over its neighbour, also where rounding made it higher, and nothing higher', () => {
    const with3 = (apex: TilePoint): TilePoint[][] => [...boxes, [[2543, 3594], [2636, 3616], apex]] // biome-ignore format: a triangle
    expect(between(with3([2589, 3607]), boxes).overlap.widest).toBe(0)
    expect(between(with3([2589, 3608]), boxes).overlap.widest).toBeGreaterThan(1)
  })

  it('takes holes for holes', () => {
    const hole: TilePoint[] = [
      [1000, 1000],
      [1000, 1200],
      [1200, 1200],
      [1200, 1000],
    ]
    const source = [...boxes, hole]
    expect(between(source, source)).toMatchObject({ covered: EXTENT * EXTENT - 200 * 200, gap: { area: 0 } })
    const filled = [...source, hole.toReversed()]
    expect(between(filled, source).gap.area).toBe(0)
    expect(between(source, [...boxes]).gap.widest).toBe(200)
  })
})

describe('gapsBetween', () => {
  it('looks at the zooms asked for and names the tile', async () => {
    const at = (z: number, x: number, y: number, ring: TilePoint[]): Geometry => ({
      type: 'Polygon',
      coordinates: [
        [...ring, ring[0]!].map(([px, py]) => [
          lonOfMercator((x + px / EXTENT) / 2 ** z),
          latOfMercator((y + py / EXTENT) / 2 ** z),
        ]),
      ],
    })
    const features = boxes.map((ring, id) => ({ id, geometry: at(4, 12, 8, ring), properties: {} }))
    const layer = { name: 'zona', minzoom: 3, maxzoom: 4, features, simplification_units: 1 }
    const tile = (z: number, x: number, y: number, rings: TilePoint[][]) => ({
      z,
      x,
      y,
      data: encodeMvt(
        [
          {
            name: 'zona',
            features: rings.map((ring, id) => ({ id, type: 3 as const, tags: {}, geometry: [ring] })),
          },
        ],
        EXTENT,
      ),
    })
    const half = (rings: TilePoint[][]) =>
      rings.map((ring) => ring.map(([x, y]): TilePoint => [x / 2, y / 2]))
    const file = path.join(folder, 'gaps.pmtiles')
    await writePmtiles(file, [tile(3, 6, 4, half(moved(12))), tile(4, 12, 8, boxes)], META)
    const [low, deep] = await gapsBetween(file, layer, [3, 4])
    expect(low).toMatchObject({ zoom: 3, tiles: 1, gap: { widest: 6, tile: '3/6/4' }, overlap: { area: 0 } })
    expect(deep).toMatchObject({ zoom: 4, tiles: 1, covered: EXTENT * EXTENT, gap: { area: 0, widest: 0 } })
  })
})
