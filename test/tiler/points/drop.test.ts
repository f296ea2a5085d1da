import { describe, expect, it } from 'vitest'
import { type FeatureChunk, LINE, POINT } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { dropPoints } from '../../../pipeline/tiler/points/drop.ts'
import { chunkOf, pointAt, polygonOf, randomBy, rulesOf, shuffled } from './chunks.ts'

const rules = rulesOf({ drop_rate: 2.5 })

function left(chunk: FeatureChunk, zoom: number): number {
  return chunk.minZooms.reduce((count, lowest) => count + (lowest <= zoom ? 1 : 0), 0)
}

/** A town drawn on a ruled sheet: the worst case for a hash of places. */
function ruledPoints(side: number, step: number) {
  return Array.from({ length: side * side }, (_, i) =>
    pointAt((i % side) * step, Math.floor(i / side) * step),
  )
}

describe('dropPoints', () => {
  it.each([
    ['on a ruled sheet', 1],
    ['on a ruled sheet of round steps', 4096],
  ])('leaves one in drop_rate at each zoom above, of points %s', (_, step) => {
    const chunk = chunkOf(ruledPoints(150, step))
    dropPoints(chunk, rules)
    expect(left(chunk, 14)).toBe(22_500)
    for (let zoom = 13; zoom >= 6; zoom--) {
      const expected = 22_500 / 2.5 ** (14 - zoom)
      expect(Math.abs(left(chunk, zoom) - expected)).toBeLessThan(4 * Math.sqrt(expected))
    }
  })

  it('leaves them evenly spread', () => {
    const chunk = chunkOf(ruledPoints(160, 64))
    dropPoints(chunk, rules)
    const quarters = [0, 0, 0, 0]
    for (let f = 0; f < chunk.count; f++) {
      if (chunk.minZooms[f]! > 13) continue
      const quarter =
        (chunk.positions[2 * f]! >= 80 * 64 ? 1 : 0) + (chunk.positions[2 * f + 1]! >= 80 * 64 ? 2 : 0)
      quarters[quarter] = quarters[quarter]! + 1
    }
    for (const count of quarters) expect(Math.abs(count - 2560)).toBeLessThan(4 * Math.sqrt(2560))
  })

  it('asks neither order nor neighbours', () => {
    const points = ruledPoints(30, 7).map((point, i) => ({ ...point, id: i }))
    const chunk = chunkOf(points)
    dropPoints(chunk, rules)
    const lowest = new Map(points.map((point, i) => [point.id, chunk.minZooms[i]]))
    const mixed = shuffled(points, randomBy(1)).slice(0, 400)
    const other = chunkOf(mixed)
    dropPoints(other, rules)
    expect([...other.minZooms]).toEqual(mixed.map((point) => lowest.get(point.id)))
  })

  it('tells points in one place apart by their ids, the high half of them too', () => {
    const ids = Array.from({ length: 2000 }, (_, i) => (i < 1000 ? i : i * 2 ** 33))
    const chunk = chunkOf(ids.map((id) => pointAt(-5, 9, { id })))
    dropPoints(chunk, rules)
    for (const half of [chunk.minZooms.subarray(0, 1000), chunk.minZooms.subarray(1000)]) {
      expect(Math.abs(half.filter((zoom) => zoom <= 13).length - 400)).toBeLessThan(4 * 20)
    }
  })

  it('drops at every zoom above the deepest, and never lowers a zoom', () => {
    const chunk = chunkOf(ruledPoints(40, 3).map((point, i) => ({ ...point, minzoom: i % 12 })))
    const before = Uint8Array.from(chunk.minZooms)
    dropPoints(chunk, rules)
    for (let zoom = 0; zoom < 14; zoom++)
      expect(left(chunk, zoom)).toBeLessThan(before.filter((lowest) => lowest <= zoom).length)
    expect(chunk.minZooms.every((lowest, f) => lowest >= before[f]!)).toBe(true)
    expect(left(chunk, 14)).toBe(before.length)
  })

  it('leaves the zooms of clusters alone, and thins below them', () => {
    const chunk = chunkOf(ruledPoints(40, 3).map((point, i) => ({ ...point, minzoom: i % 2 === 0 ? 5 : 9 })))
    dropPoints(chunk, { ...rules, cluster: { maxzoom: 8, radius_units: 256, sums: [] } })
    expect(left(chunk, 5)).toBe(800)
    const expected = 800 / 2.5 ** 2
    expect(Math.abs(left(chunk, 12) - 800 - expected)).toBeLessThan(4 * Math.sqrt(expected))
  })

  it('drops nothing at rate 1, and only points at any rate', () => {
    const points = chunkOf(ruledPoints(20, 5))
    dropPoints(points, rulesOf({ drop_rate: 1 }))
    expect(left(points, 0)).toBe(400)
    const others = chunkOf([
      ...Array.from(
        { length: 50 },
        (_, i) =>
          ({
            kind: LINE,
            chains: [
              [
                [i, 0],
                [i, 9],
              ],
            ],
          }) as const,
      ),
      ...Array.from({ length: 50 }, (_, i) =>
        polygonOf([
          [
            [i, 0],
            [i + 3, 0],
            [i, 3],
          ],
        ]),
      ),
      { kind: POINT, chains: [] },
    ])
    dropPoints(others, rules)
    expect(left(others, 0)).toBe(101)
  })
})
