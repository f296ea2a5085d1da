import { gzipSync } from 'node:zlib'
import type { Geometry } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { ringArea, type TilePoint, tileIdOf } from '../../pipeline/archive/index.ts'
import { type FlatValidity, openFlatValidity } from '../../pipeline/geo/geos-valid-flat.ts'
import { build, inputsOf, layerRules, tilesetRules } from './build/building.ts'
import { type Drawing, drawnBy } from './build/drawn-tiles.ts'
import { cutTiles, type TileLayer } from './oracle/index.ts'
import { atUnits, boxAt, layerOf, line, noise, polygon, ringAt, starAt } from './shapes.ts'

const MAXZOOM = 14
const ZOOMS = [0, MAXZOOM] as const

let validity: FlatValidity
beforeAll(async () => {
  validity = await openFlatValidity()
})

const random = noise(20)
const place = (range: number) => random() * range

/** Squares in rows that share their borders, each corner moved so that no border is straight. */
function neighbours(): Geometry[] {
  const corners = new Map<string, [number, number]>()
  const corner = (i: number, j: number): [number, number] => {
    const name = `${i} ${j}`
    if (!corners.has(name)) corners.set(name, [i * 700 + place(300), j * 700 + place(300)])
    return corners.get(name)!
  }
  return Array.from({ length: 36 }, (_, n) => {
    const [i, j] = [n % 6, Math.floor(n / 6)]
    return polygon(ringAt([corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]))
  })
}

const star = (x: number, y: number, radius: number, points: number) =>
  ringAt(starAt(x, y, radius, points, random))

const LAYERS: [string, TileLayer['kind'], Geometry[]][] = [
  [
    'points',
    'point',
    Array.from({ length: 200 }, () => ({
      type: 'Point',
      coordinates: atUnits(place(20_000), place(20_000)),
    })),
  ],
  [
    'points of several places',
    'point',
    Array.from({ length: 40 }, () => ({
      type: 'MultiPoint',
      coordinates: Array.from({ length: 6 }, () => atUnits(place(9000), place(9000))),
    })),
  ],
  [
    'lines, long, short and along the borders of tiles',
    'line',
    [
      ...Array.from({ length: 40 }, () => {
        const [x, y] = [place(9000), place(9000)]
        return line(
          ...Array.from({ length: 12 }, (_, i): [number, number] => [x + i * place(400), y + i * place(400)]),
        )
      }),
      line([0, 0], [0.2, 0.1]),
      line([0, 0], [0, 30_000]),
    ],
  ],
  [
    'lines of several parts',
    'line',
    Array.from({ length: 20 }, () => {
      const [x, y] = [place(9000), place(9000)]
      const part = (d: number) => [
        atUnits(x + d, y),
        atUnits(x + d + place(500), y + 200),
        atUnits(x + d, y + 3000),
      ]
      return { type: 'MultiLineString', coordinates: [part(0), part(900), part(1800)] }
    }),
  ],
  [
    'stars from a building to a city',
    'polygon',
    Array.from({ length: 60 }, () =>
      polygon(star(place(20_000), place(20_000), 2 ** (4 + place(8)), 5 + Math.floor(place(60)))),
    ),
  ],
  [
    'polygons with holes',
    'polygon',
    Array.from({ length: 30 }, () => {
      const [x, y, radius] = [place(12_000), place(12_000), 200 + place(2000)]
      return polygon(star(x, y, radius, 40), ringAt(starAt(x, y, radius * 0.25, 12, random)))
    }),
  ],
  [
    'polygons of several parts',
    'polygon',
    Array.from({ length: 20 }, () => {
      const [x, y] = [place(12_000), place(12_000)]
      return {
        type: 'MultiPolygon',
        coordinates: [[star(x, y, 300, 30)], [star(x + 900, y, 200, 9)], [star(x, y + 4000, 90, 9)]],
      }
    }),
  ],
  ['neighbours', 'polygon', neighbours()],
  [
    'a polygon that covers whole tiles',
    'polygon',
    [polygon(boxAt(0, 0, 30_000, 30_000), boxAt(9000, 9000, 700, 500))],
  ],
  [
    'buildings and what is smaller than the grid',
    'polygon',
    [
      ...Array.from({ length: 200 }, () =>
        polygon(boxAt(place(9000), place(9000), 5 + place(20), 5 + place(20))),
      ),
      polygon(boxAt(10.3, 10.3, 0.2, 0.2)),
      polygon(boxAt(100, 100.2, 300, 0.2)),
    ],
  ],
]

/** Drawings of the new tiler and of the oracle, each held to MVT 2.1; the new one's polygons to GEOS as well. */
async function both(layer: TileLayer): Promise<{ ours: Drawing[]; oracle: Drawing[] }> {
  const rules = layerRules({
    ...{ name: layer.name, minzoom: layer.minzoom, maxzoom: layer.maxzoom, attributes: layer.attributes },
    ...{ tiny_polygons: 'keep', drop_rate: 1 },
  })
  const built = await build(tilesetRules([rules]), inputsOf(layer.features))
  const tiles = [...cutTiles([layer])].map(({ z, x, y, data }) => ({
    tile_id: tileIdOf(z, x, y),
    gzip: gzipSync(data),
  }))
  return {
    ours: drawnBy(built.tiles, validity).get(layer.name)!,
    oracle: drawnBy(tiles).get(layer.name)!,
  }
}

const shownIds = (drawings: readonly Drawing[], zoom: number) =>
  [...new Set(drawings.filter((each) => each.zoom === zoom && each.shown).map(({ id }) => id!))].sort(
    (a, b) => a - b,
  )

const length = (chain: readonly TilePoint[]) =>
  chain.reduce(
    (sum, [x, y], i) => (i === 0 ? 0 : sum + Math.hypot(x - chain[i - 1]![0], y - chain[i - 1]![1])),
    0,
  )

/** Area of a polygon, length of a line, number of points within the tile. */
function amount({ type, chains }: Drawing): number {
  if (type === 3) return chains.reduce((sum, ring) => sum + ringArea(ring), 0)
  if (type === 2) return chains.reduce((sum, chain) => sum + length(chain), 0)
  return chains.flat().filter(([x, y]) => x >= 0 && x < 4096 && y >= 0 && y < 4096).length
}

/** How far rounding vertices to whole units, each by itself, may move it. */
function allowance({ type, chains }: Drawing): number {
  // A ring without room is drawn by each tiler in its own way: a square or a triangle of some units.
  if (type === 3) return 8 + 1.5 * chains.reduce((sum, ring) => sum + length([...ring, ring[0]!]), 0)
  return type === 2 ? 4 + chains.reduce((sum, chain) => sum + 1.5 * chain.length, 0) : 0
}

/** Tiles and ids of the deepest zoom where the two differ by more than rounding. */
function differences(ours: readonly Drawing[], oracle: readonly Drawing[]): string[] {
  const byPlace = new Map<string, [Drawing | undefined, Drawing | undefined]>()
  ;[ours, oracle].forEach((drawings, side) => {
    for (const drawing of drawings) {
      if (drawing.zoom !== MAXZOOM) continue
      const name = `${drawing.x}/${drawing.y} feature ${drawing.id}`
      const pair = byPlace.get(name) ?? [undefined, undefined]
      pair[side] = drawing
      byPlace.set(name, pair)
    }
  })
  expect(byPlace.size).toBeGreaterThan(0)
  return [...byPlace].flatMap(([name, pair]) => {
    const [a, b] = pair.map((drawing) => (drawing === undefined ? 0 : amount(drawing)))
    const most = Math.max(...pair.map((drawing) => (drawing === undefined ? 0 : allowance(drawing))))
    return Math.abs(a! - b!) <= most ? [] : [`${name}: ${a} and ${b}, ${most} allowed`]
  })
}

describe('the tiler and the one on geojson-vt', () => {
  it.each(LAYERS)(
    'draw the same features with the same attributes at every zoom: %s',
    async (_, kind, geometries) => {
      const layer = layerOf(kind, geometries, { minzoom: ZOOMS[0], maxzoom: ZOOMS[1] })
      const { ours, oracle } = await both(layer)
      const ids = layer.features.map(({ id }) => id)
      for (let zoom = ZOOMS[0]; zoom <= ZOOMS[1]; zoom++) {
        expect([zoom, shownIds(ours, zoom)]).toEqual([zoom, ids])
        expect([zoom, shownIds(oracle, zoom)]).toEqual([zoom, ids])
      }
      const properties = new Map(layer.features.map(({ id, properties }) => [id, properties]))
      for (const drawing of [...ours, ...oracle])
        expect(Object.fromEntries(drawing.attributes)).toEqual(properties.get(drawing.id!))
      expect(differences(ours, oracle)).toEqual([])
    },
  )

  it('are told apart: a feature that one has elsewhere, larger or not at all is a difference', async () => {
    const at = (x: number, side: number) =>
      layerOf('polygon', [polygon(boxAt(x, 0, side, side))], { minzoom: 14 })
    const { ours } = await both(at(0, 400))
    expect(differences(ours, (await both(at(0, 400))).oracle)).toEqual([])
    expect(differences(ours, (await both(at(0, 410))).oracle)).not.toEqual([])
    expect(differences(ours, (await both(at(5000, 400))).oracle)).not.toEqual([])
    expect(differences(ours, [])).not.toEqual([])
  })
})
