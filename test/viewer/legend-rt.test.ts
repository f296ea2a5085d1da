import { describe, expect, it } from 'vitest'
import { rtKey, shownRt } from '../../pipeline/viewer/legend-rt.ts'

const DRAWN = [
  { rt_id: 'b', score_class: 'KB' },
  { rt_id: 'a', score_class: 'KR' },
]

describe('the RT that a legend counts', () => {
  it('show what the year that is drawn says of them, and nothing of another year', () => {
    expect(shownRt(DRAWN, { rt: null })).toEqual(DRAWN)
    expect(shownRt(DRAWN, { rt: new Map([['a', { score_class: 'TK' }]]) })).toEqual([{ score_class: 'TK' }])
    expect(shownRt(DRAWN, { rt: new Map() })).toEqual([])
    const [older, own] = [2014, 2018].map((score_vintage, i) => ({ ...DRAWN[i]!, score_vintage }))
    expect(shownRt([older!, own!], { rt: null, rtYear: 2018 })).toEqual([own])
  })

  it('are others where as many other RT, another year or another theme are drawn, whatever their order', () => {
    const key = rtKey(DRAWN, 'score_class', '2018')
    expect(rtKey([...DRAWN].reverse(), 'score_class', '2018')).toBe(key)
    const others = [
      rtKey([DRAWN[0]!, { rt_id: 'c' }], 'score_class', '2018'),
      rtKey(DRAWN, 'score_class', '2014'),
      rtKey(DRAWN, 'priority', '2018'),
      rtKey([], 'score_class', '2018'),
      rtKey(null, 'score_class', '2018'),
    ]
    expect(new Set([key, ...others]).size).toBe(6)
  })
})
