import type { Geometry } from 'geojson'
import type { Row, Store } from '../../store/index.ts'
import type { Catalogue, FindingParts } from './catalogue.ts'
import type { RowFinding } from './contract.ts'
import type { World } from './world.ts'

/** Names a finding of the row at hand. */
export type Report = (finding: RowFinding) => void

export interface Given {
  row: Row
  geometry: Geometry | null
  world: World
  report: Report
  catalogue: Catalogue
}

/** A rule over one row; what it reports with severity `quarantine` sets the row aside. */
export type Judge = (given: Given) => void

export interface GivenTables {
  store: Store
  /** Path of a table as it was accepted row by row, or null when nothing was accepted into it. */
  table(name: string): string | null
  world: World
  /** `source_row` and `table` name the record a finding is about; one of severity `quarantine` sets it aside. */
  report: (finding: FindingParts) => void
  catalogue: Catalogue
  /** Whether what is found by this rule in this source sets its record aside: then each record is to be named. */
  setsAside: (code: string, source_id: string) => boolean
}

/** A rule over whole tables, run when every row was judged. */
export type JudgeTables = (given: GivenTables) => Promise<void>
