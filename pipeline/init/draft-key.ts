import { nameParts } from '../inspect/column-names.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { RECORD_PART } from '../mapping/mapping.ts'
import { tableSchema } from '../store/index.ts'
import type { Draft } from './draft.ts'
import type { Trial } from './trial.ts'

/** Words that name a key, the stronger first; abbreviations (`no`, `kd`) are written out before. */
const KEY_WORDS = ['id', 'uuid', 'kode', 'nomor']

/** Columns of the file in which every record has a value of its own; persons, dates and measures are no keys. */
function uniqueColumns({ fields, records }: LayerSummary): string[] {
  return fields
    .filter(
      ({ unique, filled, personal, kind }) =>
        unique && filled === records && personal === null && kind !== 'decimal' && kind !== 'date',
    )
    .map(({ name }) => name)
}

/**
 * The column whose name says that it is a key and whose values say so too, or null.
 * @param taken columns of the file that serve already
 */
export function namedKey(summary: LayerSummary, taken: ReadonlySet<string>): string | null {
  const free = uniqueColumns(summary).filter((name) => !taken.has(name))
  for (const word of KEY_WORDS) {
    const named = free.find((name) => nameParts(name).words.includes(word))
    if (named !== undefined) return named
  }
  return null
}

/** The template of a key made of the number of the record; ids are told apart by the source, numbers stay numbers. */
export function recordKey(column: string, id: string): string {
  return column === 'row_number' ? `{${RECORD_PART}}` : `${id}/{${RECORD_PART}}`
}

/**
 * Gives a draft whose trial found rows without a key, or with the key of another, a stronger one: first a column of the file in which every
 * value stands once, then the number of the record. Changes the draft.
 *
 * @returns whether something was changed, so that another trial is worth it
 */
export function strengthenKey(draft: Draft, summary: LayerSummary, trial: Trial): boolean {
  if (trial.rows > 0 && trial.incomplete === 0 && trial.repeated === 0) return false
  const { source } = draft
  const name = tableSchema(source.table).key.findLast(
    (column) => column.endsWith('_id') || column === 'row_number',
  )
  if (name === undefined || source.unpivot) return false
  const unique =
    name === 'row_number' ? undefined : (namedKey(summary, new Set()) ?? uniqueColumns(summary)[0])
  const choices = [...(unique ? [unique] : []), { template: recordKey(name, source.id) }]
  const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(source.columns[name]))
  const next = choices[at + 1]
  if (next === undefined) return false
  source.columns[name] = next
  draft.unsure.add(name)
  source.ignore = (source.ignore ?? []).filter((column) => column !== next)
  return true
}
