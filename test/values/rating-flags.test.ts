import { expect, it } from 'vitest'
import { doubtsText, flagsOn, KAWASAN_NOT_STATED } from '../../pipeline/values/score-codes.ts'

it('flags of a rating are told with the decision they touch', () => {
  const both = `class open; ${KAWASAN_NOT_STATED}`
  expect([flagsOn('authority', both), flagsOn('priority', both)]).toEqual([KAWASAN_NOT_STATED, 'class open'])
  expect([flagsOn('authority', 'class open'), flagsOn('treatment', KAWASAN_NOT_STATED)]).toEqual([null, null])
  expect(flagsOn('authority', null)).toBeNull()
  expect(doubtsText(KAWASAN_NOT_STATED, 'id')).toMatch(/^kewenangan tidak diketahui: kawasan/)
})
