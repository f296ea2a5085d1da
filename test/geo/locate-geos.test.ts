import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry, MultiPoint, Point, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../pipeline/geo/bounds.ts'
import { type Geos, openGeos } from '../../pipeline/geo/geos.ts'
import { AreaShareLocator } from '../../pipeline/geo/locate-area-share.ts'
import { locateBatch } from '../../pipeline/geo/locate-batch.ts'
import { positionInRings } from '../../pipeline/geo/locate-exact.ts'
import { flatPolygons } from '../../pipeline/geo/locate-flat.ts'
import { pointInside } from '../../pipeline/geo/locate-inside.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { box, polygon } from '../support/shapes.ts'

const CORPUS = '../shared/data/corpora/invalid-geom'
const POINTS = 40

const geos: Geos = await openGeos()

/** Every polygon of a file of any shape; files that are not JSON give none. */
function polygonsOf(file: string): Polygonal[] {
  const found: Polygonal[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
    if ((type === 'Polygon' || type === 'MultiPolygon') && Array.isArray(coordinates))
      found.push({ type, coordinates } as Polygonal)
    else Object.values(value).forEach(walk)
  }
  try {
    walk(JSON.parse(readFileSync(join(CORPUS, file), 'utf8')))
  } catch {
    // Some files of the corpora are no JSON, on purpose.
  }
  return found
}

const ground = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(geojson|json)$/.test(name))
      .sort()
      .flatMap(polygonsOf)
      .flatMap((geometry) => {
        const valid = geos.makeValid(geometry)
        return valid && boundsOf(valid) ? [valid] : []
      })
  : []
if (ground.length === 0) console.log(`skipped: ${CORPUS} is absent`)

/** Those of the points that GEOS finds in the polygon or on its border, as text. */
function heldByGeos(area: Polygonal, points: Position[]): Set<string> {
  const held = geos.intersection(area, { type: 'MultiPoint', coordinates: points } as Geometry)
  if (held === null) return new Set()
  const { coordinates } = held as Point | MultiPoint
  return new Set(
    (held.type === 'Point' ? [coordinates as Position] : (coordinates as Position[])).map(String),
  )
}

describe.skipIf(ground.length === 0)('the corpora of invalid geometry, made valid', () => {
  it('hold the same points by GEOS, borders apart; vertices lie on the border for both', () => {
    let state = 7
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    const counts = { polygons: ground.length, points: 0, inside: 0, borders: 0 }
    const wrong: unknown[] = []
    for (const area of ground) {
      const [west, south, east, north] = boundsOf(area)!
      const points = Array.from(
        { length: POINTS },
        (): Position => [west + random() * (east - west), south + random() * (north - south)],
      )
      const rings = (area.type === 'Polygon' ? [area.coordinates] : area.coordinates).flat()
      const vertices = rings.flat().filter(() => random() < 0.05)
      const all = [...points, ...vertices]
      const { polygon: found } = locateBatch(
        flatPolygons([area]),
        Float64Array.from(all, ([x]) => x!),
        Float64Array.from(all, ([, y]) => y!),
      )
      const held = heldByGeos(area, all)
      all.forEach((point, i) => {
        // GEOS holds the whole border, the rule half of it.
        if (positionInRings(rings, point[0]!, point[1]!) === 'border') {
          counts.borders++
          if (!held.has(String(point))) wrong.push({ area, point, isBorder: true })
          return
        }
        counts.points++
        const isHeld = held.has(String(point))
        if (isHeld) counts.inside++
        if (isHeld !== found[i]! >= 0) wrong.push({ area, point, isHeld })
      })
    }
    console.log(`located against GEOS: ${JSON.stringify(counts)}`)
    expect(wrong).toEqual([])
    expect(counts.points).toBeGreaterThan(10_000)
    expect(counts.inside).toBeGreaterThan(1_000)
  })

  it('have a point strictly inside, unless they are thinner than the grain of their coordinates', () => {
    let without = 0
    for (const area of ground) {
      const point = pointInside(area)
      const rings = (area.type === 'Polygon' ? [area.coordinates] : area.coordinates).flat()
      if (point !== null) expect(positionInRings(rings, point[0], point[1])).toBe('inside')
      else {
        without++
        const [west, south, east, north] = boundsOf(area)!
        expect(geos.areaPlanar(area) / Math.hypot(east - west, north - south) ** 2).toBeLessThan(1e-14)
      }
    }
    expect(without).toBeLessThan(ground.length / 50)
  })
})

describe('the point inside', () => {
  it('is the centroid where that is inside, holes taken out', () => {
    expect(pointInside(polygon(box(0, 0, 4, 2)))).toEqual([2, 1])
    expect(pointInside(polygon(box(0, 0, 4, 2).toReversed()))).toEqual([2, 1])
    const [x, y] = pointInside(polygon(box(0, 0, 4, 2), box(0.5, 0.5, 1.5, 1.5)))!
    expect([x, y]).toEqual([expect.closeTo((8 * 2 - 1) / 7, 12), expect.closeTo(1, 12)])
    expect(pointInside({ type: 'MultiPolygon', coordinates: [[box(0, 0, 4, 2)]] })).toEqual([2, 1])
  })

  it('is another where the centroid is in a notch, in a hole, or between parts', () => {
    const angle = polygon([
      [0, 0],
      [10, 0],
      [10, 2],
      [2, 2],
      [2, 10],
      [0, 10],
      [0, 0],
    ])
    const ring = polygon(box(0, 0, 10, 10), box(1, 1, 9, 9))
    const parts: Polygonal = { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(9, 0, 12, 3)]] }
    for (const shape of [angle, ring]) {
      const [x, y] = pointInside(shape)!
      expect(positionInRings(shape.coordinates, x, y)).toBe('inside')
    }
    const [x] = pointInside(parts)!
    expect(x).toBeGreaterThan(9)
  })

  it('is none where there is no ground', () => {
    expect(pointInside(polygon([]))).toBeNull()
    expect(pointInside({ type: 'MultiPolygon', coordinates: [] })).toBeNull()
    expect(
      pointInside(
        polygon([
          [0, 0],
          [2, 0],
          [0, 0],
        ]),
      ),
    ).toBeNull()
  })
})

describe('the largest share of a footprint', () => {
  const cells = [polygon(box(0, 0, 1, 1)), polygon(box(1, 0, 2, 1)), polygon(box(0, 1, 1, 2))]
  const locator = new AreaShareLocator(cells, geos)

  it('is not asked for where no border is near', () => {
    expect(locator.locate(polygon(box(0.25, 0.25, 0.5, 0.5)))).toBeNull()
    expect(locator.locate(polygon(box(5, 5, 6, 6)))).toBeNull()
    expect(locator.locate(polygon([]))).toBeNull()
    expect(new AreaShareLocator([], geos).locate(polygon(box(0, 0, 1, 1)))).toBeNull()
  })

  it('names the polygon, of equal shares the first and says that it was a tie', () => {
    expect(locator.locate(polygon(box(0.75, 0.25, 1.5, 0.5)))).toEqual({ polygon: 1, ambiguous: false })
    expect(locator.locate(polygon(box(0.75, 0.25, 1.25, 0.5)))).toEqual({ polygon: 0, ambiguous: true })
  })

  it('is nowhere’s where more lies in none, and touching is nothing', () => {
    expect(locator.locate(polygon(box(1.9, 0.25, 2.2, 0.5)))).toEqual({ polygon: -1, ambiguous: false })
    expect(locator.locate(polygon(box(1.8, 0.25, 2.1, 0.5)))).toEqual({ polygon: 1, ambiguous: false })
    expect(locator.locate(polygon(box(2, 0.25, 2.5, 0.5)))).toEqual({ polygon: -1, ambiguous: false })
  })

  it('says where polygons overlap on the footprint', () => {
    const over = new AreaShareLocator([...cells, polygon(box(0.5, 0.5, 1.5, 1))], geos)
    expect(over.locate(polygon(box(0.6, 0.4, 0.9, 0.8)))).toEqual({ polygon: 0, ambiguous: true })
  })

  it('counts the ground of parts and not that of holes', () => {
    const court = polygon(box(0.5, 0.1, 1.4, 0.9), box(0.55, 0.2, 0.95, 0.8))
    expect(locator.locate(court)).toEqual({ polygon: 1, ambiguous: false })
    const parts: Polygonal = {
      type: 'MultiPolygon',
      coordinates: [[box(0.1, 0.1, 0.3, 0.3)], [box(0.9, 0.1, 1.0, 0.3)], [box(1.1, 0.1, 1.2, 0.3)]],
    }
    expect(locator.locate(parts)).toEqual({ polygon: 0, ambiguous: false })
  })
})
