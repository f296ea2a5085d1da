import type { Draft } from './draft.ts'
import type { Trial } from './trial.ts'

/**
 * Translates the words of columns that hold one of a few official values (`Legal` to `legal`). A word that is none of them is left as it is,
 * so that the ingest reports it, and marks the column for checking. Changes the draft.
 *
 * @returns whether a translation was added, so that another trial is worth it
 */
export function translateValues(draft: Draft, { words }: Trial): boolean {
  let changed = false
  for (const [name, { known, unknown, hasMore }] of words) {
    if (unknown.size > 0) {
      draft.unsure.add(name)
      draft.unknownWords.set(name, { words: [...unknown].sort(), hasMore })
    }
    if (known.size === 0 || draft.source.values?.[name]) continue
    const translated = Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1)))
    draft.source.values = { ...draft.source.values, [name]: translated }
    changed = true
  }
  return changed
}
