import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import type { MovePosition } from '../../pipeline/geo/crs.ts'
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
      for (const part of ['what', 'got', 'expected', 'next'] as const) expect(error.fault[part]).toMatch(/\S/)
    }
    expect(refusalOf(cases[0]!).fault.next).toContain('--crs EPSG:32748')
  })

  it('is that of GeoJSON where a file in metres states none, which it is not blamed for', () => {
    const crs = { code: 'EPSG:4326' }
    const got = (format: 'geojson' | 'shapefile') =>
      refusalOf(() => decideCrs({ ...LAYER, crs, format }, undefined, METRES)).fault.got
    expect(got('geojson')).toBe('495000, 101000; GeoJSON is in degrees unless it says otherwise')
    expect(got('shapefile')).toContain('the file states EPSG:4326')
  })

  it('names degrees under a CRS of metres, whoever says it', () => {
    const cases = [
      () => decideCrs({ ...LAYER, crs: { code: 'EPSG:4326' } }, 'EPSG:32748', DEGREES),
      () => decideCrs({ ...LAYER, crs: { prj: UTM48N } }, undefined, DEGREES),
    ]
    const [byOption, byFile] = cases.map((run) => refusalOf(run).fault)
    expect(byOption).toMatchObject({
      code: 'CRS_DEGREES_AS_METRES',
      got: '104.45, 0.92; --crs says EPSG:32748',
    })
    expect(byOption!.next).toContain('leave --crs out')
    expect(byFile).toMatchObject({ got: '104.45, 0.92; the file states EPSG:32648' })
    expect(byFile!.next).toContain('--crs EPSG:4326')
    expect(decideCrs({ ...LAYER, crs: { prj: UTM48N } }, undefined, []).move).not.toBeNull()
  })

  it('names latitudes that stand first, stated or not', () => {
    const swapped = [
      [0.92, 104.45],
      [-6.2, 106.8],
    ]
    for (const crs of [null, { code: 'EPSG:4326' }]) {
      const { fault, exitCode } = refusalOf(() => decideCrs({ ...LAYER, crs }, undefined, swapped))
      expect(exitCode).toBe(24)
      expect(fault).toMatchObject({ code: 'CRS_AXIS_ORDER', got: '0.92, 104.45' })
      expect(fault.expected).toContain('104.45, 0.92')
      expect(fault.next).toContain('Swap X and Y')
    }
  })

  it('is believed where half of the positions fit, for the others to be refused one by one', () => {
    expect(decideCrs({ ...LAYER, crs: null }, undefined, [...DEGREES, [104.4, 95]]).move).toBeNull()
    expect(() => decideCrs({ ...LAYER, crs: null }, undefined, [...DEGREES, ...METRES])).toThrow(UserError)
  })

  it('leaves what has no place for the tiler to refuse, by its reason', () => {
    const far = (): [number, number] => {
      throw new RangeError('no place')
    }
    const moved = (geometry: object, move: MovePosition = (x, y) => [x + 100, y]) =>
      movedGeometry(geometry as Geometry, move)
    expect(moved({ type: 'Point', coordinates: [1, 2] }, far)).toMatchObject({ coordinates: [0, 91] })
    expect(moved({ type: 'Point', coordinates: ['1', 2] })).toMatchObject({
      coordinates: [Number.NaN, Number.NaN],
    })
    for (const odd of [{ type: 'Circle' }, { type: 'MultiPolygon' }]) expect(moved(odd)).toBe(odd)
  })
})
