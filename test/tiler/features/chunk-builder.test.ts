import { describe, expect, it } from 'vitest'
import { ChunkBuilder } from '../../../pipeline/tiler/features/chunk-builder.ts'
import {
  HOLE,
  LINE,
  letGoOfOutlines,
  PART,
  POINT,
  POLYGON,
} from '../../../pipeline/tiler/features/feature-chunk.ts'
import { gridX, gridY } from '../../../pipeline/tiler/grid.ts'
import { newSink } from './plain-features.ts'

type Degrees = [lon: number, lat: number]
const SQUARE: Degrees[] = [
  [104, 1],
  [105, 1],
  [105, 2],
  [104, 2],
  [104, 1],
]
const SPECK: Degrees[] = [
  [10, 10],
  [10 + 1e-8, 10],
  [10, 10 + 1e-8],
  [10, 10],
]

function places(degrees: Degrees[]): number[] {
  return degrees.flatMap(([lon, lat]) => [gridX(lon), gridY(lat)])
}

function build(kind: 1 | 2 | 3, chains: [role: 0 | 1, degrees: Degrees[]][], options = {}) {
  const sink = newSink(options)
  sink.builder.begin(kind)
  for (const [role, degrees] of chains) {
    sink.builder.chain(role)
    for (const [lon, lat] of degrees) sink.builder.position(lon, lat)
  }
  const refusal = sink.builder.end()
  return { refusal, features: sink.features() }
}

describe('chunks of features', () => {
  it('hold exactly what they were given, in shared memory', () => {
    const sink = newSink()
    const { builder } = sink
    builder.begin(POLYGON)
    builder.id(2 ** 53 - 1)
    builder.attribute(4, 7)
    builder.chain(PART)
    for (const [lon, lat] of SQUARE) builder.position(lon, lat)
    builder.chain(HOLE)
    const hole = SQUARE.map(([lon, lat]): Degrees => [104.2 + (lon - 104) / 4, 1.2 + (lat - 1) / 4])
    for (const [lon, lat] of hole) builder.position(lon, lat)
    expect(builder.end()).toBeNull()
    builder.begin(POINT)
    builder.chain(PART)
    builder.position(-180, 90)
    builder.position(180, -90)
    expect(builder.end()).toBeNull()
    builder.flush()
    const [chunk, ...others] = sink.chunks
    expect(others).toEqual([])
    expect(chunk).toMatchObject({ layer: 3, first: 0, count: 2 })
    const arrays = Object.values(chunk!).filter((value) => ArrayBuffer.isView(value))
    for (const array of arrays) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(Object.fromEntries(Object.entries(chunk!).filter(([, v]) => ArrayBuffer.isView(v)))).toEqual({
      kinds: Uint8Array.of(POLYGON, POINT),
      ids: Float64Array.of(2 ** 53 - 1, -1),
      minZooms: Uint8Array.of(2, 2),
      maxZooms: Uint8Array.of(14, 14),
      chainStart: Uint32Array.of(0, 2, 3),
      roles: Uint8Array.of(PART, HOLE, PART),
      positionStart: Uint32Array.of(0, 4, 8, 10),
      positions: Int32Array.from([
        ...places(SQUARE.slice(0, 4)),
        ...places(hole.slice(0, 4)),
        -(2 ** 31),
        -(2 ** 31),
        2 ** 31 - 1,
        2 ** 31 - 1,
      ]),
      firstZooms: new Uint8Array(10),
      tokenStart: Uint32Array.of(0, 1, 1),
      keys: Uint16Array.of(4),
      tokens: Uint32Array.of(7),
    })
  })

  it('hold no memory of outlines once they let go of them, and still know the rest', () => {
    const sink = newSink()
    const { builder } = sink
    builder.begin(POLYGON)
    builder.id(5)
    builder.attribute(4, 7)
    builder.chain(PART)
    for (let i = 0; i < 1000; i++) builder.position(100 + Math.sin(i), Math.cos(i))
    expect(builder.end()).toBeNull()
    builder.flush()
    const chunk = sink.chunks[0]!
    const memory = () =>
      new Set(Object.values(chunk).flatMap((v) => (ArrayBuffer.isView(v) ? [v.buffer] : [])))
    const held = () => [...memory()].reduce((sum, buffer) => sum + buffer.byteLength, 0)
    expect([memory().size, held()]).toEqual([2, 9 * 1000 + 8 + 8 + 1 + 2 + (8 + 8 + 4 + 2 + 1)])
    letGoOfOutlines(chunk)
    expect(held()).toBe(8 + 8 + 4 + 2 + 1)
    expect([...chunk.kinds, ...chunk.ids, ...chunk.tokenStart, ...chunk.keys, ...chunk.tokens]).toEqual([
      3, 5, 0, 1, 4, 7,
    ])
  })

  it('end when they hold enough, and count the features of the layer on', () => {
    const sink = newSink({ maxPositionsPerChunk: 5 })
    for (let i = 0; i < 7; i++) {
      sink.builder.begin(LINE)
      sink.builder.chain(PART)
      sink.builder.position(i, 0)
      sink.builder.position(i, i === 3 ? Number.NaN : 1)
      expect(sink.builder.end()).toBe(i === 3 ? 'position_not_a_number' : null)
    }
    expect(sink.builder.taken).toBe(6)
    expect(sink.features().map(({ chains }) => chains[0]![1])).toEqual([0, 1, 2, 4, 5, 6].map(gridX))
    expect(sink.chunks.map(({ first, count }) => [first, count])).toEqual([
      [0, 3],
      [3, 3],
    ])
    const crowded = newSink({ maxAttributesPerChunk: 2 })
    for (let i = 0; i < 4; i++) {
      crowded.builder.begin()
      crowded.builder.attribute(0, i)
      crowded.builder.chain(PART)
      crowded.builder.position(0, 0)
      crowded.builder.end()
    }
    expect(crowded.chunks.map(({ first, count }) => [first, count])).toEqual([
      [0, 2],
      [2, 2],
    ])
  })

  it('forget a feature that was cancelled or begun anew', () => {
    const sink = newSink()
    const { builder } = sink
    for (const give of [() => builder.cancel(), () => undefined]) {
      builder.begin(LINE)
      builder.id(9)
      builder.attribute(1, 1)
      builder.chain(PART)
      builder.position(1, 1)
      give()
    }
    builder.begin(POINT)
    builder.chain(PART)
    builder.position(2, 2)
    expect(builder.end()).toBeNull()
    builder.begin(POINT)
    builder.attribute(1, 1)
    expect(sink.features()).toEqual([
      { kind: POINT, id: -1, chains: [['P', gridX(2), gridY(2)]], attributes: {} },
    ])
  })

  it('leave out equal neighbours and the closing position of rings', () => {
    const twice = SQUARE.flatMap((position): Degrees[] => [position, position])
    expect(build(POLYGON, [[PART, twice]]).features[0]!.chains).toEqual([
      ['P', ...places(SQUARE.slice(0, 4))],
    ])
    const open = SQUARE.slice(0, 4)
    expect(build(POLYGON, [[PART, open]]).features[0]!.chains).toEqual([['P', ...places(open)]])
    // A line that ends where it began stays closed.
    expect(build(LINE, [[PART, SQUARE]]).features[0]!.chains).toEqual([['P', ...places(SQUARE)]])
  })

  it('count the parts left out of features that are taken in, the one that stands for its feature apart', () => {
    const builder = new ChunkBuilder(0, { minzoom: 0, maxzoom: 1, emit() {} })
    const add = (parts: Degrees[][], end: 'end' | 'cancel' = 'end') => {
      builder.begin(POLYGON)
      for (const part of parts) {
        builder.chain(PART)
        for (const [lon, lat] of part) builder.position(lon, lat)
        builder.chain(HOLE)
        for (const [lon, lat] of SPECK) builder.position(lon, lat)
      }
      builder[end]()
      return builder.partsBelowGrid
    }
    expect([add([SQUARE]), add([SPECK]), add([SPECK, SQUARE, SPECK]), add([SPECK, SPECK])]).toEqual([
      0, 0, 2, 3,
    ])
    expect([add([SPECK, SQUARE], 'cancel'), add([SPECK, SQUARE, [[0, 95]]])]).toEqual([3, 3])
  })

  it('keep a flat chain only where nothing else is left of the feature', () => {
    const speck = build(POLYGON, [[PART, SPECK]])
    expect(speck.refusal).toBeNull()
    expect(speck.features[0]!.chains).toEqual([['P', gridX(10), gridY(10)]])
    const withHole: [0 | 1, Degrees[]][] = [
      [PART, SPECK],
      [HOLE, SQUARE],
      [PART, SQUARE],
      [HOLE, SPECK],
    ]
    expect(build(POLYGON, withHole).features[0]!.chains).toEqual([['P', ...places(SQUARE.slice(0, 4))]])
    expect(build(POLYGON, withHole.slice(0, 2)).features[0]!.chains).toEqual([['P', gridX(10), gridY(10)]])
    const thereAndBack: Degrees[] = [SQUARE[0]!, SQUARE[2]!, SQUARE[0]!, SQUARE[0]!]
    expect(build(POLYGON, [[PART, thereAndBack]]).features[0]!.chains).toEqual([
      ['P', ...places([SQUARE[0]!, SQUARE[2]!])],
    ])
    expect(
      build(LINE, [
        [PART, SPECK],
        [PART, SPECK],
      ]).features[0]!.chains,
    ).toEqual([['P', gridX(10), gridY(10)]])
    expect(
      build(LINE, [
        [PART, SPECK],
        [PART, SQUARE],
      ]).features[0]!.chains,
    ).toEqual([['P', ...places(SQUARE)]])
  })

  it.each([
    ['position_not_a_number', [[PART, [[Number.NaN, 1]]]]],
    ['position_not_a_number', [[PART, [[0, Number.POSITIVE_INFINITY]]]]],
    ['position_outside', [[PART, [[180.000001, 1]]]]],
    ['position_outside', [[PART, [[0, -90.000001]]]]],
    ['too_few_positions', [[PART, []]]],
    ['no_geometry', []],
  ] as [string, [0 | 1, Degrees[]][]][])('refuse points: %s', (refusal, chains) => {
    expect(build(POINT, chains)).toEqual({ refusal, features: [] })
  })

  it('refuse lines and rings with too few positions as written', () => {
    expect(
      build(LINE, [
        [PART, SQUARE],
        [PART, SQUARE.slice(0, 1)],
      ]).refusal,
    ).toBe('too_few_positions')
    expect(build(POLYGON, [[PART, SQUARE.slice(0, 2)]]).refusal).toBe('too_few_positions')
    expect(build(POLYGON, [[PART, [SQUARE[0]!, SQUARE[1]!, SQUARE[0]!]]]).refusal).toBe('too_few_positions')
    expect(build(POLYGON, [[PART, SQUARE.slice(0, 3)]]).refusal).toBeNull()
    expect(
      build(POLYGON, [
        [PART, SQUARE],
        [HOLE, SQUARE.slice(0, 2)],
      ]).refusal,
    ).toBe('too_few_positions')
  })

  it('refuse a feature with too many positions, and go on with the next', () => {
    const sink = newSink({ maxPositionsPerFeature: 20_000, maxPositionsPerChunk: 100 })
    for (const count of [20_001, 1_000_000, 20_000]) {
      sink.builder.begin(LINE)
      sink.builder.chain(PART)
      for (let i = 0; i < count; i++) sink.builder.position(i / 1e4, 0)
      expect(sink.builder.end()).toBe(count > 20_000 ? 'too_many_positions' : null)
    }
    const [feature, ...others] = sink.features()
    expect(others).toEqual([])
    expect(feature!.chains[0]!.length).toBe(1 + 2 * 20_000)
  })

  it('refuse too many positions even where they are all the same', () => {
    const { builder } = newSink({ maxPositionsPerFeature: 1000 })
    builder.begin(LINE)
    builder.chain(PART)
    for (let i = 0; i <= 1000; i++) builder.position(1, 1)
    expect(builder.end()).toBe('too_many_positions')
  })

  it('keep the last of two values for a key, and none where that is null', () => {
    const sink = newSink()
    sink.builder.begin()
    sink.builder.attribute(0, 10)
    sink.builder.attribute(1, 11)
    sink.builder.attribute(2, 12)
    sink.builder.attribute(0, -1)
    sink.builder.attribute(2, 22)
    sink.builder.attribute(0, 30)
    sink.builder.attribute(3, -1)
    sink.builder.chain(PART)
    sink.builder.position(0, 0)
    sink.builder.end()
    sink.builder.flush()
    expect([...sink.chunks[0]!.keys]).toEqual([1, 2, 0])
    expect([...sink.chunks[0]!.tokens]).toEqual([11, 22, 30])
  })

  it('do not take ids that tiles cannot hold, nor a hole in nothing', () => {
    const { builder } = newSink()
    builder.begin(POLYGON)
    for (const id of [-1, 1.5, 2 ** 53, Number.NaN]) expect(() => builder.id(id)).toThrow(RangeError)
    expect(() => builder.chain(HOLE)).toThrow(RangeError)
  })
})
