import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KernelCells, type KernelPoints, kernelDensity } from '../../pipeline/geo/kernel-density.ts'
import { binPoints } from '../../pipeline/geo/kernel-density-bins.ts'

/** A square lattice of centres, `side_m` apart, from the origin. */
function lattice(columns: number, rows: number, side_m: number): KernelCells {
  const count = columns * rows
  return {
    x_m: Float64Array.from({ length: count }, (_, i) => (i % columns) * side_m),
    y_m: Float64Array.from({ length: count }, (_, i) => Math.floor(i / columns) * side_m),
    area_ha: new Float64Array(count).fill((side_m * side_m) / 10_000),
  }
}

function pointsAt(...places: [x: number, y: number, cell: number][]): KernelPoints {
  return {
    x_m: Float64Array.from(places, ([x]) => x),
    y_m: Float64Array.from(places, ([, y]) => y),
    cell: Int32Array.from(places, ([, , cell]) => cell),
  }
}

/** The quartic kernel of Silverman 1986 (4.5) in two dimensions, per square metre. */
function quartic(d_m: number, h_m: number): number {
  return d_m >= h_m ? 0 : (3 / (Math.PI * h_m * h_m)) * (1 - (d_m / h_m) ** 2) ** 2
}

/** The definition word for word: every point to every cell, each point divided by what of it falls on cells. */
function bruteForce(points: KernelPoints, cells: KernelCells, h_m: number, weight: Float64Array): number[] {
  const surface = Array.from(cells.x_m, () => 0)
  points.x_m.forEach((x, p) => {
    const kernel = Array.from(cells.x_m, (cx, c) =>
      quartic(Math.hypot(cx - x, cells.y_m[c]! - points.y_m[p]!), h_m),
    )
    const inside = kernel.reduce((sum, k, c) => sum + k * cells.area_ha[c]! * 10_000, 0)
    if (inside === 0) surface[points.cell[p]!]! += weight[p]! / cells.area_ha[points.cell[p]!]!
    else
      kernel.forEach((k, c) => {
        surface[c]! += (weight[p]! * k * 10_000) / inside
      })
  })
  return surface
}

function smooth(points: KernelPoints, cells: KernelCells, h_m: number, ...sums: Float64Array[]) {
  return kernelDensity(points, cells, h_m, { sums }).sums
}

function massOf(surface: ArrayLike<number>, cells: KernelCells): number {
  return Array.from(surface).reduce((sum, value, c) => sum + value * cells.area_ha[c]!, 0)
}

const scene = fc
  .record({
    columns: fc.integer({ min: 1, max: 12 }),
    rows: fc.integer({ min: 1, max: 12 }),
    side_m: fc.integer({ min: 20, max: 300 }),
    bandwidth_m: fc.integer({ min: 10, max: 900 }),
    places: fc.array(
      fc.tuple(
        fc.double({ min: -0.4, max: 1.4, noNaN: true }),
        fc.double({ min: -0.4, max: 1.4, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
      ),
      { maxLength: 30 },
    ),
  })
  .map(({ columns, rows, side_m, bandwidth_m, places }) => {
    const cells = lattice(columns, rows, side_m)
    const points = pointsAt(
      ...places.map(([u, v], p): [number, number, number] => [
        u * columns * side_m,
        v * rows * side_m,
        p % (columns * rows),
      ]),
    )
    return { cells, points, bandwidth_m, weight: Float64Array.from(places, ([, , w]) => w) }
  })

describe('the kernel density', () => {
  it('is that of the formula, point by point and cell by cell', () => {
    fc.assert(
      fc.property(scene, ({ cells, points, bandwidth_m, weight }) => {
        const [surface] = smooth(points, cells, bandwidth_m, weight)
        const expected = bruteForce(points, cells, bandwidth_m, weight)
        expected.forEach((value, c) => {
          expect(Math.abs(surface![c]! - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, value))
        })
      }),
      { numRuns: 300 },
    )
  })

  it('keeps every building and every person on the cells, at edges too', () => {
    fc.assert(
      fc.property(scene, ({ cells, points, bandwidth_m, weight }) => {
        const ones = new Float64Array(weight.length).fill(1)
        const [a, b] = smooth(points, cells, bandwidth_m, weight, ones)
        const total = weight.reduce((sum, w) => sum + w, 0)
        expect(Math.abs(massOf(a!, cells) - total)).toBeLessThanOrEqual(1e-9 * Math.max(1, total))
        expect(Math.abs(massOf(b!, cells) - weight.length)).toBeLessThanOrEqual(
          1e-9 * Math.max(1, weight.length),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('is the uncorrected quartic kernel away from edges, to what a lattice misses of its integral', () => {
    const cells = lattice(41, 41, 25)
    const centre = 20 * 41 + 20
    const [surface] = smooth(pointsAt([500, 500, centre]), cells, 200, Float64Array.of(1))
    expect(surface![centre]).toBeCloseTo(quartic(0, 200) * 10_000, 4)
    expect(surface![centre + 4]).toBeCloseTo(quartic(100, 200) * 10_000, 4)
    expect(surface![centre + 8]).toBe(0)
  })

  it('is higher at an edge, where nothing is lost beyond it', () => {
    const cells = lattice(41, 41, 25)
    const at = (x: number, y: number, cell: number) =>
      smooth(pointsAt([x, y, cell]), cells, 200, Float64Array.of(1))[0]![cell]!
    expect(at(0, 500, 20 * 41)).toBeGreaterThan(1.5 * at(500, 500, 20 * 41 + 20))
  })

  it('leaves a point that no centre is near in its own cell', () => {
    const cells = lattice(2, 1, 1000)
    const [surface] = smooth(pointsAt([400, 0, 0]), cells, 10, Float64Array.of(3))
    expect([...surface!]).toEqual([3 / 100, 0])
  })

  it('is nothing of no points and of no cells', () => {
    const none = pointsAt()
    expect([...smooth(none, lattice(2, 1, 10), 50, new Float64Array(0))[0]!]).toEqual([0, 0])
    expect(smooth(none, lattice(0, 0, 10), 50, new Float64Array(0))[0]).toHaveLength(0)
  })

  it.each([0, -5, Number.NaN, Infinity])('refuses the bandwidth %s', (bandwidth_m) => {
    expect(() => smooth(pointsAt(), lattice(1, 1, 10), bandwidth_m)).toThrow(/positive number of metres/)
  })

  it('refuses weights that are not one for each point', () => {
    expect(() => smooth(pointsAt([0, 0, 0]), lattice(1, 1, 10), 50, new Float64Array(2))).toThrow(
      /got 2, expected 1/,
    )
  })
})

describe('the most that one point brings', () => {
  it('is the largest of the parts that the sum is made of', () => {
    fc.assert(
      fc.property(scene, ({ cells, points, bandwidth_m, weight }) => {
        const { maxima } = kernelDensity(points, cells, bandwidth_m, { sums: [], maxima: [weight] })
        const alone = Array.from(weight, (w, p) =>
          bruteForce(
            pointsAt([points.x_m[p]!, points.y_m[p]!, points.cell[p]!]),
            cells,
            bandwidth_m,
            Float64Array.of(w),
          ),
        )
        maxima[0]!.forEach((value, c) => {
          const most = Math.max(0, ...alone.map((surface) => surface[c]!))
          expect(Math.abs(value - most)).toBeLessThanOrEqual(1e-9 * Math.max(1, most))
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('progress', () => {
  it('is told of every point, once', () => {
    const places = Array.from({ length: 9000 }, (_, i): [number, number, number] => [i % 300, i / 30, 0])
    const said: number[] = []
    const sums = [new Float64Array(9000).fill(1)]
    kernelDensity(pointsAt(...places), lattice(3, 3, 100), 150, { sums }, (more) => said.push(more))
    expect(said.reduce((sum, more) => sum + more, 0)).toBe(9000)
    expect(said.length).toBeGreaterThan(2)
  })
})

describe('bins', () => {
  const cells = lattice(30, 30, 50)
  const crowd = fc
    .record({
      bandwidth_m: fc.integer({ min: 100, max: 500 }),
      corner: fc.tuple(fc.integer({ min: 0, max: 1300 }), fc.integer({ min: 0, max: 1300 })),
      places: fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 150, noNaN: true }),
          fc.double({ min: 0, max: 150, noNaN: true }),
          fc.integer({ min: 0, max: 2 }),
        ),
        { minLength: 1, maxLength: 200 },
      ),
    })
    .map(({ bandwidth_m, corner, places }) => {
      const kind = Int32Array.from(places, ([, , k]) => k)
      return {
        bandwidth_m,
        kind,
        points: pointsAt(
          ...places.map(([x, y]): [number, number, number] => [corner[0] + x, corner[1] + y, 0]),
        ),
        weights: {
          sums: [new Float64Array(places.length).fill(1), Float64Array.from(kind, (k) => [0, 2.5, 40][k]!)],
          maxima: [Float64Array.from(kind, (k) => [0, 5, 9][k]!)],
        },
      }
    })

  it('keep every weight, and make one point of those that lie and weigh alike', () => {
    const points = pointsAt([1, 1, 7], [3, 5, 8], [11, 1, 9], [2, 2, 6], [-1, 1, 5])
    const weight = Float64Array.of(4, 4, 4, 10, 4)
    const sums = [weight]
    const binned = binPoints(points, Int32Array.of(0, 0, 0, 1, 0), 10, { sums, maxima: sums })
    expect(binned).toEqual({
      points: {
        x_m: Float64Array.of(2, 11, 2, -1),
        y_m: Float64Array.of(3, 1, 2, 1),
        cell: Int32Array.of(7, 9, 6, 5),
      },
      weights: { sums: [Float64Array.of(8, 4, 10, 4)], maxima: [Float64Array.of(4, 4, 10, 4)] },
    })
    const none = binPoints(pointsAt(), new Int32Array(0), 10, { sums: [new Float64Array(0)] })
    expect(none.points.x_m).toHaveLength(0)
  })

  it('change no surface by more than 0.5 % of what the points bring where they stand, at edges 2 %', () => {
    fc.assert(
      fc.property(crowd, ({ bandwidth_m, kind, points, weights }) => {
        const binned = binPoints(points, kind, bandwidth_m / 20, weights)
        const exact = kernelDensity(points, cells, bandwidth_m, weights)
        const summed = kernelDensity(binned.points, cells, bandwidth_m, binned.weights)
        const isInside = [points.x_m, points.y_m].every((at_m) =>
          at_m.every((m) => m > bandwidth_m && m < 1450 - bandwidth_m),
        )
        weights.sums.forEach((weight, w) => {
          const total = weight.reduce((sum, value) => sum + value, 0)
          const peak = total * quartic(0, bandwidth_m) * 10_000
          const worst = Math.max(...exact.sums[w]!.map((v, c) => Math.abs(v - summed.sums[w]![c]!)))
          expect(worst).toBeLessThanOrEqual(peak * (isInside ? 0.005 : 0.02) + 1e-12)
          expect(massOf(summed.sums[w]!, cells)).toBeCloseTo(total, 6)
        })
      }),
      { numRuns: 200 },
    )
  })
})
