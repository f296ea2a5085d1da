/** `petakumuh compare --json` of two releases. */
export interface ReleaseComparison {
  format: 'petakumuh-compare-releases/1'
  a: ReleaseFacts
  b: ReleaseFacts
  /** No feature and no row differs, and no column or type of one, in GeoParquet and in what is made of it for people. */
  equal: boolean
  layers: RowsComparison[]
  tables: RowsComparison[]
  /**
   * Other files that differ, such as styles, tiles and reports; of these GeoJSON and the tables of each zone alone make releases
   * unequal. Empty where layers or tables were named.
   */
  files: { path: string; change: Change }[]
  /** What the manifests say otherwise; it does not make releases unequal. */
  manifest: MemberChange[]
  /** Up to the limit of each layer or table and change. */
  examples: RowChange[]
}

export interface ReleaseFacts {
  directory: string
  release: string
  /** Name of the city; null where the manifest has none. */
  city: string | null
  /** Number of the decree in force. */
  decree: string | null
}

/** A member of the manifest by its path, with the JSON of what it says; null where one of them has it not. */
export interface MemberChange {
  member: string
  a: string | null
  b: string | null
}

/** `added`: in B alone. */
export type Change = 'added' | 'removed' | 'changed'

/** The features of a layer or the rows of a table. */
export interface RowsComparison {
  kind: 'layer' | 'table'
  name: string
  /** Columns that tell rows apart; empty where the bytes are the same and nothing was compared. */
  key: string[]
  /** Null where the release has no such layer or table. */
  rows_a: number | null
  rows_b: number | null
  added: number
  removed: number
  /** In both, with another geometry or value. */
  changed: number
  geometry_changed: number
  /** Columns whose values changed, with the number of rows. */
  fields: { name: string; rows: number }[]
  /** Columns that one of them lacks. */
  columns_only_a: string[]
  columns_only_b: string[]
  /** Columns of another type; a value that is the same in both types is not changed. */
  types: TypeChange[]
}

/** Types as the database has them in GeoParquet, or as the data dictionary names them for tables. */
export interface TypeChange {
  name: string
  a: string
  b: string
}

/** One value that changed, a row that was added or removed, or a column of another type. */
export interface RowChange {
  kind: RowsComparison['kind']
  name: string
  /** Empty for a column. */
  id: string
  change: Change | 'type'
  /** The column; `geometry` for another outline or place. Null for a row that only one has. */
  field: string | null
  old: string | null
  new: string | null
  /** New less old, where both are numbers; null of types, which stand in old and new. */
  difference: number | null
}

export const GEOMETRY = 'geometry'

/** Whether a layer or table is the same in both: rows, columns and types. */
export function isEqual({
  rows_a,
  rows_b,
  added,
  removed,
  changed,
  columns_only_a,
  columns_only_b,
  types,
}: RowsComparison): boolean {
  const columns = columns_only_a.length + columns_only_b.length + types.length
  return rows_a !== null && rows_b !== null && added + removed + changed + columns === 0
}
