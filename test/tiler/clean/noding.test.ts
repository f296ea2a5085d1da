import { describe, expect, it } from 'vitest'
import { ClosedRings } from '../../../pipeline/tiler/clean/closed-rings.ts'
import { Noder } from '../../../pipeline/tiler/clean/noding.ts'
import { SegmentIndex } from '../../../pipeline/tiler/clean/segment-index.ts'
import { crossingPlace, meetsSquare } from '../../../pipeline/tiler/clean/segments.ts'
import { randomNumbers } from './cleaning.ts'

function randomRing(random: () => number, count: number, size: number): ClosedRings {
  const rings = new ClosedRings()
  rings.reservePositions(count + 1)
  rings.reserveGiven(count + 1)
  for (let i = 0; i < 2 * count; i++) rings.xy[i] = Math.floor(random() * size)
  rings.xy[2 * count] = rings.xy[0]!
  rings.xy[2 * count + 1] = rings.xy[1]!
  rings.first[1] = count + 1
  rings.rings = 1
  rings.parts = 1
  return rings
}

describe('Noder', () => {
  it('leaves no crossing, by snap rounding alone neither', () => {
    const random = randomNumbers(3)
    const index = new SegmentIndex()
    const noder = new Noder(index)
    let crossings = 0
    for (let run = 0; run < 100; run++) {
      const rings = randomRing(random, 3 + Math.floor(random() * 40), 4 + Math.floor(random() * 60))
      const places = noder.crossingsOf(rings)
      crossings += places.length / 2
      const snapped = noder.snap(rings, places)
      expect(new Noder(index).crossingsOf(snapped)).toHaveLength(0)
      expect(new Noder(index).crossingsOf(noder.node(rings))).toHaveLength(0)
    }
    expect(crossings).toBeGreaterThan(2_000)
  })
})

describe('crossingPlace', () => {
  it('rounds halves up exactly, whatever the order and direction, also of long segments', () => {
    const swap = (xy: number[]) => Int32Array.from([...xy.slice(2, 4), ...xy.slice(0, 2), ...xy.slice(4)])
    for (const [segments, expected] of [
      // Segments 0 and 2; they cross at 0.5, 0.5 and at -0.5, -0.5.
      [
        [0, 0, 1, 1, 1, 0, 0, 1],
        [1, 1],
      ],
      [
        [0, 0, -1, -1, -1, 0, 0, -1],
        [0, 0],
      ],
      [
        [-16777215, -16777215, 16777215, 16777214, -16777215, 16777214, 16777215, -16777215],
        [0, 0],
      ],
    ] as const) {
      for (const xy of [Int32Array.from(segments), swap([...segments])]) {
        expect([crossingPlace(xy, 0, 2, 0), crossingPlace(xy, 0, 2, 1)]).toEqual(expected)
        expect([crossingPlace(xy, 2, 0, 0), crossingPlace(xy, 2, 0, 1)]).toEqual(expected)
      }
    }
  })
})

describe('meetsSquare', () => {
  it('takes the lowest corner in, the other three not', () => {
    const meets = (...segment: number[]) => meetsSquare(Int32Array.from(segment), 0, 5, 5)
    expect(meets(4, 5, 5, 4)).toBe(true)
    expect(meets(5, 6, 6, 5)).toBe(false)
    expect(meets(4, 5, 5, 6)).toBe(false)
    expect(meets(5, 4, 6, 5)).toBe(false)
    expect(meets(5, 5, 9, 5)).toBe(true)
    expect(meets(0, 4, 9, 4)).toBe(false)
    expect(meets(0, 4, 10, 5)).toBe(true)
  })
})
