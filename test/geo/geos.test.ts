import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  Feature,
  FeatureCollection,
  Geometry,
  LineString,
  MultiPolygon,
  Polygon,
  Position,
} from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Geos, GeosError, openGeos } from '../../pipeline/geo/geos.ts'
import { checkRings, type Polygonal } from '../../pipeline/geo/rings.ts'
import { box, polygon } from '../support/shapes.ts'

const CORPUS = '../shared/data/corpora/invalid-geom'

const bowTie = polygon([
  [0, 0],
  [2, 2],
  [2, 0],
  [0, 2],
  [0, 0],
])

let geos: Geos
beforeAll(async () => {
  geos = await openGeos()
})

describe('openGeos', () => {
  it('gives the same instance to everyone', async () => {
    expect(await openGeos()).toBe(geos)
  })
})

describe('checkValidity', () => {
  it('passes valid polygons, empty ones and other geometries', () => {
    expect(geos.checkValidity(polygon(box(0, 0, 4, 4), box(1, 1, 2, 2)))).toEqual({ valid: true })
    expect(geos.checkValidity(polygon())).toEqual({ valid: true })
    expect(geos.checkValidity({ type: 'Point', coordinates: [104, 1, 3] })).toEqual({ valid: true })
    expect(geos.checkValidity({ type: 'Point', coordinates: [] })).toEqual({ valid: true })
    expect(
      geos.checkValidity({
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ],
      }),
    ).toEqual({
      valid: true,
    })
    expect(geos.checkValidity({ type: 'GeometryCollection', geometries: [] })).toEqual({ valid: true })
  })

  // GEOS names one place; where the fault has several, any of them.
  it.each<[string, Polygonal, string, ...Position[]]>([
    ['bow-tie', bowTie, 'Self-intersection', [1, 1]],
    [
      'spike',
      polygon([
        [0, 0],
        [1, 0],
        [1, 1],
        [1, 3],
        [1, 1],
        [0, 1],
        [0, 0],
      ]),
      'Self-intersection',
      [1, 3],
    ],
    ['hole outside', polygon(box(0, 0, 1, 1), box(5, 5, 6, 6)), 'Hole lies outside shell', [5, 5]],
    ['nested holes', polygon(box(0, 0, 9, 9), box(1, 1, 8, 8), box(2, 2, 3, 3)), 'Holes are nested', [2, 2]],
    [
      'overlapping parts',
      { type: 'MultiPolygon', coordinates: [[box(0, 0, 2, 2)], [box(1, 1, 3, 3)]] },
      'Self-intersection',
      [2, 1],
      [1, 2],
    ],
    [
      'part twice',
      { type: 'MultiPolygon', coordinates: [[box(0, 0, 2, 2)], [box(0, 0, 2, 2)]] },
      'Self-intersection',
      ...box(0, 0, 2, 2),
    ],
    [
      'flat ring',
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
      'Self-intersection',
      [1, 1],
      [2, 2],
    ],
    ['open ring', polygon(box(3, 4, 5, 6).slice(0, 4)), 'Ring is not closed', [3, 4]],
    [
      'short ring',
      polygon([
        [3, 4],
        [5, 6],
        [3, 4],
      ]),
      'Ring has fewer than 4 positions',
      [3, 4],
    ],
  ])('names reason and place of a %s', (_, geometry, reason, ...places) => {
    const verdict = geos.checkValidity(geometry)
    expect(verdict).toMatchObject({ valid: false, reason })
    if (!verdict.valid) expect(places).toContainEqual(verdict.at)
  })

  it.each<[string, Geometry]>([
    [
      'NaN in a polygon',
      polygon([
        [0, 0],
        [1, Number.NaN],
        [1, 1],
        [0, 0],
      ]),
    ],
    [
      'infinity in a line',
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [Infinity, 1],
        ],
      },
    ],
    ['a line of one position', { type: 'LineString', coordinates: [[0, 0]] }],
    ['NaN in a point', { type: 'Point', coordinates: [Number.NaN, 1] }],
    ['text', polygon([['a', 'b']] as unknown as Position[])],
    ['null', { type: 'MultiPoint', coordinates: [null] } as unknown as Geometry],
    ['an unknown type', { type: 'Circle' } as unknown as Geometry],
    [
      'NaN in a collection',
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [Number.NaN, 1] }] },
    ],
  ])('calls %s invalid without asking GEOS', (_, geometry) => {
    expect(geos.checkValidity(geometry)).toMatchObject({ valid: false })
  })
})

describe('repair', () => {
  it('splits a bow-tie into its two triangles, wound by RFC 7946', () => {
    const repaired = geos.makeValid(bowTie)!
    expect(repaired.type).toBe('MultiPolygon')
    expect(geos.areaPlanar(repaired)).toBe(2)
    expect(checkRings(repaired)).toEqual({ faults: [], duplicateVertices: 0, wrongWindings: 0 })
  })

  it('keeps ground digitised twice as ground; linework makes it a hole', () => {
    // Once around the outer square, once around the inner one, the same way.
    const twice = polygon([...box(0, 0, 4, 4), ...box(1, 1, 3, 3), [0, 0]])
    expect(geos.areaPlanar(geos.makeValid(twice)!)).toBe(16)
    expect(geos.areaPlanar(geos.makeValid(twice, 'linework')!)).toBe(12)
    const nested: MultiPolygon = { type: 'MultiPolygon', coordinates: [[box(0, 0, 9, 9)], [box(1, 1, 2, 2)]] }
    expect(geos.areaPlanar(geos.makeValid(nested)!)).toBe(81)
    expect(geos.areaPlanar(geos.makeValid(nested, 'linework')!)).toBe(80)
  })

  it('names the spike that linework drops', () => {
    const spike = polygon([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 3],
      [1, 1],
      [0, 1],
      [0, 0],
    ])
    expect(geos.repair(spike, 'linework').dropped).toEqual([
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 3],
        ],
      } satisfies LineString,
    ])
    expect(geos.areaPlanar(geos.repair(spike).geometry!)).toBe(1)
  })

  it('closes rings, and takes out rings too short to be any, by name', () => {
    const { geometry, dropped } = geos.repair(
      polygon(box(0, 0, 4, 4).slice(0, 4), [
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
    )
    expect(geos.areaPlanar(geometry!)).toBe(16)
    expect(dropped).toEqual([
      {
        type: 'LineString',
        coordinates: [
          [1, 1],
          [2, 2],
          [1, 1],
        ],
      },
    ])
  })

  it('leaves nothing of what has no ground, and says what fell out', () => {
    const flat = geos.repair(
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
    )
    expect(flat.geometry).toBeNull()
    expect(flat.dropped.length).toBeGreaterThan(0)
    expect(
      geos.repair(
        polygon([
          [0, 0],
          [1, 1],
        ]),
      ),
    ).toEqual({
      geometry: null,
      dropped: [
        {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
        },
      ],
    })
    expect(
      geos.repair(
        polygon([
          [0, 0],
          [Number.NaN, 1],
          [1, 1],
          [0, 0],
        ]),
      ),
    ).toEqual({ geometry: null, dropped: [] })
    expect(geos.makeValid(polygon())).toBeNull()
  })

  it('does not touch valid ground', () => {
    const valid = polygon(box(0, 0, 4, 4), box(1, 1, 2, 2).toReversed())
    expect(geos.areaPlanar(geos.makeValid(valid)!)).toBe(15)
  })
})

describe('overlay', () => {
  const a = polygon(box(0, 0, 2, 2))
  const b = polygon(box(1, 1, 3, 3))

  it('intersects, subtracts and unites', () => {
    expect(geos.areaPlanar(geos.intersection(a, b)!)).toBe(1)
    expect(geos.areaPlanar(geos.difference(a, b)!)).toBe(3)
    expect(geos.areaPlanar(geos.union([a, b, polygon(box(9, 9, 10, 10))])!)).toBe(8)
    expect(geos.union([a, polygon(box(2, 0, 3, 2))])!.type).toBe('Polygon')
    for (const result of [geos.intersection(a, b)!, geos.difference(a, b)!, geos.union([a, b])!]) {
      expect(checkRings(result).wrongWindings).toBe(0)
    }
  })

  it('gives null for nothing: apart, only touching, all taken away, no input', () => {
    expect(geos.intersection(a, polygon(box(5, 5, 6, 6)))).toBeNull()
    expect(geos.intersection(a, polygon(box(2, 0, 3, 2)))).toBeNull()
    expect(geos.difference(a, polygon(box(-1, -1, 5, 5)))).toBeNull()
    expect(geos.intersection(a, polygon())).toBeNull()
    expect(geos.union([])).toBeNull()
    expect(geos.union([polygon()])).toBeNull()
  })

  it('cuts lines and points by polygons', () => {
    expect(
      geos.intersection(
        {
          type: 'LineString',
          coordinates: [
            [-1, 1],
            [5, 1],
          ],
        },
        a,
      ),
    ).toEqual({
      type: 'LineString',
      coordinates: [
        [0, 1],
        [2, 1],
      ],
    })
    expect(
      geos.difference(
        {
          type: 'MultiPoint',
          coordinates: [
            [1, 1],
            [8, 8],
          ],
        },
        a,
      ),
    ).toEqual({
      type: 'Point',
      coordinates: [8, 8],
    })
  })

  it('tells touching from apart', () => {
    expect(geos.intersects(a, polygon(box(2, 2, 3, 3)))).toBe(true)
    expect(geos.intersects(a, polygon(box(2.1, 2, 3, 3)))).toBe(false)
  })

  it('conserves area over many crossing pairs', () => {
    let state = 5
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    const star = (): Polygon => {
      const x = 104.4 + random() * 0.01
      const y = 0.9 + random() * 0.01
      const ring = Array.from({ length: 60 }, (_, i): Position => {
        const angle = (2 * Math.PI * i) / 60
        const radius = 0.004 + random() * 0.006
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
      })
      return polygon([...ring, ring[0]!])
    }
    const areaOf = (geometry: Polygonal | null): number => (geometry ? geos.areaPlanar(geometry) : 0)
    for (let i = 0; i < 100; i++) {
      const [one, two] = [star(), star()]
      const both = areaOf(geos.intersection(one, two))
      const onlyOne = areaOf(geos.difference(one, two))
      const onlyTwo = areaOf(geos.difference(two, one))
      expect(Math.abs(both + onlyOne - areaOf(one))).toBeLessThan(1e-15)
      expect(Math.abs(both + onlyOne + onlyTwo - areaOf(geos.union([one, two])))).toBeLessThan(1e-15)
    }
  })

  it('mends operands that GEOS refuses, and goes on', () => {
    const whole = polygon(box(-1, -1, 3, 3))
    expect(geos.areaPlanar(geos.intersection(bowTie, whole)!)).toBeCloseTo(2, 12)
    expect(geos.areaPlanar(geos.difference(whole, bowTie)!)).toBeCloseTo(14, 12)
    expect(geos.areaPlanar(geos.union([bowTie, bowTie])!)).toBeCloseTo(2, 12)
  })

  it('throws an error with a reason for what cannot be read, and works on afterwards', () => {
    const open = polygon(box(0, 0, 1, 1).slice(0, 4))
    expect(() => geos.intersection(open, a)).toThrow(GeosError)
    expect(() => geos.intersection(a, open)).toThrow('GEOS intersection: Ring is not closed at 0 0')
    expect(() => geos.union([open])).toThrow('GEOS union: Ring is not closed')
    expect(() =>
      geos.areaPlanar(
        polygon([
          [0, 0],
          [1, Number.NaN],
          [1, 1],
          [0, 0],
        ]),
      ),
    ).toThrow(/not a finite number/)
    expect(geos.areaPlanar(geos.intersection(a, b)!)).toBe(1)
  })

  it('frees what it takes, also on the way out of an error', async () => {
    const ring = Array.from({ length: 20000 }, (_, i): Position => {
      const angle = (2 * Math.PI * i) / 20000
      return [Math.cos(angle), Math.sin(angle)]
    })
    const large = polygon([...ring, ring[0]!])
    const round = (times: number): void => {
      for (let i = 0; i < times; i++) {
        geos.areaPlanar(large)
        geos.repair(bowTie)
        expect(() =>
          geos.intersection(
            large,
            polygon([
              [0, 0],
              [1, 1],
            ]),
          ),
        ).toThrow(GeosError)
      }
    }
    round(2)
    const before = await heapBytes()
    // One copy of the large ring kept per round would be 25 MB, more than the whole memory at the start.
    round(80)
    expect(await heapBytes()).toBe(before)
  })
})

/** Size of the memory of the WebAssembly module, which never shrinks. */
async function heapBytes(): Promise<number> {
  const { default: initGeos } = await import('geos-wasm')
  const module = (await initGeos()).Module as unknown as { HEAPU8: Uint8Array }
  return module.HEAPU8.length
}

const corpus = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(geojson|json)$/.test(name))
      .sort()
  : []
if (corpus.length === 0) console.log(`skipped: ${CORPUS} is absent`)

describe.skipIf(corpus.length === 0)('the corpus of invalid geometry', () => {
  it('gets a verdict for every geometry, and valid ground from every repair', () => {
    let polygons = 0
    let invalid = 0
    for (const name of corpus) {
      for (const geometry of geometriesOf(readFileSync(join(CORPUS, name), 'utf8'))) {
        const verdict = geos.checkValidity(geometry)
        if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') continue
        polygons++
        if (!verdict.valid) {
          invalid++
          expect(verdict.reason, name).not.toBe('')
        }
        for (const method of ['structure', 'linework'] as const) {
          const repaired = geos.makeValid(geometry, method)
          if (repaired) expect(geos.checkValidity(repaired), name).toEqual({ valid: true })
        }
      }
    }
    expect(polygons).toBeGreaterThan(400)
    expect(invalid).toBeGreaterThan(50)
  })
})

/** Every geometry object in a file of any shape; files that are not JSON give none. */
function geometriesOf(text: string): Geometry[] {
  let document: Geometry | Feature | FeatureCollection
  try {
    document = JSON.parse(text)
  } catch {
    return []
  }
  if (document?.type === 'FeatureCollection') {
    const features: (Feature | null)[] = Array.isArray(document.features) ? document.features : []
    return features.flatMap((feature) => (isGeometry(feature?.geometry) ? [feature.geometry] : []))
  }
  if (document?.type === 'Feature') return isGeometry(document.geometry) ? [document.geometry] : []
  return isGeometry(document) ? [document] : []
}

function isGeometry(value: unknown): value is Geometry {
  return typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value
}
