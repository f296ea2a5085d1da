import type { Geometry } from 'geojson'
import type { Cell } from '../values/types.ts'

export type { Cell } from '../values/types.ts'

/** One record as the file holds it, geometry in the file's own CRS with Z and M removed. */
export interface SourceRecord {
  /** 1-based position among the records of the layer, deleted ones counted. */
  record: number
  cells: Record<string, Cell>
  geometry: Geometry | null
}

export interface Text {
  id: string
  en: string
}

export interface RecordId {
  id: string | number
  /** Null where a property of the record says the same. */
  field: string | null
}

/** Something the reader met that a person should know; codes are those of `schemas/quality-rules.yaml`. */
export interface ReaderFinding {
  code: string
  record: number | null
  field: string | null
  got: string | null
  message: Text
}

export const FORMATS = [
  'shapefile',
  'geojson',
  'geopackage',
  'kml',
  'csv',
  'xlsx',
  'json',
  'parquet',
  'flatgeobuf',
] as const
export type FormatName = (typeof FORMATS)[number]

/** How the text of a layer was decoded; `format` where the format itself fixes it. */
export interface LayerEncoding {
  name: string
  how: 'option' | 'cpg' | 'ldid' | 'bom' | 'detected' | 'format'
  /** A decoded word that could not be read so in another encoding. */
  sample?: string
}

export interface SourceLayer {
  /** Path as the workspace names it, for messages. */
  file: string
  layer: string
  format: FormatName
  /** Column names in file order; may grow while `records()` is read where records name their own columns. */
  fields: string[]
  /** All columns, where records name their own: reads the whole file the first time, and `fields` then has them too. */
  allFields?(): Promise<string[]>
  /** Columns the format itself declares to be numbers, where it has such columns: their cells hold no thousands marks. */
  numericFields?: ReadonlySet<string>
  /** The id that the format gives a record beside its cells, and the cell that was made for it; null where it has none. */
  idOf?(record: SourceRecord): RecordId | null
  /** The GeoJSON text of a record whose cells or geometry are not as it has them; undefined for the others. */
  textOf?(record: SourceRecord): string | undefined
  /** How the file states its CRS: WKT (the text of a `.prj`), a CRS code, or nothing. */
  crs: { prj: string } | { code: string } | null
  encoding: LayerEncoding
  /**
   * Yields every live record once; may be called again, one call at a time. `deleted` and `findings` start afresh with a call and are
   * complete when it ends. Leaving early closes what was opened.
   */
  records(): AsyncIterable<SourceRecord>
  /** Records the file itself marks as deleted: read, counted, never yielded. */
  deleted: number
  /** What was met so far in this pass; whoever reads may empty the list (`length = 0`) after each record. */
  findings: ReaderFinding[]
}

/** Columns that hold a place, for tables without a geometry of their own. */
export type GeometryColumns =
  | { lon: string; lat: string }
  /** One column with longitude and latitude, such as `-5.12, 120.25`; the order follows from the `order` given. */
  | { lonlat: string; order?: 'lon_lat' | 'lat_lon' }
  | { wkt: string }
  | { geopoint: string }

/** What `city.yaml` may say about how to read a source. */
export interface ReadOptions {
  /** Path as shown in messages. */
  label: string
  /** Which layer, sheet or table of a file that holds several. */
  layer?: string
  encoding?: string
  /** Blank text stays as it is in formats that tell it from a value that is not there, instead of being none. */
  keepBlank?: boolean
  delimiter?: string
  /** Row that holds the column names, 1-based as a spreadsheet counts, where title rows stand above it. */
  headerRow?: number
  geometry?: GeometryColumns
}

/** What a reader of one format offers. Every function throws UserError `source` for a file it must refuse. */
export interface Reader {
  /** Names of the layers, in file order; none of them is read. */
  layers(path: string, options: ReadOptions): Promise<string[]>
  /** @throws UserError `config` when `options.layer` names none, or is missing where there are several. */
  open(path: string, options: ReadOptions): Promise<SourceLayer>
}
