import type { Geometry } from 'geojson'
import type { Row } from '../../store/index.ts'
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

export interface GivenTable {
  /** The accepted rows of a table, without geometry. */
  rows: Row[]
  world: World
  report: (finding: Omit<FindingParts, 'table'>) => void
  catalogue: Catalogue
}

/** A rule over a whole table, after its rows; it may warn, it sets nothing aside. */
export type JudgeTable = (given: GivenTable) => void
