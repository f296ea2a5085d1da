import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildDirectories,
  decodeDirectory,
  type Entry,
  encodeDirectory,
} from '../../pipeline/archive/directory.ts'
import { EntryList } from '../../pipeline/archive/entry-list.ts'

const entries = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 2 ** 40 }),
      offset: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 48 })),
      length: fc.integer({ min: 1, max: 2 ** 31 }),
      runLength: fc.integer({ min: 0, max: 2 ** 20 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    const out: Entry[] = []
    let tileId = 0
    let end = 0
    for (const { gap, offset, length, runLength } of steps) {
      tileId += gap
      const at = offset < 0 ? end : offset
      end = at + length
      out.push({ tileId, offset: at, length, runLength })
    }
    return out
  })

describe('directories', () => {
  it('come back as they were, contiguous offsets included', () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(decodeDirectory(encodeDirectory(list))).toEqual(list)
      }),
    )
  })

  it('spend one byte on the offset of a content that follows the one before', () => {
    const a = { tileId: 1, offset: 0, length: 5, runLength: 1 }
    const near = encodeDirectory([a, { tileId: 2, offset: 5, length: 5, runLength: 1 }])
    expect(near.at(-1)).toBe(0)
  })

  it('are refused when cut anywhere, or when something follows', () => {
    const bytes = encodeDirectory([
      { tileId: 300, offset: 0, length: 1000, runLength: 1 },
      { tileId: 302, offset: 1000, length: 70000, runLength: 2 },
    ])
    for (let end = 0; end < bytes.length; end++)
      expect(() => decodeDirectory(bytes.subarray(0, end))).toThrow(RangeError)
    expect(() => decodeDirectory(Uint8Array.of(...bytes, 0))).toThrow(/goes on/)
  })

  it('with an absurd count or number are refused before memory is taken', () => {
    expect(() => decodeDirectory(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 1))).toThrow(/claims/)
    expect(() => decodeDirectory(Uint8Array.of(1, ...Array(9).fill(0xff), 1, 1, 1, 1))).toThrow(/2\^53/)
  })

  it('split into leaves only when the root would not fit, and then lose no entry', () => {
    const list: Entry[] = []
    let offset = 0
    for (let i = 0; i < 30_000; i++) {
      const length = 100 + ((i * 7919) % 9973)
      list.push({ tileId: 2 * i, offset, length, runLength: 1 })
      offset += length
    }
    const small = buildDirectories(EntryList.of(list.slice(0, 50)))
    expect(small.leafCount).toBe(0)
    expect(decodeDirectory(gunzipSync(small.root))).toEqual(list.slice(0, 50))

    const { root, leaves, leafCount } = buildDirectories(EntryList.of(list))
    expect(root.length).toBeLessThanOrEqual(16384 - 127)
    const pointers = decodeDirectory(gunzipSync(root))
    expect(pointers).toHaveLength(leafCount)
    expect(pointers.every((pointer) => pointer.runLength === 0)).toBe(true)
    const back = pointers.flatMap((p) =>
      decodeDirectory(gunzipSync(leaves.subarray(p.offset, p.offset + p.length))),
    )
    expect(back).toEqual(list)
  })

  it('grow their leaves until the root fits a tight limit', () => {
    const list = Array.from({ length: 20_000 }, (_, i) => ({
      tileId: i * 3,
      offset: i * i,
      length: 1 + (i % 997),
      runLength: 1,
    }))
    const { root, leafCount } = buildDirectories(EntryList.of(list), 40)
    expect(root.length).toBeLessThanOrEqual(40)
    expect(leafCount).toBeGreaterThan(0)
    expect(leafCount).toBeLessThan(5)
  })
})
