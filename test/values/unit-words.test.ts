import { expect, it } from 'vitest'
import { cellWord, unitWord } from '../../pipeline/values/unit-words.ts'

it('has words for codes and units, and none for names that every object has', () => {
  expect([cellWord(true, 'id'), cellWord('network', 'en'), cellWord(null, 'id')]).toEqual([
    ...['ya', 'by road', 'null'],
  ])
  for (const name of ['constructor', 'toString', '__proto__', 'Pasar Baru']) {
    expect([cellWord(name, 'id'), unitWord(name, 'en')]).toEqual([name, name])
  }
  expect(unitWord('people/ha', 'id')).toBe('jiwa/ha')
  expect([unitWord('zones', 'en', 1), unitWord('zones', 'en', 2), unitWord('zones', 'en')]).toEqual([
    ...['zone', 'zones', 'zones'],
  ])
  expect(unitWord('zones', 'id', 1)).toBe('lokasi')
})
