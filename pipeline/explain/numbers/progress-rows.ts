import {
  type Cells,
  type FoundRow,
  number,
  OF_METHODOLOGY,
  part,
  partsOfRt,
  type RowContext,
} from './row-context.ts'
import { START } from './rules.ts'

const KEYS = ['level', 'unit_id', 'year', 'kind', 'methodology', 'baseline_vintage']

/** Rows of `progress` of a unit up to the year asked for, oldest first, a survey before the projection of the same year. */
async function yearsOf(
  { tables, methodology, unit, asked }: RowContext,
  columns: readonly string[],
): Promise<readonly Cells[]> {
  const rows = await tables.rows<Cells>('5-indicators', 'progress', [...new Set([...KEYS, ...columns])], {
    where: `level = ? AND ${OF_METHODOLOGY}`,
    parameters: [unit.level, methodology.id, methodology.id],
    order: `year, kind = 'projected'`,
    of: { unit_id: unit.unit_id },
  })
  return asked === null ? rows : rows.filter(({ year }) => (number(year) ?? 0) <= asked)
}

/** The newest year, held against the first survey; nothing where there is one year alone. */
export async function progressRows(context: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  const own = columns.map((column) => (column.startsWith(START) ? column.slice(START.length) : column))
  const years = await yearsOf(context, [...own, 'cost_idr'])
  const first = years.find(({ kind }) => kind === 'surveyed')
  const last = years.at(-1)
  if (first === undefined || last === undefined || years.length < 2) return []
  const start = Object.fromEntries(own.map((column) => [`${START}${column}`, first[column] ?? null]))
  const score_max_not_slum = context.methodology.classes.values[0]!.max
  const isSince = ({ year }: Cells) =>
    context.city.indicators.works_of_survey_year === 'included'
      ? number(year)! > number(first.year)!
      : number(year)! >= number(first.year)!
  return [
    {
      ...{
        key: null,
        label: null,
        year: number(last.year),
        values: { ...last, ...start, score_max_not_slum },
      },
      // What the first survey found done by its own year is no work since.
      parts: async (column) =>
        years
          .filter((row) => row[column] != null && isSince(row))
          .map((row) => part(String(row.year), row[column])),
    },
  ]
}

/** The newest survey that tells which hectares are still slum. */
export async function slumRows(context: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  const years = await yearsOf(context, [...columns, 'area_ha_slum'])
  const values = years.findLast((row) => row.kind === 'surveyed' && row.area_ha_slum !== null)
  if (values === undefined || context.unit.level === 'rt') return []
  const { tables, methodology } = context
  const year = number(values.year)
  return [
    {
      ...{ key: null, label: null, year, values },
      parts: async (column) => {
        const rows = await tables.rows<Cells>('5-indicators', 'progress', [...KEYS, column], {
          where: `level = 'rt' AND kind = 'surveyed' AND year = ? AND ${OF_METHODOLOGY}`,
          parameters: [year, methodology.id, methodology.id],
        })
        return partsOfRt(context, { table: 'progress', year, column }, rows)
      },
    },
  ]
}

/** The newest year that works are expected to make, where it is the newest of all. */
export async function projectedRows(context: RowContext, columns: readonly string[]): Promise<FoundRow[]> {
  const values = (await yearsOf(context, columns)).at(-1)
  if (values?.kind !== 'projected') return []
  const { tables, methodology, unit } = context
  const year = number(values.year)
  const of = (table: string, when: string, at: number | null, column: string) =>
    tables.rows<Cells>(
      '5-indicators',
      table,
      ['level', 'unit_id', when, 'methodology', 'criterion', column],
      {
        where: `level = ? AND ${when} IS NOT DISTINCT FROM ? AND ${OF_METHODOLOGY}`,
        parameters: [unit.level, at, methodology.id, methodology.id],
        order: 'criterion',
        of: { unit_id: unit.unit_id },
      },
    )
  return [
    {
      ...{ key: null, label: null, year, values },
      // Criteria without works stay as the survey found them.
      parts: async () => {
        const after = await of('progress_criteria', 'year', year, 'score_end')
        const surveyed = await of('criterion_scores', 'vintage', number(values.baseline_vintage), 'score')
        const ends = new Map(after.map(({ criterion, score_end }) => [criterion, score_end]))
        return surveyed.map(({ criterion, score }) =>
          part(String(criterion), ends.has(criterion!) ? ends.get(criterion!) : score),
        )
      },
    },
  ]
}
