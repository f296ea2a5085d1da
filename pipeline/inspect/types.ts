import type { Geometry } from 'geojson'
import type { Bounds } from '../geo/bounds.ts'
import type { FormatName, GeometryColumns, LayerEncoding, Text } from '../readers/types.ts'
import type { LayerMapping } from './mapping-proposal.ts'

/** What the cells of a column are, as the parsers of the pipeline read them; `digits` are whole numbers with leading zeros or more digits than a number keeps, which are codes. */
export type FieldKind =
  | 'empty'
  | 'text'
  | 'digits'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'yes_no'
  | 'rt_rw'
  | 'kelurahan_code'

/** How many cells a parser reads, of those that hold a value. */
export interface ParseCounts {
  number: number
  integer: number
  date: number
  yes_no: number
  rt_rw: number
  kelurahan_code: number
  /** Geopoints with latitude first, as survey forms write them. */
  geopoint: number
  /** Pairs such as `0.91234, 104.41234`; by which number can be no latitude, `lon_lat` or `lat_lon`. */
  pair: number
  lonFirst: number
  latFirst: number
  wkt: number
}

/** One column of a layer, from all its records. */
export interface FieldSummary {
  name: string
  kind: FieldKind
  /** Share of the cells with a value that are of this kind, 0 to 1; 1 for text. */
  share: number
  /** Cells with a value. */
  filled: number
  /** Cells without one: blank, missing from their record, or a spelling of nothing. */
  nulls: number
  /** Spellings of nothing that were met (`-`, `NA`), the commonest first. */
  nullSpellings: { text: string; count: number }[]
  /** Different values; past the cap `more` is true and `count` is the cap. */
  distinct: { count: number; more: boolean }
  /** Smallest and largest number or date; for text the shortest and the longest value. Null where personal. */
  min: string | number | null
  max: string | number | null
  samples: string[]
  /** `mixed` when some cells can only be read with a comma and others only with a point. */
  decimal: ',' | '.' | 'mixed' | null
  /** Cells such as `1.234` that are a decimal or a thousand, where no other cell of the column tells. */
  ambiguous: number
  /** Units met inside the cells (`Ha`, `M`), the commonest first. */
  units: { unit: string; count: number }[]
  /** Codes that a spreadsheet turned into powers of ten (`3.3750401E7`). */
  spoiltCodes: number
  /** Why the values are not shown, or null where they are; `place`: where persons live, beside columns that tell of them. */
  personal: 'name' | 'values' | 'place' | null
  /** Whether every value stands once. */
  unique: boolean
  parses: ParseCounts
}

/** A named fault or fact of a layer, counted. */
export interface FindingCount {
  code: string
  title: Text
  count: number
  /** Number of the first record it was met in, or null when it is about the file. */
  record: number | null
  field: string | null
  /** What was met, of codes that tell a row or a count and never a cell; else null. */
  got: string | null
  /** What makes the faults differ, such as the reason of GEOS, or null. */
  detail: string | null
  /** Position in the file's own CRS, or null. */
  at: [number, number] | null
}

/** The geometries of a layer, counted. */
export interface GeometrySummary {
  /** Records by geometry type. */
  types: Partial<Record<Geometry['type'], number>>
  /** Records without a geometry. */
  missing: number
  /** Geometries without a position. */
  empty: number
  /** Polygonal geometries that are not valid. */
  invalid: number
  /** In the units and axis order of the file. */
  bbox: Bounds | null
}

/** A CRS that puts the positions into Indonesia. */
export interface CrsCandidate {
  /** Codes that fit equally well: coordinates alone cannot tell zones of one grid apart. */
  codes: string[]
  name: string
  /** Latitude or northing is stored first. */
  swapped: boolean
  /** Longitude and latitude of the middle of the positions, for each code. */
  middles: [number, number][]
}

/** What is stated of the CRS, and whether the positions agree. */
export interface CrsSummary {
  /** `prj` and `format`: stated and readable; `unreadable`: stated in words that are not understood; `nowhere`: not stated. */
  how: 'prj' | 'format' | 'unreadable' | 'nowhere'
  code: string | null
  name: string | null
  /** What was stated, when it could not be read. */
  stated: string | null
  /** Bounds in longitude and latitude, when the CRS is stated and readable, or one reading alone fits. */
  lonlat: Bounds | null
  /** Of the records inside Indonesia, in degrees, when the CRS stated is believed. */
  within: Bounds | null
  insideIndonesia: boolean | null
  /** Records outside Indonesia by the CRS stated, with the first. */
  outside: { count: number; record: number | null }
  /** Other readings that put the positions into Indonesia; empty when the stated one does. */
  candidates: CrsCandidate[]
}

/** What `inspect` tells of one layer: one JSON object with `--json`. */
export interface LayerSummary {
  file: string
  layer: string
  format: FormatName
  records: number
  deleted: number
  geometry: GeometrySummary
  crs: CrsSummary
  /** `sample` is never from a column with personal values. */
  encoding: LayerEncoding
  fields: FieldSummary[]
  /** Cells of columns past the number that is looked at. */
  cellsNotRead: number
  /** Most columns are called `A`, `column_2`: their names may stand in a later row. */
  isUnnamed: boolean
  findings: FindingCount[]
  /** Columns that hold the place of records without a geometry of their own. */
  place: GeometryColumns | null
  mapping: LayerMapping
}
