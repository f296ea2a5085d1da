import type { LayerSummary } from '../inspect/types.ts'
import { RECORD_PART } from '../mapping/mapping.ts'
import { tableSchema } from '../store/index.ts'
import type { Draft } from './draft.ts'
import type { Trial } from './trial.ts'

/**
 * Gives a draft whose trial found rows without a key, or with the key of another, a stronger one: first a column of the file in which every
 * value stands once, then the number of the record. Changes the draft.
 *
 * @returns whether something was changed, so that another trial is worth it
 */
export function strengthenKey(draft: Draft, summary: LayerSummary, trial: Trial): boolean {
  if (trial.rows > 0 && trial.incomplete === 0 && trial.repeated === 0) return false
  const { source } = draft
  const name = tableSchema(source.table).key.findLast((column) => column.endsWith('_id'))
  if (name === undefined || source.unpivot) return false
  const unique = summary.fields.find(
    (field) =>
      field.unique && field.filled === summary.records && field.personal === null && field.kind !== 'decimal',
  )
  const choices = [...(unique ? [unique.name] : []), { template: `${source.table}/{${RECORD_PART}}` }]
  const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(source.columns[name]))
  const next = choices[at + 1]
  if (next === undefined) return false
  source.columns[name] = next
  draft.unsure.add(name)
  source.ignore = (source.ignore ?? []).filter((column) => column !== next)
  return true
}
