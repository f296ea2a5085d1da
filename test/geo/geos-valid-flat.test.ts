import { beforeAll, describe, expect, it } from 'vitest'
import { type Geos, openGeos } from '../../pipeline/geo/geos.ts'
import { GeosRuntime } from '../../pipeline/geo/geos-runtime.ts'
import { type FlatValidity, flatValidityOf, openFlatValidity } from '../../pipeline/geo/geos-valid-flat.ts'
import { isSimpleRing } from '../../pipeline/geo/simple-ring.ts'

type Ring = [number, number][]

let reasonOf: FlatValidity
let geos: Geos

beforeAll(async () => {
  reasonOf = await openFlatValidity()
  geos = await openGeos()
})

/** Verdict on polygons given as lists of open rings, holes after their exterior. */
function verdict(...polygons: Ring[][]): string | undefined {
  const rings = polygons.flat()
  const ringStart = [0]
  for (const ring of rings) ringStart.push(ringStart.at(-1)! + ring.length)
  const holes = polygons.flatMap((polygon) => polygon.map((_, r) => (r === 0 ? 0 : 1)))
  return reasonOf(Int32Array.from(rings.flat(2)), ringStart, holes, 0, rings.length)
}

function square(x: number, y: number, side: number): Ring {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ]
}

describe('openFlatValidity', () => {
  it('passes what is valid: holes, several polygons, a hole that touches its exterior in a point', () => {
    expect(verdict([square(0, 0, 10)])).toBeUndefined()
    expect(verdict([square(0, 0, 10), square(2, 2, 3)], [square(20, 0, 5)])).toBeUndefined()
    const touching: Ring = [
      [0, 5],
      [4, 3],
      [4, 7],
    ]
    expect(verdict([square(0, 0, 10), touching])).toBeUndefined()
  })

  it.each<[string, RegExp, Ring[][][number][]]>([
    [
      'a bow tie',
      /Self-intersection\[5 5\]/,
      [
        [
          [
            [0, 0],
            [10, 10],
            [10, 0],
            [0, 10],
          ],
        ],
      ],
    ],
    [
      'a spike',
      /Self-intersection/,
      [
        [
          [
            [0, 0],
            [10, 0],
            [20, 0],
            [10, 0],
            [10, 10],
          ],
        ],
      ],
    ],
    ['a hole outside', /Hole lies outside shell/, [[square(0, 0, 10), square(20, 20, 3)]]],
    ['nested polygons', /Nested shells/, [[square(0, 0, 10)], [square(2, 2, 3)]]],
    ['two points', /fewer than 3/, [[square(0, 0, 10).slice(0, 2)]]],
  ])('names what is wrong with %s', (_, message, polygons) => {
    expect(verdict(...polygons)).toMatch(message)
  })

  it('gives the verdict of GEOS on a thousand rings that cross or touch themselves now and then', () => {
    let state = 7
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const counts = { valid: 0, invalid: 0 }
    for (let n = 0; n < 1000; n++) {
      const ring: Ring = Array.from({ length: 3 + random(6) }, () => [random(9), random(9)])
      const expected = geos.checkValidity({ type: 'Polygon', coordinates: [[...ring, ring[0]!]] })
      // A repeated point is fine for GEOS, which is then asked; the quick look only ever says yes.
      const flat = Int32Array.from(ring.flat())
      if (isSimpleRing(flat, 0, ring.length)) expect([ring, expected.valid]).toEqual([ring, true])
      expect([ring, verdict([ring]) === undefined]).toEqual([ring, expected.valid])
      counts[expected.valid ? 'valid' : 'invalid']++
    }
    expect(counts.valid).toBeGreaterThan(100)
    expect(counts.invalid).toBeGreaterThan(100)
  })

  it('keeps no memory from one verdict to the next', async () => {
    const runtime = await GeosRuntime.start()
    const ask = flatValidityOf(runtime)
    const points = Array.from({ length: 5000 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 5000
      return [Math.round(1e6 * Math.cos(angle)), Math.round(1e6 * Math.sin(angle))]
    })
    const xy = Float64Array.from([...points, ...square(0, 0, 10), ...square(2_000_000, 0, 5)].flat())
    const both = () => {
      expect(ask(xy, [0, 5000, 5004, 5008], [0, 1, 0], 0, 3)).toBeUndefined()
      expect(ask(xy, [0, 5000, 5004, 5008], [0, 1, 1], 0, 3)).toMatch(/Hole lies outside/)
    }
    for (let n = 0; n < 5; n++) both()
    const before = runtime.doubles.length
    // Each polygon takes 80 kB: what stays of 100 would show.
    for (let n = 0; n < 100; n++) both()
    expect(runtime.doubles.length).toBe(before)
  })
})
