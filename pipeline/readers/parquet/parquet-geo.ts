import { type Place, UserError } from '../../errors.ts'

/** Where the geometry of a file is. */
export interface ParquetGeometry {
  column: string
  crs: { prj: string } | { code: string } | null
  /** Columns that repeat the bounds of each geometry, for programs that skip by them. */
  covering: Set<string>
}

type JsonObject = Record<string, unknown>

/** GeoParquet 1.1, "crs": without a statement positions are longitude and latitude on WGS 84. */
const DEFAULT_CRS = { code: 'EPSG:4326' }

/**
 * What the `geo` member of the key-value metadata says.
 *
 * Source: GeoParquet 1.0, 1.1 and 2.0.
 * @throws UserError source, when it is not that, or the encoding is one of the native arrays.
 */
export function readGeoMetadata(text: string, where: Place): ParquetGeometry {
  let geo: unknown
  try {
    geo = JSON.parse(text)
  } catch (error) {
    throw badMetadata(where, `no JSON: ${(error as Error).message.slice(0, 80)}`)
  }
  if (!isObject(geo) || typeof geo.primary_column !== 'string' || !isObject(geo.columns)) {
    throw badMetadata(where, 'no primary_column or no columns')
  }
  const column = geo.primary_column
  const about = Object.hasOwn(geo.columns, column) ? geo.columns[column] : undefined
  if (!isObject(about)) throw badMetadata(where, `nothing about the column ${column}`)
  const encoding = String(about.encoding)
  if (encoding.toUpperCase() !== 'WKB') {
    throw new UserError('source', {
      what: 'the geometry is stored in an encoding that is not read',
      where: { ...where, field: column },
      got: encoding.slice(0, 40),
      expected: 'WKB',
      next: 'write the file again with WKB geometry, the default of GDAL, QGIS and GeoPandas',
    })
  }
  const covering = new Set<string>()
  if (isObject(about.covering) && isObject(about.covering.bbox)) {
    for (const path of Object.values(about.covering.bbox)) {
      if (Array.isArray(path) && path.length > 1) covering.add(String(path[0]))
    }
  }
  return { column, crs: Object.hasOwn(about, 'crs') ? crsOf(about.crs) : DEFAULT_CRS, covering }
}

/**
 * The CRS of a column of the logical type GEOMETRY, as DuckDB prints it: `GeometryType(crs=...)`.
 *
 * Source: Parquet format, LogicalTypes.md, GEOMETRY: unset means OGC:CRS84; `srid:` and `projjson:` prefixes, else as the writer has it.
 */
export function crsOfLogicalType(logicalType: string, metadata: (key: string) => string | undefined) {
  const stated = /^Geo\w+Type\(crs=([\s\S]*?)(?:, algorithm=\w+|, edges=\w+)?\)$/
    .exec(logicalType)?.[1]
    ?.trim()
  if (stated === undefined || stated === '' || stated === '<null>') return DEFAULT_CRS
  if (stated.startsWith('projjson:')) return crsOf(parse(metadata(stated.slice(9)) ?? '') ?? stated)
  return crsOf(stated.startsWith('{') ? (parse(stated) ?? stated) : stated)
}

/** PROJJSON, or the text that some writers put in its place; null states that there is none. */
function crsOf(crs: unknown): ParquetGeometry['crs'] {
  if (crs === null) return null
  if (typeof crs === 'string') {
    const text = crs.trim()
    if (text === '') return null
    if (/^srid:\d+$/i.test(text))
      return Number(text.slice(5)) === 0 ? null : { code: `EPSG:${text.slice(5)}` }
    if (/^OGC:CRS84$/i.test(text)) return DEFAULT_CRS
    return /^[A-Z_]+\s*\[/i.test(text) ? { prj: text } : { code: text.slice(0, 80) }
  }
  if (!isObject(crs)) return { code: 'a CRS that is no PROJJSON' }
  // The horizontal part of a compound CRS comes first.
  const [horizontal] = crs.type === 'CompoundCRS' && Array.isArray(crs.components) ? crs.components : []
  if (isObject(horizontal)) return crsOf(horizontal)
  if (crs.type === 'BoundCRS' && isObject(crs.source_crs)) return crsOf(crs.source_crs)
  if (isObject(crs.id)) {
    const code = `${String(crs.id.authority)}:${String(crs.id.code)}`
    return /^OGC:CRS84$/i.test(code) ? DEFAULT_CRS : { code: code.slice(0, 80) }
  }
  return { code: typeof crs.name === 'string' ? crs.name.slice(0, 80) : 'a CRS without a name' }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function badMetadata(where: Place, got: string): UserError {
  return new UserError('source', {
    what: 'the GeoParquet metadata cannot be read',
    where,
    got,
    expected: 'a `geo` member as GeoParquet 1.0, 1.1 or 2.0 has it',
    next: 'write the file again with GDAL, QGIS or GeoPandas',
  })
}
