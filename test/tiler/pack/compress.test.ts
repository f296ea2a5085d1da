import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressAside, compressTile } from '../../../pipeline/tiler/pack/compress.ts'

/** Bytes that compress somewhat, or hardly at all. */
function bytesOf(length: number, values: number): Uint8Array {
  let state = length + values
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % values
  })
}

const SIZES = [1, 17, 200, 2047, 2048, 2049, 4095, 4096, 65_535, 200_000]

describe('compressing tiles', () => {
  it('keeps every byte, at every level', () => {
    for (const level of [1, 5, 9]) {
      for (const size of SIZES) {
        for (const values of [3, 256]) {
          const tile = bytesOf(size, values)
          expect(Buffer.compare(gunzipSync(compressTile(tile, level)), tile)).toBe(0)
        }
      }
    }
  })

  it('makes the same of a tile whatever was compressed before it', () => {
    const alone = SIZES.map((size) => compressTile(bytesOf(size, 23), 5))
    for (let i = SIZES.length - 1; i >= 0; i--) {
      compressTile(bytesOf(70_000, 29), 5)
      expect(Buffer.compare(compressTile(bytesOf(SIZES[i]!, 23), 5), alone[i]!)).toBe(0)
    }
  })

  it('makes the same aside, of a tile whose bytes are used again at once', async () => {
    const shared = new Uint8Array(200_000)
    const made = SIZES.map((size) => {
      shared.set(bytesOf(size, 23))
      return compressAside(shared.subarray(0, size), 5)
    })
    const parts = await Promise.all(made)
    SIZES.forEach((size, i) => {
      expect(Buffer.compare(parts[i]!, compressTile(bytesOf(size, 23), 5))).toBe(0)
    })
  })

  it('names neither time nor system', () => {
    const made = compressTile(bytesOf(100, 9), 5)
    expect([...made.subarray(4, 8)]).toEqual([0, 0, 0, 0])
    expect(made[9]).toBe(255)
  })
})
