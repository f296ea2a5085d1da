import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { DROPPED, KeyTable, MOST_KEYS, mergeKeys } from '../../../pipeline/tiler/features/keys.ts'

describe('keys of a layer', () => {
  it('are numbered as they are first seen', () => {
    const keys = new KeyTable('survey')
    expect(['roof', 'wall', 'roof', '__proto__', ''].map((name) => keys.place(name))).toEqual([0, 1, 0, 2, 3])
    expect(keys.names).toEqual(['roof', 'wall', '__proto__', ''])
  })

  it('are left out as the filter says', () => {
    const seen = ['roof', 'wall', 'name', 'nik']
    const kept = (filter: object) => {
      const keys = new KeyTable('survey', filter)
      return seen.filter((name) => keys.place(name) !== DROPPED)
    }
    expect(kept({ include: ['roof', 'name'] })).toEqual(['roof', 'name'])
    expect(kept({ exclude: ['nik'] })).toEqual(['roof', 'wall', 'name'])
    expect(kept({ declared: ['wall', 'nik'], exclude: ['nik'] })).toEqual(['wall'])
    expect(kept({ include: [] })).toEqual([])
  })

  it('are refused beyond 65,535, with the name of the layer', () => {
    const keys = new KeyTable('survey')
    for (let i = 0; i < MOST_KEYS; i++) keys.place(`k${i}`)
    expect(keys.place('k7')).toBe(7)
    expect(() => keys.place('one more')).toThrow(UserError)
    expect(() => keys.place('one more')).toThrow(/survey/)
    expect(() => mergeKeys([keys.names, ['one more']], 'survey')).toThrow(/survey/)
  })

  it('of several threads are merged the same whoever saw them first', () => {
    const one = mergeKeys(
      [
        ['wall', 'roof'],
        ['floor', 'roof'],
      ],
      'survey',
      ['roof', 'never seen'],
    )
    expect(one.names).toEqual(['roof', 'floor', 'wall'])
    expect(one.places.map((places) => [...places])).toEqual([
      [2, 0],
      [1, 0],
    ])
    expect(mergeKeys([['roof', 'floor', 'wall'], []], 'survey', ['roof']).names).toEqual(one.names)
    expect(mergeKeys([], 'survey').names).toEqual([])
  })
})
