import { describe, expect, it } from 'vitest'
import { tileIdOf } from '../../../pipeline/archive/hilbert.ts'
import { type DecodedLayer, decodeMvt } from '../../../pipeline/archive/mvt.ts'
import { checkMvt } from '../../../pipeline/archive/mvt-check.ts'
import { CommandWriter } from '../../../pipeline/tiler/cut/command-writer.ts'
import { LINE, POINT, POLYGON } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { factsOf } from '../../../pipeline/tiler/pack/feature-table.ts'
import { packTiles } from '../../../pipeline/tiler/pack/tile-packer.ts'
import { type LayerNames, TileWriter } from '../../../pipeline/tiler/pack/tile-writer.ts'
import type { Run } from '../../../pipeline/tiler/runs/run.ts'
import { RunWriter } from '../../../pipeline/tiler/runs/run-writer.ts'
import { ValueDictionary } from '../../../pipeline/tiler/values/dictionary.ts'
import { chunkOf, randomBy, type SmallFeature, shuffled } from '../points/chunks.ts'

type Value = string | number | boolean

interface Given {
  kind?: SmallFeature['kind']
  id?: number
  attributes: Record<string, Value>
}

interface GivenLayer {
  name: string
  features: Given[]
}

const SHAPES = {
  [POINT]: [[7, 9]],
  [LINE]: [[0, 0], [4096, 50], [-80, 4176]], // biome-ignore format: short
  [POLYGON]: [[0, 0], [100, 0], [100, 100], [0, 100]], // biome-ignore format: short
}

/** Chunks of two features each, what the writer needs to know of them, and the numbers of the first feature of each layer. */
function written(layers: GivenLayer[]) {
  const values = new ValueDictionary()
  const facts: ReturnType<typeof factsOf>[] = []
  const bases: number[] = []
  let base = 0
  const names = layers.map(({ name, features }, layer): LayerNames => {
    bases.push(base)
    const keys = [...new Set(features.flatMap(({ attributes }) => Object.keys(attributes)))].sort()
    for (let first = 0; first < features.length; first += 2) {
      const small = features.slice(first, first + 2).map(({ kind = POINT, id, attributes }): SmallFeature => {
        const tokens = Object.entries(attributes).map(([key, value]) => [
          keys.indexOf(key),
          values.token(value),
        ])
        return {
          kind,
          chains: [],
          attributes: Object.fromEntries(tokens),
          ...(id === undefined ? {} : { id }),
        }
      })
      facts.push({ ...factsOf(chunkOf(small), base), layer })
      base += small.length
    }
    return { name, keys }
  })
  return { writer: new TileWriter(names, values.encoded(), facts), bases, count: base }
}

/** One tile with every feature of every layer. */
function tileOf(layers: GivenLayer[], { writer, bases } = written(layers)): DecodedLayer[] {
  const commands = new CommandWriter()
  writer.begin()
  layers.forEach(({ features }, layer) => {
    features.forEach(({ kind = POINT }, f) => {
      commands.at = 0
      commands.begin()
      const shape = Int32Array.from(SHAPES[kind].flat())
      if (kind === POINT) commands.points(shape, 0, 1)
      else if (kind === LINE) commands.line(shape, 0, 3)
      else commands.ring(shape, 0, 4)
      writer.add(bases[layer]! + f, commands.bytes, 0, commands.at)
    })
  })
  const tile = writer.finish().slice()
  checkMvt(tile)
  return decodeMvt(tile)
}

function expectGiven(decoded: DecodedLayer[], layers: GivenLayer[]): void {
  expect(decoded.map(({ name, version, extent }) => [name, version, extent])).toEqual(
    layers.map(({ name }) => [name, 2, 4096]),
  )
  decoded.forEach(({ features }, layer) => {
    const given = layers[layer]!.features
    expect(features.map(({ id, type }) => [id, type])).toEqual(
      given.map(({ id, kind = POINT }) => [id, kind]),
    )
    features.forEach(({ properties, geometry, type }, f) => {
      expect({ ...properties }).toEqual(given[f]!.attributes)
      expect(geometry.flat().slice(0, SHAPES[type].length)).toEqual(SHAPES[type])
    })
  })
}

describe('a written tile', () => {
  it('has the layers, features, ids, kinds and attributes that were given', () => {
    const layers: GivenLayer[] = [
      {
        name: 'zona',
        features: [
          { kind: POLYGON, id: 0, attributes: { nama: 'Kampung Bugis', no: 1, padat: true } },
          { kind: LINE, attributes: {} },
          { kind: POLYGON, id: 2 ** 53 - 1, attributes: { no: 1, luas: 0.25 } },
          { id: 2 ** 32, attributes: { nama: 'Kampung Bugis', padat: false } },
          { id: 127, attributes: { no: -1, z: 1e-300 } },
        ],
      },
      { name: 'rumah 🏘️', features: [{ id: 128, attributes: { 'é ñ': '名\u0000“', '': '' } }] },
      {
        name: 'titik',
        features: [
          { attributes: { no: 2 ** 53 - 1, a: -(2 ** 40), b: 2 ** 31, c: -0.5, d: 123_456.789, e: 1e21 } },
        ],
      },
    ]
    expectGiven(tileOf(layers), layers)
  })

  it('holds each value once, whoever carries it', () => {
    const features = Array.from(
      { length: 300 },
      (_, i): Given => ({ id: i, attributes: { kelas: `kelas ${i % 3}`, no: i % 3 } }),
    )
    const decoded = tileOf([{ name: 'zona', features }])
    expectGiven(decoded, [{ name: 'zona', features }])
    const text = Buffer.from(tileBytes([{ name: 'zona', features }])).toString('latin1')
    expect(text.split('kelas 1')).toHaveLength(2)
  })

  it('holds 10,000 different values, 600 attributes, long texts and long names', () => {
    const many = Array.from(
      { length: 10_000 },
      (_, i): Given => ({ id: i, attributes: { nama: `RT ${i}`, no: i / 8 } }),
    )
    const wide: Given = {
      attributes: Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`atribut ${i}`, i % 7])),
    }
    const long: Given = { attributes: { ['n'.repeat(70_000)]: 'é'.repeat(200_000) } }
    const layers = [
      { name: 'banyak', features: many },
      { name: 'x'.repeat(200), features: [wide, long] },
    ]
    expectGiven(tileOf(layers), layers)
  })

  it('has nothing of the tile before it', () => {
    const layers: GivenLayer[] = [
      { name: 'a', features: [{ id: 1, attributes: { k: 'satu' } }] },
      { name: 'b', features: [{ id: 2, attributes: { l: 'dua' } }] },
    ]
    const made = written(layers)
    expectGiven(tileOf(layers, made), layers)
    made.writer.begin()
    made.writer.add(1, Uint8Array.of(9, 2, 4), 0, 3)
    const tile = decodeMvt(made.writer.finish())
    expect(tile.map(({ name, features }) => [name, features[0]!.id, features[0]!.geometry])).toEqual([
      ['b', 2, [[[1, 2]]]],
    ])
    expect(made.writer.layers).toEqual([1])
    made.writer.begin()
    expect(made.writer.finish()).toHaveLength(0)
  })
})

function tileBytes(layers: GivenLayer[]): Uint8Array {
  const { writer } = written(layers)
  writer.begin()
  layers
    .flatMap(({ features }) => features)
    .forEach((_, f) => {
      writer.add(f, Uint8Array.of(9, 2, 4), 0, 3)
    })
  return writer.finish().slice()
}

describe('packed tiles', () => {
  const layers: GivenLayer[] = [
    { name: 'a', features: Array.from({ length: 40 }, (_, i) => ({ id: 100 - i, attributes: { no: i } })) },
    { name: 'b', features: Array.from({ length: 9 }, (_, i) => ({ id: i, attributes: { no: i } })) },
  ]
  const tiles = [[0, 0, 0], [3, 1, 2], [3, 5, 2], [17, 9, 9]] as const // biome-ignore format: short

  /** Drawings of random features in random tiles, in so many runs of features that follow each other. */
  function runsOf(count: number, random: () => number): { runs: Run[]; expected: Map<number, number[]> } {
    const total = 49
    const runs: Run[] = []
    const expected = new Map<number, number[]>()
    for (let r = 0; r < count; r++) {
      const writer = new RunWriter((run) => runs.push(run))
      for (let f = Math.floor((total * r) / count); f < Math.floor((total * (r + 1)) / count); f++) {
        for (const [z, x, y] of shuffled(tiles, random)) {
          if (random() < 0.4) continue
          writer.add(z, x, y, f, Uint8Array.of(9, 2, 2 * f), 3)
          const id = tileIdOf(z, x, y)
          expected.set(id, [...(expected.get(id) ?? []), f])
        }
      }
      writer.finish()
    }
    return { runs, expected }
  }

  it.each([1, 2, 7])('hold the drawings of %i runs, in the order of the tiles and of the ranks', (count) => {
    const random = randomBy(count)
    for (const ranked of [false, true]) {
      const { runs, expected } = runsOf(count, random)
      const rank = (f: number) => (ranked && f < 40 ? 39 - f : f)
      const ranks = ranked ? Uint32Array.from({ length: 49 }, (_, f) => rank(f)) : null
      const { writer } = written(layers)
      const packed = new Map<number, number[]>()
      const empty = { count: 0, lows: new Uint32Array(0), highs: null, features: new Uint32Array(0), offsets: new Uint32Array(1), bytes: new Uint8Array(0) } // biome-ignore format: short
      packTiles([empty, ...runs], ranks, writer, (id, tile, drawings) => {
        checkMvt(tile)
        const features = decodeMvt(tile).flatMap(({ name, features: own }) =>
          own.map(({ id: featureId, geometry }) => {
            const f = geometry[0]![0]![1]
            expect(featureId).toBe(name === 'a' ? 100 - f : f - 40)
            return f
          }),
        )
        expect(drawings).toBe(features.length)
        packed.set(id, features)
      })
      expect([...packed.keys()]).toEqual([...expected.keys()].sort((a, b) => a - b))
      for (const [id, features] of expected)
        expect(packed.get(id)).toEqual(features.sort((a, b) => rank(a) - rank(b)))
    }
  })

  it('are none where there are no drawings', () => {
    packTiles([], null, written(layers).writer, () => expect.unreachable())
  })
})
