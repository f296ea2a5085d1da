import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import {
  crsFromCode,
  crsFromPrj,
  fromLonLat,
  mapPositions,
  prjName,
  toLonLat,
} from '../../pipeline/geo/crs.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const GEOGRAPHIC = [4326, 9470, 9469, 4755, 4238, 4211, 4813]
const UTM = [
  ...range(32646, 32654),
  ...range(32746, 32754),
  ...range(9476, 9482),
  ...range(9487, 9494),
  ...range(23866, 23872),
  ...range(23877, 23884),
]
const TM3 = range(23830, 23845)

const wgs84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const srgi =
  'GEOGCS["GCS_SRGI2013",DATUM["Sistem_Referensi_Geospasial_Indonesia_2013",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const dgn =
  'GEOGCS["GCS_DGN_1995",DATUM["D_Datum_Geodesi_Nasional_1995",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

const batavia =
  'GEOGCS["GCS_Batavia",DATUM["D_Batavia",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
const id74 =
  'GEOGCS["GCS_Indonesian_1974",DATUM["D_Indonesian_1974",SPHEROID["Indonesian",6378160.0,298.247]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

function projcs(name: string, geographic: string, lon_0: number, y_0 = 0, k = 0.9996, x_0 = 500000): string {
  return (
    `PROJCS["${name}",${geographic},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",${x_0}.0],` +
    `PARAMETER["False_Northing",${y_0}.0],PARAMETER["Central_Meridian",${lon_0}],PARAMETER["Scale_Factor",${k}],` +
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
  )
}

describe('crsFromCode', () => {
  it('knows every system Indonesian offices use, and says what each is', () => {
    for (const epsg of [...GEOGRAPHIC, ...UTM, ...TM3, 3857]) {
      const crs = crsFromCode(`EPSG:${epsg}`)
      expect(crs.code).toBe(`EPSG:${epsg}`)
      expect(crs.kind).toBe(GEOGRAPHIC.includes(epsg) ? 'geographic' : 'projected')
    }
    expect(crsFromCode('EPSG:9478').name).toBe('SRGI2013 / UTM zone 48N')
    expect(crsFromCode('EPSG:23884').name).toBe('DGN95 / UTM zone 54S')
    expect(crsFromCode('EPSG:23833').name).toBe('DGN95 / Indonesia TM-3 zone 48.1')
  })

  it.each([
    '32648',
    'epsg:32648',
    'urn:ogc:def:crs:EPSG::32648',
    'urn:ogc:def:crs:EPSG:9.9:32648',
    ' EPSG:32648 ',
  ])('accepts the spelling %s', (code) => expect(crsFromCode(code).code).toBe('EPSG:32648'))

  it('takes CRS84 as longitude and latitude', () => {
    expect(crsFromCode('OGC:CRS84').code).toBe('EPSG:4326')
    expect(crsFromCode('urn:ogc:def:crs:OGC:1.3:CRS84').code).toBe('EPSG:4326')
  })

  it.each(['', 'EPSG:', 'EPSG:32618', 'EPSG:27700', 'UTM 48N', 'EPSG:326480'])(
    'refuses %j and says what it knows',
    (code) => {
      expect(() => crsFromCode(code)).toThrow(RangeError)
      expect(() => crsFromCode(code)).toThrow(`got '${code}', expected one of EPSG:4326`)
    },
  )
})

describe('crsFromCode of a geocentric system', () => {
  it('says which system of the same datum a map can be in', () => {
    expect(() => crsFromCode('EPSG:9468')).toThrow('expected EPSG:9470')
  })
})

describe('crsFromPrj', () => {
  it('knows the datums of older maps', () => {
    expect(crsFromPrj(batavia)?.code).toBe('EPSG:4211')
    expect(crsFromPrj(batavia.replace('"Greenwich",0.0', '"Jakarta",106.807719444444'))?.code).toBe(
      'EPSG:4813',
    )
    expect(crsFromPrj(id74)?.code).toBe('EPSG:4238')
  })

  it.each([
    ['GCS_WGS_1984', wgs84, 'EPSG:4326'],
    ['GCS_SRGI2013', srgi, 'EPSG:9470'],
    ['SRGI_2013', srgi.replace('GCS_SRGI2013', 'SRGI_2013'), 'EPSG:9470'],
    ['GCS_DGN_1995', dgn, 'EPSG:4755'],
    [
      'GDAL WKT 1 with authorities',
      'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],TOWGS84[0,0,0,0,0,0,0],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
      'EPSG:4326',
    ],
    ['WGS 84 UTM 48N', projcs('WGS_1984_UTM_Zone_48N', wgs84, 105), 'EPSG:32648'],
    ['WGS 84 UTM 51S', projcs('WGS_1984_UTM_Zone_51S', wgs84, 123, 10000000), 'EPSG:32751'],
    ['SRGI2013 UTM 48N', projcs('SRGI2013_UTM_zone_48N', srgi, 105), 'EPSG:9478'],
    ['SRGI2013 UTM 48S', projcs('SRGI_2013_UTM_Zone_48S', srgi, 105, 10000000), 'EPSG:9488'],
    ['DGN95 UTM 47S', projcs('DGN_1995_UTM_Zone_47S', dgn, 99, 10000000), 'EPSG:23877'],
    [
      'DGN95 TM-3',
      projcs('DGN_1995_Indonesia_TM-3_Zone_48.2', dgn, 106.5, 1500000, 0.9999, 200000),
      'EPSG:23834',
    ],
    ['a name nobody knows', projcs('Peta_Dasar_Kota', wgs84, 105), 'EPSG:32648'],
    ['a name without the zone', projcs('Peta UTM', srgi, 105, 10000000), 'EPSG:9488'],
    [
      'Gauss-Kruger with UTM parameters',
      projcs('X', wgs84, 105).replace('Transverse_Mercator', 'Gauss_Kruger'),
      'EPSG:32648',
    ],
    [
      'a datum QGIS could not name',
      projcs('unknown', wgs84.replace('D_WGS_1984', 'D_Unknown_based_on_WGS84_ellipsoid'), 105),
      'EPSG:32648',
    ],
    [
      'web Mercator of ESRI',
      `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${wgs84},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Central_Meridian",0.0],UNIT["Meter",1.0]]`,
      'EPSG:3857',
    ],
    [
      'web Mercator of GDAL',
      `PROJCS["WGS 84 / Pseudo-Mercator",${wgs84},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],UNIT["metre",1]]`,
      'EPSG:3857',
    ],
    ['a byte order mark and line breaks', `\uFEFF${wgs84.replaceAll(',', ',\r\n  ')}\r\n\0`, 'EPSG:4326'],
    ['brackets of the other kind', wgs84.replaceAll('[', '(').replaceAll(']', ')'), 'EPSG:4326'],
    [
      'a compound with heights',
      `COMPD_CS["x",${projcs('WGS_1984_UTM_Zone_48N', wgs84, 105)},VERT_CS["h",VERT_DATUM["m",2005],UNIT["m",1]]]`,
      'EPSG:32648',
    ],
    [
      'an identifier of WKT 2',
      'GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],ID["EPSG",4326]]',
      'EPSG:4326',
    ],
    [
      'a name whose parameters are gone',
      `PROJCS["WGS_1984_UTM_Zone_48N",${wgs84},UNIT["Meter",1.0]]`,
      'EPSG:32648',
    ],
  ])('reads %s', (_, text, code) => expect(crsFromPrj(text)?.code).toBe(code))

  it('reads a local transverse Mercator by its parameters, in its unit', () => {
    const crs = crsFromPrj(
      projcs('Lokal_Bintan', wgs84, 104.5, 2000, 1, 1000).replace('"Meter",1.0', '"Kilometer",1000.0'),
    )
    expect(crs?.code).toBe('PRJ:Lokal_Bintan')
    const [x, y] = fromLonLat(crs!)(104.5, 0)
    expect([x, y]).toEqual([1000, 2000])
    const [lon, lat] = toLonLat(crs!)(1001, 2000)
    expect(lon).toBeCloseTo(104.5 + 1 / 111.3195, 6)
    expect(lat).toBeCloseTo(0, 9)
  })

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\0'],
    ['an HTML page', '<!DOCTYPE html><html><body>404 Not Found</body></html>'],
    ['a word', 'WGS84'],
    ['a tree cut off', wgs84.slice(0, 90)],
    ['a tree and more', `${wgs84} oops`],
    [
      'another datum',
      'GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ],
    ['Batavia on the ellipsoid of another', `${batavia.replace('6377397.155', '6378137.0')}`],
    ['another meridian', wgs84.replace('"Greenwich",0.0', '"Jakarta",106.8')],
    ['another angular unit', wgs84.replace('"Degree",0.0174532925199433', '"Grad",0.01570796326794897')],
    ['a datum that asks for a shift', wgs84.replace(']],PRIMEM', '],TOWGS84[-377,681,-50]],PRIMEM')],
    [
      'an unsupported projection',
      projcs('X', wgs84, 105).replace('Transverse_Mercator', 'Lambert_Conformal_Conic'),
    ],
    ['a name against its own parameters', projcs('WGS_1984_UTM_Zone_48N', wgs84, 105, 10000000)],
    ['a parameter that is no number', projcs('X', wgs84, 105).replace('0.9996', 'NaN')],
    [
      'web Mercator moved east',
      `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",${wgs84},PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Central_Meridian",110.0],UNIT["Meter",1.0]]`,
    ],
    ['a local engineering system', 'LOCAL_CS["x",LOCAL_DATUM["y",0],UNIT["Meter",1.0]]'],
  ])('is null for %s', (_, text) => expect(crsFromPrj(text)).toBeNull())

  it('gives the name of one it cannot read, for the message', () => {
    expect(prjName('GEOGCS["GCS_Batavia",DATUM["D_Batavia"]]')).toBe('GCS_Batavia')
    expect(prjName('<html>')).toBeNull()
  })
})

describe('positions', () => {
  it('leaves degrees as they are', () => {
    expect(toLonLat(crsFromCode('EPSG:9470'))(104.45, 0.92)).toEqual([104.45, 0.92])
    expect(fromLonLat(crsFromCode('EPSG:4326'))(104.45, 0.92)).toEqual([104.45, 0.92])
  })

  it('puts the hemispheres 10,000 km apart, not together', () => {
    const [x, y] = fromLonLat(crsFromCode('EPSG:32648'))(104.45, 0.92)
    expect(toLonLat(crsFromCode('EPSG:32748'))(x, y)[1]).toBeLessThan(-80)
  })

  it('refuses what has no place', () => {
    const utm = crsFromCode('EPSG:32648')
    expect(() => toLonLat(utm)(Number.NaN, 0)).toThrow('got (NaN, 0), expected a position of EPSG:32648')
    expect(() => toLonLat(utm)(1e9, 0)).toThrow(RangeError)
    expect(() => fromLonLat(utm)(104, 95)).toThrow('got lon 104, lat 95')
    expect(() => fromLonLat(utm)(Number.NaN, 0)).toThrow(RangeError)
  })

  it('moves every kind of geometry, drops Z and M, and leaves the original alone', () => {
    const line = [
      [1, 2, 9],
      [3, 4, 9, 7],
    ]
    const geometry: Geometry = {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [1, 2, 9] },
        { type: 'Point', coordinates: [] },
        { type: 'MultiPoint', coordinates: line },
        { type: 'LineString', coordinates: line },
        { type: 'MultiLineString', coordinates: [line] },
        { type: 'Polygon', coordinates: [line] },
        { type: 'MultiPolygon', coordinates: [[line]] },
      ],
    }
    const before = structuredClone(geometry)
    const moved = [
      [2, 4],
      [4, 8],
    ]
    expect(mapPositions(geometry, (x, y) => [x + 1, y * 2])).toEqual({
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [2, 4] },
        { type: 'Point', coordinates: [] },
        { type: 'MultiPoint', coordinates: moved },
        { type: 'LineString', coordinates: moved },
        { type: 'MultiLineString', coordinates: [moved] },
        { type: 'Polygon', coordinates: [moved] },
        { type: 'MultiPolygon', coordinates: [[moved]] },
      ],
    })
    expect(geometry).toEqual(before)
  })
})

const hasGdal = spawnSync('gdaltransform', ['--version']).status === 0
if (!hasGdal) console.log('skipped: gdaltransform is not installed')

describe.skipIf(!hasGdal)('against gdaltransform', () => {
  const baseOf = (epsg: number) =>
    epsg > 23000 && epsg < 24000 ? 4755 : epsg < 10000 && epsg > 9000 ? 9470 : 4326

  /** Every 1.5 degrees within two zones of the central meridian, over Indonesia's latitudes. */
  function gridOf(epsg: number): [number, number][] {
    const { proj4, name } = crsFromCode(`EPSG:${epsg}`)
    const zone = /zone=(\d+)/.exec(proj4)
    const centre = zone ? 6 * Number(zone[1]) - 183 : Number(/lon_0=([\d.]+)/.exec(proj4)?.[1])
    const spread =
      epsg === 3857 ? [95, 105.3, 118.7, 141] : [-4.5, -3, -1.5, 0, 1.5, 3, 4.5].map((d) => centre + d)
    expect(name).not.toBe('')
    return spread.flatMap((lon) => [-11, -6.25, -0.5, 0, 0.92, 6].map((lat): [number, number] => [lon, lat]))
  }

  function gdal(from: number, to: number, positions: [number, number][]): [number, number][] {
    const run = spawnSync('gdaltransform', ['-s_srs', `EPSG:${from}`, '-t_srs', `EPSG:${to}`, '-output_xy'], {
      input: positions.map((position) => position.join(' ')).join('\n'),
      encoding: 'utf8',
    })
    expect(run.status, run.stderr).toBe(0)
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number) as [number, number])
  }

  // The first and last zone of each numbered range: what lies between is counted up by one rule.
  it.each([
    32646, 32648, 32654, 32746, 32751, 9476, 9482, 9487, 9494, 23866, 23884, 23830, 23833, 23845, 3857,
  ])('EPSG:%i agrees to a millimetre both ways', (epsg) => {
    const grid = gridOf(epsg)
    const there = fromLonLat(crsFromCode(`EPSG:${epsg}`))
    const back = toLonLat(crsFromCode(`EPSG:${epsg}`))
    const expected = gdal(baseOf(epsg), epsg, grid)
    grid.forEach(([lon, lat], i) => {
      const [x, y] = there(lon, lat)
      expect(Math.hypot(x - expected[i]![0], y - expected[i]![1])).toBeLessThan(0.001)
      const [lonBack, latBack] = back(expected[i]![0], expected[i]![1])
      expect(Math.hypot(lonBack - lon, latBack - lat) * 111_320).toBeLessThan(0.001)
    })
  })

  /** Land within reach of the operation that PROJ ranks first there. */
  it.each([
    [
      4238,
      [
        [95.3, 5.5],
        [100.4, -0.9],
        [104.5, 0.92],
        [109.7, -6.9],
        [119.9, -0.9],
        [140.7, -2.5],
      ],
    ],
    [
      4211,
      [
        [107.6, -6.95],
        [110.4, -7.8],
        [112.6, -7.98],
        [100.4, -0.9],
      ],
    ],
    [
      4813,
      [
        [-0.4, -6.2],
        [2.9, -6.9],
        [5.9, -7.3],
        [8.4, -8.4],
      ],
    ],
  ] as [number, [number, number][]][])(
    'EPSG:%i is shifted to WGS 84 within a millimetre',
    (epsg, positions) => {
      const { shift } = crsFromCode(`EPSG:${epsg}`)
      expect(shift!.operation).toMatch(/^EPSG:\d+$/)
      const move = toLonLat(crsFromCode(`EPSG:${epsg}`))
      const expected = gdal(epsg, 4326, positions)
      positions.forEach(([x, y], i) => {
        const [lon, lat] = move(x, y)
        expect(Math.hypot(lon - expected[i]![0], lat - expected[i]![1]) * 111_320).toBeLessThan(0.001)
        const [backX, backY] = fromLonLat(crsFromCode(`EPSG:${epsg}`))(lon, lat)
        expect(Math.hypot(backX - x, backY - y) * 111_320).toBeLessThan(0.001)
      })
    },
  )
})

const corpora = '../shared/data'
if (!existsSync(corpora)) console.log(`skipped: ${corpora} is absent`)

describe.skipIf(!existsSync(corpora))('.prj files met in the wild', () => {
  const files = existsSync(corpora)
    ? readdirSync(corpora, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.prj'))
    : []
  it('are read, or known to be of another datum or projection', () => {
    expect(files.length).toBeGreaterThan(40)
    for (const name of files) {
      const text = readFileSync(join(corpora, name), 'utf8')
      const others = /NAD|Beijing|SWEREF|RT_1990|Mercator"|Unknown Projection/
      const foreign = others.test(text.replaceAll('Transverse_Mercator', ''))
      expect(crsFromPrj(text) === null, name).toBe(foreign)
    }
  })
})
