import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanNumber } from '../../../pipeline/tiler/input/scan-number.ts'

const out = new Float64Array(2)

/** What is read of a text after which a comma stands, and how much of it. */
function scan(text: string): number | undefined {
  out.fill(7)
  const bytes = Buffer.from(`,${text},`)
  const end = scanNumber(bytes, 1, out, 1)
  if (end < 0) return undefined
  expect(end).toBe(bytes.length - 1)
  expect(out[0]).toBe(7)
  return out[1]!
}

describe('numbers of JSON text', () => {
  it('are the doubles that Number gives, to the last bit', () => {
    for (const text of [
      '0',
      '-0',
      '0.0',
      '104.4977003',
      '-7.5',
      '999999999',
      '1000000000',
      '12345678901234567890',
      '104.123456789',
      '104.1234567890',
      '104.49768431234567',
      '0.900123456789012345',
      '9007199.254740991',
      '9007199.254740992',
      '9007199.254740993',
      '0.1000000000000000055511151231257827021181583404541015625',
      '1e5',
      '1.5E-7',
      '-1.25e+22',
      '1e999',
      '5e-324',
      '179.99999999999997',
      '179.999999999999985789',
    ])
      expect(Object.is(scan(text), Number(text)), text).toBe(true)
  })

  it('are not what JSON does not write so', () => {
    for (const text of [
      '',
      '-',
      '01',
      '-00',
      '1.',
      '.5',
      '+1',
      '1e',
      '1e+',
      '1.e5',
      'NaN',
      '--1',
      '1e5.5',
      '1234567890.',
    ])
      expect(scan(text), text).toBeUndefined()
    expect(scanNumber(Buffer.from('Infinity,'), 0, out, 0)).toBe(-1)
  })

  it('end where no digit follows', () => {
    for (const [text, end] of [
      ['0x10', 1],
      ['1.2.3', 3],
      ['12-', 2],
      ['1,5', 1],
    ] as const)
      expect(scanNumber(Buffer.from(`${text},`), 0, out, 0), text).toBe(end)
  })

  it('are exact for any double and any digits', () => {
    const digits = (most: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most })
    const decimal = fc
      .tuple(fc.boolean(), fc.integer({ min: 0, max: 999_999_999_999 }), digits(20))
      .map(([minus, whole, rest]) => `${minus ? '-' : ''}${whole}.${rest}`)
    const longitude = fc.double({ min: -180, max: 180, noNaN: true })
    fc.assert(
      fc.property(
        fc.oneof(
          decimal,
          longitude.map((lon) => `${lon}`),
          fc
            .tuple(longitude, fc.integer({ min: 0, max: 20 }))
            .map(([lon, decimals]) => lon.toFixed(decimals)),
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => `${value}`),
        ),
        (text) => Object.is(scan(text), Number(text)),
      ),
      { numRuns: 5000 },
    )
  })

  it('are exact next to the middle between two doubles', () => {
    // Decimal texts of 18 digits or fewer around halves of the last bit of numbers with 53 bits.
    for (let i = 0; i < 800; i++) {
      const base = 64 + ((i * 0.618033988749895) % 1) * 60
      const half = (BigInt(Math.floor(base * 2 ** 46)) * 2n + 1n) * 10n ** 15n
      const middle = half >> 47n
      for (const near of [middle - 1n, middle, middle + 1n]) {
        const text = `${near / 10n ** 15n}.${String(near % 10n ** 15n).padStart(15, '0')}`
        expect(Object.is(scan(text), Number(text)), text).toBe(true)
      }
    }
  })
})
