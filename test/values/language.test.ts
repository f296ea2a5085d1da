import { describe, expect, it } from 'vitest'
import { filled } from '../../pipeline/values/language.ts'

describe('a phrase with places', () => {
  it('takes values as they are, each wherever it is named, and leaves places without a value', () => {
    expect(filled('{n} dari {of}; {n}', { n: 0, of: 'tujuh' })).toBe('0 dari tujuh; 0')
    expect(filled('{name}: {n}', { n: '' })).toBe('{name}: ')
    expect(filled('{name}', { name: '$& {n} \\1', n: 3 })).toBe('$& {n} \\1')
  })
})
