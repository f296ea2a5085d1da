import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type KernelCells,
  type KernelPoints,
  kernelDensity,
  weightWithin,
} from '../../pipeline/geo/kernel-density.ts'

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
        const [surface] = kernelDensity(points, cells, bandwidth_m, [weight])
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
        const [a, b] = kernelDensity(points, cells, bandwidth_m, [weight, ones])
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
    const [surface] = kernelDensity(pointsAt([500, 500, centre]), cells, 200, [Float64Array.of(1)])
    expect(surface![centre]).toBeCloseTo(quartic(0, 200) * 10_000, 4)
    expect(surface![centre + 4]).toBeCloseTo(quartic(100, 200) * 10_000, 4)
    expect(surface![centre + 8]).toBe(0)
  })

  it('is higher at an edge, where nothing is lost beyond it', () => {
    const cells = lattice(41, 41, 25)
    const at = (x: number, y: number, cell: number) =>
      kernelDensity(pointsAt([x, y, cell]), cells, 200, [Float64Array.of(1)])[0]![cell]!
    expect(at(0, 500, 20 * 41)).toBeGreaterThan(1.5 * at(500, 500, 20 * 41 + 20))
  })

  it('leaves a point that no centre is near in its own cell', () => {
    const cells = lattice(2, 1, 1000)
    const [surface] = kernelDensity(pointsAt([400, 0, 0]), cells, 10, [Float64Array.of(3)])
    expect([...surface!]).toEqual([3 / 100, 0])
    expect([...weightWithin(pointsAt([400, 0, 0]), cells, 10, Float64Array.of(3))]).toEqual([3, 0])
  })

  it('is nothing of no points and of no cells', () => {
    const none = pointsAt()
    expect([...kernelDensity(none, lattice(2, 1, 10), 50, [new Float64Array(0)])[0]!]).toEqual([0, 0])
    expect(kernelDensity(none, lattice(0, 0, 10), 50, [new Float64Array(0)])[0]).toHaveLength(0)
  })

  it.each([0, -5, Number.NaN, Infinity])('refuses the bandwidth %s', (bandwidth_m) => {
    expect(() => kernelDensity(pointsAt(), lattice(1, 1, 10), bandwidth_m, [])).toThrow(
      /positive number of metres/,
    )
  })

  it('refuses weights that are not one for each point', () => {
    expect(() => kernelDensity(pointsAt([0, 0, 0]), lattice(1, 1, 10), 50, [new Float64Array(2)])).toThrow(
      /got 2, expected 1/,
    )
  })
})

describe('the weight within a bandwidth', () => {
  it('is that of the points whose kernel reaches the centre', () => {
    const cells = lattice(3, 1, 100)
    const points = pointsAt([0, 0, 0], [110, 0, 1])
    // 100 m away is where a kernel of 100 m ends.
    expect([...weightWithin(points, cells, 100, Float64Array.of(2, 5))]).toEqual([2, 5, 5])
  })
})
