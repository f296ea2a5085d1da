import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRtRw } from '../../pipeline/values/rt-rw.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/tables/zones.schema.json', import.meta.url), 'utf8'),
) as { properties: { rt_rw: { pattern: string } } }
const canonical = new RegExp(schema.properties.rt_rw.pattern)

const spellings: [text: string, key: string][] = [
  ['RT004-RW001', 'RT004-RW001'],
  ['RT008 - RW009', 'RT008-RW009'],
  ['RT 39 RW 07', 'RT039-RW007'],
  ['RT004 RW006', 'RT004-RW006'],
  ['RT 14-RW 05', 'RT014-RW005'],
  ['RT503-DS03', 'RT503-DS03'],
  ['RT503 Dusun 3', 'RT503-DS03'],
  ['RT06A-RW002', 'RT006A-RW002'],
  ['SAMPUNG KIDUL RT006-RW001', 'RT006-RW001'],
  ['RT002RW002', 'RT002-RW002'],
  ['RT 002 RW 006', 'RT002-RW006'],
  ['02/06', 'RT002-RW006'],
  ['002/006', 'RT002-RW006'],
  ['RT 002/006', 'RT002-RW006'],
  ['RT/RW 002/006', 'RT002-RW006'],
  ['RT/RW: 2/6', 'RT002-RW006'],
  ['RT.002/RW.006', 'RT002-RW006'],
  ['R.T. 02 / R.W. 06', 'RT002-RW006'],
  ['rt 2, rw 6', 'RT002-RW006'],
  ['RW 06 RT 02', 'RT002-RW006'],
  ['RT 01 RW IV', 'RT001-RW004'],
  ['RT XII/RW IX', 'RT012-RW009'],
  ['1003-RT01_RW01 TOKINJONG', 'RT001-RW001'],
  ["1004-RT02_RW01 TAPPE'E", 'RT002-RW001'],
  ['33750401-RT004-RW001', 'RT004-RW001'],
  ['Kp. Baru RT\u00a002\r\nRW 06', 'RT002-RW006'],
  ['RT 005', 'RT005'],
  ['RW 011', 'RW011'],
  ['Dusun 03', 'DS03'],
]

const refused = [
  '',
  '-',
  '1001-Dusun Poliwali Kel.Samataring',
  '2010-Dusun Marana Desa Passimarannu',
  '2008-Desa Bua',
  'PORT 12',
  'RT00-RW01',
  'RT 1234 RW 01',
  'RT 01, RT 02 RW 03',
  'RT 001-003 RW 02',
  'RT 01 RW 02, 03',
  'RT 01 RW 02 & 03',
  'RT 01 RW 02 dan RW 03',
  'RT 1-3',
  'RT IIII RW 01',
  '14/03/2024',
  'RT',
  'RT-RW',
  'Jalan Artha 5',
  '0/0',
]

describe('parseRtRw', () => {
  it.each(spellings)('reads %j as %s', (text, key) => {
    expect(parseRtRw(text)?.key).toBe(key)
  })

  it.each(refused)('does not make a key of %j', (text) => {
    expect(parseRtRw(text)).toBeNull()
  })

  it('gives the parts', () => {
    expect(parseRtRw('RT06A-RW002')).toEqual({ key: 'RT006A-RW002', rt: '006A', rw: '002', dusun: null })
    expect(parseRtRw('RT503-DS03')).toEqual({ key: 'RT503-DS03', rt: '503', rw: null, dusun: '03' })
  })

  const number = fc.integer({ min: 1, max: 999 })
  const letter = fc.constantFrom('', '', 'A', 'B')
  const joint = fc.constantFrom('-', ' - ', ' ', '_', ' / ', ', ', '')
  const gap = fc.constantFrom('', ' ', '.', '. ', ':')
  const width = fc.integer({ min: 1, max: 3 })

  it('reads one neighbourhood to one key however it is spelt, and the key to itself', () => {
    fc.assert(
      fc.property(
        number,
        number,
        letter,
        joint,
        gap,
        width,
        fc.boolean(),
        (rt, rw, suffix, join, space, pad, lower) => {
          const rtText = String(rt).padStart(pad, '0') + suffix
          const text = `RT${space}${rtText}${join}RW${space}${String(rw).padStart(pad, '0')}`
          const key = `RT${String(rt).padStart(3, '0')}${suffix}-RW${String(rw).padStart(3, '0')}`
          expect(parseRtRw(lower ? text.toLowerCase() : text)?.key).toBe(key)
          expect(parseRtRw(key)?.key).toBe(key)
        },
      ),
    )
  })

  it('gives nothing that the table schema refuses', () => {
    const noise = fc.stringMatching(/^[RTWDSUNX0-9IVA /._,-]{0,24}$/)
    fc.assert(
      fc.property(fc.oneof(noise, fc.string()), (text) => {
        const parsed = parseRtRw(text)
        if (parsed === null) return
        expect(parsed.key).toMatch(canonical)
        expect(parseRtRw(parsed.key)).toEqual(parsed)
      }),
      { numRuns: 2000 },
    )
  })
})
