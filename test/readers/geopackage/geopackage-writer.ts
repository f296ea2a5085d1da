import type { Geometry } from 'geojson'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'

export type Value = string | number | bigint | boolean | null | Uint8Array

export interface LayerSpec {
  name: string
  /** Column definitions as SQL. */
  columns: string
  rows?: Value[][]
  type?: string
  srsId?: number
  /** Null for a layer without one. */
  geometryColumn?: string | null
}

const CORE = `
  PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
  CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
    organization_coordsys_id INTEGER, definition TEXT, description TEXT);
  CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT, last_change TEXT,
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
  CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
  INSERT INTO gpkg_spatial_ref_sys VALUES
    ('none', -1, 'NONE', -1, 'undefined', NULL), ('none', 0, 'NONE', 0, 'undefined', NULL),
    ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84"]', NULL), ('UTM', 32748, 'epsg', 32748, 'PROJCS["UTM"]', NULL),
    ('own', 100000, 'custom', 1, 'PROJCS["Lokal"]', NULL);
`

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Writes a GeoPackage of these layers; `finish` may add to it what a hostile hand would. */
export function writeGeoPackage(path: string, layers: LayerSpec[], finish?: (db: Database) => void): void {
  const db = new sqlite.Database(path)
  try {
    // A journal and a wait for the disk after every row take longer than all else; nobody mourns this file.
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN')
    db.exec(CORE)
    for (const layer of layers) {
      const { name, columns, rows = [], type = 'features', srsId = 4326, geometryColumn = 'geom' } = layer
      db.exec(`CREATE TABLE ${quoted(name)} (${columns})`)
      db.run('INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES (?, ?, ?)', [
        name,
        type,
        srsId,
      ])
      if (type === 'features' && geometryColumn !== null) {
        db.run('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)', [
          name,
          geometryColumn,
          'GEOMETRY',
          srsId,
        ])
      }
      for (const row of rows) {
        db.run(`INSERT INTO ${quoted(name)} VALUES (${row.map(() => '?').join(', ')})`, row)
      }
    }
    db.exec('COMMIT')
    finish?.(db)
  } finally {
    db.close()
  }
}

export interface BlobOptions {
  /** Envelope indicator, 0 to 4. */
  envelope?: number
  bigEndian?: boolean
  empty?: boolean
  extended?: boolean
  version?: number
  srsId?: number
}

/** GeoPackageBinary around well-known binary. */
export function gpkgBlob(geometry: Geometry | Uint8Array, options: BlobOptions = {}): Uint8Array {
  const {
    envelope = 0,
    bigEndian = false,
    empty = false,
    extended = false,
    version = 0,
    srsId = 4326,
  } = options
  const wkb = geometry instanceof Uint8Array ? geometry : encodeWkb(geometry)
  const flags = (bigEndian ? 0 : 1) | (envelope << 1) | (empty ? 0x10 : 0) | (extended ? 0x20 : 0)
  const header = Buffer.alloc(8 + ([0, 32, 48, 48, 64][envelope] ?? 0))
  header.write('GP', 'latin1')
  header[2] = version
  header[3] = flags
  if (bigEndian) header.writeInt32BE(srsId, 4)
  else header.writeInt32LE(srsId, 4)
  return new Uint8Array(Buffer.concat([header, wkb]))
}
