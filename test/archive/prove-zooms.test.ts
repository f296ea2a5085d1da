import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type ArchiveMeta,
  type DecodedFeature,
  decodeMvt,
  type PromisedFeature,
  type PromisedLayer,
  type Proof,
  type ProofOptions,
  proveTiles,
  type Tile,
  type TilePoint,
  writePmtiles,
} from '../../pipeline/archive/index.ts'
import { openFlatValidity } from '../../pipeline/geo/geos-valid-flat.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'
import { boundsOf, cutTiles, describeLayers, type TileLayer } from '../tiler/oracle/index.ts'
import { atUnits, boxAt, EXTENT, layerOf, noise, polygon, ringAt, starAt } from '../tiler/shapes.ts'
import { scratchFolder } from './archives.ts'

const folder = scratchFolder()
let zones: TileLayer
let points: TileLayer
let tiles: Tile[]
let meta: ArchiveMeta

beforeAll(() => {
  const random = noise(4)
  const stars = Array.from({ length: 6 }, (_, i) =>
    polygon(ringAt(starAt(i * 9000, (i % 3) * 9000, 8000, 60, random))),
  )
  const specks = Array.from({ length: 4 }, (_, i) => polygon(boxAt(i * 200, 60_000, 20, 20)))
  zones = layerOf('polygon', [...stars, ...specks], { minzoom: 8, maxzoom: 12 })
  const places = Array.from({ length: 40 }, () => ({
    type: 'Point' as const,
    coordinates: atUnits(random() * 40_000, random() * 40_000),
  }))
  points = layerOf('point', places, { name: 'titik', minzoom: 8, maxzoom: 12 })
  tiles = [...cutTiles([zones, points])]
  meta = {
    name: 'uji',
    description: '',
    attribution: '',
    bounds: boundsOf([zones, points])!,
    layers: describeLayers([zones, points]),
  }
})

type Change = (feature: MvtFeature, layer: string, zoom: number, tile: Tile) => MvtFeature | undefined
const same: Change = (feature) => feature

async function prove(
  change: Change,
  promise: { zones?: Partial<PromisedLayer>; points?: Partial<PromisedLayer> } = {},
  options: ProofOptions = {},
): Promise<Proof> {
  const changed: Tile[] = []
  for (const tile of tiles) {
    const mvt = decodeMvt(tile.data).map((layer) => ({
      name: layer.name,
      features: layer.features.map(asMvt).flatMap((f) => change(f, layer.name, tile.z, tile) ?? []),
    }))
    const data = encodeMvt(mvt, EXTENT)
    if (data.length > 0) changed.push({ ...tile, data })
  }
  const file = path.join(folder, 'changed.pmtiles')
  await writePmtiles(file, changed, meta)
  const layers = [
    { ...zones, simplification_units: 6, ...promise.zones },
    { ...points, ...promise.points },
  ]
  return proveTiles(file, { layers }, options)
}

function asMvt({ id, type, properties, geometry }: DecodedFeature): MvtFeature {
  const tags = { ...properties }
  return type === 1 ? { id: id!, type, tags, geometry: geometry.flat() } : { id: id!, type, tags, geometry }
}

function codes(proof: Proof): string[] {
  return [...new Set(proof.losses.map((loss) => `${loss.code} ${loss.layer} ${loss.zoom}`))]
}

/** The feature with its n-th vertex moved down; exterior ring. */
function nudged(feature: MvtFeature, n: number, units: number): MvtFeature {
  if (feature.type !== 3) return feature
  const [ring, ...rest] = feature.geometry
  const at = n % (ring!.length - 1)
  const open = ring!.slice(0, -1)
  const moved = open.with(at, [open[at]![0], open[at]![1] + units])
  return { ...feature, geometry: [moved, ...rest] }
}

describe('the geometry of every zoom', () => {
  it('is near the source, and says how near', async () => {
    const proof = await prove(same)
    expect(proof.losses).toEqual([])
    const [low, , , , deep] = proof.layers[0]!.zooms
    expect(low!.zoom).toBe(8)
    expect(low!.marks).toBe(4)
    expect(low!.vertices).toBeGreaterThan(300)
    expect(low!.max_error_units).toBeLessThan(7.5)
    expect(deep!.max_error_units).toBeLessThan(0.75)
    expect(proof.layers[1]!.zooms.map((zoom) => zoom.max_error_units < 0.75)).toEqual(Array(5).fill(true))
  })

  it('is not when one vertex of one zoom is elsewhere; half a unit passes', async () => {
    const id = zones.features[1]!.id
    const at9 =
      (units: number): Change =>
      (f, layer, z) =>
        layer === 'zona' && z === 9 && f.id === id ? nudged(f, 5, units) : f
    const proof = await prove(at9(25))
    expect(proof.losses).toMatchObject([{ code: 'geometry', layer: 'zona', zoom: 9, id }])
    expect(proof.losses[0]!.detail).toMatch(/source points are not drawn|away from the source/)
    expect((await prove(at9(0.5), {})).losses).toEqual([])
  })

  it('is not when points are shifted at a zoom above the deepest', async () => {
    const shift =
      (units: number): Change =>
      (f, layer, z) =>
        layer === 'titik' && z === 8 && f.type === 1
          ? { ...f, geometry: f.geometry.map(([x, y]): TilePoint => [x + units, y]) }
          : f
    expect(codes(await prove(shift(3)))).toEqual(['geometry titik 8'])
  })

  it('is not when a square of two units stands for a zone that could be drawn', async () => {
    const id = zones.features[0]!.id
    const [home] = tiles.filter(({ z }) => z === 8)
    const square: TilePoint[] = [
      [2000, 2000],
      [2002, 2000],
      [2002, 2002],
      [2000, 2002],
    ]
    const proof = await prove((f, layer, z, tile) => {
      if (layer !== 'zona' || z !== 8 || f.id !== id) return f
      return tile === home ? { ...f, type: 3, geometry: [square] } : f
    })
    expect(codes(proof)).toEqual(['geometry zona 8'])
  })
})

describe('validity', () => {
  it('finds a self-crossing ring that is wound right, at any zoom, and passes what is valid', async () => {
    const invalidReason = await openFlatValidity()
    // The stars that geojson-vt clips do come out self-touching on the clipping edge here and there: the boxes never do.
    const boxes = new Set(zones.features.slice(6).map(({ id }) => id))
    const ofBoxes = (found: Proof) => found.losses.filter(({ id }) => boxes.has(id!))
    expect(ofBoxes(await prove(same, {}, { invalidReason }))).toEqual([])
    const id = zones.features[6]!.id
    const crossing: Change = (f, layer, z) => {
      if (layer !== 'zona' || z !== 10 || f.id !== id || f.type !== 3) return f
      const [x, y] = f.geometry[0]![0]!
      const ring: TilePoint[] = [
        [x, y],
        [x + 2, y],
        [x + 2, y + 2],
        [x + 1, y - 1],
        [x, y + 2],
      ]
      return { ...f, geometry: [ring] }
    }
    const proof = await prove(crossing, {}, { invalidReason })
    expect(ofBoxes(proof)).toMatchObject([{ code: 'invalid', layer: 'zona', zoom: 10, id }])
    expect(ofBoxes(proof)[0]!.detail).toMatch(/tile 10\/\d+\/\d+ is not valid: Self-intersection/)
  })
})

describe('declared losses', () => {
  it('let small polygons go where the rules say so, large ones never', async () => {
    const large = zones.features[0]!.id
    const small = zones.features[7]!.id
    const without =
      (id: number): Change =>
      (f, layer, z) =>
        layer === 'zona' && z === 9 && f.id === id ? undefined : f
    const both =
      (id: number): Change =>
      (f, layer, z) =>
        layer === 'zona' && z <= 9 && f.id === id ? undefined : f
    expect(codes(await prove(without(small)))).toEqual(['missing zona 9'])
    const dither = { zones: { tiny_polygons: 'dither' as const } }
    expect(codes(await prove(without(large), dither))).toEqual(['missing zona 9'])
    expect(codes(await prove(without(small), dither))).toEqual(['nested zona 9'])
    // Other programs choose anew at every zoom, of polygons alone.
    const foreign = { ...dither.zones, is_foreign: true }
    expect(codes(await prove(without(small), { zones: foreign }))).toEqual([])
    expect(codes(await prove(without(large), { zones: foreign }))).toEqual(['missing zona 9'])
    const proof = await prove(both(small), dither)
    expect(proof.losses).toEqual([])
    expect(proof.layers[0]!.zooms.map((zoom) => zoom.features_dropped)).toEqual([1, 1, 0, 0, 0])
  })

  it('let points go above maxzoom by the rate, each nested in the zooms below, and never at maxzoom', async () => {
    const kept = (z: number, id: number) => id % 2 ** (12 - z) === 0
    const thinned: Change = (f, layer, z) => (layer === 'zona' || kept(z, f.id) ? f : undefined)
    const rate = { points: { drop_rate: 2 } }
    expect((await prove(thinned)).loss_count).toBeGreaterThan(30)
    expect((await prove(thinned, rate)).losses).toEqual([])
    const other: Change = (f, layer, z) =>
      layer === 'titik' && z === 11 && kept(z, f.id) ? undefined : thinned(f, layer, z, tiles[0]!)
    expect(codes(await prove(other, rate))).toEqual(['nested titik 11'])
    expect(codes(await prove(other, { points: { ...rate.points, is_foreign: true } }))).toEqual([
      'nested titik 11',
    ])
    const first = points.features[0]!.id
    const atMax: Change = (f, layer, z) => (layer === 'titik' && z === 12 && f.id === first ? undefined : f)
    expect(codes(await prove(atMax, rate))).toEqual(['missing titik 12'])
  })

  it('hold the tiles to the counts of the report', async () => {
    const honest = (await prove(same)).layers[1]!.zooms.map(({ zoom, features, drawings, tiles: held }) => ({
      zoom,
      features,
      features_dropped: 0,
      features_clustered: 0,
      drawings,
      tiles: held,
    }))
    expect((await prove(same, { points: { report: honest } })).losses).toEqual([])
    for (const name of ['features', 'features_dropped', 'drawings', 'tiles'] as const) {
      const report = honest.map((entry, i) => (i === 2 ? { ...entry, [name]: entry[name] + 1 } : entry))
      const proof = await prove(same, { points: { report } })
      expect(proof.losses).toMatchObject([{ code: 'count', layer: 'titik', zoom: 10 }])
      expect(proof.losses[0]!.detail).toContain(name)
    }
    expect(codes(await prove(same, { points: { report: honest.slice(1) } }))).toEqual(['count titik 8'])
  })

  it('hold clusters to the points and sums that they stand for', async () => {
    const ids = points.features.map(({ id }) => id)
    const members = new Set(ids.slice(3, 8))
    const sum = points.features
      .slice(3, 8)
      .reduce((total, { properties }) => total + Number(properties.no), 0)
    const clustered =
      (count: number, total: number): Change =>
      (f, layer, z, tile) => {
        if (layer !== 'titik' || z !== 8 || !members.has(f.id) || f.type !== 1) return f
        const [x, y] = f.geometry[0]!
        if (f.id !== ids[3] || x < 0 || y < 0 || x >= EXTENT || y >= EXTENT || tile.z !== 8) return undefined
        return { ...f, id: 2 ** 52, tags: { point_count: count, sum_no: total } }
      }
    const cluster = { points: { cluster: { maxzoom: 9, sums: ['no'] } } }
    const proof = await prove(clustered(5, sum), cluster)
    expect(proof.losses).toEqual([])
    expect(proof.layers[1]!.zooms[0]).toMatchObject({
      features: 35,
      features_clustered: 5,
      features_dropped: 0,
    })
    expect((await prove(clustered(4, sum), cluster)).losses[0]).toMatchObject({ code: 'count', zoom: 8 })
    const wrongSum = await prove(clustered(5, sum + 1), cluster)
    expect(wrongSum.losses.map(({ detail }) => detail)).toEqual([
      `the clusters' sum_no adds up to ${sum + 1}, the points within them to ${sum}`,
    ])
    expect(codes(await prove(clustered(5, sum)))).toContain('unknown titik 8')
  })
})

describe('features without ids', () => {
  const plain = (layer: TileLayer): PromisedFeature[] => layer.features.map(({ id: _id, ...rest }) => rest)
  const anonymous: Change = ({ id: _id, ...rest }) => rest as MvtFeature
  const promise = () => ({ zones: { features: plain(zones) }, points: { features: plain(points) } })

  it('are matched at maxzoom by place and attributes', async () => {
    expect((await prove(anonymous, promise())).losses).toEqual([])
    const doubled = [...plain(points), plain(points)[0]!]
    const proof = await prove(anonymous, { ...promise(), points: { features: doubled } })
    expect(codes(proof)).toEqual(['missing titik 12'])
  })

  it('are held to clusters by their number and sums, whichever they stand for', async () => {
    const ids = points.features.map(({ id }) => id)
    const members = points.features.slice(3, 8)
    const sum = members.reduce((total, { properties }) => total + Number(properties.no), 0)
    const clustered =
      (count: number, total: number): Change =>
      (f, layer, z, tile) => {
        const isMember = layer === 'titik' && z === 8 && members.some(({ id }) => id === f.id)
        if (!isMember || f.type !== 1) return anonymous(f, layer, z, tile)
        const [x, y] = f.geometry[0]!
        if (f.id !== ids[3] || x < 0 || y < 0 || x >= EXTENT || y >= EXTENT || tile.z !== 8) return undefined
        return { ...f, id: 2 ** 52, tags: { point_count: count, sum_no: total } }
      }
    const proofOf = (count: number, total: number) =>
      prove(clustered(count, total), {
        ...promise(),
        points: { features: plain(points), cluster: { maxzoom: 9, sums: ['no'] } },
      })
    const proof = await proofOf(5, sum)
    expect(proof.losses).toEqual([])
    expect(proof.layers[1]!.zooms[0]).toMatchObject({ features_clustered: 5, features_dropped: 0 })
    expect(codes(await proofOf(4, sum))).toEqual(['count titik 8'])
    expect(codes(await proofOf(5, sum + 1))).toEqual(['count titik 8'])
  })

  it('are found swapped, changed and missing', async () => {
    const [a, b] = [points.features[0]!, points.features[1]!]
    const swapped: Change = (f, layer, z, tile) => {
      const tags = f.id === a.id ? b.properties : f.id === b.id ? a.properties : f.tags
      return anonymous(layer === 'titik' && z === 12 ? { ...f, tags } : f, layer, z, tile)
    }
    const proof = await prove(swapped, promise())
    expect(codes(proof).sort()).toEqual(['missing titik 12', 'unknown titik 12'])
    expect(proof.losses.some(({ detail }) => detail.includes('"no":0'))).toBe(true)
    const gone: Change = (f, layer, z, tile) =>
      layer === 'zona' && z === 12 && f.id === zones.features[2]!.id
        ? undefined
        : anonymous(f, layer, z, tile)
    expect(codes(await prove(gone, promise()))).toEqual(['missing zona 12'])
  })
})

describe('a promise read once', () => {
  it('may be an asynchronous iterable, and tells of its progress', async () => {
    async function* one(layer: TileLayer) {
      for (const feature of layer.features) yield feature
    }
    const read = { zones: { features: one(zones) }, points: { features: one(points) } }
    expect((await prove(same, read)).losses).toEqual([])
    await expect(
      prove(same, { zones: { features: [...zones.features, zones.features[0]!] } }),
    ).rejects.toThrow(/promised twice/)
  })

  it('may be of labels: one point inside each polygon', async () => {
    const [zone] = zones.features
    const [west, north] = [0, 0]
    const box = { ...zone!, geometry: polygon(boxAt(west, north, 4000, 4000)) }
    const at = async (dx: number) => {
      const label = { ...zone!, geometry: { type: 'Point' as const, coordinates: atUnits(dx, 2000) } }
      const layer: TileLayer = { ...points, features: [label] }
      const file = path.join(folder, 'labels.pmtiles')
      await writePmtiles(file, cutTiles([layer]), {
        ...meta,
        bounds: [100, -5, 110, 5],
        layers: describeLayers([layer]),
      })
      return proveTiles(file, {
        layers: [{ ...layer, kind: undefined, drawn_as: 'inside', features: [box] }],
      })
    }
    expect((await at(2000)).losses).toEqual([])
    const outside = await at(-100)
    expect(outside.losses.map(({ code }) => code)).toEqual(Array(outside.loss_count).fill('geometry'))
    expect(outside.losses[0]!.detail).toMatch(/outside of its polygon/)
  })
})
