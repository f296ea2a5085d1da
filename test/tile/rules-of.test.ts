import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import type { TileOptions } from '../../pipeline/tile/options.ts'
import type { TilesetProfile } from '../../pipeline/tile/profile.ts'
import { type FoundData, rulesOf } from '../../pipeline/tile/rules-of.ts'

const FOUND: FoundData = {
  layers: [
    {
      name: 'rt',
      attributes: [
        { name: 'name', type: 'string' },
        { name: 'people', type: 'number' },
      ],
      has_polygons: true,
    },
  ],
  maxzoom: 12,
}
const TWO: FoundData = {
  layers: [
    { name: 'a', attributes: [], has_polygons: true },
    { name: 'b', attributes: [], has_polygons: true },
  ],
  maxzoom: 9,
}

const CLUSTER = { radius_units: 256, sums: [] }
const CLUSTER_ZOOM = '--cluster-maxzoom'

const rules = (options: Partial<TileOptions> = {}, profile: TilesetProfile = {}, found = FOUND) =>
  rulesOf({ output: 'x.pmtiles', ...options }, profile, found)

function faultOf(options: Partial<TileOptions>, profile: TilesetProfile = {}, found = FOUND): UserError {
  try {
    rules(options, profile, found)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('rules of options and profile', () => {
  it('keep everything by default', () => {
    expect(rules()).toEqual({
      buffer_units: 80,
      gzip_level: 5,
      layers: [
        {
          name: 'rt',
          minzoom: 0,
          maxzoom: 12,
          tiny_polygons: 'keep',
          drop_rate: 1,
          shared_borders: 'auto',
          simplification_units: 1,
        },
      ],
    })
  })

  it('take distances in the units of tippecanoe', () => {
    expect(rules({ buffer: 0 }).buffer_units).toBe(0)
    expect(rules({ buffer: 128 }).buffer_units).toBe(2048)
    expect(rules({ clusterDistance: 16, accumulateAttribute: ['people:sum'] }).layers[0]!.cluster).toEqual({
      maxzoom: 11,
      radius_units: 256,
      sums: ['people'],
    })
  })

  it('put options before the profile, the layer of the profile before the profile, and that before the defaults', () => {
    const profile: TilesetProfile = {
      minzoom: 2,
      maxzoom: 10,
      gzip_level: 4,
      layers: [{ name: 'rt', maxzoom: 11, drop_rate: 2, attributes: [{ name: 'people', type: 'number' }] }],
    }
    expect(rules({ maximumZoom: 13 }, profile).layers[0]).toMatchObject({
      minzoom: 2,
      maxzoom: 13,
      drop_rate: 2,
    })
    expect(rules({}, profile)).toMatchObject({
      gzip_level: 4,
      layers: [{ minzoom: 2, maxzoom: 11, attributes: [{ name: 'people', type: 'number' }] }],
    })
    expect(rules({ gzipLevel: 9, sharedBorders: 'no' }, profile)).toMatchObject({
      gzip_level: 9,
      layers: [{ shared_borders: false }],
    })
  })

  it('choose attributes', () => {
    expect(rules({ include: ['people', 'people'] }).layers[0]!.include).toEqual(['people'])
    expect(rules({ excludeAll: true }).layers[0]!.include).toEqual([])
    expect(rules({ exclude: ['name'] }).layers[0]!.exclude).toEqual(['name'])
    expect(rules({ excludeAll: true, include: ['name'] }).layers[0]!.include).toEqual(['name'])
  })

  it('give labels to the one layer of polygons beside others', () => {
    const mixed = { ...TWO, layers: [{ ...TWO.layers[0]!, has_polygons: false }, TWO.layers[1]!] }
    const { layers } = rules({ labelLayer: 'labels' }, {}, mixed)
    expect(layers.map(({ label_layer }) => label_layer)).toEqual([undefined, 'labels'])
    const none = mixed.layers.map((layer) => ({ ...layer, has_polygons: false }))
    const { fault } = faultOf({ labelLayer: 'labels' }, {}, { ...TWO, layers: none })
    expect(fault.got).toBe('no layer of polygons')
  })

  it('do not choose a zoom above the lowest that is asked for', () => {
    expect(rules({ minimumZoom: 14 }).layers[0]).toMatchObject({ minzoom: 14, maxzoom: 14 })
  })
})

describe('what cannot be is refused with 2, saying what was got and expected and what to do', () => {
  const cases: [name: string, fault: () => UserError, key: string][] = [
    ['a zoom beyond 20', () => faultOf({ maximumZoom: 21 }), '--maximum-zoom'],
    ['-Z above -z', () => faultOf({ minimumZoom: 9, maximumZoom: 8 }), '--minimum-zoom'],
    ['a buffer beyond half a tile', () => faultOf({ buffer: 128.0625 }), '--buffer'],
    ['a buffer below nothing', () => faultOf({ buffer: -1 }), '--buffer'],
    ['a buffer between units', () => faultOf({ buffer: 0.01 }), '--buffer'],
    ['a level of gzip', () => faultOf({ gzipLevel: 0 }), '--gzip-level'],
    ['a rate below 1', () => faultOf({ dropRate: 0.5 }), '--drop-rate'],
    ['no rate', () => faultOf({ dropRate: Number.NaN }), '--drop-rate'],
    ['a simplification below 0', () => faultOf({ simplification: -1 }), '--simplification'],
    ['clusters that do not fill a tile', () => faultOf({ clusterDistance: 10 }), '--cluster-distance'],
    ['clusters at the deepest zoom', () => faultOf({ clusterDistance: 8, clusterMaxzoom: 12 }), CLUSTER_ZOOM],
    [
      'clusters beyond it',
      () => faultOf({ clusterDistance: 8, clusterMaxzoom: 8, maximumZoom: 4 }),
      CLUSTER_ZOOM,
    ],
    [
      'clusters of a profile at the deepest zoom',
      () => faultOf({ maximumZoom: 4 }, { layers: [{ name: 'rt', cluster: { ...CLUSTER, maxzoom: 4 } }] }),
      CLUSTER_ZOOM,
    ],
    [
      'clusters of zoom 0 alone',
      () => faultOf({ clusterDistance: 64, maximumZoom: 0 }),
      '--cluster-distance',
    ],
    [
      'clusters of one zoom',
      () => faultOf({ clusterDistance: 64, minimumZoom: 9, maximumZoom: 9 }),
      '--cluster-distance',
    ],
    ['sums without clusters', () => faultOf({ accumulateAttribute: ['people:sum'] }), '--cluster-distance'],
    [
      'a mean',
      () => faultOf({ clusterDistance: 8, accumulateAttribute: ['people:mean'] }),
      '--accumulate-attribute',
    ],
    ['an attribute that nothing has', () => faultOf({ include: ['People'] }), '--include'],
    ['ids of such an attribute', () => faultOf({ useAttributeForId: 'nik' }), '--use-attribute-for-id'],
    ['labels named like their layer', () => faultOf({ labelLayer: 'rt' }), '--label-layer'],
    ['labels of two layers of polygons', () => faultOf({ labelLayer: 'labels' }, {}, TWO), '--label-layer'],
    ['a profile for another layer', () => faultOf({}, { layers: [{ name: 'rw' }] }), ''],
    [
      'two layers of one name',
      () => faultOf({}, {}, { ...TWO, layers: [...TWO.layers, TWO.layers[0]!] }),
      '--layer',
    ],
  ]
  it('a level of gzip, with the level that is the default', () => {
    const level = rules().gzip_level
    expect(faultOf({ gzipLevel: 10 }).fault.next).toBe(`leave it out: ${level} is the default`)
  })
  for (const [name, fault, key] of cases) {
    it(name, () => {
      const error = fault()
      expect(error.exitCode).toBe(2)
      expect(error.fault.where?.key ?? '').toBe(key)
      for (const part of ['what', 'got', 'expected', 'next'] as const) expect(error.fault[part]).toMatch(/\S/)
    })
  }
})
