import type { City } from '../../city.ts'
import { describedTable, NUMBERS_FILE } from '../../layers/described-tables.ts'
import type { Confidence } from '../../methodology/read.ts'
import type { Text } from '../../store/index.ts'
import { conditionNames, parseCondition } from '../../values/condition.ts'
import { formulaNames, parseFormula } from '../../values/formula.ts'
import { namesIn } from '../../values/published-place.ts'
import type { NumberRule, PublishedPlace } from '../../values/traced-numbers.ts'
import { ownYaml } from '../../yaml-file.ts'

/** Where a number stands: a kind of row, the published table that has its columns, and what its parts are. */
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
  within?: string
  otherwise?: ({ when: string } & Text)[]
  published?: { file: string; column: string; rows: Text }
  source: string
  confidence: Confidence
  files: string[]
}

let entries: NumberEntry[] | undefined

/**
 * The numbers of `schemas/numbers.yaml` in their order.
 * @throws RangeError for a formula or condition that is none, a column that no published table has, and a condition that
 *   names what is not told beside the number
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
    const source = sources[written.source]
    if (source === undefined) throw new RangeError(`number ${written.id} has no source`)
    return { row: written.row, files: written.files, rule: readRule(written, source) }
  })
}

/** A rule as it is written. @throws RangeError as {@link numberEntries} */
export function readRule(
  written: Omit<WrittenNumber, 'files' | 'source'>,
  source: Text,
): NumberEntry['rule'] {
  const { table, parts } = ROWS[written.row]
  const answers = Object.entries(written.answers).map(([column, formula]) => ({ column, formula }))
  const [first] = answers
  if (first === undefined) throw new RangeError(`number ${written.id} has no answer`)
  const { within = null, otherwise = [] } = written
  const names = [...answers.map(({ formula }) => formula), within].flatMap((formula) =>
    formula === null ? [] : [formulaNames(parseFormula(formula))],
  )
  const own = new Set([...names.flatMap((one) => one.own), ...(written.with ?? [])])
  const ofParts = new Set(names.flatMap((one) => one.ofParts))
  const told = new Set([...answers.map(({ column }) => column), ...own])
  for (const { when } of otherwise) {
    const read = conditionNames(parseCondition(when))
    const unknown = [
      ...read.own.filter((name) => !told.has(name)),
      ...read.ofParts.filter((name) => !ofParts.has(name)),
    ]
    if (unknown.length > 0)
      throw new RangeError(`number ${written.id}: "${when}" names ${unknown.join(', ')}, which it has not`)
  }
  const answer = columnOf(table, first.column)
  return {
    ...{ id: written.id, title: written.title ?? answer.title, table, answers },
    inputs: [...own].map((column) => ({ column, ...columnOf(table, column) })),
    ...{ unit: answer.unit, parts: ofParts.size > 0 ? parts : null, rule: written.rule },
    ...{ within, otherwise, source, confidence: written.confidence },
    published: placeOf(written, table, told),
  }
}

function placeOf(
  { answers, published }: Pick<WrittenNumber, 'answers' | 'published'>,
  table: string,
  told: ReadonlySet<string>,
): PublishedPlace {
  if (published === undefined)
    return { file: `tables/${table}.csv`, columns: Object.keys(answers), rows: null, names: [] }
  const { file, column, rows } = published
  const named = namesIn([rows.id, rows.en])
  return { file, columns: [column], rows, names: named.filter((name) => !told.has(name)) }
}

/** Columns that no table has, made of others by the reader of their row. */
const MADE: Record<string, { title: Text; unit: string | null }> = {
  along_road_m: { title: { id: 'Lewat jalan', en: 'Along roads' }, unit: 'm' },
  asked_of: { title: { id: 'Yang ditanyai', en: 'Asked of' }, unit: null },
  score_max_not_slum: {
    title: { id: 'Nilai tertinggi yang tidak kumuh', en: 'Highest score that is no slum' },
    unit: null,
  },
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
