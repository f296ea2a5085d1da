import type { City } from '../../city.ts'
import { describedTable, NUMBERS_FILE } from '../../layers/described-tables.ts'
import type { Confidence } from '../../methodology/read.ts'
import type { Text } from '../../store/index.ts'
import { formulaNames, parseFormula } from '../../values/formula.ts'
import type { NumberRule } from '../../values/traced-numbers.ts'
import { ownYaml } from '../../yaml-file.ts'

/** Where a number stands: a kind of row, its published table, and what its parts are. */
export const ROWS = {
  densities: { table: 'densities', parts: null },
  score_totals: { table: 'score_totals', parts: 'rt' },
  aspect_scores: { table: 'aspect_scores', parts: 'criterion' },
  sectoral: { table: 'score_totals', parts: 'aspect' },
  slum_survey: { table: 'progress', parts: 'rt' },
  progress: { table: 'progress', parts: 'year' },
  projected: { table: 'progress', parts: 'criterion' },
  change: { table: 'change_totals', parts: null },
  zone_access: { table: 'zone_access', parts: null },
  household_indicators: { table: 'household_indicators', parts: null },
} as const satisfies Record<string, Pick<NumberRule, 'table' | 'parts'>>

export type RowKind = keyof typeof ROWS

/** A rule with what it takes to find its rows. */
export interface NumberEntry {
  row: RowKind
  /** Canonical tables whose files it was made from. */
  files: string[]
  rule: Omit<NumberRule, 'files'>
}

/** The rules with the sources of a city that its numbers were made from. */
export function numberRules({ sources }: Pick<City, 'sources'>): NumberRule[] {
  return numberEntries().map(({ rule, files }) => ({
    ...rule,
    files: sources.flatMap(({ id, table }) => (files.includes(table) ? [id] : [])),
  }))
}

interface WrittenNumber {
  id: string
  row: RowKind
  title?: Text
  answers: Record<string, string | null>
  with?: string[]
  rule: Text
  otherwise?: Text
  source: string
  confidence: Confidence
  files: string[]
}

let entries: NumberEntry[] | undefined

/**
 * The numbers of `schemas/numbers.yaml` in their order.
 * @throws RangeError for a formula that is none, and a column that no published table has
 */
export function numberEntries(): readonly NumberEntry[] {
  entries ??= readEntries()
  return entries
}

function readEntries(): NumberEntry[] {
  const { sources, numbers } = ownYaml(NUMBERS_FILE) as {
    sources: Record<string, Text>
    numbers: WrittenNumber[]
  }
  return numbers.map((written) => {
    const { table, parts } = ROWS[written.row]
    const answers = Object.entries(written.answers).map(([column, formula]) => ({ column, formula }))
    const names = answers.map(({ formula }) =>
      formula === null ? null : formulaNames(parseFormula(formula)),
    )
    const own = new Set([...names.flatMap((one) => one?.own ?? []), ...(written.with ?? [])])
    const adds = names.some((one) => (one?.ofParts.length ?? 0) > 0)
    const [first] = answers
    const source = sources[written.source]
    if (first === undefined || source === undefined)
      throw new RangeError(`number ${written.id} lacks answer or source`)
    const answer = columnOf(table, first.column)
    const rule: NumberEntry['rule'] = {
      ...{ id: written.id, title: written.title ?? answer.title, table, answers },
      inputs: [...own].map((column) => ({ column, ...columnOf(table, column) })),
      ...{ unit: answer.unit, parts: adds ? parts : null, rule: written.rule },
      ...{ otherwise: written.otherwise ?? null, source, confidence: written.confidence },
    }
    return { row: written.row, files: written.files, rule }
  })
}

/** Columns that no table has, made of others by the reader of their row. */
const MADE: Record<string, { title: Text; unit: string }> = {
  along_road_m: { title: { id: 'Lewat jalan', en: 'Along roads' }, unit: 'm' },
}

/** Begins the names of columns of the first survey. */
export const START = 'start_'

function columnOf(table: string, name: string): { title: Text; unit: string | null } {
  const made = MADE[name]
  if (made !== undefined) return made
  if (name.startsWith(START)) {
    const { title, unit } = columnOf(table, name.slice(START.length))
    return { title: { id: `${title.id}, survei pertama`, en: `${title.en}, first survey` }, unit }
  }
  const column = describedTable(table).columns.get(name)
  if (column === undefined) throw new RangeError(`${table} has no column ${name}: schemas/numbers.yaml`)
  return { title: column.title, unit: column.unit }
}
