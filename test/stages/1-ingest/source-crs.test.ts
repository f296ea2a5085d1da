import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
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

function decide(city: City, crs: SourceLayer['crs'], positions: Position[], option?: string) {
  const sample = positions.map((coordinates, index) => ({
    record: index + 1,
    cells: {},
    geometry: { type: 'Point' as const, coordinates },
  }))
  return decideCrs(city, { ...SOURCE, ...(option ? { crs: option } : {}) }, layer(crs), sample)
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
    const decided = decide(SOUTH, { prj: PRJ_48N }, [inCrs('EPSG:32748', PLACE.south!)], 'EPSG:32748')
    expect(decided).toMatchObject({ crs: { code: 'EPSG:32748' }, how: 'option', findings: [] })
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

  it('does not matter where no record has a place', () => {
    expect(decide(NORTH, null, []).crs.code).toBe('EPSG:4326')
    expect(decide(NORTH, { prj: '?' }, []).findings).toEqual([])
  })

  it('is believed when half of the sample falls into the city', () => {
    const elsewhere: Position = [0, 0]
    expect(decide(NORTH, { code: 'EPSG:4326' }, [PLACE.north!, PLACE.north!, elsewhere, elsewhere]).how).toBe(
      'format',
    )
    expect(refusal(NORTH, { code: 'EPSG:4326' }, [PLACE.north!, elsewhere, elsewhere]).fault.what).toContain(
      '33 %',
    )
  })
})

describe('a CRS that does not fit', () => {
  it.each([
    ['48S read as 48N', NORTH, { prj: PRJ_48N }, inCrs('EPSG:32748', PLACE.north!), 'set crs: EPSG:32748'],
    [
      '48S with a .prj of 48N',
      SOUTH,
      { prj: PRJ_48N },
      inCrs('EPSG:32748', PLACE.south!),
      'set crs: EPSG:32748',
    ],
    ['49S without .prj', SOUTH, null, inCrs('EPSG:32749', PLACE.south!), 'set crs: EPSG:32749'],
    [
      'degrees with a .prj in metres',
      NORTH,
      { prj: PRJ_48N },
      PLACE.north!,
      'set crs: EPSG:4326 for this source',
    ],
    ['web Mercator without .prj', NORTH, null, inCrs('EPSG:3857', PLACE.north!), 'set crs: EPSG:3857'],
    ['TM-3 without .prj', NORTH, null, inCrs('EPSG:23835', PLACE.north!), 'set crs: EPSG:23835'],
    [
      'latitude first',
      SOUTH,
      { code: 'EPSG:4326' },
      [-6.5, 106.5],
      'exchange longitude and latitude, which the file has in the other order',
    ],
    [
      'northing first',
      SOUTH,
      null,
      [...inCrs('EPSG:32748', PLACE.south!)].reverse(),
      'exchange easting and northing, which the file has in the other order, and set crs: EPSG:32748',
    ],
  ] as const)('is refused with the remedy: %s', (_, city, crs, position, remedy) => {
    const error = refusal(city, crs, [[...position]])
    expect(error.exitCode).toBe(24)
    expect(error.fault.where).toEqual({ file: 'a.shp', layer: 'a' })
    expect(error.fault.got).toContain(`first position ${position[0]}, ${position[1]}`)
    expect(error.fault.expected).toContain(
      `longitude ${city.envelope[0]} to ${city.envelope[2]}, latitude ${city.envelope[1]} to ${city.envelope[3]}`,
    )
    expect(error.fault.next).toContain(remedy)
  })

  it('asks for the maker where no reading helps', () => {
    const error = refusal(NORTH, null, [[123, 456]])
    expect(error.exitCode).toBe(24)
    expect(error.fault.what).toBe(
      'the CRS is not stated and no reading of the coordinates falls into the city',
    )
    expect(error.fault.next).toBe('ask who made the file for its CRS, and set crs for this source')
  })

  it('finds the zone of a city whose own CRS has another numbering', () => {
    const city = madeUpCity({ utm_crs: 'EPSG:9478', envelope: [104.3, 0.8, 104.6, 1.1] })
    expect(refusal(city, { code: 'EPSG:4326' }, [inCrs('EPSG:32748', PLACE.north!)]).fault.next).toContain(
      'set crs: EPSG:32748',
    )
  })

  it('is refused by name when it is not one of Indonesia', () => {
    const error = refusal(NORTH, null, [PLACE.north!], 'EPSG:27700')
    expect(error.exitCode).toBe(24)
    expect(error.fault).toMatchObject({ where: { key: 'sources.a.crs' }, got: 'EPSG:27700' })
  })
})
