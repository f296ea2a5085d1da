import { existsSync } from 'node:fs'
import path from 'node:path'
import { PbfWriter } from 'pbf'
import { describe, expect, it } from 'vitest'
import {
  ArchiveFile,
  type AttributeValue,
  type DecodedLayer,
  decodeMvt,
  zxyOf,
} from '../../pipeline/archive/index.ts'
import { FlatTileDecoder, NO_ID } from '../../pipeline/archive/prove/flat-tile.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'
import { cutTiles } from '../tiler/oracle/index.ts'
import { layerOf, line, noise, polygon, ringAt, starAt } from '../tiler/shapes.ts'

/** A tile as the flat decoder reads it, in the form of the reference. */
function decodeFlat(bytes: Uint8Array): DecodedLayer[] {
  const layers: DecodedLayer[] = []
  new FlatTileDecoder().decode(bytes, (flat) => {
    const { name, version, extent } = flat
    const layer: DecodedLayer = { name, version, extent, features: [] }
    for (let f = 0; f < flat.count; f++) {
      const type = flat.types[f] as 1 | 2 | 3
      const properties: Record<string, AttributeValue> = {}
      for (let t = flat.tagStart[f]!; t < flat.tagStart[f + 1]!; t += 2) {
        properties[flat.keys[flat.tags[t]!]!] = flat.values[flat.tags[t + 1]!]!
      }
      const geometry: [number, number][][] = []
      for (let c = flat.chainStart[f]!; c < flat.chainStart[f + 1]!; c++) {
        const chain: [number, number][] = []
        for (let p = flat.pointStart[c]!; p < flat.pointStart[c + 1]!; p++) {
          chain.push([flat.xy[2 * p]!, flat.xy[2 * p + 1]!])
        }
        if (type === 1) geometry.push(...chain.map((point) => [point]))
        else geometry.push(type === 3 ? [...chain, chain[0]!] : chain)
      }
      const id = flat.ids[f] === NO_ID ? undefined : flat.ids[f]
      layer.features.push({ id, type, properties, geometry })
    }
    layers.push(layer)
  })
  return layers
}

describe('FlatTileDecoder', () => {
  it('reads every tile of polygons, lines and multipoints as the reference does', () => {
    const random = noise(31)
    const zones = Array.from({ length: 40 }, (_, i) =>
      polygon(
        ringAt(starAt(i * 300, (i % 5) * 700, 300, 25, random)),
        ringAt(starAt(i * 300, (i % 5) * 700, 40, 9, random)),
      ),
    )
    const roads = Array.from({ length: 20 }, (_, i) => line([i * 10, 0], [5000, i * 400], [9000, 200 + i]))
    const layers = [
      layerOf('polygon', zones, { minzoom: 6 }),
      layerOf('line', roads, { name: 'jalan', minzoom: 6 }),
    ]
    let tiles = 0
    for (const { data } of cutTiles(layers)) {
      expect(decodeFlat(data)).toEqual(decodeMvt(data))
      tiles++
    }
    expect(tiles).toBeGreaterThan(15)
    const points: MvtFeature = {
      id: 2 ** 53 - 1,
      type: 1,
      tags: { a: -1, b: 2.5, c: 2 ** 40, d: true, e: 'é', f: -(2 ** 40) },
      geometry: [
        [5, -80],
        [4176, 3],
      ],
    }
    const data = encodeMvt([{ name: 'titik', features: [points] }], 4096)
    expect(decodeFlat(data)).toEqual(decodeMvt(data))
  })

  it('reads every kind of value that MVT has', () => {
    const writer = new PbfWriter()
    writer.writeMessage(
      3,
      (_: null, layer: PbfWriter) => {
        layer.writeVarintField(15, 2)
        layer.writeStringField(1, 'nilai')
        layer.writeStringField(3, 'k')
        const value = (write: (pbf: PbfWriter) => void) =>
          layer.writeMessage(4, (__: null, pbf) => write(pbf), null)
        value((pbf) => pbf.writeStringField(1, 'teks'))
        value((pbf) => pbf.writeFloatField(2, 0.5))
        value((pbf) => pbf.writeDoubleField(3, 0.1))
        value((pbf) => pbf.writeVarintField(4, -7))
        value((pbf) => pbf.writeVarintField(5, 2 ** 50))
        value((pbf) => pbf.writeSVarintField(6, -12345))
        value((pbf) => pbf.writeBooleanField(7, false))
        for (let v = 0; v < 7; v++) {
          layer.writeMessage(
            2,
            (__: null, feature: PbfWriter) => {
              feature.writePackedVarint(2, [0, v])
              feature.writeVarintField(3, 1)
              feature.writePackedVarint(4, [9, 2, 2])
            },
            null,
          )
        }
      },
      null,
    )
    const bytes = writer.finish()
    const read = decodeFlat(bytes)
    expect(read).toEqual(decodeMvt(bytes))
    expect(read[0]!.features.map(({ properties }) => properties.k)).toEqual([
      'teks',
      0.5,
      0.1,
      -7,
      2 ** 50,
      -12345,
      false,
    ])
  })

  it('refuses what is no tile', () => {
    const good = encodeMvt(
      [{ name: 'a', features: [{ id: 1, type: 1, tags: { k: 1 }, geometry: [[1, 1]] }] }],
      4096,
    )
    const read = (bytes: Uint8Array) => () => new FlatTileDecoder().decode(bytes, () => {})
    expect(read(good)).not.toThrow()
    for (let length = 1; length < good.length; length++)
      expect(read(good.subarray(0, length))).toThrow(/ends within/)
    expect(read(Uint8Array.of(0x1f, 0))).toThrow(/wire type 7/)
  })
})

const FIXTURES = '../shared/data/corpora/pmtiles-fixtures'
const BOX = path.join(FIXTURES, 'planetiler/planetiler-core/src/test/resources/box1degree.pmtiles')
const present = existsSync(BOX)
if (!present) console.log(`skipped: ${BOX} is absent`)

describe.skipIf(!present)('tiles by others', () => {
  it('are read as the reference reads them', async () => {
    const file = await ArchiveFile.open(BOX)
    const reader = file.reference()
    let tiles = 0
    for await (const { tileId } of file.entries(await file.header())) {
      if (++tiles > 200) break
      const answer = await reader.getZxy(...zxyOf(tileId))
      const bytes = new Uint8Array(answer!.data)
      expect(decodeFlat(bytes)).toEqual(decodeMvt(bytes))
    }
    await file.close()
    expect(tiles).toBeGreaterThan(0)
  })
})
