import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type ArchiveMeta,
  type DecodedFeature,
  decodeMvt,
  type LossCode,
  type Proof,
  proveTiles,
  type Tile,
  writePmtiles,
} from '../../pipeline/archive/index.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'
import { boundsOf, cutTiles, describeLayers, type TileLayer } from '../tiler/oracle/index.ts'
import { atUnits, boxAt, EXTENT, layerOf, line, noise, polygon, ringAt, starAt } from '../tiler/shapes.ts'
import { scratchFolder } from './archives.ts'

const folder = scratchFolder()

let layers: TileLayer[]
let tiles: Tile[]
let meta: ArchiveMeta

beforeAll(() => {
  const random = noise(8)
  const zones = Array.from({ length: 12 }, (_, i) =>
    polygon(
      ringAt(starAt(i * 900, (i % 4) * 900, 400, 30, random)),
      ringAt(starAt(i * 900, (i % 4) * 900, 40, 8, random)),
    ),
  )
  zones.push(polygon(boxAt(-20_000, 5000, 14_000, 14_000)))
  const points = Array.from({ length: 12 }, () => ({
    type: 'Point' as const,
    coordinates: atUnits(random() * 9000, random() * 9000),
  }))
  const roads = Array.from({ length: 5 }, (_, i) => line([i * 10, 0], [5000, i * 1000], [9000, 200 + i]))
  layers = [
    layerOf('polygon', zones, { minzoom: 8, maxzoom: 14 }),
    layerOf('point', points, { name: 'titik', minzoom: 10, maxzoom: 14 }),
    layerOf('line', roads, { name: 'jalan', minzoom: 9, maxzoom: 13 }),
  ]
  tiles = [...cutTiles(layers)]
  meta = {
    name: 'uji',
    description: '',
    attribution: '',
    bounds: boundsOf(layers)!,
    layers: describeLayers(layers),
  }
})

type Change = (feature: MvtFeature, layer: string, zoom: number) => MvtFeature | undefined

/** The proof after every feature of every tile went through `change`. */
async function proveChanged(
  change: Change,
  changedMeta: Partial<ArchiveMeta> = {},
  promise = layers,
): Promise<Proof> {
  const changed: Tile[] = []
  for (const tile of tiles) {
    const mvt = decodeMvt(tile.data).map((layer) => ({
      name: layer.name,
      features: layer.features.map(asMvt).flatMap((feature) => change(feature, layer.name, tile.z) ?? []),
    }))
    const data = encodeMvt(mvt, EXTENT)
    if (data.length > 0) changed.push({ ...tile, data })
  }
  const file = path.join(folder, 'changed.pmtiles')
  await writePmtiles(file, changed, { ...meta, ...changedMeta })
  return proveTiles(file, { layers: promise })
}

function asMvt({ id, type, properties, geometry }: DecodedFeature): MvtFeature {
  const tags = { ...properties }
  return type === 1 ? { id: id!, type, tags, geometry: geometry.flat() } : { id: id!, type, tags, geometry }
}

function codes(proof: Proof): LossCode[] {
  return [...new Set(proof.losses.map((loss) => loss.code))]
}

const same: Change = (feature) => feature

describe('proveTiles', () => {
  it('finds nothing lost in what the tiler cut, and says what it saw', async () => {
    const proof = await proveChanged(same)
    expect(proof.losses).toEqual([])
    expect(proof.loss_count).toBe(0)
    expect(proof.tiles).toBe(tiles.length)
    expect(proof.layers.map(({ name, features }) => [name, features])).toEqual([
      ['zona', 13],
      ['titik', 12],
      ['jalan', 5],
    ])
    expect(proof.layers[0]!.zooms.map(({ zoom, features }) => [zoom, features])).toEqual(
      [8, 9, 10, 11, 12, 13, 14].map((zoom) => [zoom, 13]),
    )
    expect(proof.layers[0]!.max_error_units).toBeGreaterThan(0.3)
    expect(proof.layers[0]!.max_error_units).toBeLessThan(0.75)
    expect(JSON.parse(JSON.stringify(proof))).toEqual(proof)
  })

  it('names the zoom and id of a feature that is gone at one zoom only', async () => {
    const gone = layers[0]!.features[3]!.id
    const proof = await proveChanged((f, layer, z) =>
      layer === 'zona' && z === 9 && f.id === gone ? undefined : f,
    )
    expect(proof.losses).toEqual([
      { code: 'missing', layer: 'zona', zoom: 9, id: gone, detail: 'the feature is in no tile of zoom 9' },
    ])
  })

  it('finds one tile of many gone from a feature, where no vertex was', async () => {
    const big = layers[0]!.features[12]!.id
    const full = (f: MvtFeature) =>
      f.type === 3 && f.geometry.flat().every(([x, y]) => (x < 0 || x > EXTENT) && (y < 0 || y > EXTENT))
    let dropped = 0
    const proof = await proveChanged((f, layer, z) => {
      if (layer !== 'zona' || z !== 14 || f.id !== big || !full(f) || dropped > 0) return f
      dropped++
      return undefined
    })
    expect(dropped).toBe(1)
    expect(proof.losses).toMatchObject([{ code: 'geometry', zoom: 14, id: big }])
  })

  it('does not count a drawing in the buffer as present', async () => {
    const id = layers[1]!.features[0]!.id
    const proof = await proveChanged((f, layer, z) =>
      layer === 'titik' && z === 11 && f.id === id ? { ...f, type: 1, geometry: [[-20, 50]] } : f,
    )
    expect(proof.losses).toMatchObject([{ code: 'missing', layer: 'titik', zoom: 11, id }])
  })

  it('finds a changed, lost and added attribute', async () => {
    const id = layers[1]!.features[5]!.id
    const at14 = (change: (tags: MvtFeature['tags']) => MvtFeature['tags']) =>
      proveChanged((f, layer, z) =>
        layer === 'titik' && z === 14 && f.id === id ? { ...f, tags: change(f.tags) } : f,
      )
    const changed = await at14((tags) => ({ ...tags, luas_ha: 5.26 }))
    expect(codes(changed)).toEqual(['attribute'])
    expect(changed.losses[0]!.detail).toMatch(/luas_ha .* is 5.26, promised 5.25/)
    const lost = await at14(({ nama: _nama, ...rest }) => rest)
    expect(lost.losses[0]!.detail).toMatch(/nama .* is absent, promised "Zona 2"/)
    const added = await at14((tags) => ({ ...tags, nik: '1' }))
    expect(added.losses[0]!.detail).toMatch(/nik .* is "1", promised absent/)
  })

  it.each(['zona', 'titik', 'jalan'])('finds the geometry of %s shifted by 5 units', async (name) => {
    const maxzoom = layers.find((layer) => layer.name === name)!.maxzoom
    const proof = await proveChanged((f, layer, z) => (layer === name && z === maxzoom ? shifted(f, 5) : f))
    expect(codes(proof)).toEqual(['geometry'])
    expect(new Set(proof.losses.map((loss) => loss.layer))).toEqual(new Set([name]))
    expect(proof.loss_count).toBe(layers.find((layer) => layer.name === name)!.features.length)
  })

  it('finds a shift by 2 units too', async () => {
    const proof = await proveChanged((f, layer, z) => (layer === 'zona' && z === 14 ? shifted(f, 2) : f))
    expect(codes(proof)).toEqual(['geometry'])
  })

  it('finds a hole that is filled, and a ring that is added', async () => {
    const id = layers[0]!.features[2]!.id
    const filled = await proveChanged((f, layer, z) =>
      layer === 'zona' && z === 14 && f.id === id && f.type === 3
        ? { ...f, geometry: f.geometry.slice(0, 1) }
        : f,
    )
    expect(filled.losses).toMatchObject([{ code: 'geometry', id }])
    const added = await proveChanged((f, layer, z) => {
      const speck: [number, number][] = [
        [3000, 3000],
        [3002, 3000],
        [3002, 3002],
      ]
      return layer === 'zona' && z === 14 && f.id === id && f.type === 3
        ? { ...f, geometry: [...f.geometry, speck] }
        : f
    })
    expect(added.losses).toMatchObject([{ code: 'geometry', id }])
    expect(added.losses[0]!.detail).toMatch(/units away from the source/)
  })

  it('finds a ring wound as a hole, and a ring without area', async () => {
    const wound = await proveChanged((f, layer, z) =>
      layer === 'zona' && z === 10 && f.type === 3
        ? { ...f, geometry: f.geometry.map((r) => r.toReversed()) }
        : f,
    )
    expect(codes(wound)).toEqual(['ring'])
    const flat: [number, number][] = [
      [1, 1],
      [5, 5],
      [9, 9],
    ]
    const collapsed = await proveChanged((f, layer, z) =>
      layer === 'zona' && z === 10 && f.type === 3 ? { ...f, geometry: [flat] } : f,
    )
    expect(collapsed.losses[0]).toMatchObject({ code: 'ring', zoom: 10 })
  })

  it('finds a feature drawn twice in a tile, a strange one, and one without an id', async () => {
    const [first, second] = layers[1]!.features
    const twice = await proveChanged((f, layer, z) =>
      layer === 'titik' && z === 12 && f.id === second!.id ? { ...f, id: first!.id } : f,
    )
    expect(codes(twice).sort()).toEqual(['missing', 'repeated'])
    const strange = await proveChanged((f, layer, z) =>
      layer === 'titik' && z === 12 ? { ...f, id: f.id + 500 } : f,
    )
    expect(codes(strange).sort()).toEqual(['missing', 'unknown'])
  })

  it('finds a layer nobody promised, a layer on a wrong zoom and a geometry of another kind', async () => {
    const others = layers.filter((layer) => layer.name !== 'jalan')
    expect(codes(await proveChanged(same, {}, others))).toEqual(['unknown', 'metadata'])
    const shallow = layers.map((layer) => (layer.name === 'jalan' ? { ...layer, maxzoom: 12 } : layer))
    expect(codes(await proveChanged(same, {}, shallow))).toContain('zoom')
    const kinds = await proveChanged((f, layer, z) =>
      layer === 'jalan' && z === 10 && f.type === 2 ? { ...f, type: 1, geometry: f.geometry.flat() } : f,
    )
    expect(codes(kinds)).toEqual(['kind'])
  })

  it('holds the metadata and bounds to the features', async () => {
    const [zona, ...rest] = meta.layers
    const wrongType = zona!.attributes.map((a) => (a.name === 'no' ? { ...a, type: 'string' as const } : a))
    for (const [changed, message] of [
      [{ layers: rest }, /not in vector_layers/],
      [{ layers: [{ ...zona!, maxzoom: 15 }, ...rest] }, /zooms 8\.\.15/],
      [{ layers: [{ ...zona!, attributes: wrongType }, ...rest] }, /field no is String/],
      [{ layers: [{ ...zona!, attributes: [] }, ...rest] }, /is absent in vector_layers/],
      [{ layers: [{ ...zona!, name: 'lain' }, ...meta.layers] }, /names a layer that was not promised/],
    ] as [Partial<ArchiveMeta>, RegExp][]) {
      const proof = await proveChanged(same, changed)
      expect(codes(proof)).toEqual(['metadata'])
      expect(proof.losses[0]!.detail).toMatch(message)
    }
    const [west, south, east, north] = meta.bounds
    expect(codes(await proveChanged(same, { bounds: [west + 0.001, south, east, north] }))).toEqual([
      'bounds',
    ])
  })

  it('takes an attribute of several types for a text, as vector_layers must call it', async () => {
    const [zona, ...rest] = layers
    const mixed = zona!.features.map((feature, i) => ({
      ...feature,
      properties: { ...feature.properties, luas_ha: i === 0 ? 'luas' : 5.25 },
    }))
    const codesAs = async (type: 'string' | 'number') => {
      const [own, ...others] = meta.layers
      const attributes = own!.attributes.map((each) => (each.name === 'luas_ha' ? { ...each, type } : each))
      const asMixed: Change = (f, layer) => {
        const luas_ha = mixed.find(({ id }) => id === f.id)?.properties.luas_ha
        return layer === 'zona' ? { ...f, tags: { ...f.tags, luas_ha: luas_ha! } } : f
      }
      const promise = [{ ...zona!, features: mixed }, ...rest] as TileLayer[]
      return codes(await proveChanged(asMixed, { layers: [{ ...own!, attributes }, ...others] }, promise))
    }
    expect(await codesAs('string')).toEqual([])
    expect(await codesAs('number')).toEqual(['metadata'])
  })

  it('keeps the list of losses short but counts them all', async () => {
    const random = noise(1)
    const points = Array.from({ length: 100 }, () => ({
      type: 'Point' as const,
      coordinates: atUnits(random() * 99, 5),
    }))
    const layer = layerOf('point', points, { minzoom: 0, maxzoom: 0 })
    const other = { ...layer, features: layer.features.map((f) => ({ ...f, id: f.id + 1000 })) }
    const file = path.join(folder, 'many.pmtiles')
    await writePmtiles(file, cutTiles([layer]), {
      ...meta,
      bounds: boundsOf([layer])!,
      layers: describeLayers([layer]),
    })
    const proof = await proveTiles(file, { layers: [other] })
    expect(proof.loss_count).toBe(200)
    expect(proof.losses).toHaveLength(40)
  })

  it('throws when there is no archive', async () => {
    await expect(proveTiles(path.join(folder, 'absent.pmtiles'), { layers })).rejects.toMatchObject({
      kind: 'source',
    })
  })
})

function shifted(feature: MvtFeature, units: number): MvtFeature {
  const move = ([x, y]: [number, number]): [number, number] => [x + units, y]
  if (feature.type === 1) return { ...feature, geometry: feature.geometry.map(move) }
  return { ...feature, geometry: feature.geometry.map((chain) => chain.map(move)) }
}
