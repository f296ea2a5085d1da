import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import {
  meanWidthM,
  partAreaM2,
  planarParts,
  repeatedVertices,
  spikes,
  widestStrip,
} from '../../pipeline/geo/ring-shape.ts'

const corners = (...ring: Position[]): Position[] => [...ring, ring[0]!]
const box = (west: number, south: number, width: number, height: number): Position[] =>
  corners([west, south], [west + width, south], [west + width, south + height], [west, south + height])
const polygon = (...coordinates: Position[][]): Polygon => ({ type: 'Polygon', coordinates })
const parts = (...boxes: Position[][]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: boxes.map((ring) => [ring]),
})
/** Coordinates that are metres already. */
const planar = (geometry: Polygon | MultiPolygon) => planarParts(geometry, (x, y) => [x, y])

describe('the mean width', () => {
  it('is that of a strip, half the side of a square, and counts the rims of holes', () => {
    expect(meanWidthM(planar(polygon(box(0, 0, 1000, 1))))).toBeCloseTo(1, 2)
    expect(meanWidthM(planar(polygon(box(0, 0, 10, 10))))).toBe(5)
    const ring = planar(polygon(box(0, 0, 100, 100), box(1, 1, 98, 98)))
    expect(partAreaM2(ring[0]!)).toBe(396)
    expect(meanWidthM(ring)).toBeCloseTo(1, 6)
    expect(meanWidthM([])).toBe(0)
  })
})

describe('repeated vertices', () => {
  it('are those at or next to the one before them, in every ring; the closing one is none', () => {
    const outline = polygon(corners([0, 0], [9, 0], [9, 0], [9, 0.0005], [9, 9], [0, 9]), box(1, 1, 2, 2))
    expect(repeatedVertices(planar(outline), 0.001)).toEqual({ count: 2, first: [9, 0] })
    expect(repeatedVertices(planar(outline), 0.0001)).toEqual({ count: 1, first: [9, 0] })
    expect(repeatedVertices(planar(polygon(box(0, 0, 9, 9))), 0.001)).toBeNull()
  })
})

describe('spikes', () => {
  const spiked = (tip: Position, foot: number) =>
    planar(polygon(corners([0, 0], [50, 0], [50, 20], tip, [50, 20 + foot], [50, 40], [0, 40])))

  it('run out and back, or in and back, within a degree', () => {
    expect(spikes(spiked([100, 20], 0.5), 5)).toEqual({ count: 1, first: [100, 20] })
    expect(spikes(spiked([10, 20], 0.5), 5)).toEqual({ count: 1, first: [10, 20] })
  })

  it('are none where the corner is wider, or an edge short', () => {
    expect(spikes(spiked([100, 20], 2), 5)).toBeNull()
    expect(spikes(spiked([54, 20], 0.01), 5)).toBeNull()
    expect(spikes(planar(polygon(box(0, 0, 1000, 0.1))), 5)).toBeNull()
  })

  it('may have their tip where the ring starts', () => {
    expect(spikes(planar(polygon(corners([100, 0], [0, 0.5], [0, 50], [-50, 50], [-50, 0]))), 5)).toEqual({
      count: 1,
      first: [100, 0],
    })
  })
})

describe('the widest strip between parts', () => {
  it('is measured in both directions, and shown at the side with less ground', () => {
    expect(widestStrip(planar(parts(box(0, 0, 10, 10), box(10, 700, 5, 5))))).toEqual({
      width_m: 690,
      at: [10, 700],
    })
    expect(widestStrip(planar(parts(box(900, 0, 50, 50), box(0, 0, 10, 10), box(30, 0, 10, 10))))).toEqual({
      width_m: 860,
      at: [0, 0],
    })
  })

  it('is none between parts side by side, or where one part reaches past the others', () => {
    expect(widestStrip(planar(parts(box(0, 0, 10, 10), box(10, 10, 5, 5))))).toBeNull()
    expect(widestStrip(planar(parts(box(0, 0, 900, 900), box(5, 950, 5, 5))))).toEqual({
      width_m: 50,
      at: [5, 950],
    })
    expect(widestStrip(planar(polygon(box(0, 0, 9, 9))))).toBeNull()
    expect(widestStrip([])).toBeNull()
  })
})
