import fc from 'fast-check'
import type { Polygon } from 'geojson'
import { getResolution, isPentagon, isValidCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { areaM2Geodesic, areaM2Planar } from '../../pipeline/geo/area.ts'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import {
  cellAt,
  cellCentre,
  cellPolygon,
  cellsOf,
  chooseResolution,
  meanCellAreaHa,
} from '../../pipeline/geo/h3-grid.ts'
import { cellShares } from '../../pipeline/geo/h3-grid-share.ts'
import { signedArea } from '../../pipeline/geo/rings.ts'
import { box, polygon } from '../support/shapes.ts'

const lon = fc.double({ min: 95, max: 141, noNaN: true })
const lat = fc.double({ min: -11, max: 6, noNaN: true })
const resolution = fc.integer({ min: 5, max: 12 })

describe('a cell', () => {
  it('is closed and counter-clockwise, holds its centre, and keeps its name, all over Indonesia', () => {
    fc.assert(
      fc.property(lon, lat, resolution, (x, y, level) => {
        const h3 = cellAt(x, y, level)
        expect([isValidCell(h3), getResolution(h3), isPentagon(h3)]).toEqual([true, level, false])
        const ring = cellPolygon(h3).coordinates[0]!
        expect(ring[0]).toEqual(ring.at(-1))
        expect(signedArea(ring)).toBeGreaterThan(0)
        expect(cellAt(...cellCentre(h3), level)).toBe(h3)
      }),
    )
  })

  it('on the equator has corners on both sides and its share of the ground', () => {
    const h3 = cellAt(104.4, 0, 10)
    const lats = cellPolygon(h3).coordinates[0]!.map((position) => position[1]!)
    expect([Math.min(...lats) < 0, Math.max(...lats) > 0]).toEqual([true, true])
    expect(areaM2Geodesic(cellPolygon(h3)) / 10_000 / meanCellAreaHa(10)).toBeGreaterThan(0.6)
  })

  it('has the name that H3 gives it', () => {
    expect(cellAt(104.4, 0.9, 10)).toBe(cellAt(104.3995147, 0.9001449, 10))
    expect(cellAt(104.4, 0.9, 10)).toMatch(/^8a[0-9a-f]{13}$/)
  })
})

describe('the cells of polygons', () => {
  const square = polygon(box(104.4, -0.02, 104.44, 0.02))
  const hole = polygon(box(104.4, -0.02, 104.44, 0.02), [...box(104.41, -0.01, 104.43, 0.01)].reverse())

  it('are those whose centre lies inside, sorted, each once, islands and holes too', () => {
    const cells = cellsOf([square], 9)
    expect(cells).toEqual([...new Set(cells)].sort())
    for (const h3 of cells) {
      const [x, y] = cellCentre(h3)
      expect([x >= 104.4, x < 104.44, y >= -0.02, y < 0.02]).toEqual([true, true, true, true])
    }
    const island: Polygon = polygon(box(104.6, 0, 104.62, 0.02))
    const both = { type: 'MultiPolygon' as const, coordinates: [square.coordinates, island.coordinates] }
    expect(cellsOf([both, square], 9)).toEqual([...cells, ...cellsOf([island], 9)].sort())
    expect(cellsOf([hole], 9).length).toBeLessThan(cells.length)
  })

  it('miss none: about as many as the area asks for', () => {
    const expected = areaM2Geodesic(square) / areaM2Geodesic(cellPolygon(cellAt(104.42, 0, 10)))
    expect(cellsOf([square], 10).length / expected).toBeCloseTo(1, 1)
  })

  it('are none of none', () => {
    expect(cellsOf([], 9)).toEqual([])
    expect(cellsOf([{ type: 'MultiPolygon', coordinates: [] }], 9)).toEqual([])
  })
})

describe('the shares of a polygon in cells', () => {
  const project = fromLonLat(crsFromCode('EPSG:32648'))

  it('add up to its area, concave, with a hole, in parts, at any resolution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 11 }),
        fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 5, maxLength: 25 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (level, radii, south) => {
          const star = (x: number, size: number) => {
            const ring = radii.map((r, i) => {
              const angle = (2 * Math.PI * i) / radii.length
              return [x + size * r * Math.cos(angle), south + size * r * Math.sin(angle)]
            })
            return [...ring, ring[0]!]
          }
          const shape = {
            type: 'MultiPolygon' as const,
            coordinates: [[star(104.4, 0.004), star(104.4, 0.001).reverse()], [star(104.42, 0.002)]],
          }
          const shares = [...cellShares(shape, level, project).values()]
          const whole_m2 = areaM2Planar(shape, project)
          expect(Math.min(...shares)).toBeGreaterThan(0)
          expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - whole_m2)).toBeLessThan(
            1e-6 * whole_m2 + 1e-3,
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are one whole for a polygon inside one cell', () => {
    const [x, y] = cellCentre(cellAt(104.4, 0.9, 9))
    const small = polygon(box(x - 1e-5, y - 1e-5, x + 1e-5, y + 1e-5))
    const shares = cellShares(small, 9, project)
    expect([...shares.keys()]).toEqual([cellAt(x, y, 9)])
    expect([...shares.values()][0]).toBeCloseTo(areaM2Planar(small, project), 6)
  })
})

describe('the choice of a resolution', () => {
  const rule = { finest: 11, coarsest: 7, max_cells: 1000, min_share: 0.8 }
  const choose = (cells: Record<number, number>, shares: Record<number, [held: number, of: number]>) => {
    const asked: number[] = []
    const choice = chooseResolution(
      rule,
      (level) => cells[level] ?? 0,
      (level) => {
        asked.push(level)
        const [holding_k, occupied] = shares[level] ?? [0, 10]
        return { occupied, holding_k }
      },
    )
    return { ...choice, asked }
  }

  it('is the finest of which enough cells hold k households', () => {
    expect(choose({}, { 11: [7, 10], 10: [8, 10], 9: [10, 10] })).toEqual({
      resolution: 10,
      met: true,
      asked: [11, 10],
    })
  })

  it('asks nothing of a resolution with too many cells', () => {
    const cells = { 11: 1001, 10: 1000 }
    expect(choose(cells, { 11: [10, 10], 10: [10, 10] })).toEqual({ resolution: 10, met: true, asked: [10] })
  })

  it('is the coarsest, and says so, where none holds enough', () => {
    expect(choose({}, {})).toMatchObject({ resolution: 7, met: false })
    expect(choose({ 11: 9e9, 10: 9e9, 9: 9e9, 8: 9e9, 7: 9e9 }, {})).toEqual({
      resolution: 7,
      met: false,
      asked: [],
    })
  })

  it('is the coarsest where nothing stands or lives in any cell: finer ones are empty too', () => {
    expect(choose({}, { 11: [0, 0] })).toEqual({ resolution: 7, met: false, asked: [11] })
  })
})
