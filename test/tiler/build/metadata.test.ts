import { describe, expect, it } from 'vitest'
import { gunzip } from '../../../pipeline/archive/gzip.ts'
import { build, inputsOf, layerRules, tilesetRules } from './building.ts'
import { drawnBy } from './drawn-tiles.ts'
import { houses, roads, zones } from './town.ts'

const CLUSTER = { maxzoom: 9, radius_units: 512, sums: ['jiwa', 'tidak_ada'] }

describe('the metadata of a layer with clusters', () => {
  it('tell the attributes of clusters after those of the features, with their values, and count no cluster', async () => {
    const rules = tilesetRules([layerRules({ name: 'rumah', minzoom: 6, maxzoom: 12, cluster: CLUSTER })])
    const { layers, tiles } = await build(rules, inputsOf(houses()))
    const [{ attributes, stats }] = layers as [(typeof layers)[0]]
    expect(attributes).toEqual([
      { name: 'jiwa', type: 'number' },
      { name: 'rt', type: 'string' },
      { name: 'sewa', type: 'number' },
      { name: 'point_count', type: 'number' },
      { name: 'sum_jiwa', type: 'number' },
    ])
    expect(stats!.features).toBe(300)
    const drawn = drawnBy(tiles).get('rumah')!
    for (const name of ['point_count', 'sum_jiwa']) {
      const values = drawn.flatMap((drawing) => (drawing.attributes.get(name) as number | undefined) ?? [])
      expect(values.length).toBeGreaterThan(5)
      expect(stats!.attributes.find(({ attribute }) => attribute === name)).toMatchObject({
        type: 'number',
        count: new Set(values).size,
        min: Math.min(...values),
        max: Math.max(...values),
      })
    }
  })

  it('tell them beside declared attributes, and not at all where no points are near to each other', async () => {
    const attributes = [{ name: 'jiwa', type: 'number' }] as const
    const told = async (count: number) => {
      const cluster = { ...CLUSTER, sums: ['jiwa'] }
      const own = layerRules({ minzoom: 6, maxzoom: 12, cluster, attributes: [...attributes] })
      const { layers } = await build(tilesetRules([own]), inputsOf(houses(count)))
      return layers[0]!.attributes.map(({ name }) => name)
    }
    expect(await told(300)).toEqual(['jiwa', 'point_count', 'sum_jiwa'])
    expect(await told(1)).toEqual(['jiwa'])
  })
})

describe('a sum that is also a value of a feature', () => {
  it('is one value of the tile and of the metadata', async () => {
    const values = [0.1234567891, 0.25, 0.3734567891]
    const points = values.map((sewa, i) => ({
      id: i,
      geometry: { type: 'Point' as const, coordinates: i < 2 ? [104.4, 0.9] : [104.9, 0.9] },
      properties: { sewa },
    }))
    const cluster = { maxzoom: 9, radius_units: 16, sums: ['sewa'] }
    const { tiles } = await build(
      tilesetRules([layerRules({ minzoom: 8, maxzoom: 8, cluster })]),
      inputsOf(points),
    )
    expect(drawnBy(tiles).get('zona')!).toHaveLength(2)
    const double = Buffer.alloc(8)
    double.writeDoubleLE(values[2]!)
    const bytes = Buffer.concat(tiles.map(({ gzip }) => gunzip(gzip))).toString('latin1')
    expect(bytes.split(double.toString('latin1'))).toHaveLength(2)
  })
})

describe('the metadata and the report of a label layer', () => {
  it('tell of its labels alone: those of polygons, and what they carry', async () => {
    const rules = tilesetRules([layerRules({ maxzoom: 12, label_layer: 'label' })])
    const lines = roads().map((road) => ({ ...road, id: road.id! + 5000 }))
    const { layers, report } = await build(rules, inputsOf([...zones(), ...lines]))
    expect(layers.map(({ name, kind, stats }) => [name, kind, stats!.features])).toEqual([
      ['zona', 'polygon', 104],
      ['label', 'point', 64],
    ])
    expect(layers.map(({ attributes }) => attributes.some(({ name }) => name === 'lebar_m'))).toEqual([
      true,
      false,
    ])
    expect(report[1]).toMatchObject({ features_read: 64, features_taken: 64, refused: {} })
  })

  it('are left out, and empty, where there is no polygon', async () => {
    const rules = tilesetRules([layerRules({ maxzoom: 12, label_layer: 'label' })])
    const { layers, report } = await build(rules, inputsOf(roads()))
    expect(layers.map(({ name }) => name)).toEqual(['zona'])
    expect(report[1]).toMatchObject({ name: 'label', features_read: 0, features_taken: 0 })
  })
})
