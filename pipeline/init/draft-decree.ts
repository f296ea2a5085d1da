import { decreeValue, UNKNOWN_DECREE } from '../city.ts'
import type { TriedDraft } from './city-yaml.ts'
import type { Draft } from './draft.ts'

/** The decree in force as the files tell it. */
export interface DecreeFound {
  number: string
  /** Source and column that it was read from. */
  source: string
  column: string
  /** Other numbers there, of fewer rows, sorted. */
  others: string[]
}

/** Whether a decree number is wanted and no column of the file gives one. */
export function lacksDecree({ source }: Draft): boolean {
  return decreeValue(source) === UNKNOWN_DECREE
}

/**
 * The decree that most zones belong to, else that of most rows of another source; null where no file has a number.
 * @param tried sources whose mapping was run
 */
export function decreeFound(tried: readonly TriedDraft[]): DecreeFound | null {
  const telling = tried.filter(
    ({ obstacle, trial }) => obstacle === null && trial !== null && trial.decrees.size > 0,
  )
  const from = telling.find(({ table }) => table === 'zones') ?? telling[0]
  if (from === undefined) return null
  const counts = new Map<string, number>()
  for (const { table, trial } of telling) {
    if (table !== from.table) continue
    for (const [number, rows] of trial!.decrees) counts.set(number, (counts.get(number) ?? 0) + rows)
  }
  const [[number], ...others] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1)) as [
    [string, number],
    ...[string, number][],
  ]
  const owner = telling.find((one) => one.table === from.table && one.trial!.decrees.has(number))!
  const mapping = owner.source.columns.decree_number
  return {
    number,
    source: owner.source.id,
    column: typeof mapping === 'string' ? mapping : 'decree_number',
    others: others.map(([other]) => other).sort(),
  }
}

/** Gives a source without a decree number that of the others, else the one the command line states. Changes the draft. */
export function fillDecree(draft: Draft, found: DecreeFound | null, stated: string | null): void {
  if (!lacksDecree(draft)) return
  if (found !== null) draft.source.columns.decree_number = { value: found.number }
  else if (stated !== null) {
    draft.source.columns.decree_number = { value: stated }
    draft.unsure.delete('decree_number')
  }
}
