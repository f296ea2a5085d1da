import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGeopoint, readLonLat } from '../../../pipeline/readers/csv/geopoint.ts'

describe('readGeopoint', () => {
  it.each([
    ['0.9731 104.4412 3.2 4.85', [104.4412, 0.9731], '4.85'],
    ['-5.119364 120.264212 0 0', [120.264212, -5.119364], '0'],
    ['0.97 104.44', [104.44, 0.97], null],
    ['0,97 104,44 0 4', [104.44, 0.97], '4'],
    ['-5.119364, 120.264212', [120.264212, -5.119364], null],
    ['-5.119364,120.264212', [120.264212, -5.119364], null],
    ['0.97 104.44 NaN NaN', [104.44, 0.97], null],
    ['  0.97   104.44  ', [104.44, 0.97], null],
  ])('reads %j', (text, coordinates, accuracyM) => {
    expect(readGeopoint(text)).toEqual({ kind: 'point', point: { type: 'Point', coordinates }, accuracyM })
  })

  it.each([null, '', ' ', 'NaN', 'NaN NaN NaN NaN', '-', 'NA', 'n/a'])('takes %j as no place', (cell) => {
    expect(readGeopoint(cell)).toEqual({ kind: 'blank' })
  })

  it.each([
    ['di depan masjid', 'not a number'],
    ['0.97', 'not a number'],
    ['0.97 104.44 0 0 0', 'not a number'],
    ['1,2,3', 'not a number'],
    ['0.97 NaN 0 0', 'half a point'],
    ['104.44 0.97', 'out of range'],
    ['95 104', 'out of range'],
    ['0 181', 'out of range'],
  ])('says of %j: %s', (text, reason) => {
    expect(readGeopoint(text)).toEqual({ kind: 'fault', reason })
  })

  it('reads back what a form writes', () => {
    const ordinate = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })
    fc.assert(
      fc.property(ordinate(90), ordinate(180), ordinate(9000), (lat, lon, accuracy) => {
        fc.pre(Number(lat.toFixed(7)) !== 0 || Number(lon.toFixed(7)) !== 0)
        const text = `${lat.toFixed(7)} ${lon.toFixed(7)} 0.0 ${Math.abs(accuracy).toFixed(2)}`
        const reading = readGeopoint(text)
        expect(reading.kind).toBe('point')
        if (reading.kind !== 'point') return
        expect(reading.point.coordinates[0]).toBeCloseTo(lon, 6)
        expect(reading.point.coordinates[1]).toBeCloseTo(lat, 6)
      }),
    )
  })
})

describe('readLonLat', () => {
  it('leaves metres alone', () => {
    expect(readLonLat('441030,8', 107000.25)).toMatchObject({
      kind: 'point',
      point: { coordinates: [441030.8, 107000.25] },
    })
  })
})
