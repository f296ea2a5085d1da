import fc from 'fast-check'
import type { LineString, MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Planar } from '../../pipeline/geo/area.ts'
import { boundsOf } from '../../pipeline/geo/bounds.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { NetGround, roadSurface } from '../../pipeline/geo/net-area.ts'
import { subdivide, vertexCount } from '../../pipeline/geo/subdivide.ts'
import { failingGeos } from '../support/failing-geos.ts'
import { box, polygon } from '../support/shapes.ts'

const geos = await openGeos()
const area_m2 = (shape: Polygon | MultiPolygon) => areaM2Planar(shape, (x, y) => [x, y])
const line = (...coordinates: [number, number][]): LineString => ({ type: 'LineString', coordinates })
const square = polygon(box(0, 0, 100, 100))

/** A star of many corners around (0, 0): holed and far from convex. */
function star(corners: number, radius_m: number): Polygon {
  const ring = (scale: number) =>
    Array.from({ length: corners + 1 }, (_, i) => {
      const angle = (2 * Math.PI * (i % corners)) / corners
      const reach = scale * radius_m * (i % 2 === 0 || i === corners ? 1 : 0.8)
      return [reach * Math.cos(angle), reach * Math.sin(angle)]
    })
  return polygon(ring(1), ring(0.3).reverse())
}

describe('a road surface', () => {
  it('is as long as its line and as wide as its width, less the tip of a bend', () => {
    expect(area_m2(roadSurface(line([0, 0], [30, 0]), 4, geos)!)).toBeCloseTo(120, 9)
    const bend_m2 = area_m2(roadSurface(line([0, 0], [30, 0], [30, 20]), 4, geos)!)
    // A quarter circle of 2 m in place of a square of 2 m: 8 chords lack 0.6 % of it.
    expect(bend_m2).toBeCloseTo(200 - 4 + Math.PI, 1)
    expect(bend_m2).toBeLessThan(200 - 4 + Math.PI)
  })

  it('has no spikes where the line is crooked', () => {
    const crooked = (reach_m: number) =>
      line(
        ...Array.from({ length: 201 }, (_, i): [number, number] => [
          i / 2,
          i % 2 === 0 ? reach_m * Math.sin(i) : -reach_m * Math.cos(2 * i),
        ]),
      )
    const surface = roadSurface(crooked(0.3), 6, geos)!
    // What lies within 3 m of a line that keeps to 0.3 m lies within 3.3 m of its middle.
    const [, south, , north] = boundsOf(surface)!
    expect(Math.max(-south, north)).toBeLessThan(3.301)
    expect(area_m2(surface)).toBeGreaterThan(600)
    expect(area_m2(surface)).toBeLessThan(660)
  })

  it('is nothing for a road of no width', () => {
    expect(roadSurface(line([0, 0], [30, 0]), 0, geos)).toBeNull()
  })
})

describe('net ground', () => {
  it('is the whole where nothing lies in it, to the last bit', () => {
    const far = new NetGround(geos, [polygon(box(100, 0, 200, 100))], [polygon(box(0, -50, 100, 0))])
    expect(far.measure(square)).toEqual({ area_m2: 10_000, water_m2: 0, road_m2: 0, net_m2: 10_000 })
  })

  it('loses water, then the roads that do not lie over it, each square metre once', () => {
    const water = [polygon(box(0, 0, 30, 100)), polygon(box(20, 0, 40, 100))]
    const roads = [
      roadSurface(line([-50, 50], [150, 50]), 10, geos)!,
      roadSurface(line([70, -50], [70, 150]), 10, geos)!,
      roadSurface(line([70, -50], [70, 150]), 4, geos)!,
    ]
    const parts = new NetGround(geos, water, roads).measure(square)!
    expect(parts.water_m2).toBeCloseTo(4000, 6)
    // 60 m of the one and 100 m of the other, less their crossing.
    expect(parts.road_m2).toBeCloseTo(600 + 1000 - 100, 6)
    expect(parts.net_m2).toBeCloseTo(10_000 - 4000 - 1500, 6)
  })

  it('is nothing where the unit lies in the water', () => {
    const parts = new NetGround(geos, [polygon(box(-10, -10, 200, 200))], []).measure(square)!
    expect(parts).toEqual({ area_m2: 10_000, water_m2: 10_000, road_m2: 0, net_m2: 0 })
  })

  it('ends where water is drawn over and over', () => {
    const water = Array.from({ length: 300 }, () => polygon(box(-9, -9, 25, 109)))
    expect(new NetGround(geos, water, []).measure(polygon(box(0, 0, 100, 100)))!.water_m2).toBeCloseTo(
      2500,
      6,
    )
  })

  it('keeps an island in the water and the hole of a unit apart', () => {
    const lake = polygon(box(10, 10, 90, 90), box(40, 40, 60, 60).reverse())
    expect(new NetGround(geos, [lake], []).measure(square)!.water_m2).toBeCloseTo(6400 - 400, 6)
    const holed = polygon(box(0, 0, 100, 100), box(0, 0, 50, 50).reverse())
    const parts = new NetGround(geos, [polygon(box(0, 0, 100, 60))], []).measure(holed)!
    expect([parts.area_m2, parts.water_m2]).toEqual([7500, expect.closeTo(6000 - 2500, 6)])
  })

  it('agrees with one overlay of everything, cut or not, for units and water of any size', () => {
    const patch = fc.record({
      x: fc.integer({ min: -90, max: 90 }),
      y: fc.integer({ min: -90, max: 90 }),
      side: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
      fc.property(
        fc.array(patch, { maxLength: 12 }),
        fc.array(patch, { maxLength: 12 }),
        fc.constantFrom(8, 700),
        (w, r, corners) => {
          const shapes = (list: typeof w) =>
            list.map(({ x, y, side }) => polygon(box(x, y, x + side, y + side)))
          const [water, roads, unit] = [shapes(w), shapes(r), star(corners, 100)]
          const parts = new NetGround(geos, water, roads).measure(unit)!
          const cover = (list: Polygon[]) => {
            const all = geos.union(list)
            const shared = all && geos.intersection(unit, all)
            return shared ? area_m2(shared) : 0
          }
          expect(parts.water_m2).toBeCloseTo(cover(water), 5)
          expect(parts.water_m2 + parts.road_m2).toBeCloseTo(cover([...water, ...roads]), 5)
          expect(parts.water_m2 + parts.road_m2 + parts.net_m2).toBeCloseTo(area_m2(unit), 6)
        },
      ),
      { numRuns: 60, seed: 5 },
    )
  })

  it('measures a unit whose ring is open as the closed one', () => {
    const open = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 9],
        ],
      ],
    } as Polygon // prettier-ignore
    const parts = new NetGround(geos, [polygon(box(0, 0, 5, 5))], []).measure(open)!
    expect(parts).toMatchObject({ area_m2: 81, water_m2: 25 })
  })

  it('is the same where GEOS throws', () => {
    const failing = failingGeos(geos, 'union', 'intersection', 'difference')
    const shore = polygon(box(-50, -50, 40, 200))
    const water = [shore, polygon(box(20, 20, 60, 60)), star(140, 30)]
    const roads = [polygon(box(-10, 45, 110, 55)), polygon(box(45, -10, 55, 110))]
    const right = new NetGround(geos, water, roads).measure(square)!
    const parts = new NetGround(failing, water, roads).measure(square)!
    expect(right.water_m2).toBeGreaterThan(4000)
    expect(parts.water_m2).toBeCloseTo(right.water_m2, 6)
    expect(parts.road_m2).toBeCloseTo(right.road_m2, 6)
  })

  it('is unknown where no engine can cut the unit', () => {
    // Products of such coordinates overflow, also for polyclip.
    const beyond = polygon(box(1e200, 1e200, 3e200, 3e200))
    const ground = new NetGround(failingGeos(geos, 'difference'), [beyond], [])
    expect(ground.measure(polygon(box(2e200, 2e200, 4e200, 4e200)))).toBeNull()
    expect(ground.measure(square)).toMatchObject({ net_m2: 10_000 })
  })
})

describe('a polygon in pieces', () => {
  it('keeps its area, and no piece is larger than allowed', () => {
    const shape = star(600, 500)
    const pieces = [...subdivide(shape, geos, (piece) => vertexCount(piece) > 64)]
    expect(pieces.length).toBeGreaterThan(20)
    expect(Math.max(...pieces.map(vertexCount))).toBeLessThanOrEqual(64)
    const sum = pieces.reduce((total, piece) => total + area_m2(piece), 0)
    expect(Math.abs(sum / area_m2(shape) - 1)).toBeLessThan(1e-12)
  })

  it('is cut by polyclip where GEOS throws, and stays whole where that fails too', () => {
    const failing = failingGeos(geos, 'intersection')
    const tooLarge = (piece: Polygon | MultiPolygon) => vertexCount(piece) > 64
    const shape = star(100, 500)
    const pieces = [...subdivide(shape, failing, tooLarge)]
    expect(vertexCount(shape)).toBeGreaterThan(200)
    expect(Math.max(...pieces.map(vertexCount))).toBeLessThanOrEqual(64)
    expect(pieces.reduce((total, piece) => total + area_m2(piece), 0) / area_m2(shape)).toBeCloseTo(1, 9)
    const beyond = polygon(box(1e200, 1e200, 3e200, 3e200))
    expect([...subdivide(beyond, failing, (_piece, _box, depth) => depth < 3)]).toEqual([beyond])
  })

  it('is cut as its box or its depth tells, and of nothing there are none', () => {
    const unit = polygon(box(0, 0, 1, 1))
    expect([...subdivide(unit, geos, (_, [west, , east]) => east - west > 0.2)]).toHaveLength(32)
    expect([...subdivide(unit, geos, (_piece, _box, depth) => depth < 3)]).toHaveLength(8)
    expect([...subdivide({ type: 'MultiPolygon', coordinates: [] }, geos, () => true)]).toEqual([])
  })
})
