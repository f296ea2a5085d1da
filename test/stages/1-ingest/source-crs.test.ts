import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { City, Source } from '../../../pipeline/city.ts'
import { UserError } from '../../../pipeline/errors.ts'
import { crsFromCode, fromLonLat } from '../../../pipeline/geo/crs.ts'
import type { SourceLayer } from '../../../pipeline/readers/types.ts'
import { decideCrs } from '../../../pipeline/stages/1-ingest/source-crs.ts'
import { madeUpCity } from '../../support/stage-context.ts'

const SOURCE = {
  id: 'a',
  title: { id: 'a', en: 'a' },
  table: 'zones',
  path: 'a.shp',
  licence: '-',
  columns: {},
  examples: [],
}
/** South of the equator, UTM 48S; and a city just north of it, UTM 48N. */
const SOUTH = madeUpCity()
const NORTH = madeUpCity({ utm_crs: 'EPSG:32648', envelope: [104.3, 0.8, 104.6, 1.1] })
const PLACE: Record<string, Position> = { south: [106.5, -6.5], north: [104.45, 0.92] }

function layer(crs: SourceLayer['crs']): SourceLayer {
  const encoding = { name: 'utf-8', how: 'format' as const }
  const records = () => {
    throw new Error('not read here')
  }
  return {
    file: 'a.shp',
    layer: 'a',
    format: 'shapefile',
    fields: [],
    crs,
    encoding,
    records,
    deleted: 0,
    findings: [],
  }
}

function decide(city: City, crs: SourceLayer['crs'], positions: Position[], option: Partial<Source> = {}) {
  return decideCrs(city, { ...SOURCE, ...option }, layer(crs), positions)
}

function refusal(...given: Parameters<typeof decide>): UserError {
  try {
    decide(...given)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('a CRS was decided')
}

/** The place as a file in that CRS would hold it. */
function inCrs(code: string, [lon, lat]: Position): Position {
  return fromLonLat(crsFromCode(code))(lon!, lat!)
}

const PRJ_48N =
  'PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

describe('the CRS of a layer', () => {
  it('is what city.yaml says, before the .prj', () => {
    const decided = decide(SOUTH, { prj: PRJ_48N }, [inCrs('EPSG:32748', PLACE.south!)], {
      crs: 'EPSG:32748',
    })
    expect(decided).toMatchObject({ crs: { code: 'EPSG:32748' }, how: 'option' })
    expect(decided.findings).toMatchObject([
      { code: 'CRS_OVERRULED', got: 'EPSG:32648 WGS 84 / UTM zone 48N' },
    ])
  })

  it.each([
    ['<!DOCTYPE html><html>', '"<!DOCTYPE html><html>"'],
    ['', '""'],
    [PRJ_48N.slice(0, 80), expect.stringContaining('PROJCS')],
  ])('overrules a .prj that is none (%j), and says so', (prj, got) => {
    const option = { crs: 'EPSG:32748' }
    const { findings } = decide(SOUTH, { prj }, [inCrs('EPSG:32748', PLACE.south!)], option)
    expect(findings).toMatchObject([{ code: 'CRS_OVERRULED', got }])
    expect(decide(SOUTH, null, [inCrs('EPSG:32748', PLACE.south!)], option).findings).toEqual([])
  })

  it('is what the .prj says', () => {
    expect(decide(NORTH, { prj: PRJ_48N }, [inCrs('EPSG:32648', PLACE.north!)])).toMatchObject({
      crs: { code: 'EPSG:32648' },
      how: 'prj',
      findings: [],
    })
  })

  it('is what the format fixes', () => {
    expect(decide(NORTH, { code: 'EPSG:4326' }, [PLACE.north!])).toMatchObject({ how: 'format' })
  })

  it.each([
    ['no .prj', null, 'No CRS is stated'],
    ['an empty .prj', { prj: '  \n' }, 'The .prj is empty'],
    [
      'a web page for a .prj',
      { prj: '<!DOCTYPE html><html>' },
      'The .prj is not one that can be read ("<!DOCTYPE html>',
    ],
  ])('is inferred with %s where one reading falls into the city, and says so', (_, crs, why) => {
    for (const [code, position] of [
      ['EPSG:32648', inCrs('EPSG:32648', PLACE.north!)],
      ['EPSG:4326', PLACE.north!],
    ] as const) {
      const decided = decide(NORTH, crs, [position])
      expect(decided).toMatchObject({ crs: { code }, how: 'envelope' })
      expect(decided.findings).toHaveLength(1)
      expect(decided.findings[0]).toMatchObject({ code: 'CRS_ASSUMED', got: code })
      expect(decided.findings[0]!.message.en).toContain(why)
      expect(decided.findings[0]!.message.en).toContain(`State "crs: ${code}"`)
    }
  })

  it('is read with latitude first where city.yaml says so', () => {
    const swapped: Position = [...PLACE.south!].reverse()
    const decided = decide(SOUTH, { code: 'EPSG:4326' }, [swapped], { axis_order: 'lat_lon' })
    expect(decided).toMatchObject({ axisOrder: 'lat_lon', how: 'format' })
    const error = refusal(SOUTH, { code: 'EPSG:4326' }, [PLACE.south!], { axis_order: 'lat_lon' })
    expect(error.fault.next).toContain('set axis_order: lon_lat')
  })

  it('of an old datum is shifted, and says by which operation', () => {
    const decided = decide(SOUTH, { code: 'EPSG:4211' }, [PLACE.south!])
    expect(decided.findings[0]).toMatchObject({ code: 'CRS_DATUM_SHIFTED', got: 'EPSG:4211 Batavia' })
    expect(decided.findings[0]!.message.en).toContain('EPSG:8452')
  })

  it('does not matter where no record has a place', () => {
    expect(decide(NORTH, null, []).crs.code).toBe('EPSG:4326')
    expect(decide(NORTH, { prj: '?' }, []).findings).toEqual([])
  })

  it('is believed when half of the sample falls into the city', () => {
    const elsewhere: Position = [0, 0]
    expect(decide(NORTH, { code: 'EPSG:4326' }, [PLACE.north!, PLACE.north!, elsewhere, elsewhere]).how).toBe(
      'format',
    )
    expect(refusal(NORTH, { code: 'EPSG:4326' }, [PLACE.north!, elsewhere, elsewhere]).fault.got).toContain(
      '33 % of the sample',
    )
  })
})

describe('a CRS that does not fit', () => {
  it.each([
    [
      '48S read as 48N',
      NORTH,
      { prj: PRJ_48N },
      inCrs('EPSG:32748', PLACE.north!),
      'set crs: EPSG:32748',
      'CRS_HEMISPHERE',
    ],
    [
      '48S with a .prj of 48N',
      SOUTH,
      { prj: PRJ_48N },
      inCrs('EPSG:32748', PLACE.south!),
      'set crs: EPSG:32748',
      'CRS_HEMISPHERE',
    ],
    [
      'metres under degrees',
      NORTH,
      { code: 'EPSG:4326' },
      inCrs('EPSG:32648', PLACE.north!),
      'set crs: EPSG:32648',
      'CRS_METRES_AS_DEGREES',
    ],
    [
      'Web Mercator under a .prj of UTM',
      NORTH,
      { prj: PRJ_48N },
      inCrs('EPSG:3857', PLACE.north!),
      'set crs: EPSG:3857',
      'CRS_WEB_MERCATOR',
    ],
    [
      'the neighbouring zone',
      NORTH,
      { prj: PRJ_48N },
      inCrs('EPSG:32647', PLACE.north!),
      'set crs: EPSG:32647',
      'CRS_ZONE',
    ],
    [
      '49S without .prj',
      SOUTH,
      null,
      inCrs('EPSG:32749', PLACE.south!),
      'set crs: EPSG:32749',
      'CRS_UNKNOWN',
    ],
    [
      'degrees with a .prj in metres',
      NORTH,
      { prj: PRJ_48N },
      PLACE.north!,
      'set crs: EPSG:4326 for this source',
      'CRS_DEGREES_AS_METRES',
    ],
    [
      'web Mercator without .prj',
      NORTH,
      null,
      inCrs('EPSG:3857', PLACE.north!),
      'set crs: EPSG:3857',
      'CRS_UNKNOWN',
    ],
    [
      'TM-3 without .prj',
      NORTH,
      null,
      inCrs('EPSG:23835', PLACE.north!),
      'set crs: EPSG:23835',
      'CRS_UNKNOWN',
    ],
    [
      'latitude first',
      SOUTH,
      { code: 'EPSG:4326' },
      [-6.5, 106.5],
      'set axis_order: lat_lon for this source',
      'CRS_AXIS_ORDER',
    ],
    [
      'northing first',
      SOUTH,
      null,
      [...inCrs('EPSG:32748', PLACE.south!)].reverse(),
      'set crs: EPSG:32748 and axis_order: lat_lon for this source',
      'CRS_UNKNOWN',
    ],
  ] as const)('is refused with the remedy: %s', (_, city, crs, position, remedy, code) => {
    const error = refusal(city, crs, [[...position]])
    expect(error.exitCode).toBe(24)
    expect(error.fault.where).toEqual({ file: 'a.shp', layer: 'a' })
    expect(error.fault.got).toContain(`first position ${position[0]}, ${position[1]}`)
    expect(error.fault.expected).toContain(
      `longitude ${city.envelope[0]} to ${city.envelope[2]}, latitude ${city.envelope[1]} to ${city.envelope[3]}`,
    )
    expect(error.fault.next).toContain(remedy)
    expect(error.fault.code).toBe(code)
  })

  it('asks for the maker where no reading helps', () => {
    const error = refusal(NORTH, null, [[123, 456]])
    expect(error.exitCode).toBe(24)
    expect(error.fault.code).toBe('CRS_UNKNOWN')
    expect(error.fault.next).toContain('ask who made the file for its CRS')
    expect(refusal(NORTH, { code: 'EPSG:4326' }, [[123, 456]]).fault.code).toBe('CRS_OUTSIDE_CITY')
  })

  it('finds the zone of a city whose own CRS has another numbering', () => {
    const city = madeUpCity({ utm_crs: 'EPSG:9478', envelope: [104.3, 0.8, 104.6, 1.1] })
    expect(refusal(city, { code: 'EPSG:4326' }, [inCrs('EPSG:32748', PLACE.north!)]).fault.next).toContain(
      'set crs: EPSG:32748',
    )
  })

  it('is refused by name when it is not one of Indonesia', () => {
    const error = refusal(NORTH, null, [PLACE.north!], { crs: 'EPSG:27700' })
    expect(error.exitCode).toBe(24)
    expect(error.fault).toMatchObject({ where: { key: 'sources.a.crs' }, got: 'EPSG:27700' })
  })
})
