import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { decideCrs, movedGeometry } from '../../pipeline/tile/input-crs.ts'

const LAYER = { file: 'rt.shp', layer: 'rt' }
const METRES = [
  [495_000, 101_000],
  [495_100, 101_200],
]
const DEGREES = [[104.45, 0.92]]
const UTM48N =
  'PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

function refusalOf(run: () => unknown): UserError {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the CRS of a file', () => {
  it('is what the file says', () => {
    const { move, isAssumed } = decideCrs({ ...LAYER, crs: { prj: UTM48N } }, undefined, METRES)
    expect(isAssumed).toBe(false)
    const [lon, lat] = move!(495_000, 101_000)
    expect(lon).toBeCloseTo(104.955, 3)
    expect(lat).toBeCloseTo(0.9137, 3)
    expect(decideCrs({ ...LAYER, crs: { code: 'EPSG:4326' } }, undefined, DEGREES).move).toBeNull()
  })

  it('is what the option says, in spite of the file', () => {
    expect(decideCrs({ ...LAYER, crs: { code: 'EPSG:4326' } }, 'EPSG:32648', METRES).move).not.toBeNull()
  })

  it('is taken as degrees where nothing is said and the numbers are such', () => {
    expect(decideCrs({ ...LAYER, crs: null }, undefined, DEGREES)).toEqual({ move: null, isAssumed: true })
  })

  it('is refused with 24 and what to do where it is not known, not degrees, or no CRS', () => {
    const cases = [
      () => decideCrs({ ...LAYER, crs: null }, undefined, METRES),
      () => decideCrs({ ...LAYER, crs: { prj: 'LOCAL_CS["drawing"]' } }, undefined, METRES),
      () => decideCrs({ ...LAYER, crs: { code: 'EPSG:4326' } }, undefined, METRES),
      () => decideCrs({ ...LAYER, crs: null }, 'EPSG:4326', METRES),
      () => decideCrs({ ...LAYER, crs: null }, 'EPSG:99999', METRES),
    ]
    for (const run of cases) {
      const error = refusalOf(run)
      expect(error.exitCode).toBe(24)
      for (const part of ['what', 'got', 'expected', 'next'] as const) expect(error.fault[part]).toBeTruthy()
    }
    expect(refusalOf(cases[0]!).fault.next).toContain('--crs EPSG:32748')
  })

  it('gives a geometry without a place none, for the tiler to refuse', () => {
    const move = (): [number, number] => {
      throw new RangeError('no place')
    }
    expect(movedGeometry({ type: 'Point', coordinates: [1, 2] }, move)).toEqual({
      type: 'Point',
      coordinates: [Number.NaN, Number.NaN],
    })
  })
})
