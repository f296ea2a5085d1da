import { describe, expect, it } from 'vitest'
import { PolygonCleaner } from '../../../pipeline/tiler/clean/index.ts'
import { clean, type Point } from './cleaning.ts'

function box(x: number, y: number, size: number): Point[] {
  return [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ]
}

const square = box(0, 0, 10)

describe('PolygonCleaner', () => {
  it('leaves a valid ring as it is, its positions on straight stretches too', () => {
    const ring: Point[] = [[3, 0], ...square.slice(1), [0, 0]]
    expect(clean([[ring]])).toEqual([[ring]])
  })

  it('winds shells positive and holes negative, from the position they start at', () => {
    const hole = box(2, 2, 3)
    const turned = (ring: Point[]) => [ring[0]!, ...ring.slice(1).toReversed()]
    const right = [[square, turned(hole)]]
    expect(clean([[square, hole]])).toEqual(right)
    expect(clean([[turned(square), turned(hole)]])).toEqual(right)
  })

  it('strips a spike, over the seam and on a tile edge too', () => {
    for (let start = 0; start < 6; start++) {
      const spiked: Point[] = [
        [0, 0],
        [-5, 0],
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
      ]
      const ring = [...spiked.slice(start), ...spiked.slice(0, start)]
      const [part] = clean([[ring]])
      expect(part![0]!.toSorted()).toEqual(square.toSorted())
    }
    const alongEdge: Point[] = [
      [0, 0],
      [10, 0],
      [10, 30],
      [10, 10],
      [10, 20],
      [10, 12],
      [0, 12],
    ]
    expect(clean([[alongEdge]])).toEqual([
      [
        [
          [0, 0],
          [10, 0],
          [10, 12],
          [0, 12],
        ],
      ],
    ])
  })

  it('leaves nothing of what is flat or empty', () => {
    expect(clean([])).toEqual([])
    expect(clean([[[]]])).toEqual([])
    expect(clean([[[[1, 1]]]])).toEqual([])
    const flat: Point[] = [
      [0, 0],
      [4, 4],
      [9, 9],
      [2, 2],
    ]
    expect(clean([[flat]])).toEqual([])
    expect(clean([[flat], [square]])).toEqual([[square]])
  })

  it('cuts a bow tie and a figure of eight into two polygons that touch', () => {
    const bowTie: Point[] = [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ]
    expect(clean([[bowTie]])).toEqual([
      [
        [
          [0, 0],
          [5, 5],
          [0, 10],
        ],
      ],
      [
        [
          [5, 5],
          [10, 0],
          [10, 10],
        ],
      ],
    ])
    const eight: Point[] = [...box(0, 0, 4).slice(0, 3), [8, 4], [8, 8], [4, 8], [4, 4], [0, 4]]
    expect(clean([[eight]])).toEqual([[box(0, 0, 4)], [box(4, 4, 4)]])
  })

  it('keeps a hole that touches its shell once, and cuts where it touches twice', () => {
    const once: Point[] = [
      [0, 5],
      [4, 7],
      [4, 3],
    ]
    expect(clean([[square, once]])).toEqual([[square, once]])
    const twice: Point[] = [
      [0, 5],
      [5, 8],
      [10, 5],
      [5, 2],
    ]
    const cut = clean([[square, twice]])
    expect(cut).toHaveLength(2)
    expect(cut.every((part) => part.length === 1)).toBe(true)
  })

  it('makes a ring that touches itself from within a shell with a hole', () => {
    const ring: Point[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 5],
      [4, 7],
      [4, 3],
      [0, 5],
    ]
    expect(clean([[ring]])).toEqual([
      [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 5],
        ],
        [
          [0, 5],
          [4, 7],
          [4, 3],
        ],
      ],
    ])
  })

  it('reads holes by even-odd: crossing the shell, outside of it, equal to it, within a hole', () => {
    expect(clean([[square, box(20, 0, 2)]])).toEqual([[square], [box(20, 0, 2)]])
    expect(clean([[square, square.toReversed()]])).toEqual([])
    expect(clean([[square, box(2, 2, 6), box(3, 3, 4)]])).toEqual([
      [
        square,
        [
          [2, 2],
          [2, 8],
          [8, 8],
          [8, 2],
        ],
      ],
      [box(3, 3, 4)],
    ])
    expect(clean([[square, box(8, 8, 4)]])).toHaveLength(2)
  })

  it('makes one of parts that overlap or share a border, and keeps parts that touch at a point', () => {
    expect(clean([[square], [box(5, 5, 10)]])).toHaveLength(1)
    const joined = clean([[square], [box(10, 0, 10)]])
    expect(joined).toHaveLength(1)
    expect(joined[0]).toHaveLength(1)
    expect(clean([[square], [square]])).toEqual([[square]])
    expect(clean([[square], [box(2, 2, 2)]])).toEqual([[square]])
    expect(clean([[square], [box(10, 10, 2)]])).toEqual([[square], [box(10, 10, 2)]])
    const ringed = [[box(0, 0, 9), box(2, 2, 5).toReversed()], [box(3, 3, 2)]]
    ringed[0]![1] = [
      [2, 2],
      [2, 7],
      [7, 7],
      [7, 2],
    ]
    expect(clean(ringed)).toEqual(ringed)
  })

  it('drops slivers that cutting made, not those that came', () => {
    const tiny: Point[] = [
      [20, 0],
      [21, 0],
      [20, 1],
    ]
    expect(clean([[square], [tiny]])).toEqual([[square], [tiny]])
    expect(clean([[box(0, 0, 10)], [box(5, 5, 10)], [tiny]]).at(-1)).toEqual([tiny])
    const corner: Point[] = [
      [0, 0],
      [-1, 0],
      [-1, -1],
    ]
    expect(clean([[[...square, ...corner]]])).toEqual([[square]])
    const other: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
    ]
    expect(clean([[[...other, ...corner]]])).toHaveLength(2)
  })

  it('refuses what is not rings of the positions', () => {
    const cleaner = new PolygonCleaner()
    const positions = Int32Array.from(square.flat())
    const parts = Int32Array.of(0, 0)
    expect(() => cleaner.clean(positions, Int32Array.of(0, 5), parts, 1)).toThrow(RangeError)
    expect(() => cleaner.clean(positions, Int32Array.of(-1, 4), parts, 1)).toThrow(RangeError)
    expect(() => cleaner.clean(positions, Int32Array.of(0, 4), parts, 2)).toThrow(RangeError)
    expect(() => cleaner.clean(positions, Int32Array.of(0, 4, 2, 4), Int32Array.of(0, 0, 0), 3)).toThrow(
      RangeError,
    )
    expect(() => cleaner.clean(positions, Int32Array.of(0, 3, 4), Int32Array.of(1, 0), 2)).toThrow(RangeError)
    expect(() => cleaner.clean(positions, Int32Array.of(0, 4), parts, Number.NaN)).toThrow(RangeError)
    positions[0] = -(2 ** 24) - 1
    expect(() => cleaner.clean(positions, Int32Array.of(0, 4), parts, 1)).toThrow('2^24')
    positions[0] = 0
    expect(cleaner.clean(positions, Int32Array.of(0, 4), parts, 1)).toBe(1)
  })
})
