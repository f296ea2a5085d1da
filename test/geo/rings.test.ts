import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import {
  checkRings,
  closeRings,
  dropDuplicateVertices,
  rewind,
  signedArea,
} from '../../pipeline/geo/rings.ts'

const square: Position[] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
]
const hole: Position[] = [
  [1, 1],
  [1, 2],
  [2, 2],
  [2, 1],
  [1, 1],
]
const polygon = (...coordinates: Position[][]): Polygon => ({ type: 'Polygon', coordinates })

describe('checkRings', () => {
  it('finds nothing in a good polygon', () => {
    expect(checkRings(polygon(square, hole))).toEqual({ faults: [], duplicateVertices: 0, wrongWindings: 0 })
    expect(checkRings(polygon())).toEqual({ faults: [], duplicateVertices: 0, wrongWindings: 0 })
  })

  it('names part and ring of each fault, in order', () => {
    const geometry: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [
        [square],
        [square, hole.slice(0, 4)],
        [
          square.slice(0, 3),
          [
            [0, 0],
            [Number.NaN, 1],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    }
    expect(checkRings(geometry).faults).toEqual([
      { kind: 'not-closed', part: 1, ring: 1, at: [1, 1] },
      { kind: 'too-few-positions', part: 2, ring: 0, at: [0, 0] },
      { kind: 'not-closed', part: 2, ring: 0, at: [0, 0] },
      { kind: 'not-finite', part: 2, ring: 1, at: [0, 0] },
    ])
  })

  it('counts repeated vertices and rings wound the wrong way', () => {
    const repeated: Position[] = [
      [0, 0],
      [0, 0],
      [4, 0],
      [4, 4],
      [4, 4],
      [0, 4],
      [0, 0],
    ]
    expect(checkRings(polygon(repeated)).duplicateVertices).toBe(2)
    expect(checkRings(polygon(square.toReversed(), hole.toReversed())).wrongWindings).toBe(2)
  })

  it('calls anything else not positions, without throwing', () => {
    for (const junk of [
      null,
      'text',
      7,
      {},
      [7],
      [[7]],
      [['a']],
      [[['1', '2']]],
      [[[1]]],
      [[null]],
      [null],
    ]) {
      const bad = { type: 'Polygon', coordinates: junk } as unknown as Polygon
      expect(checkRings(bad).faults[0]?.kind).toBe('not-positions')
      const badParts = { type: 'MultiPolygon', coordinates: [junk] } as unknown as MultiPolygon
      expect(checkRings(badParts).faults[0]?.kind).toBe('not-positions')
    }
  })
})

describe('signedArea', () => {
  it('is positive counter-clockwise, and keeps its digits far from the origin', () => {
    expect(signedArea(square)).toBe(16)
    expect(signedArea(square.toReversed())).toBe(-16)
    expect(signedArea(square.map(([x, y]) => [x! + 1e8, y! - 1e8]))).toBe(16)
    expect(signedArea([])).toBe(0)
  })
})

describe('rewind', () => {
  it('turns shells counter-clockwise and holes clockwise, and leaves right ones as they are', () => {
    expect(rewind(polygon(square.toReversed(), hole.toReversed()))).toEqual(polygon(square, hole))
    const good = polygon(square, hole)
    expect(rewind(good).coordinates).toBe(good.coordinates)
    const parts: MultiPolygon = { type: 'MultiPolygon', coordinates: [[square.toReversed()], [square]] }
    expect(rewind(parts).coordinates).toEqual([[square], [square]])
  })

  it('does not change its input', () => {
    const clockwise = square.toReversed()
    const before = structuredClone(clockwise)
    rewind(polygon(clockwise))
    expect(clockwise).toEqual(before)
  })
})

describe('mending', () => {
  it('closes open rings and drops repeats', () => {
    expect(closeRings(polygon(square.slice(0, 4)))).toEqual(polygon(square))
    expect(closeRings(polygon(square))).toEqual(polygon(square))
    expect(closeRings(polygon([]))).toEqual(polygon([]))
    expect(dropDuplicateVertices(polygon([[0, 0], [0, 0], ...square.slice(1)]))).toEqual(polygon(square))
  })
})
