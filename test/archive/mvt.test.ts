import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { checkMvt, decodeMvt, ringArea, type TilePoint } from '../../pipeline/archive/index.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'

const square: TilePoint[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
]

/** A layer `a` of version 2 with one point whose geometry is these bytes. */
function pointTile(...geometry: number[]): Uint8Array {
  const feature = [0x18, 1, 0x22, geometry.length, ...geometry]
  const layer = [0x78, 2, 0x0a, 1, 0x61, 0x12, feature.length, ...feature]
  return Uint8Array.of(0x1a, layer.length, ...layer)
}

describe('the numbers of a geometry', () => {
  it('are 32 bits, and end within it', () => {
    expect(() => checkMvt(pointTile(9, 50, 34))).not.toThrow()
    expect(() => checkMvt(pointTile(9, 0xff, 0xff, 0xff, 0xff, 0x0f, 34))).not.toThrow()
    expect(() => checkMvt(pointTile(9, 0xff, 0xff, 0xff, 0xff, 0x1f, 34))).toThrow(/beyond 32 bits/)
    expect(() => checkMvt(pointTile(9, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 34))).toThrow(/beyond 32 bits/)
    expect(() => checkMvt(pointTile(9, 50, 0x80))).toThrow(/ends within a number/)
    expect(() => checkMvt(pointTile(9, 50))).toThrow(/ends within a command/)
    const cut = pointTile(9, 50, 34)
    expect(() => checkMvt(cut.subarray(0, cut.length - 1))).toThrow()
  })
})

describe('encodeMvt', () => {
  it('is read by the reference decoder: version 2, extent, ids beyond 2^32, all value types', () => {
    const tags = {
      teks: 'Kelurahan',
      bulat: 7,
      negatif: -7,
      pecahan: 0.1,
      besar: 2 ** 45,
      ya: true,
      tidak: false,
    }
    const features: MvtFeature[] = [
      { id: 2 ** 48 - 1, type: 3, geometry: [square], tags },
      { id: 2 ** 32, type: 2, geometry: [square], tags: {} },
      { id: 1, type: 1, geometry: [[-80, 4176]], tags: { teks: '' } },
    ]
    const { layers } = new VectorTile(new PbfReader(encodeMvt([{ name: 'zona', features }], 4096)))
    const layer = layers.zona!
    expect([layer.version, layer.extent, layer.length]).toEqual([2, 4096, 3])
    expect(layer.feature(0).id).toBe(281474976710655)
    expect({ ...layer.feature(0).properties }).toEqual(tags)
    expect(layer.feature(1).id).toBe(4294967296)
    expect(layer.feature(2).loadGeometry()).toMatchObject([[{ x: -80, y: 4176 }]])
    expect(layer.feature(0).toGeoJSON(0, 0, 0).geometry.type).toBe('Polygon')
  })

  it('leaves out layers without features', () => {
    const features: MvtFeature[] = [{ id: 1, type: 1, geometry: [[0, 0]], tags: {} }]
    const bytes = encodeMvt(
      [
        { name: 'kosong', features: [] },
        { name: 'titik', features },
      ],
      4096,
    )
    expect(decodeMvt(bytes).map((layer) => layer.name)).toEqual(['titik'])
    expect(encodeMvt([{ name: 'kosong', features: [] }], 4096)).toHaveLength(0)
  })
})

describe('ringArea', () => {
  it('is positive for an exterior ring in tile coordinates, open or closed', () => {
    expect(ringArea(square)).toBe(100)
    expect(ringArea([...square, square[0]!])).toBe(100)
    expect(ringArea(square.toReversed())).toBe(-100)
    expect(ringArea([])).toBe(0)
  })
})

const CORPUS = '../shared/data/corpora/mvt-fixtures'
const present = existsSync(CORPUS)
if (!present) console.log(`skipped: ${CORPUS} is absent`)

interface FixtureInfo {
  validity: { v1: boolean; v2: boolean; error?: string }
}

/** A geometry of unknown type: allowed by the format, to be drawn by nobody. */
const UNDRAWABLE = new Set(['016', '039'])
/** Counts more points than it has, which its list calls valid and fatal in its twins 051 and 052: refused. */
const OVERCOUNTED = '057'

describe.skipIf(!present)('vector tiles by others', () => {
  const names = present ? readdirSync(path.join(CORPUS, 'fixtures')).sort() : []
  const infoOf = (name: string) =>
    JSON.parse(readFileSync(path.join(CORPUS, 'fixtures', name, 'info.json'), 'utf8')) as FixtureInfo
  const bytesOf = (name: string) => readFileSync(path.join(CORPUS, 'fixtures', name, 'tile.mvt'))

  it.each(names.filter((name) => infoOf(name).validity.v2 && name !== OVERCOUNTED))(
    '%s is sound and decodes',
    (name) => {
      expect(() => checkMvt(bytesOf(name))).not.toThrow()
      if (UNDRAWABLE.has(name)) expect(() => decodeMvt(bytesOf(name))).toThrow(/geometry type 0/)
      else expect(() => decodeMvt(bytesOf(name))).not.toThrow()
    },
  )

  it.each(names.filter((name) => infoOf(name).validity.error === 'fatal' || name === OVERCOUNTED))(
    '%s is refused',
    (name) => {
      expect(() => checkMvt(bytesOf(name))).toThrow()
    },
  )

  it('real ones decode and encode again to the same content', () => {
    const folder = path.join(CORPUS, 'real-world', 'bangkok')
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith('.mvt'))
      .sort()
      .slice(0, 4)) {
      const layers = decodeMvt(readFileSync(path.join(folder, name)))
      expect(layers.length).toBeGreaterThan(0)
      for (const layer of layers) {
        const features = layer.features.map(({ id, type, properties, geometry }): MvtFeature => {
          const common = { id: id ?? 0, tags: { ...properties } }
          return type === 1 ? { ...common, type, geometry: geometry.flat() } : { ...common, type, geometry }
        })
        const [again] = decodeMvt(encodeMvt([{ name: layer.name, features }], layer.extent))
        expect(again!.features.map((f) => f.geometry)).toEqual(layer.features.map((f) => f.geometry))
        expect(again!.features.map((f) => f.properties)).toEqual(layer.features.map((f) => f.properties))
      }
    }
  })
})
