import type { Geometry } from 'geojson'

/** A cell as the file holds it: text stays text, so that `004` and `12,75` survive until a schema says what they mean. */
export type Cell = string | number | boolean | null

/** One record as the file holds it, geometry in the file's own CRS with Z and M removed. */
export interface SourceRecord {
  /** 1-based position among the records of the file, deleted ones counted. */
  record: number
  cells: Record<string, Cell>
  geometry: Geometry | null
}

export interface Text {
  id: string
  en: string
}

/** Something the reader met that a person should know; codes are those of `schemas/quality-rules.yaml`. */
export interface ReaderFinding {
  code: string
  record: number | null
  field: string | null
  got: string | null
  message: Text
}

export interface SourceLayer {
  /** Path as the workspace names it, for messages. */
  file: string
  layer: string
  format: 'shapefile' | 'geojson' | 'csv'
  /** Column names in file order. */
  fields: string[]
  /** Columns the format itself declares to be numbers, where it has such columns: their cells hold no thousands marks. */
  numericFields?: ReadonlySet<string>
  /** How the file states its CRS: the text of its `.prj`, a CRS code fixed by the format, or nothing. */
  crs: { prj: string } | { code: string } | null
  encoding: { name: string; how: 'option' | 'cpg' | 'ldid' | 'bom' | 'detected' | 'format'; sample?: string }
  /** Yields every live record once; `deleted` and `findings` are complete when it ends. */
  records(): AsyncIterable<SourceRecord>
  /** Records the file itself marks as deleted: read, counted, never yielded. */
  deleted: number
  findings: ReaderFinding[]
}

/** What `city.yaml` may say about how to read a source. */
export interface ReadOptions {
  /** Path as shown in messages. */
  label: string
  layer?: string
  encoding?: string
  delimiter?: string
  /** Columns that hold a point, for tables without a geometry of their own. */
  geometry?: { lon: string; lat: string } | { geopoint: string }
}
