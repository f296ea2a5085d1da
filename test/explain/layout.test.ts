import { describe, expect, it } from 'vitest'
import { table, WIDTH, wrapped } from '../../pipeline/explain/print/layout.ts'
import { doubtsText } from '../../pipeline/values/score-codes.ts'

describe('doubts about a rating', () => {
  it('are told in both languages, and one that has no words as it is', () => {
    const flags = 'class open; share 9a differs from its hectares; a new one'
    expect(doubtsText(flags, 'id')).toBe(
      'kelas belum pasti: nilainya berupa selang; persen butir 9a berbeda dari hektarenya; a new one',
    )
    expect(doubtsText(flags, 'en')).toContain('the share of item 9a differs from its hectares')
  })
})

describe('the layout', () => {
  it('breaks at blanks, and a word only where it must', () => {
    expect(wrapped('satu dua tiga', 8)).toEqual(['satu dua', 'tiga'])
    expect(wrapped('panjangsekali', 5)).toEqual(['panja', 'ngsek', 'ali'])
  })

  it('narrows the column that gives, and leaves out the empty one', () => {
    const lines = table(
      [{ head: 'a' }, { head: 'b', gives: true }, { head: 'empty' }, { head: 'n', align: 'right' }],
      [['1', 'kata '.repeat(40), '', '12']],
    )
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH)
    expect(lines[0]).not.toContain('empty')
    expect(lines[2]).toMatch(/^ {2}1 {2}kata .* 12$/)
  })
})
