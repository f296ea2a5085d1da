import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type PromisedLayer, proveTiles, type TilePoint, writePmtiles } from '../../pipeline/archive/index.ts'
import { encodeMvt } from '../support/encode-mvt.ts'
import { META, scratchFolder } from './archives.ts'
import { areas, box, EXTENT, faults, lines, provedInTile, ZOOM } from './one-tile.ts'

const folder = scratchFolder()
const DEEPER = { maxzoom: ZOOM + 1 }
const MISSING = ['missing: the feature is in no tile of zoom 6']

type Shape = Parameters<typeof provedInTile>[1]

const lost = async (geometry: Shape, drawn: TilePoint[][], promise: Partial<PromisedLayer> = {}) =>
  faults(await provedInTile(folder, geometry, drawn, promise))

/** A line that goes forth and back. */
const hairpin = (x: number, length: number, ends = 0): TilePoint[] => [
  [x, 500],
  [x + length, 500],
  [x + ends, 500],
]

describe('a line that is in no tile', () => {
  const dither = { tiny_polygons: 'dither' as const }

  it('may be left out where rounding makes it a point, unless the rules keep it', async () => {
    const short = lines([[500, 500], [500.9, 500.9]]) // biome-ignore format: a line
    expect(await lost(short, [], dither)).toEqual([])
    expect(await lost(short, [], { ...dither, tiny_polygons: 'drop' })).toEqual([])
    expect(await lost(short, [])).toEqual(MISSING)
    expect(await lost(lines([[500, 500], [500, 501.1]]), [], dither)).toEqual(MISSING) // biome-ignore format: a line
    expect(await lost(lines([[500, 500], [500, 501.1]]), [], { ...dither, ...DEEPER })).toEqual(MISSING) // biome-ignore format: a line
  })

  it('may reach out between its ends as far as simplification goes, on both sides', async () => {
    expect(await lost(lines(hairpin(500, 0.9)), [], dither)).toEqual([])
    expect(await lost(lines(hairpin(500, 1.1)), [], dither)).toEqual(MISSING)
    expect(await lost(lines(hairpin(500, 2.9)), [], { ...dither, ...DEEPER })).toEqual([])
    expect(await lost(lines(hairpin(500, 3.1)), [], { ...dither, ...DEEPER })).toEqual(MISSING)
  })

  it('may be gone since a deeper zoom that simplifies more', async () => {
    const coarse = { ...dither, ...DEEPER, simplification_at_maxzoom_units: 4 }
    expect(await lost(lines(hairpin(500, 4.4)), [], coarse)).toEqual([])
    expect(await lost(lines(hairpin(500, 4.6)), [], coarse)).toEqual(MISSING)
  })

  it('is lost when one part of it is not short', async () => {
    expect(await lost(lines(hairpin(500, 0.5), hairpin(900, 0.5)), [], dither)).toEqual([])
    expect(await lost(lines(hairpin(500, 0.5), [[900, 500], [950, 500]]), [], dither)).toEqual(MISSING) // biome-ignore format: a line
  })
})

describe('a polygon that is in no tile', () => {
  const drop = { tiny_polygons: 'drop' as const }
  const dither = { tiny_polygons: 'dither' as const }

  it('may be left out below four square units, by the sum of its parts, however thin it is', async () => {
    expect(await lost(areas([box(500, 500, 1.9, 2)]), [], drop)).toEqual([])
    expect(await lost(areas([box(500, 500, 2.1, 2)]), [], drop)).toEqual(MISSING)
    expect(await lost(areas([box(500, 500, 0.1, 50)]), [], drop)).toEqual(MISSING)
    expect(await lost(areas([box(500, 500, 1.5)], [box(900, 500, 1.5)]), [], drop)).toEqual(MISSING)
    expect(await lost(areas([box(500, 500, 1.9, 2)]), [])).toEqual(MISSING)
  })

  it('has its area whatever another part has for holes', async () => {
    const odd = areas([box(500, 500, 3)], [box(900, 500, 1), box(1200, 500, 90)])
    expect(await lost(odd, [], drop)).toEqual(MISSING)
  })

  it('is there at the deepest zoom where the rules dither, and not above it', async () => {
    const small = areas([box(500, 500, 1)])
    expect(await lost(small, [], dither)).toEqual(MISSING)
    expect(await lost(small, [], { ...dither, ...DEEPER })).toEqual([])
  })

  it('by another program may be one that simplification makes thin', async () => {
    const foreign = { ...dither, ...DEEPER, is_foreign: true }
    expect(await lost(areas([box(500, 500, 3.9, 60)]), [], foreign)).toEqual([])
    expect(await lost(areas([box(500, 500, 4.5, 60)]), [], foreign)).toEqual(MISSING)
    expect(await lost(areas([box(500, 500, 3.9, 60)]), [], { ...foreign, is_foreign: false })).toEqual(
      MISSING,
    )
  })
})

describe('parts of a line', () => {
  const road: TilePoint[] = [[100, 100], [900, 100]] // biome-ignore format: a line
  const two = (part: TilePoint[]) => lines(road, part)

  it('that are short may be left out above the deepest zoom, wherever they begin', async () => {
    expect(await lost(two(hairpin(500, 0.9)), [road], DEEPER)).toEqual([])
    expect(await lost(two([[500, 101], [500, 101.9]]), [road], DEEPER)).toEqual([]) // biome-ignore format: a line
    // Half of it lies near the other part.
    const beside: TilePoint[] = [[500, 102.2], [500.5, 103], [500.2, 103.1]] // biome-ignore format: a line
    expect(await lost(two(beside), [road], DEEPER)).toEqual([])
    expect(await lost(two([[500, 500], [501.1, 500]]), [road], DEEPER)).toHaveLength(1) // biome-ignore format: a line
    expect(await lost(two(hairpin(500, 3.1)), [road], DEEPER)).toHaveLength(1)
  })

  it('are each drawn at the deepest zoom where the rules keep them', async () => {
    const short = hairpin(500, 0.9)
    const dash: TilePoint[] = [[499, 500], [501, 500]] // biome-ignore format: a line
    expect(await lost(two(short), [road, dash])).toEqual([])
    expect(await lost(two(short), [road])).toEqual([
      expect.stringMatching(/^geometry: part 1: 3 of 3 source points are not drawn/),
    ])
    expect(await lost(two(short), [road], { tiny_polygons: 'dither' })).toEqual([])
  })
})

describe('parts smaller than a centimetre', () => {
  const centimetre = 2 ** -14
  const road: TilePoint[] = [[100, 100], [900, 100]] // biome-ignore format: a line

  it('of a line are left out when it is read, those of two centimetres are not', async () => {
    const speck: TilePoint[] = [[500, 500], [500, 500], [500, 500]] // biome-ignore format: a line
    expect(await lost(lines(road, speck), [road])).toEqual([])
    const seen: TilePoint[] = [[500, 500], [500 + 2 * centimetre, 500]] // biome-ignore format: a line
    expect(await lost(lines(road, seen), [road])).toHaveLength(1)
  })

  it('of a polygon are left out with their holes; larger rings with small holes are not', async () => {
    const speck: TilePoint[] = [[500, 500], [500, 500], [500, 500]] // biome-ignore format: a ring
    const [land, pond] = [box(100, 100, 300), box(2000, 2000, 40)]
    expect(await lost(areas([land], [speck, pond]), [land])).toEqual([])
    expect(await lost(areas([land], [box(500, 500, 1), pond]), [land])).toHaveLength(1)
    expect(await lost(areas([land, speck]), [land])).toEqual([])
  })

  it('of a feature without others are drawn once, and not nowhere', async () => {
    const specks: [TilePoint[], TilePoint[]] = [
      [[500, 500], [500, 500]], // biome-ignore format: a line
      [[900, 900], [900, 900]], // biome-ignore format: a line
    ]
    const dash: TilePoint[] = [[499, 500], [501, 500]] // biome-ignore format: a line
    expect(await lost(lines(...specks), [dash])).toEqual([])
    expect(await lost(lines(...specks), [])).toEqual(MISSING)
  })
})

describe('the square that stands for small parts', () => {
  const specks = areas([box(500, 500, 0.1)], [box(900, 500, 0.1)])

  it('lies by one of them, not somewhere between', async () => {
    expect(await lost(specks, [box(499, 499, 2)], DEEPER)).toEqual([])
    expect(await lost(specks, [box(699, 499, 2)], DEEPER)).toHaveLength(1)
  })
})

describe('what is let through of polygons that are not drawn as they are', () => {
  /** A square with a spike of a width to its right. */
  const spiked = (width: number): TilePoint[] => [
    [100, 100],
    [300, 100],
    [300, 200],
    [500, 200],
    [500, 200 + width],
    [300, 200 + width],
    [300, 300],
    [100, 300],
  ]
  const square = box(100, 100, 200)

  it('are spikes as wide as a unit, and as simplification above the deepest zoom', async () => {
    expect(await lost(areas([spiked(0.98)]), [square])).toEqual([])
    expect(await lost(areas([spiked(1.05)]), [square])).toHaveLength(1)
    expect(await lost(areas([spiked(1.98)]), [square], DEEPER)).toEqual([])
    expect(await lost(areas([spiked(2.05)]), [square], DEEPER)).toHaveLength(1)
  })

  it('are parts of their mean width, above the deepest zoom only', async () => {
    const island = (width: number) => areas([square], [box(900, 100, width, 200)])
    expect(await lost(island(1.98), [square], DEEPER)).toEqual([])
    expect(await lost(island(2.05), [square], DEEPER)).toHaveLength(1)
    expect(await lost(island(0.5), [square])).toHaveLength(1)
  })

  it('are parts within others, up to what rounding moves them out', async () => {
    const bulging = (out: number) => areas([square], [box(200, 150, 100 + out, 100)])
    expect(await lost(bulging(1.4), [square])).toEqual([])
    expect(await lost(bulging(1.6), [square])).toHaveLength(1)
  })

  it('are rings outside of the thin one that they are called holes of', async () => {
    const odd = (width: number) => areas([square], [box(900, 100, width, 200), box(1500, 100, 50)])
    const sliver = box(900, 100, 1, 200)
    expect(await lost(odd(0.9), [square, sliver])).toEqual([])
    expect(await lost(odd(1.2), [square, sliver])).toHaveLength(1)
  })
})

describe('positions beyond the Mercator square', () => {
  const proofOf = async (lat: number, north: number) => {
    const file = path.join(folder, 'pole.pmtiles')
    const layer = { name: 'titik', kind: 'point' as const, minzoom: 0, maxzoom: 0, attributes: [] }
    const features = [{ id: 7, type: 1 as const, geometry: [[2048, 0]] as TilePoint[], tags: {} }]
    const data = encodeMvt([{ name: 'titik', features }], EXTENT)
    const meta = { ...META, bounds: [-1, 0, 1, north] as [number, number, number, number], layers: [layer] }
    await writePmtiles(file, [{ z: 0, x: 0, y: 0, data }], meta)
    const point = { id: 7, geometry: { type: 'Point' as const, coordinates: [0, lat] }, properties: {} }
    return faults(await proveTiles(file, { layers: [{ ...layer, attributes: [], features: [point] }] }))
  }

  it('are drawn on its edge, within bounds that end there', async () => {
    expect(await proofOf(90, 85.0511287)).toEqual([])
    expect(await proofOf(86, 85.0511287)).toEqual([])
    expect(await proofOf(85.0511287, 85.0511287)).toEqual([])
    expect(await proofOf(86, 85.051)).toEqual([
      "bounds: 0.0000000, 85.0511288 is outside of the archive's bounds -1, 0, 1, 85.051",
    ])
    // A unit and a half, and what the edge lies from the bounds, are 0.01 degrees there.
    expect(await proofOf(85, 85.0511287)).toEqual([expect.stringMatching(/^geometry: /)])
  })
})
