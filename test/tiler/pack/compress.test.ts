import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { TileCompressor } from '../../../pipeline/tiler/pack/compress.ts'

const OS_BYTE = 9

/** Bytes that compress somewhat, or hardly at all. */
function bytesOf(length: number, values: number): Uint8Array {
  let state = length + values
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % values
  })
}

const SIZES = [1, 17, 200, 4095, 4096, 65_535, 65_536, 200_000]

describe('compressing tiles', () => {
  it('makes what zlib makes, less the name of the system, tile after tile and at every level', () => {
    for (const level of [1, 5, 9]) {
      const compressor = new TileCompressor(level)
      for (const size of SIZES) {
        for (const values of [3, 256]) {
          const tile = bytesOf(size, values)
          const expected = gzipSync(tile, { level })
          expected[OS_BYTE] = 255
          expect(Buffer.compare(compressor.compress(tile), expected)).toBe(0)
        }
      }
    }
  })

  it('makes the same aside, of a tile whose bytes are used again at once', async () => {
    const compressor = new TileCompressor(5)
    const shared = new Uint8Array(200_000)
    const made = SIZES.map((size) => {
      shared.set(bytesOf(size, 23))
      return compressor.compressAside(shared.subarray(0, size))
    })
    const parts = await Promise.all(made)
    SIZES.forEach((size, i) => {
      expect(Buffer.compare(parts[i]!, compressor.compress(bytesOf(size, 23)))).toBe(0)
      expect(Buffer.compare(gunzipSync(parts[i]!), bytesOf(size, 23))).toBe(0)
    })
  })

  it('keeps what it has made when it makes more', () => {
    const compressor = new TileCompressor(5)
    const first = compressor.compress(bytesOf(500, 9))
    const copy = first.slice()
    compressor.compress(bytesOf(70_000, 256))
    expect(Buffer.compare(first, copy)).toBe(0)
  })
})
