import { describe, expect, it } from 'vitest'
import type { Source } from '../pipeline/city.ts'
import { ContractError, UserError } from '../pipeline/errors.ts'
import { checkGates, today } from '../pipeline/gates.ts'
import type { Progress } from '../pipeline/progress.ts'
import { madeUpCity } from './support/stage-context.ts'

const reason = { id: 'Karena diuji.', en: 'Because it is tested.' }

function gates(city: Parameters<typeof madeUpCity>[0], day: string): string[] {
  const said: string[] = []
  checkGates(madeUpCity(city), day, { say: (line: string) => said.push(line) } as unknown as Progress)
  return said
}

describe('an override of a quality rule', () => {
  const quality = [{ code: 'AREA_SHARE', severity: 'info' as const, reason, until: '2026-06-30' }]

  it('holds on its last day and stops the build on the next', () => {
    expect(gates({ quality }, '2026-06-30')).toEqual([])
    expect(() => gates({ quality }, '2026-07-01')).toThrow(ContractError)
    expect(() => gates({ quality }, '2026-07-01')).toThrow(
      /WAIVER_EXPIRED[\s\S]*quality\[0\]\.until[\s\S]*AREA_SHARE/,
    )
  })

  it('is named with every other that has run out', () => {
    const both = [...quality, { ...quality[0]!, code: 'OVER_WATER' }]
    expect(() => gates({ quality: both }, '2027-01-01')).toThrow(
      /AREA_SHARE: 2026-06-30, OVER_WATER: 2026-06-30/,
    )
  })
})

describe('a source', () => {
  const source = (given: Partial<Source>) => ({ sources: [{ id: 'survei', ...given } as Source] })
  const freshness = { warn_after_days: 30, error_after_days: 60 }

  it('is said to be old after the first limit and stops the build after the second', () => {
    const city = source({ retrieved: '2026-01-01', freshness })
    expect(gates(city, '2026-01-31')).toEqual([])
    expect(gates(city, '2026-02-01')).toEqual([expect.stringContaining('survei is 31 days old')])
    expect(gates(city, '2026-03-02')).toHaveLength(1)
    expect(() => gates(city, '2026-03-03')).toThrow(/SOURCE_STALE[\s\S]*survei: 61 days, at most 60/)
  })

  it('without a limit or a date is not asked', () => {
    expect(gates(source({ retrieved: '1999-01-01' }), '2026-01-01')).toEqual([])
    expect(gates(source({ freshness }), '2026-01-01')).toEqual([])
  })
})

describe('a day of retrieval', () => {
  const sources = ['2026-01-02', '2026-01-03', undefined, '2030-01-01'].map(
    (retrieved, index) => ({ id: `berkas-${index}`, retrieved }) as Source,
  )

  it('may be tomorrow, for the time zones, and no later', () => {
    expect(gates({ sources: sources.slice(0, 1) }, '2026-01-01')).toEqual([])
    expect(gates({ sources: sources.slice(0, 3) }, '2026-01-02')).toEqual([])
    expect(() => gates({ sources }, '2026-01-01')).toThrow(ContractError)
    expect(() => gates({ sources }, '2026-01-01')).toThrow(
      /2 sources[\s\S]*RETRIEVED_LATER[\s\S]*sources\[1\]\.retrieved[\s\S]*berkas-1: 2026-01-03; berkas-3: 2030-01-01[\s\S]*2026-01-01 or earlier/,
    )
  })
})

describe('today', () => {
  it('is the day of the clock, or of SOURCE_DATE_EPOCH', () => {
    expect(today({})).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(today({ SOURCE_DATE_EPOCH: '86399' })).toBe('1970-01-01')
    expect(today({ SOURCE_DATE_EPOCH: '253402300799' })).toBe('9999-12-31')
  })

  it.each(['', ' ', 'soon', '-1', '1.5', '1e9', '0x10', '253402300800', '99999999999999'])(
    'is not guessed from SOURCE_DATE_EPOCH=%j, which opens no gate',
    (stated) => {
      const ask = () => today({ SOURCE_DATE_EPOCH: stated })
      expect(ask).toThrow(UserError)
      expect(ask).toThrow(/SOURCE_DATE_EPOCH[\s\S]*got[\s\S]*expected[\s\S]*unset/)
      expect(ask).toThrow(expect.objectContaining({ exitCode: 2 }))
    },
  )
})
