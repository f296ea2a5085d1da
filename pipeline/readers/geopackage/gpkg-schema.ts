import type { Database } from 'node-sqlite3-wasm'
import { type Place, UserError } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { sqlName } from './sqlite-file.ts'

type Row = Record<string, unknown>

/** How the cells of a column are stored, by its declared type. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'binary'

export interface GpkgColumn {
  name: string
  kind: ColumnKind
  /** The column is the row id itself. */
  isPrimaryKey: boolean
}

export interface GpkgLayer {
  /** Table name as the schema spells it. */
  table: string
  /** A name by which the row id can be asked for: columns may take the usual ones. */
  rowid: string
  /** In table order, without the geometry. */
  columns: GpkgColumn[]
  geometryColumn: string | null
  crs: { prj: string } | { code: string } | null
  /** The number of the CRS in this file; null without geometry. */
  srsId: number | null
}

/** QGIS keeps its drawing styles in a table that it registers like data. */
const STYLE_TABLES = new Set(['layer_styles'])
const DATA_TYPES = new Set(['features', 'attributes', 'aspatial'])
const NUMBER_TYPES =
  /^(?:TINYINT|SMALLINT|MEDIUMINT|INT|INTEGER|BIGINT|FLOAT|DOUBLE|DOUBLE PRECISION|REAL|NUMERIC|DECIMAL)\b/
const BINARY_TYPES =
  /^(?:BLOB|GEOMETRY|POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION|CURVE|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|SURFACE)\b/

/**
 * Names of the layers that `gpkg_contents` registers, features and attributes alike, in its order.
 *
 * @throws UserError source, for a SQLite file that is no GeoPackage.
 */
export function readLayerNames(db: Database, where: Place): string[] {
  if (!isTable(db, 'gpkg_contents')) throw notGeoPackage(db, where)
  requirePlainColumns(db, 'gpkg_contents', where)
  const rows = db.all(
    `SELECT table_name, data_type FROM gpkg_contents NOT INDEXED ORDER BY rowid LIMIT ${RECORD_LIMITS.columns}`,
  ) as Row[]
  return rows
    .filter(
      ({ table_name: name, data_type }) =>
        typeof name === 'string' && DATA_TYPES.has(String(data_type)) && !STYLE_TABLES.has(name),
    )
    .map((row) => row.table_name as string)
}

/**
 * Columns, geometry and CRS of a layer.
 *
 * @throws UserError source, when the table is a view, is computed, has no row ids, or is not there.
 */
export function readLayer(db: Database, name: string, where: Place): GpkgLayer {
  const table = layerTable(db, name, where)
  const geometry = readGeometryColumn(db, table, where)
  requireRowIds(db, table, where)
  const info = db.all(`PRAGMA main.table_xinfo(${sqlName(table)})`) as Row[]
  if (info.length > RECORD_LIMITS.columns) throw beyondLimit('columns', info.length, where)
  const names = info.map((row) => String(row.name))
  const computed = info.find((row) => row.hidden !== 0)
  if (computed !== undefined) {
    throw new UserError('source', {
      what: 'a column is computed by the file itself, and nothing stored in a file is run',
      where: { ...where, field: String(computed.name) },
      got: 'a generated column',
      expected: 'columns with stored values',
      next: 'open the layer in QGIS and export it as a new GeoPackage',
    })
  }
  const geometryColumn = geometry === null ? null : findName(names, geometry.column)
  if (geometry !== null && geometryColumn === null) {
    throw inconsistent(
      where,
      `the geometry column ${geometry.column}, which the table does not have`,
      names.join(', '),
    )
  }
  const keys = info.filter((row) => Number(row.pk) > 0)
  const isRowid = keys.length === 1 && /^INTEGER$/i.test(String(keys[0]!.type))
  return {
    table,
    rowid: rowidName(names, where),
    columns: info
      .filter((row) => row.name !== geometryColumn)
      .map((row) => ({
        name: String(row.name),
        kind: kindOf(String(row.type)),
        isPrimaryKey: isRowid && row === keys[0],
      })),
    geometryColumn,
    crs: geometry === null ? null : readCrs(db, geometry.srsId, where),
    srsId: geometry?.srsId ?? null,
  }
}

function kindOf(declared: string): ColumnKind {
  const type = declared.trim().toUpperCase()
  if (type.startsWith('BOOL')) return 'boolean'
  if (BINARY_TYPES.test(type)) return 'binary'
  return NUMBER_TYPES.test(type) ? 'number' : 'text'
}

/** The table of a layer as the schema spells it, once it is sure that reading it runs nothing that the file stores. */
function layerTable(db: Database, name: string, where: Place): string {
  const rows = schemaRows(db).filter((row) => sameName(row.name, name))
  const row = rows[0]
  if (row === undefined) {
    throw inconsistent(where, `a registered layer without its table ${name}`, 'a table of that name')
  }
  if (/^\s*CREATE\s+VIEW\b/i.test(row.sql) || row.type === 'view') {
    throw new UserError('source', {
      what: 'the layer is a view, and nothing stored in a file is run',
      where,
      got: 'a view: a query kept in the file',
      expected: 'a table',
      next: 'open the layer in QGIS and export it as a new GeoPackage',
    })
  }
  if (rows.length > 1 || !isPlainTable(row))
    throw inconsistent(where, 'a virtual or unknown table', 'an ordinary table')
  return row.name
}

interface SchemaRow {
  type: string
  name: string
  rootpage: number
  sql: string
}

function schemaRows(db: Database): SchemaRow[] {
  const rows = db.all(
    `SELECT type, name, rootpage, sql FROM sqlite_schema WHERE type IN ('table', 'view')`,
  ) as Row[]
  return rows.map((row) => ({
    type: String(row.type),
    name: String(row.name),
    rootpage: Number(row.rootpage),
    sql: String(row.sql ?? ''),
  }))
}

function isTable(db: Database, name: string): boolean {
  const rows = schemaRows(db).filter((row) => sameName(row.name, name))
  return rows.length === 1 && isPlainTable(rows[0]!)
}

/** SQLite makes what the text says, whatever the other columns of the schema claim: a forged row could pass a view for a table. */
function isPlainTable(row: SchemaRow): boolean {
  const created =
    /^CREATE TABLE\s+("(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|[^\s("'`[]+)/i.exec(
      row.sql,
    )?.[1]
  if (created === undefined || row.type !== 'table' || row.rootpage <= 0) return false
  const quote = created[0] === '[' ? ']' : created[0]!
  const bare = /^["'`[]/.test(created) ? created.slice(1, -1).replaceAll(quote + quote, quote) : created
  return sameName(bare, row.name)
}

function requirePlainColumns(db: Database, table: string, where: Place): void {
  const info = db.all(`PRAGMA main.table_xinfo(${sqlName(table)})`) as Row[]
  if (info.some((row) => row.hidden !== 0))
    throw inconsistent(where, `computed columns in ${table}`, 'stored values')
}

function readGeometryColumn(
  db: Database,
  table: string,
  where: Place,
): { column: string; srsId: number } | null {
  const [contents] = db.all(
    'SELECT data_type FROM gpkg_contents NOT INDEXED WHERE lower(table_name) = lower(?) LIMIT 1',
    [table],
  ) as Row[]
  if (contents?.data_type !== 'features') return null
  if (!isTable(db, 'gpkg_geometry_columns')) {
    throw inconsistent(where, 'features without the table gpkg_geometry_columns', 'that table')
  }
  requirePlainColumns(db, 'gpkg_geometry_columns', where)
  const rows = db.all(
    'SELECT column_name, srs_id FROM gpkg_geometry_columns NOT INDEXED WHERE lower(table_name) = lower(?) LIMIT 2',
    [table],
  ) as Row[]
  if (rows.length !== 1)
    throw inconsistent(where, `${rows.length} geometry columns for the layer`, 'one (OGC 12-128r18, 2.1.5)')
  return { column: String(rows[0]!.column_name), srsId: Number(rows[0]!.srs_id) }
}

/** Rows are asked for by their ids, which tell a tree of pages that leads back into itself. */
function requireRowIds(db: Database, table: string, where: Place): void {
  const [row] = db.all(`PRAGMA main.table_list(${sqlName(table)})`) as Row[]
  if (row?.wr !== 1) return
  throw new UserError('source', {
    what: 'the table is stored without row ids, which a GeoPackage table has',
    where,
    got: 'a table WITHOUT ROWID',
    expected: 'a table with an INTEGER PRIMARY KEY (OGC 12-128r18, 2.1.6)',
    next: 'open the layer in QGIS and export it as a new GeoPackage',
  })
}

/** -1 and 0 stand for an undefined Cartesian and geographic CRS (OGC 12-128r18, 1.1.2). */
function readCrs(db: Database, srsId: number, where: Place): GpkgLayer['crs'] {
  if (srsId === -1 || srsId === 0 || !isTable(db, 'gpkg_spatial_ref_sys')) return null
  requirePlainColumns(db, 'gpkg_spatial_ref_sys', where)
  const [row] = db.all(
    'SELECT organization, organization_coordsys_id AS id, definition FROM gpkg_spatial_ref_sys NOT INDEXED WHERE srs_id = ? LIMIT 1',
    [srsId],
  ) as Row[]
  if (row === undefined) return null
  const organization = String(row.organization ?? '').toUpperCase()
  if (organization === 'EPSG' && Number(row.id) > 0) return { code: `EPSG:${row.id}` }
  const definition = String(row.definition ?? '').trim()
  if (/^[A-Z_]+\s*[[(]/i.test(definition)) return { prj: definition }
  return organization === '' || organization === 'NONE' ? null : { code: `${organization}:${row.id}` }
}

function rowidName(names: string[], where: Place): string {
  const free = ['rowid', '_rowid_', 'oid'].find((name) => findName(names, name) === null)
  if (free !== undefined) return free
  throw inconsistent(
    where,
    'columns that take every name of the row id',
    'at most two of rowid, _rowid_, oid',
  )
}

function findName(names: string[], name: string): string | null {
  return names.find((each) => sameName(each, name)) ?? null
}

/** SQLite folds ASCII letters only. */
function sameName(a: string, b: string): boolean {
  const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return fold(a) === fold(b)
}

function notGeoPackage(db: Database, where: Place): UserError {
  const names = new Set(schemaRows(db).map((row) => row.name.toLowerCase()))
  const kind =
    names.has('tiles') && names.has('metadata')
      ? 'an MBTiles file: tiles to look at, without the data'
      : names.has('geometry_columns') && names.has('spatial_ref_sys')
        ? 'a SpatiaLite database'
        : `a SQLite file with ${names.size} tables and no gpkg_contents`
  return new UserError('source', {
    what: 'the SQLite file is not a GeoPackage',
    where,
    got: kind,
    expected: 'a GeoPackage with its table gpkg_contents',
    next: kind.startsWith('an MBTiles')
      ? 'ask for the data the tiles were made of, as GeoPackage or shapefile'
      : 'open it in QGIS and export the layer as GeoPackage',
  })
}

function inconsistent(where: Place, got: string, expected: string): UserError {
  return new UserError('source', {
    what: 'the GeoPackage does not agree with itself',
    where,
    got,
    expected,
    next: 'open the layer in QGIS and export it as a new GeoPackage',
  })
}
