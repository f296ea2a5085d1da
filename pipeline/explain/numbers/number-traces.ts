import { formulaNames, parseFormula } from '../../values/formula.ts'
import { valueColumns } from '../../values/published-place.ts'
import type { TracedNumber } from '../../values/traced-numbers.ts'
import type { FoundPart, FoundRow, RowContext } from './row-context.ts'
import { READERS } from './rows.ts'
import { type NumberEntry, numberEntries, type RowKind } from './rules.ts'

/** A number with the records of its parts by the ids of their sources. */
export type NumberTrace = Omit<TracedNumber, 'parts'> & { parts: FoundPart[] }

/**
 * Every number of `schemas/numbers.yaml` that a unit has, in their order: only what the release publishes, as the readers read
 * no row and no column that it holds back, and of the year alone that is asked for (of no year are distances and the like).
 */
export async function numberTraces(context: RowContext): Promise<NumberTrace[]> {
  const entries = numberEntries()
  const found = new Map<RowKind, FoundRow[]>()
  for (const kind of new Set(entries.map(({ row }) => row))) {
    const columns = entries.filter(({ row }) => row === kind).flatMap(({ rule }) => valueColumns(rule))
    found.set(kind, await READERS[kind](context, [...new Set(columns)]))
  }
  const traces: NumberTrace[] = []
  for (const entry of entries)
    for (const row of found.get(entry.row)!) {
      const trace = await traceOf(entry, row)
      if (trace !== null && isOf(context, trace)) traces.push(trace)
    }
  return traces
}

function isOf({ asked }: RowContext, { year }: NumberTrace): boolean {
  return asked === null || year === null || year === asked
}

async function traceOf(
  entry: NumberEntry,
  { key, label, year, values, parts }: FoundRow,
): Promise<NumberTrace | null> {
  const { rule } = entry
  if (rule.answers.every(({ column }) => (values[column] ?? null) === null)) return null
  const added = rule.answers.flatMap(({ formula }) =>
    formula === null ? [] : formulaNames(parseFormula(formula)).ofParts,
  )
  return {
    ...{ number: rule.id, key, label, year },
    values: Object.fromEntries(valueColumns(rule).map((column) => [column, values[column] ?? null])),
    parts: added[0] === undefined ? [] : await parts(added[0]),
  }
}
