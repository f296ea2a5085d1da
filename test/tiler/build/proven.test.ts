import { describe, expect, it } from 'vitest'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'
import { build, inputsOf, layerRules, tilesetRules } from './building.ts'
import { drawnBy } from './drawn-tiles.ts'
import { prove } from './proving.ts'
import { houses, roads, zones } from './town.ts'

async function proven(rules: ReturnType<typeof tilesetRules>, features: InputFeature[][]) {
  const built = await build(rules, inputsOf(...features))
  const proof = await prove(built, rules, features)
  expect(proof.losses).toEqual([])
  return { ...built, proof, drawn: drawnBy(built.tiles) }
}

describe('a tileset', () => {
  it('of several layers holds each at its own zooms, and its report is what the tiles hold', async () => {
    const rules = tilesetRules([
      layerRules({ name: 'zona', minzoom: 4, maxzoom: 12, label_layer: 'label_zona' }),
      layerRules({ name: 'jalan', minzoom: 9, maxzoom: 13 }),
      layerRules({ name: 'rumah', minzoom: 11, maxzoom: 14 }),
      layerRules({ name: 'kosong', minzoom: 0, maxzoom: 14 }),
    ])
    const features = [zones(), roads(), houses(), []]
    const { report, layers, drawn, bounds, tiles } = await proven(rules, features)
    expect(report.map(({ name, features_taken }) => [name, features_taken])).toEqual([
      ['zona', 64],
      ['jalan', 40],
      ['rumah', 300],
      ['kosong', 0],
      ['label_zona', 64],
    ])
    expect(layers.map(({ name, kind, minzoom, maxzoom }) => [name, kind, minzoom, maxzoom])).toEqual([
      ['zona', 'polygon', 4, 12],
      ['jalan', 'line', 9, 13],
      ['rumah', 'point', 11, 14],
      ['label_zona', 'point', 4, 12],
    ])
    expect(
      Object.fromEntries([...drawn].map(([name, own]) => [name, [own[0]!.zoom, own.at(-1)!.zoom]])),
    ).toEqual({
      zona: [4, 12],
      label_zona: [4, 12],
      jalan: [9, 13],
      rumah: [11, 14],
    })
    expect(tiles.length).toBeGreaterThan(20)
    const places = features
      .flat()
      .flatMap(({ geometry }) => JSON.stringify(geometry).match(/-?\d[\d.]*,-?\d[\d.]*/g)!)
    const degrees = [0, 1].map((axis) => places.map((place) => Number(place.split(',')[axis])))
    const most = [
      Math.min(...degrees[0]!),
      Math.min(...degrees[1]!),
      Math.max(...degrees[0]!),
      Math.max(...degrees[1]!),
    ]
    bounds!.forEach((bound, i) => {
      expect(bound).toBeCloseTo(most[i]!, 6)
    })
  })

  it('holds all attributes of the features, the declared, the included, or all but the excluded', async () => {
    const attributes = [
      { name: 'luas_ha', type: 'number' },
      { name: 'tidak_ada', type: 'string' },
      { name: 'nama', type: 'string' },
    ] as const
    const features = zones(3)
    const of = async (more: Parameters<typeof layerRules>[0]) => {
      const { drawn, layers } = await proven(
        tilesetRules([layerRules({ minzoom: 9, maxzoom: 10, ...more })]),
        [features],
      )
      const names = new Set(drawn.get('zona')!.flatMap((drawing) => [...drawing.attributes.keys()]))
      return { names: [...names], told: layers[0]!.attributes.map(({ name }) => name) }
    }
    expect(await of({})).toEqual({
      names: ['kelas', 'kumuh', 'luas_ha', 'nama'],
      told: ['catatan', 'kelas', 'kumuh', 'luas_ha', 'nama'],
    })
    expect(await of({ attributes: [...attributes] })).toEqual({
      names: ['luas_ha', 'nama'],
      told: ['luas_ha', 'tidak_ada', 'nama'],
    })
    expect((await of({ include: ['kumuh', 'nama'], exclude: ['nama'] })).names).toEqual(['kumuh'])
    expect((await of({ exclude: ['kelas', 'kumuh', 'luas_ha', 'nama'] })).names).toEqual([])
  })

  it('clusters points with exact sums, and thins others', async () => {
    const rules = tilesetRules([
      layerRules({
        name: 'rumah',
        minzoom: 6,
        maxzoom: 12,
        cluster: { maxzoom: 10, radius_units: 256, sums: ['jiwa', 'sewa'] },
      }),
      layerRules({ name: 'tipis', minzoom: 9, maxzoom: 12, drop_rate: 2.5 }),
    ])
    const features = [houses(), houses(900)]
    const { report, drawn } = await proven(rules, features)
    const people = houses().reduce((sum, { properties }) => sum + (properties.jiwa as number), 0)
    for (let zoom = 6; zoom <= 12; zoom++) {
      // A drawing in a buffer is one in a tile already.
      const own = drawn
        .get('rumah')!
        .filter(
          (drawing) =>
            drawing.zoom === zoom &&
            drawing.chains[0]!.every(([x, y]) => x >= 0 && x < 4096 && y >= 0 && y < 4096),
        )
      const counted = own.reduce(
        (sum, { attributes }) => sum + ((attributes.get('point_count') as number) ?? 1),
        0,
      )
      const summed = own.reduce(
        (sum, { attributes }) => sum + ((attributes.get('sum_jiwa') ?? attributes.get('jiwa')) as number),
        0,
      )
      expect([zoom, counted, summed]).toEqual([zoom, 300, people])
    }
    expect(report[0]!.zooms.map(({ features_clustered }) => features_clustered > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
    const thinned = report[1]!.zooms.map(({ features: left }) => left)
    expect(thinned[3]).toBe(900)
    expect(thinned[0]! > 20 && thinned[0]! < 120).toBe(true)
    expect(report[1]!.zooms.map(({ features: left, features_dropped }) => left + features_dropped)).toEqual([
      900, 900, 900, 900,
    ])
  })

  it.each(['keep', 'dither', 'drop'] as const)(
    'of polygons far too small for its zooms is what it promises: %s',
    async (tiny_polygons) => {
      const rules = tilesetRules([layerRules({ name: 'zona', minzoom: 0, maxzoom: 9, tiny_polygons })])
      const { report } = await proven(rules, [zones()])
      for (const { zooms } of report) {
        expect(zooms.some((zoom) => zoom.features_dropped > 0)).toBe(tiny_polygons !== 'keep')
        expect(zooms[9]!.features).toBeGreaterThan(0)
      }
      const [areas] = report
      expect(areas!.zooms[0]!.features).toBe(tiny_polygons === 'keep' ? 64 : 0)
      const some = areas!.zooms.some(
        ({ features, features_tiny, features_dropped }) =>
          features === features_tiny && features > 0 && features_dropped > 0,
      )
      expect(some).toBe(tiny_polygons === 'dither')
    },
  )

  it('is nothing where nothing was taken in, and says why', async () => {
    const odd = [{ geometry: null, properties: {} }, { geometry: { type: 'Point', coordinates: [200, 0] }, properties: {} }] as InputFeature[] // biome-ignore format: short
    const built = await build(tilesetRules([layerRules({ label_layer: 'label' })]), inputsOf(odd))
    expect(built).toMatchObject({ tiles: [], layers: [], bounds: undefined })
    expect(
      built.report.map(({ name, features_read, features_taken, refused }) => [
        name,
        features_read,
        features_taken,
        refused,
      ]),
    ).toEqual([
      ['zona', 2, 0, { no_geometry: 1, position_outside: 1 }],
      ['label', 0, 0, {}],
    ])
    expect(
      built.report[0]!.zooms.every(({ features, tiles, drawings }) => features + tiles + drawings === 0),
    ).toBe(true)
  })
})
