import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  decodeMvt,
  type Proof,
  proveTiles,
  ringArea,
  tileIdOf,
  verifyPmtiles,
  writePmtiles,
} from '../../../pipeline/archive/index.ts'
import { atUnits, boxAt, EXTENT, layerOf, line, noise, polygon, ringAt, starAt } from '../shapes.ts'
import { boundsOf, cutTiles, DEFAULT_TILE_OPTIONS, describeLayers, type TileLayer } from './index.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'petakumuh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let built = 0
async function build(
  layers: TileLayer[],
  options = DEFAULT_TILE_OPTIONS,
): Promise<{ file: string; proof: Proof }> {
  const file = path.join(folder, `${built++}.pmtiles`)
  await writePmtiles(file, cutTiles(layers, options), {
    name: 'uji',
    description: '',
    attribution: '',
    bounds: boundsOf(layers)!,
    layers: describeLayers(layers),
  })
  expect(await verifyPmtiles(file)).toEqual([])
  return { file, proof: await proveTiles(file, { layers }) }
}

/** The features of a layer in all tiles of one zoom. */
function drawnAt(layers: TileLayer[], zoom: number, name = 'zona') {
  return [...cutTiles(layers)]
    .filter((tile) => tile.z === zoom)
    .flatMap((tile) => decodeMvt(tile.data).find((layer) => layer.name === name)?.features ?? [])
}

describe('cutTiles', () => {
  it('gives tiles in Hilbert order, several layers in one tile, each on its own zooms', () => {
    const areas = layerOf('polygon', [polygon(boxAt(0, 0, 9000, 9000))], { minzoom: 10, maxzoom: 14 })
    const points = layerOf('point', [{ type: 'Point', coordinates: atUnits(50, 50) }], {
      name: 'titik',
      minzoom: 12,
      maxzoom: 13,
    })
    const tiles = [...cutTiles([areas, points])]
    const ids = tiles.map(({ z, x, y }) => tileIdOf(z, x, y))
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    const names = (zoom: number) =>
      new Set(tiles.filter((t) => t.z === zoom).flatMap((t) => decodeMvt(t.data).map((l) => l.name)))
    expect([...names(9)]).toEqual([])
    expect([...names(11)]).toEqual(['zona'])
    expect([...names(13)]).toEqual(['zona', 'titik'])
    expect([...names(14)]).toEqual(['zona'])
  })

  it('writes vector tiles of version 2 with 48-bit ids, and values of the type they have', () => {
    const layer = layerOf('point', [{ type: 'Point', coordinates: atUnits(0, 0) }])
    const feature = layer.features[0]!
    feature.id = 2 ** 48 - 1
    feature.properties = { nama: 'Kampung Bugis', no: -3, luas_ha: 2 ** 40, padat: false }
    const [tile] = cutTiles([layer])
    const [decoded] = decodeMvt(tile!.data)
    expect(decoded).toMatchObject({ version: 2, extent: EXTENT, name: 'zona' })
    expect(decoded!.features[0]).toMatchObject({ id: 281474976710655, properties: feature.properties })
  })

  it('keeps the order in which attributes are declared, whatever order a feature has them in', () => {
    const forward = layerOf('point', [{ type: 'Point', coordinates: atUnits(0, 0) }])
    const backward = structuredClone(forward)
    backward.features[0]!.properties = Object.fromEntries(
      Object.entries(forward.features[0]!.properties).reverse(),
    )
    const bytes = (layer: TileLayer) => Buffer.concat([...cutTiles([layer])].map((tile) => tile.data))
    expect(Buffer.compare(bytes(forward), bytes(backward))).toBe(0)
  })

  it('draws a hole as a hole and turns rings whichever way the source has them', () => {
    const outer = boxAt(0, 0, 400, 400)
    const hole = boxAt(100, 100, 50, 50)
    for (const [a, b] of [
      [outer, hole],
      [outer.toReversed(), hole],
      [outer, hole.toReversed()],
      [outer.toReversed(), hole.toReversed()],
    ] as const) {
      const [feature] = drawnAt([layerOf('polygon', [polygon(a, b)])], 14)
      expect(feature!.geometry.map(ringArea)).toEqual([160_000, -2500])
    }
  })

  it('keeps every part and hole of many polygons apart, across tile borders', async () => {
    const random = noise(5)
    const geometries = Array.from({ length: 30 }, () => {
      const x = random() * 12_000
      const y = random() * 12_000
      return polygon(
        ringAt(starAt(x, y, 20 + random() * 900, 40, random)),
        ringAt(starAt(x, y, 5, 12, random)),
      )
    })
    const { proof } = await build([layerOf('polygon', geometries)])
    expect(proof.losses).toEqual([])
    expect(proof.layers[0]!.max_error_units).toBeLessThan(0.8)
  })

  it('draws the whole of a polygon that covers tiles without a vertex in them', async () => {
    const { proof } = await build([layerOf('polygon', [polygon(boxAt(0, 0, 30_000, 30_000))])])
    expect(proof.losses).toEqual([])
    expect(proof.layers[0]!.zooms.at(-1)!.tiles).toBeGreaterThanOrEqual(64)
  })
})

describe('features too small to draw', () => {
  it('stay visible at every zoom: a building of 8 m is a square of 2 units from the world down to the city', async () => {
    const layer = layerOf('polygon', [polygon(boxAt(0, 0, 13, 13)), polygon(boxAt(40, 0, 13, 13))])
    for (const zoom of [0, 5, 9]) {
      const squares = drawnAt([layer], zoom)
      expect(squares.map((f) => f.id)).toEqual(layer.features.map((f) => f.id))
      for (const { geometry } of squares) expect(geometry.map(ringArea)).toEqual([4])
    }
    const { proof } = await build([layer])
    expect(proof.losses).toEqual([])
    expect(proof.layers[0]!.zooms.every(({ features }) => features === 2)).toBe(true)
  })

  it('stay when they are smaller than the grid at the deepest zoom: specks, slivers and the parts of a multipolygon', async () => {
    const speck = polygon(boxAt(10.3, 10.3, 0.2, 0.2))
    const sliver = polygon(boxAt(100, 100.2, 300, 0.2))
    const diagonal = polygon(
      ringAt([
        [200, 200],
        [420, 390.1],
        [420.1, 390],
      ]),
    )
    const islands = {
      type: 'MultiPolygon' as const,
      coordinates: [[boxAt(600, 600, 90, 90)], [boxAt(720, 600, 0.3, 0.3)], [boxAt(740, 600, 0.2, 40)]],
    }
    const layer = layerOf('polygon', [speck, sliver, diagonal, islands])
    const { proof } = await build([layer])
    expect(proof.losses).toEqual([])
    const drawn = drawnAt([layer], 14)
    expect(drawn[3]!.geometry).toHaveLength(3)
    for (const { geometry } of drawn) for (const ring of geometry) expect(ringArea(ring)).toBeGreaterThan(0)
  })

  it('stay when they lie exactly on the border or corner of tiles', async () => {
    // HOME rounds to some unit of its tile: shift to the corner of that tile.
    const corner = cornerUnits()
    const geometries = [-0.6, -0.4, -0.1, 0, 0.1, 0.4].flatMap((d) => [
      polygon(boxAt(corner[0] + d, corner[1] + 100, 0.2, 0.2)),
      polygon(boxAt(corner[0] + d, corner[1] + d, 0.3, 0.3)),
      polygon(boxAt(corner[0] + d, corner[1] + 300, 0.1, 50)),
    ])
    const { proof } = await build([layerOf('polygon', geometries)])
    expect(proof.losses).toEqual([])
    const points = [-0.6, -0.4, 0, 0.4].map((d) => ({
      type: 'Point' as const,
      coordinates: atUnits(corner[0] + d, corner[1] + d),
    }))
    expect((await build([layerOf('point', points)])).proof.losses).toEqual([])
  })

  it('stay when they are lines shorter than the grid or than the tolerance', async () => {
    const lines = [
      line([0, 0], [0.1, 0.1]),
      line([50, 0], [52, 0]),
      line([0, 100], [3000, 100], [9000, 4000]),
      line([10, 10], [10, 10]),
    ]
    const layer = layerOf('line', lines)
    const { proof } = await build([layer])
    expect(proof.losses).toEqual([])
    for (const zoom of [0, 8, 14]) {
      for (const { geometry } of drawnAt([layer], zoom)) {
        for (const [a, b] of geometry) expect(a).not.toEqual(b)
      }
    }
  })

  it('are drawn at the deepest zoom by their own tile, not by the neighbour whose buffer holds them', () => {
    const [x, y] = cornerUnits()
    const layer = layerOf('line', [line([x + 30, y + 900], [x + 30.1, y + 900])])
    expect(drawnAt([layer], 14).map((f) => f.geometry[0]![0]![0])).toEqual([29])
    const specks = layerOf('polygon', [polygon(boxAt(x + 30, y + 900, 0.1, 0.1))])
    expect(drawnAt([specks], 14).map((f) => f.geometry[0]![0]![0])).toEqual([29])
  })

  it('have a thin spike cut off rather than drawn as an invalid ring', async () => {
    const withSpike = polygon(
      ringAt([
        [0, 0],
        [100, 0],
        [100, 50],
        [400, 50.1],
        [100, 50.2],
        [100, 100],
        [0, 100],
      ]),
    )
    const layer = layerOf('polygon', [withSpike])
    const { proof } = await build([layer])
    expect(proof.losses).toEqual([])
    expect(proof.layers[0]!.thin_vertices).toBe(1)
  })

  it('have no ring without area and none wound wrongly, at any zoom, in rough shapes', () => {
    const random = noise(11)
    const geometries = Array.from({ length: 80 }, () => {
      const x = random() * 20_000
      const y = random() * 20_000
      return polygon(ringAt(starAt(x, y, 2 ** (random() * 12), 5 + Math.floor(random() * 60), random)))
    })
    const bad: string[] = []
    for (const { z, x, y, data } of cutTiles([layerOf('polygon', geometries)])) {
      for (const feature of decodeMvt(data)[0]!.features) {
        for (const ring of feature.geometry) {
          const repeated = ring.some((point, i) => i > 0 && point.join() === ring[i - 1]!.join())
          if (ringArea(ring) <= 0 || repeated) bad.push(`${z}/${x}/${y}: ${feature.id}`)
        }
      }
    }
    expect(bad).toEqual([])
  })
})

describe('the archive of a city', () => {
  it('is the same to the byte on two runs', async () => {
    const random = noise(3)
    const geometries = Array.from({ length: 200 }, () =>
      polygon(boxAt(random() * 9000, random() * 9000, 5 + random() * 30, 5 + random() * 30)),
    )
    const one = await build([layerOf('polygon', geometries)])
    const two = await build([layerOf('polygon', structuredClone(geometries))])
    expect(Buffer.compare(readFileSync(one.file), readFileSync(two.file))).toBe(0)
    expect(two.proof).toEqual(one.proof)
  })
})

describe('layers that break the contract', () => {
  const point = { type: 'Point' as const, coordinates: atUnits(0, 0) }
  const broken: [string, (layer: TileLayer) => void, RegExp][] = [
    ['a null', (l) => Object.assign(l.features[0]!.properties, { nama: null }), /nama is null/],
    [
      'an undeclared attribute',
      (l) => Object.assign(l.features[0]!.properties, { nik: '1' }),
      /nik is not declared/,
    ],
    [
      'another type',
      (l) => Object.assign(l.features[0]!.properties, { no: '1' }),
      /no is a string, declared number/,
    ],
    [
      'a value that is no number',
      (l) => Object.assign(l.features[0]!.properties, { no: Number.NaN }),
      /no is NaN/,
    ],
    ['an id used twice', (l) => l.features.push(l.features[0]!), /used twice/],
    ['an id that is no whole number', (l) => Object.assign(l.features[0]!, { id: 1.5 }), /whole number/],
    [
      'an empty geometry',
      (l) => Object.assign(l.features[0]!, { geometry: { type: 'MultiPoint', coordinates: [] } }),
      /empty/,
    ],
    [
      'another kind',
      (l) => Object.assign(l.features[0]!, { geometry: polygon(boxAt(0, 0, 1, 1)) }),
      /a Polygon in a point layer/,
    ],
    [
      'swapped coordinates',
      (l) => Object.assign(l.features[0]!, { geometry: { type: 'Point', coordinates: [0.9, 104.4] } }),
      /104.4/,
    ],
    [
      'a missing coordinate',
      (l) => Object.assign(l.features[0]!, { geometry: { type: 'Point', coordinates: [104.4] } }),
      /undefined/,
    ],
    ['zooms the wrong way round', (l) => Object.assign(l, { minzoom: 9, maxzoom: 8 }), /9\.\.8/],
    [
      'a name objects already have',
      (l) => l.attributes.push({ name: 'constructor', type: 'string' }),
      /constructor/,
    ],
    ['a layer name that is a number', (l) => Object.assign(l, { name: '1' }), /layer name "1"/],
  ]
  it.each(broken)('are refused before anything is cut: %s', (_name, damage, message) => {
    const layer = layerOf('point', [point])
    damage(layer)
    expect(() => [...cutTiles([layer])]).toThrow(message)
  })

  it('are refused when two have one name, or the buffer is too small', () => {
    const layer = layerOf('point', [point])
    expect(() => [...cutTiles([layer, layer])]).toThrow(/two layers/)
    expect(() => [...cutTiles([layer], { ...DEFAULT_TILE_OPTIONS, buffer: 0 })]).toThrow(/buffer 0/)
  })

  it('give no tile when they have no feature', () => {
    expect([...cutTiles([layerOf('point', [])])]).toEqual([])
    expect(boundsOf([layerOf('point', [])])).toBeUndefined()
  })
})

/** Units from HOME to the next tile corner right and down of it, at zoom 14. */
function cornerUnits(): [number, number] {
  const [feature] = drawnAt([layerOf('point', [{ type: 'Point', coordinates: atUnits(0, 0) }])], 14)
  const [x, y] = feature!.geometry[0]![0]!
  return [EXTENT - x, EXTENT - y]
}
