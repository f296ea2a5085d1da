import { type Crs, crsFromCode, crsOfEpsg, type DatumFamily, tm3Epsg, utmEpsg } from './crs-table.ts'

/** A node of well-known text: `KEYWORD["name", number, CHILD[...]]`. */
interface WktNode {
  keyword: string
  values: (string | number | WktNode)[]
}

/**
 * The CRS that the text of a `.prj` states (WKT 1 as ESRI or GDAL write it, or the EPSG identifier of WKT 2).
 *
 * Parameters decide and names are the fallback; when both are readable and disagree nothing is assumed.
 * Null for anything that is not such text (an HTML page saved as `.prj`, an empty file), and for a CRS that is not among those of `crsFromCode`
 * and is not a transverse Mercator on the WGS 84 ellipsoid: a shift between datums is never guessed.
 */
export function crsFromPrj(text: string): Crs | null {
  const root = horizontal(parseWkt(text))
  if (!root) return null
  if (/^(?:PROJCRS|PROJECTEDCRS|GEOGCRS|GEODCRS|GEOGRAPHICCRS|GEODETICCRS)$/.test(root.keyword)) {
    return crsOfWkt2(root)
  }
  if (root.keyword === 'GEOGCS') {
    const old = oldDatum(root)
    if (old) return crsFromCode(old)
    const family = datumFamily(root, [nameOf(root)])
    return family ? crsFromCode(geographicCode[family]) : null
  }
  return root.keyword === 'PROJCS' ? crsOfProjcs(root) : null
}

/** The name a `.prj` gives its CRS, for messages about one that cannot be read; null when the text is no WKT. */
export function prjName(text: string): string | null {
  const root = horizontal(parseWkt(text))
  return root ? nameOf(root) || null : null
}

const geographicCode: Record<DatumFamily, string> = {
  wgs84: 'EPSG:4326',
  srgi2013: 'EPSG:9470',
  dgn95: 'EPSG:4755',
}

function crsOfProjcs(root: WktNode): Crs | null {
  const name = nameOf(root)
  const geographic = child(root, 'GEOGCS')
  if (!geographic) return null
  const family = datumFamily(geographic, [name, nameOf(geographic)])
  if (!family) return null
  if (isPseudoMercator(root, name)) return isUnmoved(root) ? crsFromCode('EPSG:3857') : null
  const named = crsOfName(name, family)
  const projection = child(root, 'PROJECTION')
  if (!projection) return named
  const stated = crsOfParameters(root, nameOf(projection), name, family)
  if (stated && named && stated.code !== named.code) return null
  return stated
}

function crsOfWkt2(root: WktNode): Crs | null {
  const id = child(root, 'ID')
  if (!id || String(id.values[0]).toUpperCase() !== 'EPSG') return null
  return crsOfEpsg(Number(id.values[1])) ?? null
}

/** `WGS_1984_UTM_Zone_48N`, `WGS 84 / UTM zone 48N`, `DGN_1995_Indonesia_TM-3_Zone_48.2`. */
function crsOfName(name: string, family: DatumFamily): Crs | null {
  const utm = /utm[\s_]*zone[\s_]*(\d{1,2})[\s_]*([NS])\b/i.exec(name)
  if (utm) {
    const epsg = utmEpsg(family, Number(utm[1]), utm[2]!.toUpperCase() === 'S')
    return epsg === undefined ? null : crsFromCode(String(epsg))
  }
  const tm3 = /tm[-\s_]*3(?:\.0)?[\s_]*zone[\s_]*(\d{2})[._\s]([12])$/i.exec(name)
  if (tm3 && family === 'dgn95') {
    const epsg = tm3Epsg(6 * Number(tm3[1]) - 183 - 1.5 + 3 * (Number(tm3[2]) - 1))
    return epsg === undefined ? null : crsFromCode(String(epsg))
  }
  return null
}

function crsOfParameters(root: WktNode, projection: string, name: string, family: DatumFamily): Crs | null {
  if (!/^(?:transversemercator|gausskruger)$/.test(letters(projection))) return null
  const parameters = new Map<string, number>()
  for (const node of children(root, 'PARAMETER')) {
    const value = Number(node.values[1])
    if (!Number.isFinite(value)) return null
    parameters.set(letters(nameOf(node)), value)
  }
  const lon_0 = parameters.get('centralmeridian') ?? parameters.get('longitudeofcenter')
  if (lon_0 === undefined) return null
  const lat_0 = parameters.get('latitudeoforigin') ?? 0
  const k = parameters.get('scalefactor') ?? 1
  const x_0 = parameters.get('falseeasting') ?? 0
  const y_0 = parameters.get('falsenorthing') ?? 0
  const unit = child(root, 'UNIT')
  const unit_m = unit ? Number(unit.values[1]) : 1
  if (!(unit_m > 0) || !(k > 0) || Math.abs(lat_0) > 90 || Math.abs(lon_0) > 360) return null
  if (unit_m === 1 && same(lat_0, 0)) {
    const epsg = epsgOfTransverseMercator(family, lon_0, k, x_0, y_0)
    if (epsg !== undefined) return crsFromCode(String(epsg))
  }
  // WKT 1 states false easting and northing in the CRS's own unit, PROJ always in metres.
  const origin = `+lat_0=${lat_0} +lon_0=${lon_0} +k=${k} +x_0=${x_0 * unit_m} +y_0=${y_0 * unit_m}`
  return {
    code: `PRJ:${name}`,
    name,
    kind: 'projected',
    proj4: `+proj=tmerc ${origin} +ellps=WGS84 ${unit_m === 1 ? '+units=m' : `+to_meter=${unit_m}`} +no_defs`,
  }
}

function epsgOfTransverseMercator(
  family: DatumFamily,
  lon_0: number,
  k: number,
  x_0: number,
  y_0: number,
): number | undefined {
  if (same(k, 0.9996) && same(x_0, 500_000) && (same(y_0, 0) || same(y_0, 10_000_000))) {
    const zone = Math.round((lon_0 + 183) / 6)
    return same(lon_0, 6 * zone - 183) ? utmEpsg(family, zone, !same(y_0, 0)) : undefined
  }
  if (family === 'dgn95' && same(k, 0.9999) && same(x_0, 200_000) && same(y_0, 1_500_000)) {
    return tm3Epsg(Math.round(lon_0 * 1e6) / 1e6)
  }
  return undefined
}

/** Names of the datums before 1995 with the ellipsoid they stand on: semi-major axis in metres and inverse flattening. */
const OLD_DATUMS = [
  {
    name: /^d?(?:indonesian(?:datum)?(?:19)?74|id74)$/,
    axis_m: 6_378_160,
    flattening: 298.247,
    code: 'EPSG:4238',
  },
  { name: /^d?(?:batavia|genuk)/, axis_m: 6_377_397.155, flattening: 299.1528128, code: 'EPSG:4211' },
]
const JAKARTA_MERIDIAN_DEG = 106.8077194

/** ID74 or Batavia in degrees, by name and ellipsoid both; null for anything else. */
function oldDatum(geographic: WktNode): string | null {
  const datum = child(geographic, 'DATUM')
  const spheroid = datum && child(datum, 'SPHEROID')
  const unit = child(geographic, 'UNIT')
  if (!datum || !spheroid || (unit && !close(Number(unit.values[1]), Math.PI / 180, 1e-9))) return null
  const known = OLD_DATUMS.find(
    ({ name, axis_m, flattening }) =>
      name.test(letters(nameOf(datum))) &&
      close(Number(spheroid.values[1]), axis_m, 1e-3) &&
      close(Number(spheroid.values[2]), flattening, 1e-4),
  )
  const meridian = Number(child(geographic, 'PRIMEM')?.values[1] ?? 0)
  if (!known) return null
  if (meridian === 0) return known.code
  return known.code === 'EPSG:4211' && close(meridian, JAKARTA_MERIDIAN_DEG, 1e-6) ? 'EPSG:4813' : null
}

function isPseudoMercator(root: WktNode, name: string): boolean {
  const projection = child(root, 'PROJECTION')
  if (!projection || !letters(nameOf(projection)).startsWith('mercator')) return false
  return (
    letters(nameOf(projection)) === 'mercatorauxiliarysphere' ||
    /webmercator|pseudomercator|googlemapsglobalmercator/.test(letters(name))
  )
}

/** Whether origin, offsets and unit are those of the whole-world map. */
function isUnmoved(root: WktNode): boolean {
  const unit = child(root, 'UNIT')
  if (unit && Number(unit.values[1]) !== 1) return false
  return children(root, 'PARAMETER').every(
    (node) => Number(node.values[1]) === (letters(nameOf(node)) === 'scalefactor' ? 1 : 0),
  )
}

/** Which of the equal datums a GEOGCS states; null when the ellipsoid, prime meridian or unit is another, or a shift is asked for. */
function datumFamily(geographic: WktNode, names: string[]): DatumFamily | null {
  const datum = child(geographic, 'DATUM')
  const unit = child(geographic, 'UNIT')
  const meridian = child(geographic, 'PRIMEM')
  if (!datum || (unit && !close(Number(unit.values[1]), Math.PI / 180, 1e-9))) return null
  if (meridian && Number(meridian.values[1]) !== 0) return null
  const spheroid = child(datum, 'SPHEROID')
  if (!spheroid || Number(spheroid.values[1]) !== 6_378_137) return null
  // Between the flattenings of WGS 84 and GRS 80 lies 0.1 mm.
  if (!close(Number(spheroid.values[2]), 298.257223563, 1e-5)) return null
  if (child(datum, 'TOWGS84')?.values.some((value) => value !== 0)) return null
  for (const text of [...names, nameOf(datum)].map(letters)) {
    if (/srgi2013|sistemreferensigeospasialindonesia/.test(text)) return 'srgi2013'
    if (/dgn(?:19)?95|datumgeodesinasional/.test(text)) return 'dgn95'
  }
  for (const text of [nameOf(datum), ...names].map(letters)) {
    if (/wgs(?:19)?84|worldgeodeticsystem1984|itrf/.test(text)) return 'wgs84'
  }
  return /^d?(?:unknown|undefined|notspecified)/.test(letters(nameOf(datum))) ? 'wgs84' : null
}

/** The horizontal part of a compound CRS; the node itself otherwise. */
function horizontal(root: WktNode | null): WktNode | null {
  if (root?.keyword !== 'COMPD_CS' && root?.keyword !== 'COMPOUNDCRS') return root
  const part = root.values.find((value): value is WktNode => typeof value === 'object')
  return part ?? null
}

/** Reads one WKT tree; null when the text is anything else, such as a truncated or an HTML file. */
function parseWkt(text: string): WktNode | null {
  const tokens = text
    .replace(/^\uFEFF/, '')
    .replace(/\0+$/, '')
    .match(/"(?:[^"]|"")*"|[[\](),]|[^\s[\](),"]+/g)
  if (!tokens || tokens.length > 10_000) return null
  let at = 0
  const node = (depth: number): WktNode | null => {
    const keyword = tokens[at++]
    const open = tokens[at++]
    if (!keyword || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(keyword) || (open !== '[' && open !== '(')) return null
    if (depth > 20) return null
    const values: WktNode['values'] = []
    for (;;) {
      const token = tokens[at]
      if (token === undefined) return null
      if (tokens[at + 1] === '[' || tokens[at + 1] === '(') {
        const inner = node(depth + 1)
        if (!inner) return null
        values.push(inner)
      } else {
        at++
        if (token.startsWith('"')) values.push(token.slice(1, -1).replaceAll('""', '"'))
        else if (Number.isFinite(Number(token))) values.push(Number(token))
        else if (/^[A-Za-z]\w*$/.test(token)) values.push(token)
        else return null
      }
      const next = tokens[at++]
      if (next === ']' || next === ')') return { keyword: keyword.toUpperCase(), values }
      if (next !== ',') return null
    }
  }
  const root = node(0)
  return root && at === tokens.length ? root : null
}

function children(node: WktNode, keyword: string): WktNode[] {
  return node.values.filter(
    (value): value is WktNode => typeof value === 'object' && value.keyword === keyword,
  )
}

function child(node: WktNode, keyword: string): WktNode | undefined {
  return children(node, keyword)[0]
}

function nameOf(node: WktNode): string {
  return typeof node.values[0] === 'string' ? node.values[0] : ''
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function same(a: number, b: number): boolean {
  return close(a, b, 1e-9 * Math.max(1, Math.abs(b)))
}

function close(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance
}
