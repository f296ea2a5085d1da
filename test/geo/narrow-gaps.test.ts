import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { narrowGaps } from '../../pipeline/geo/narrow-gaps.ts'

const geos = await openGeos()
const EAST = 665_000
const NORTH = 9_281_000
const polygon = (...ring: Position[]): Polygon => ({
  type: 'Polygon',
  coordinates: [[...ring, ring[0]!].map(([x, y]) => [EAST + x!, NORTH + y!])],
})
const box = (west: number, south: number, width: number, height: number): Polygon =>
  polygon([west, south], [west + width, south], [west + width, south + height], [west, south + height])
const gaps = (...outlines: Polygon[]) => narrowGaps(outlines, geos, 1)

describe('narrow gaps', () => {
  it('are slits between two outlines that open to the outside', () => {
    const found = gaps(box(0, 0, 50, 50), box(50.2, 0, 50, 50))
    expect(found).toHaveLength(1)
    expect(found[0]!.area_m2).toBeCloseTo(10, 1)
    expect(found[0]!.width_m).toBeCloseTo(0.2, 2)
    expect(found[0]!.neighbours).toEqual([0, 1])
    expect(found[0]!.at![0]).toBeCloseTo(EAST + 50.1, 1)
  })

  it('are holes between several, with all that border them', () => {
    const south = box(0, -50, 100.5, 50)
    const north = box(0, 50, 100.5, 50)
    const found = gaps(box(0, 0, 50, 50), box(50.5, 0, 50, 50), south, north)
    expect(found.map(({ neighbours }) => neighbours)).toEqual([[0, 1, 2, 3]])
    expect(found[0]!.area_m2).toBeCloseTo(25, 6)
  })

  it('are found in every cluster of outlines that stands for itself', () => {
    const near = [box(0, 0, 50, 50), box(50.2, 0, 50, 50)]
    const alone = box(0, 200, 50, 50)
    const far = [box(500, 0, 50, 80), box(550.3, 0, 50, 80)]
    const found = gaps(near[0]!, far[0]!, alone, near[1]!, far[1]!)
    expect(found.map(({ neighbours }) => neighbours)).toEqual([
      [1, 4],
      [0, 3],
    ])
    expect(found.map(({ area_m2 }) => Math.round(area_m2))).toEqual([24, 10])
  })

  it('are none along a common border, an alley, a wide hole or open ground', () => {
    expect(gaps(box(0, 0, 50, 50), box(50, 0, 50, 50), box(0, 50, 100, 20))).toEqual([])
    expect(gaps(box(0, 0, 50, 50), box(51.2, 0, 50, 50))).toEqual([])
    expect(gaps(box(0, 0, 50, 50), box(300, 0, 50, 50))).toEqual([])
    const frame = [box(0, 0, 30, 10), box(0, 20, 30, 10), box(0, 10, 10, 10), box(20, 10, 10, 10)]
    expect(gaps(...frame)).toEqual([])
  })

  it('are none in the outline of one alone, nor at the tip of an angle between two', () => {
    const slit = polygon([0, 0], [50, 0], [50, 20], [10, 20], [10, 20.3], [50, 20.3], [50, 50], [0, 50])
    expect(gaps(slit, box(0, 50, 50, 20))).toEqual([])
    expect(gaps(polygon([0, 0], [50, 0], [50, 20], [0, 20]), polygon([0, 20], [50, 40], [0, 60]))).toEqual([])
  })

  it('are none of one outline, or of nothing', () => {
    expect(gaps(box(0, 0, 9, 9))).toEqual([])
    expect(gaps()).toEqual([])
  })
})
