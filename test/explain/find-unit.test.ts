import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { findUnit, type Unit } from '../../pipeline/explain/find-unit.ts'

const rt = (id: string, rt_rw: string, kelurahan: string): Unit => ({
  ...{ level: 'rt', unit_id: id, names: [] },
  rt: { rt_rw, kelurahan: [kelurahan] },
})

const UNITS: Unit[] = [
  rt('99.71.01.1001/RT002-RW006', 'RT002-RW006', 'Melati'),
  rt('99.71.01.1002/RT002-RW006', 'RT002-RW006', 'Kenanga'),
  rt('99.71.01.1002/RT003-RW006', 'RT003-RW006', 'Kenanga'),
  { level: 'zone', unit_id: '99.71.01.1001-K01', names: ['Pantai Impian'] },
  { level: 'zone', unit_id: '99.71.01.1002-K01', names: ['Kenanga'] },
  { level: 'kawasan', unit_id: 'Pesisir', names: ['Pesisir'] },
  { level: 'kelurahan', unit_id: '99.71.01.1002', names: ['Kenanga'] },
  { level: 'city', unit_id: '99.71', names: ['Kota Uji', 'Test City', 'kota-uji'] },
]

const id = (text: string, level?: Unit['level']) => {
  const unit = findUnit(text, UNITS, level)
  return `${unit.level} ${unit.unit_id}`
}

function fault(text: string, level?: Unit['level']) {
  try {
    findUnit(text, UNITS, level)
  } catch (error) {
    if (error instanceof UserError) return { exit: error.exitCode, ...error.fault }
  }
  throw new Error(`${text} was found`)
}

describe('finding a unit', () => {
  it.each([
    ['99.71.01.1001-k01', 'zone 99.71.01.1001-K01'],
    [' 99.71.01.1002/RT003-RW006 ', 'rt 99.71.01.1002/RT003-RW006'],
    ['pantai  impian', 'zone 99.71.01.1001-K01'],
    ['PESISIR', 'kawasan Pesisir'],
    ['Kawasan Pesisir', 'kawasan Pesisir'],
    ['Kel. Kenanga', 'kelurahan 99.71.01.1002'],
    ['99.71', 'city 99.71'],
    ['kota-uji', 'city 99.71'],
    ['RT 3 / RW 6', 'rt 99.71.01.1002/RT003-RW006'],
    ['Melati RT02 RW06', 'rt 99.71.01.1001/RT002-RW006'],
    ['kenanga, rt.002/rw.006', 'rt 99.71.01.1002/RT002-RW006'],
  ])('%s', (text, found) => {
    expect(id(text)).toBe(found)
  })

  it('lists all that a name may mean, and takes a level', () => {
    const { exit, expected, next } = fault('kenanga')
    expect([exit, expected]).toEqual([
      2,
      'one of\nzone 99.71.01.1002-K01 (Kenanga)\nkelurahan 99.71.01.1002 (Kenanga)',
    ])
    expect(next).toContain('--level')
    expect(id('kenanga', 'zone')).toBe('zone 99.71.01.1002-K01')
    expect(fault('RT 002 RW 006').expected).toContain('99.71.01.1002/RT002-RW006')
  })

  it('offers the nearest of an unknown one', () => {
    expect(fault('Pantai Impain').expected).toBe('nearest\nzone 99.71.01.1001-K01 (Pantai Impian)')
    expect(fault('Zzzzzzzzzzzz').expected).toContain('a code or name')
    const lines = new UserError('usage', fault('Zzzzzzzzzzzz')).message.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(fault('Pesisir', 'zone').what).toBe('the city has no such zone')
  })
})
