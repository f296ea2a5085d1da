import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Geos, openGeos } from '../../../pipeline/geo/geos.ts'
import { PolygonCleaner } from '../../../pipeline/tiler/clean/index.ts'
import {
  area,
  areaInside,
  areaOf,
  clean,
  distanceTo,
  multiPolygon,
  type Parts,
  type Point,
  perimeter,
  randomNumbers,
} from './cleaning.ts'

let geos: Geos
beforeAll(async () => {
  geos = await openGeos()
})

const cleaner = new PolygonCleaner()

/** Throws with input and result when a promise of the cleaner is not kept. */
function check(parts: Parts): Parts {
  const cleaned = clean(parts, cleaner)
  const must = (kept: boolean, what: string) => {
    if (!kept) throw new Error(`${what}: ${JSON.stringify({ parts, cleaned })}`)
  }
  for (const part of cleaned) {
    part.forEach((ring, r) => {
      must(area(ring) * (r === 0 ? 1 : -1) > 0, 'wound wrong')
      ring.forEach((point, i) => {
        const [x, y] = ring[(i + 1) % ring.length]!
        must(point[0] !== x || point[1] !== y, 'repeated position')
        must(distanceTo(parts, point) <= Math.SQRT1_2 + 1e-9, 'too far from the input')
        must(distanceTo(parts, [(point[0] + x) / 2, (point[1] + y) / 2]) <= 1, 'too far from the input')
      })
    })
  }
  if (cleaned.length > 0) {
    const validity = geos.checkValidity(multiPolygon(cleaned))
    must(validity.valid, JSON.stringify(validity))
  }
  const lost = Math.abs(areaOf(cleaned) - areaInside(parts))
  must(lost <= 0.75 * perimeter(parts) + 1e-6, `area off by ${lost}`)
  must(JSON.stringify(clean(cleaned, cleaner)) === JSON.stringify(cleaned), 'changed when cleaned again')
  return cleaned
}

/** Rings turned so that they start at another position. */
function turned(parts: Parts, by: number): Parts {
  return parts.map((part) =>
    part.map((ring) => [...ring.slice(by % ring.length), ...ring.slice(0, by % ring.length)]),
  )
}

/** The rings from their lowest position on, in order of these. */
function inOrder(parts: Parts): string[] {
  return parts
    .flat()
    .map((ring) => {
      const names = ring.map(([x, y]) => `${x} ${y}`)
      const first = names.indexOf(names.toSorted()[0]!)
      return [...names.slice(first), ...names.slice(0, first)].join(', ')
    })
    .sort()
}

function ringsWithin(size: number, most: number) {
  const coordinate = fc.integer({ min: 0, max: size })
  return fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: most })
}

describe('cleaned polygons are valid by GEOS, near the input, of its area, and stay as they are', () => {
  it.each([
    [3, 8, 2000],
    [6, 12, 1500],
    [12, 20, 800],
    [40, 30, 300],
    [1000, 25, 300],
  ])('one ring within %i units, up to %i positions', (size, most, numRuns) => {
    fc.assert(
      fc.property(ringsWithin(size, most), fc.nat(20), (ring, by) => {
        const cleaned = check([[ring]])
        expect(inOrder(clean(turned([[ring]], by)))).toEqual(inOrder(cleaned))
      }),
      { numRuns, seed: 7 },
    )
  })

  it.each([
    [4, 6, 1500],
    [8, 8, 800],
    [30, 8, 400],
  ])('several rings and parts within %i units, up to %i positions', (size, most, numRuns) => {
    const parts = fc.array(fc.array(ringsWithin(size, most), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(parts, (input) => {
        check(input)
      }),
      { numRuns, seed: 8 },
    )
  })

  it('boxes on a coarse grid, which touch, share borders and lie within each other', () => {
    const cell = fc.tuple(
      fc.nat(4),
      fc.nat(4),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    )
    const boxed = cell.map(([x, y, w, h]): Point[] => [
      [4 * x, 4 * y],
      [4 * (x + w), 4 * y],
      [4 * (x + w), 4 * (y + h)],
      [4 * x, 4 * (y + h)],
    ])
    const parts = fc.array(fc.array(boxed, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(parts, (input) => {
        const cleaned = check(input)
        expect(areaOf(cleaned)).toBeCloseTo(areaInside(input), 6)
      }),
      { numRuns: 600, seed: 9 },
    )
  })

  it('pieces of stars, clipped to boxes and rounded', () => {
    const random = randomNumbers(10)
    for (let run = 0; run < 300; run++) {
      const star = starRing(random, 20 + Math.floor(random() * 200), 20 + random() * 300, random() * 0.6)
      const hole = starRing(random, 12, 10 + random() * 60, random() * 0.5)
      const part = [clipped(star, 150), clipped(hole, 150)].filter((ring) => ring.length > 2)
      if (part.length > 0) check([part])
    }
  })
})

function starRing(random: () => number, count: number, radius: number, rough: number): Point[] {
  const ring: Point[] = []
  const [x, y] = [random() * 300 - 50, random() * 300 - 50]
  for (let i = 0; i < count; i++) {
    const r = radius * (1 - rough * random())
    const angle = (2 * Math.PI * i) / count
    ring.push([x + r * Math.cos(angle), y + r * Math.sin(angle)])
  }
  return ring
}

/** Sutherland and Hodgman's clipping to 0 .. size, whose spikes along the edges cleaning is for; rounded. */
function clipped(ring: Point[], size: number): Point[] {
  let kept = ring
  for (const [axis, bound, sign] of [
    [0, 0, 1],
    [0, size, -1],
    [1, 0, 1],
    [1, size, -1],
  ] as const) {
    const next: Point[] = []
    kept.forEach((b, i) => {
      const a = kept.at(i - 1)!
      const inA = (a[axis] - bound) * sign >= 0
      const inB = (b[axis] - bound) * sign >= 0
      if (inA !== inB) {
        const t = (bound - a[axis]) / (b[axis] - a[axis])
        const cut: Point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
        cut[axis] = bound
        next.push(cut)
      }
      if (inB) next.push(b)
    })
    kept = next
  }
  const rounded = kept.map(([x, y]): Point => [Math.round(x), Math.round(y)])
  return rounded.filter((p, i) => {
    const before = rounded.at(i - 1)!
    return p[0] !== before[0] || p[1] !== before[1]
  })
}
