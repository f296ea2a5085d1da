import { tableSchema } from '../store/index.ts'
import type { Draft } from './draft.ts'
import type { Trial } from './trial.ts'

/** What offices write for the official values, in small letters. */
const KNOWN_WORDS: Record<string, Record<string, string>> = {
  'decrees.kind': {
    sk: 'decree',
    'surat keputusan': 'decree',
    keputusan: 'decree',
    verifikasi: 'verification',
  },
  'networks.kind': { jalan: 'road', 'jalan lingkungan': 'road', drainase: 'drain', saluran: 'drain' },
  'admin_units.level': { desa: 'kelurahan', 'kelurahan/desa': 'kelurahan' },
  'zones.land_legality': {
    ilegal: 'tidak legal',
    'non legal': 'tidak legal',
    '+': 'legal',
    '-': 'tidak legal',
  },
  'poverty_targets.moment': { baseline: 'awal', endline: 'akhir' },
}

/**
 * Translates the words of columns that hold one of a few official values (`Legal` to `legal`). A word that is none of them becomes null and
 * marks the column for checking: it is set aside otherwise, and its record with it. Changes the draft.
 *
 * @returns whether something was changed, so that another trial is worth it
 */
export function translateValues(draft: Draft, { words }: Trial): boolean {
  const schema = tableSchema(draft.table)
  let changed = false
  for (const [name, met] of words) {
    const allowed = schema.columns.find((column) => column.name === name)?.values ?? []
    const known = draft.source.values?.[name]
    if (known || [...met].every((word) => allowed.includes(word))) continue
    const official = new Map([
      ...Object.entries(KNOWN_WORDS[`${draft.table}.${name}`] ?? {}),
      ...allowed.map((value) => [plain(value), value] as const),
    ])
    const translated = [...met].sort().map((word) => [word, official.get(plain(word)) ?? null] as const)
    if (translated.some(([, value]) => value === null)) draft.unsure.add(name)
    draft.source.values = { ...draft.source.values, [name]: Object.fromEntries(translated) }
    changed = true
  }
  return changed
}

function plain(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}
