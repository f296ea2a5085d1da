import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Proof, proveTiles, type TilePoint, writePmtiles } from '../../pipeline/archive/index.ts'
import { encodeMvt } from '../support/encode-mvt.ts'
import { META, scratchFolder } from './archives.ts'
import { areas, at, box, EXTENT, faults, provedInTile, ZOOM } from './one-tile.ts'

const folder = scratchFolder()

/** Proves what a tile draws of one feature of parts, each given by its rings, at its deepest zoom. */
const proved = (parts: TilePoint[][][], drawn: TilePoint[][], maxzoom = ZOOM): Promise<Proof> =>
  provedInTile(folder, areas(...parts), drawn, { maxzoom })

const hole = (ring: TilePoint[]) => ring.toReversed()

describe('a part that lies within another part of its feature', () => {
  const outer = box(100, 100, 1000)

  it('is covered by what is drawn of it, and counted', async () => {
    const proof = await proved([[outer], [box(300, 300, 50)]], [outer])
    expect(faults(proof)).toEqual([])
    expect(proof.layers[0]!.zooms[0]).toMatchObject({ covered_vertices: 4, thin_vertices: 0 })
  })

  it('may cover so much that the areas of the rings add up to more than is drawn', async () => {
    expect(faults(await proved([[outer], [box(110, 110, 980)]], [outer]))).toEqual([])
  })

  it('may reach beyond it: what is within is covered, what is outside must be drawn', async () => {
    const wing = box(1000, 400, 300, 100)
    const union: TilePoint[] = [
      [100, 100],
      [1100, 100],
      [1100, 400],
      [1300, 400],
      [1300, 500],
      [1100, 500],
      [1100, 1100],
      [100, 1100],
    ]
    const proof = await proved([[outer], [wing]], [union])
    expect(faults(proof)).toEqual([])
    expect(proof.layers[0]!.zooms[0]!.covered_vertices).toBe(2)
    expect(faults(await proved([[outer], [wing]], [outer]))).toEqual([
      expect.stringMatching(/^geometry: ring 1: 2 of 4 source points are not drawn/),
    ])
  })

  it('is lost where the part around it is not drawn there', async () => {
    const pierced = [outer, hole(box(200, 200, 300))]
    const [fault] = faults(await proved([[outer], [box(300, 300, 50)]], pierced))
    expect(fault).toMatch(/^geometry: ring 1: 4 of 4 source points are not drawn/)
  })

  it('is not one within a hole: that must be drawn', async () => {
    const island = box(400, 400, 50)
    const pierced = [outer, box(300, 300, 300)]
    const drawn = [outer, hole(box(300, 300, 300))]
    expect(faults(await proved([pierced, [island]], [...drawn, island]))).toEqual([])
    expect(faults(await proved([pierced, [island]], drawn))).toEqual([
      expect.stringMatching(/^geometry: ring 2: 4 of 4 source points are not drawn/),
    ])
  })

  it('is not one elsewhere: a lost part is found however small, at the deepest zoom', async () => {
    const [fault] = faults(await proved([[outer], [box(2000, 2000, 1)]], [outer]))
    expect(fault).toMatch(/^geometry: ring 1: 4 of 4 source points are not drawn/)
  })

  it('is none when it has no three positions; a triangle of two centimetres is one', async () => {
    const point: TilePoint = [2000, 2000]
    const speck = [point, point, point]
    expect(faults(await proved([[outer], [speck]], [outer]))).toEqual([])
    const centimetre = 2 ** -14
    const triangle: TilePoint[] = [point, [2000 + 2 * centimetre, 2000], [2000, 2000 + 2 * centimetre]]
    expect(faults(await proved([[outer], [triangle]], [outer]))).toHaveLength(1)
  })
})

describe('holes', () => {
  it('that lie outside of their ring are land by even-odd', async () => {
    const [small, large] = [box(500, 500, 20), box(1000, 1000, 200)]
    expect(faults(await proved([[small, large]], [small, large]))).toEqual([])
    expect(faults(await proved([[small, large]], [small]))).toHaveLength(1)
  })

  it('of another part are covered where that part lies over them', async () => {
    const outer = box(100, 100, 1000)
    const proof = await proved([[outer, box(300, 300, 100)], [box(200, 200, 400)]], [outer])
    expect(faults(proof)).toEqual([])
    expect(proof.layers[0]!.zooms[0]!.covered_vertices).toBe(8)
  })

  it('that bite into their ring may have their border within another part', async () => {
    const bitten: TilePoint[][] = [box(100, 100, 8), box(100, 100, 800)]
    const over = box(50, 600, 100, 50)
    const union: TilePoint[] = [
      [108, 100],
      [900, 100],
      [900, 900],
      [100, 900],
      [100, 650],
      [50, 650],
      [50, 600],
      [100, 600],
      [100, 108],
      [108, 108],
    ]
    expect(faults(await proved([bitten, [over]], [union]))).toEqual([])
    const gaping = union.filter(([x]) => x !== 50)
    expect(faults(await proved([bitten, [over]], [gaping]))).not.toEqual([])
  })

  it('that are water in the source may not be drawn over', async () => {
    const outer = box(100, 100, 1000)
    expect(faults(await proved([[outer, box(300, 300, 100)]], [outer]))).toHaveLength(1)
  })
})

describe('rings that by even-odd leave nothing', () => {
  const outer = box(100, 100, 1000)
  const bowTie = (x: number, y: number, side: number): TilePoint[] => [
    [x, y],
    [x + side, y + side],
    [x + side, y],
    [x, y + side],
  ]

  it('need not be drawn, as of a part whose hole is as large as itself', async () => {
    const twice = [box(2000, 2000, 30), box(2000, 2000, 30)]
    expect(faults(await proved([[outer], twice], [outer]))).toEqual([])
    expect(faults(await proved([[outer], [box(2000, 2000, 30), box(2000, 2000, 25)]], [outer]))).toHaveLength(
      1,
    )
  })

  it('need not where they cross and the rest of their part is drawn, or nothing of it is as large as a unit', async () => {
    const land = box(1000, 1000, 200)
    expect(faults(await proved([[bowTie(500, 500, 0.6), land]], [land]))).toEqual([])
    expect(faults(await proved([[box(500, 500, 0.6), land]], [land]))).toHaveLength(1)
  })

  it('are not those that cross and leave land', async () => {
    expect(faults(await proved([[outer], [bowTie(2000, 2000, 30)]], [outer]))).toHaveLength(1)
  })
})

describe('places too narrow to be drawn', () => {
  /** Two squares joined by a bent neck. */
  const joined = (neck: number): TilePoint[] => [
    [100, 100],
    [300, 100],
    [300, 200],
    [400, 240],
    [500, 200],
    [500, 100],
    [700, 100],
    [700, 300],
    [500, 300],
    [500, 200 + neck],
    [400, 240 + neck],
    [300, 200 + neck],
    [300, 300],
    [100, 300],
  ]
  const apart = [box(100, 100, 200), box(500, 100, 200)]

  it('may fall together: a bent neck narrower than a unit', async () => {
    const proof = await proved([[joined(0.8)]], apart)
    expect(faults(proof)).toEqual([])
    expect(proof.layers[0]!.zooms[0]!.thin_vertices).toBe(2)
  })

  it('are narrower than a unit at the deepest zoom, and wider by the simplification above it', async () => {
    expect(faults(await proved([[joined(1.8)]], apart))).toHaveLength(1)
    expect(faults(await proved([[joined(1.8)]], apart, ZOOM + 1))).toEqual([])
    expect(faults(await proved([[joined(3)]], apart, ZOOM + 1))).toHaveLength(1)
  })

  it('may close between two parts, when what is between them is drawn', async () => {
    const banks = (water: number): TilePoint[][] => [
      [...box(100, 100, 400, 300).slice(0, 2), [500, 400], [300, 440], [100, 400]],
      [
        [100, 400 + water],
        [300, 440 + water],
        [500, 400 + water],
        [500, 600],
        [100, 600],
      ],
    ]
    const closed = [box(100, 100, 400, 500)]
    const source = (water: number) => banks(water).map((ring) => [ring])
    expect(faults(await proved(source(0.8), closed))).toEqual([])
    expect(faults(await proved(source(0), closed))).toEqual([])
    expect(faults(await proved(source(4), closed))).toHaveLength(1)
    // One bank is lost with half the water: nothing is drawn between them.
    expect(
      faults(await proved(source(0.8), [banks(0.8)[0]!.map(([x, y]): TilePoint => [x, Math.min(y, 380)])])),
    ).toHaveLength(1)
  })
})

describe('parts reported as smaller than the grid', () => {
  const point: TilePoint = [2000, 2000]
  const speck = [[point, point, point]]

  it('are as many as the source has, the one that stands for a feature apart', async () => {
    const outer = box(100, 100, 1000)
    const lost = async (parts: TilePoint[][][], drawn: TilePoint[][], parts_below_grid: number) =>
      faults(await provedInTile(folder, areas(...parts), drawn, { parts_below_grid }))
    expect(await lost([[outer], speck, speck], [outer], 2)).toEqual([])
    expect(await lost([[outer], speck, speck], [outer], 1)).toEqual([
      'count: the source has 2 parts_below_grid, the report says 1',
    ])
    expect(await lost([speck, speck], [box(1999, 1999, 2)], 1)).toEqual([])
  })
})

describe('features reported as tiny', () => {
  /** A village of a tenth of a unit and a large one, drawn as a square and as itself. */
  const proofOfReport = async (features_tiny: number): Promise<string[]> => {
    const file = path.join(folder, 'tiny.pmtiles')
    const [speck, large] = [box(2000, 2000, 0.1), box(100, 100, 1000)]
    const drawn = [box(1999, 1999, 2), large]
    const features = drawn.map((ring, id) => ({ id, type: 3 as const, geometry: [ring], tags: {} }))
    const data = encodeMvt([{ name: 'desa', features }], EXTENT)
    const zooms = { minzoom: ZOOM, maxzoom: ZOOM }
    const layers = [{ name: 'desa', kind: 'polygon' as const, ...zooms, attributes: [] }]
    await writePmtiles(file, [{ z: ZOOM, x: 40, y: 30, data }], { ...META, layers })
    const promised = [speck, large].map((ring, id) => ({
      id,
      geometry: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!].map(at)] },
      properties: {},
    }))
    const report = [{ zoom: ZOOM, features: 2, features_tiny }]
    return faults(
      await proveTiles(file, { layers: [{ name: 'desa', ...zooms, features: promised, report }] }),
    )
  }

  it('are as many as the tiles show', async () => {
    expect(await proofOfReport(1)).toEqual([])
    for (const wrong of [0, 2]) {
      expect(await proofOfReport(wrong)).toEqual([
        `count: zoom 6 has 1 to 1 features_tiny, the report says ${wrong}`,
      ])
    }
  })
})
