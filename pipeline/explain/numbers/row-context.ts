import type { City } from '../../city.ts'
import type { Methodology } from '../../methodology/methodology.ts'
import type { Text } from '../../store/index.ts'
import type { TracedCell } from '../../values/traced-numbers.ts'
import type { Unit } from '../find-unit.ts'
import { holds, membersOf, membersOfZone } from '../members.ts'
import type { StageTables } from '../stage-tables.ts'

/** A part that a number is added up from, with the record it stands in. */
export interface FoundPart {
  name: string
  value: number | null
  source_id: string | null
  source_row: number | null
}

/** A row that numbers of a unit stand in. */
export interface FoundRow {
  key: string | null
  label: Text | null
  year: number | null
  values: Readonly<Record<string, TracedCell>>
  /** Parts of a column that is added up. */
  parts: (column: string) => Promise<FoundPart[]>
}

export interface RowContext {
  tables: StageTables
  city: City
  methodology: Methodology
  unit: Unit
  vintage: number | null
  /** The year that alone is to be told; null where the newest of each number is. */
  asked: number | null
  /** The decree that the zone stands in; null of other units. */
  decree_number: string | null
}

export type Cells = Record<string, TracedCell>

export function number(value: TracedCell | undefined): number | null {
  return typeof value === 'number' ? value : null
}

export function noParts(): Promise<FoundPart[]> {
  return Promise.resolve([])
}

/** A part without a record of its own. */
export function part(name: string, value: TracedCell | undefined): FoundPart {
  return { name, value: number(value), source_id: null, source_row: null }
}

/** Tables built before a city could have several methodologies name none. */
export const OF_METHODOLOGY = 'coalesce(methodology, ?) = ?'

/**
 * The RT of rows that count in the sums of the unit that year, by code, each with its profile of the year.
 * @param year of the rows, which need not be that of the score
 */
export async function partsOfRt(
  { tables, unit, methodology }: RowContext,
  { table, year, column }: { table: string; year: number | null; column: string },
  rows: readonly Cells[],
): Promise<FoundPart[]> {
  const byRt = await tables.once(
    `rt of ${JSON.stringify([table, year, column, methodology.id])}`,
    async () => new Map(rows.map((row) => [String(row.unit_id), row])),
  )
  const within =
    unit.level === 'zone'
      ? await membersOfZone(tables, year, unit.unit_id)
      : [...(await membersOf(tables, year)).values()].filter((member) =>
          holds(unit.level, unit.unit_id, member),
        )
  return within
    .flatMap(({ rt_id, source_id, source_row }) => {
      const row = byRt.get(rt_id)
      return row === undefined ? [] : [{ name: rt_id, value: number(row[column]), source_id, source_row }]
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
