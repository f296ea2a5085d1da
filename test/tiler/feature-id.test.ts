import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FeatureIds, featureId } from '../../pipeline/tiler/index.ts'

describe('featureId', () => {
  it('is the first 48 bits of the SHA-256 of the key', () => {
    const hex = createHash('sha256').update('21.72.03.1005/RT002-RW006').digest('hex')
    expect(featureId('21.72.03.1005/RT002-RW006')).toBe(Number.parseInt(hex.slice(0, 12), 16))
  })

  it('stays what it was when the code changes', () => {
    expect(featureId('')).toBe(0xe3b0c44298fc)
    expect(featureId('Kampung Bugis')).toBe(featureId('Kampung Bugis'))
    expect(featureId('Kampung Bugis')).not.toBe(featureId('Kampung bugis'))
  })

  it('is a safe integer for many keys, without a collision', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `bangunan/${i}`)
    const ids = new FeatureIds()
    const found = new Set(keys.map((key) => ids.idOf(key)))
    expect(found.size).toBe(keys.length)
    expect(Math.max(...found)).toBeLessThan(2 ** 48)
  })

  it('says which key is given twice', () => {
    const ids = new FeatureIds()
    ids.idOf('a')
    ids.idOf('b')
    expect(() => ids.idOf('a')).toThrow(/"a" is given twice/)
  })
})
