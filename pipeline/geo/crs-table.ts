/**
 * A coordinate reference system the project can read.
 *
 * WGS 84, SRGI2013 and DGN95 share the WGS 84 ellipsoid and lie about 1 m apart: none of them is shifted, and `code` keeps which one was stated.
 * The datums before them (ID74, Batavia) lie some 100 m to 1 km away and are shifted by the operation in `shift`.
 */
export interface Crs {
  /** `EPSG:<number>`, or `PRJ:<name>` for a transverse Mercator that has no EPSG number here. */
  code: string
  name: string
  kind: 'geographic' | 'projected'
  /** PROJ string; eastings and northings in metres unless it carries `+to_meter`. */
  proj4: string
  /** The published operation that leads to WGS 84, where the datum is another. */
  shift?: { operation: string; accuracy_m: number }
}

/** Datums taken as one: differences of about 1 m are below the survey's own. */
export type DatumFamily = 'wgs84' | 'srgi2013' | 'dgn95'

const byNumber = new Map<number, Crs>()

function add(epsg: number, name: string, kind: Crs['kind'], proj4: string, shift?: Crs['shift']): void {
  byNumber.set(epsg, { code: `EPSG:${epsg}`, name, kind, proj4, ...(shift ? { shift } : {}) })
}

function addUtm(epsg: number, datumName: string, zone: number, hemisphere: 'N' | 'S'): void {
  const south = hemisphere === 'S' ? ' +south' : ''
  add(
    epsg,
    `${datumName} / UTM zone ${zone}${hemisphere}`,
    'projected',
    `+proj=utm +zone=${zone}${south} +ellps=WGS84 +units=m +no_defs`,
  )
}

const longLat = '+proj=longlat +ellps=WGS84 +no_defs'
add(4326, 'WGS 84', 'geographic', longLat)
add(9470, 'SRGI2013', 'geographic', longLat)
add(9469, 'SRGI2013 (3D)', 'geographic', longLat)
add(4755, 'DGN95', 'geographic', longLat)
// EPSG gives rotations in the coordinate frame convention, PROJ's towgs84 takes them with the other sign.
add(
  4238,
  'ID74',
  'geographic',
  '+proj=longlat +a=6378160 +rf=298.247 +towgs84=-1.977,-13.06,-9.993,0.364,0.254,0.689,-1.037 +no_defs',
  { operation: 'EPSG:1833', accuracy_m: 3 },
)
add(4211, 'Batavia', 'geographic', '+proj=longlat +ellps=bessel +towgs84=-377,681,-50 +no_defs', {
  operation: 'EPSG:8452',
  accuracy_m: 6,
})
add(
  4813,
  'Batavia (Jakarta)',
  'geographic',
  '+proj=longlat +ellps=bessel +pm=jakarta +towgs84=-377,681,-50 +no_defs',
  { operation: 'EPSG:8178', accuracy_m: 6 },
)
add(
  3857,
  'WGS 84 / Pseudo-Mercator',
  'projected',
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs',
)
for (let zone = 46; zone <= 54; zone++) {
  addUtm(32600 + zone, 'WGS 84', zone, 'N')
  addUtm(32700 + zone, 'WGS 84', zone, 'S')
}
for (let zone = 46; zone <= 52; zone++) {
  addUtm(9430 + zone, 'SRGI2013', zone, 'N')
  addUtm(23820 + zone, 'DGN95', zone, 'N')
}
for (let zone = 47; zone <= 54; zone++) {
  addUtm(9440 + zone, 'SRGI2013', zone, 'S')
  addUtm(23830 + zone, 'DGN95', zone, 'S')
}
for (let index = 0; index < 16; index++) {
  // Zones 46.2, 47.1, 47.2 ... 54.1: each UTM zone split in two of 3 degrees.
  const half = index + 1
  const zone = `${46 + Math.floor(half / 2)}.${1 + (half % 2)}`
  const tm3 = `+proj=tmerc +lat_0=0 +lon_0=${94.5 + 3 * index} +k=0.9999 +x_0=200000 +y_0=1500000`
  add(
    23830 + index,
    `DGN95 / Indonesia TM-3 zone ${zone}`,
    'projected',
    `${tm3} +ellps=WGS84 +units=m +no_defs`,
  )
}

/** EPSG number of a UTM zone on a datum, or undefined where EPSG has none for Indonesia. */
export function utmEpsg(family: DatumFamily, zone: number, south: boolean): number | undefined {
  const base = {
    wgs84: south ? 32700 : 32600,
    srgi2013: south ? 9440 : 9430,
    dgn95: south ? 23830 : 23820,
  }[family]
  const crs = byNumber.get(base + zone)
  return crs?.name.endsWith(`UTM zone ${zone}${south ? 'S' : 'N'}`) ? base + zone : undefined
}

/** EPSG number of the DGN95 TM-3 zone with this central meridian in degrees, or undefined. */
export function tm3Epsg(centralMeridian: number): number | undefined {
  const index = (centralMeridian - 94.5) / 3
  return Number.isInteger(index) && index >= 0 && index < 16 ? 23830 + index : undefined
}

/** The CRS of an EPSG number, or undefined. */
export function crsOfEpsg(epsg: number): Crs | undefined {
  return byNumber.get(epsg)
}

/**
 * The CRS of `EPSG:<number>`, `<number>`, `urn:ogc:def:crs:EPSG::<number>` or `OGC:CRS84` (longitude first, as everything here).
 *
 * @throws RangeError with what was got and what is accepted.
 */
export function crsFromCode(code: string): Crs {
  const text = code.trim()
  if (/^(?:OGC:|urn:ogc:def:crs:OGC:[\d.]*:)?CRS84$/i.test(text)) return crsFromCode('EPSG:4326')
  const match = /^(?:(?:EPSG|urn:(?:ogc|x-ogc):def:crs:EPSG):(?:[\d.]*:)?)?(\d{4,5})$/i.exec(text)
  const crs = match ? byNumber.get(Number(match[1])) : undefined
  if (match && Number(match[1]) === 9468) {
    throw new RangeError(
      "geocentric coordinates hold no map position without Z: got 'EPSG:9468', expected EPSG:9470, the geographic system of the same datum",
    )
  }
  if (!crs) {
    throw new RangeError(
      `unknown CRS code: got '${code}', expected one of EPSG:4326, 9470, 9469, 4755, 4238, 4211, 4813 (geographic), 32646-32654 and 32746-32754 (WGS 84 UTM), ` +
        '9476-9482 and 9487-9494 (SRGI2013 UTM), 23866-23872 and 23877-23884 (DGN95 UTM), 23830-23845 (DGN95 TM-3), 3857',
    )
  }
  return crs
}

/** Central meridian of a transverse Mercator in degrees, or null for another projection. */
export function centralMeridian(crs: Crs): number | null {
  const zone = /\+proj=utm .*\+zone=(\d+)/.exec(crs.proj4)
  if (zone) return Number(zone[1]) * 6 - 183
  const meridian = /\+proj=tmerc .*\+lon_0=(-?[\d.]+)/.exec(crs.proj4)
  return meridian ? Number(meridian[1]) : null
}

/** Code of the UTM zone on WGS 84 that holds a place in degrees; the equator is north. */
export function utmCodeAt(lon: number, lat: number): string {
  const zone = Math.floor((lon + 180) / 6) + 1
  return `EPSG:${(lat < 0 ? 32700 : 32600) + zone}`
}
