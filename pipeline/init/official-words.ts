import { tableSchema } from '../store/index.ts'

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

const WORDS_MAX = 100
const SPELLINGS_MAX = 1000

/** Words met in a column that may hold a few official values only. */
export class MetWords {
  /** Spellings with the official value they stand for (`Legal`: `legal`). */
  readonly known = new Map<string, string>()
  /** The first words that stand for none. */
  readonly unknown = new Set<string>()
  /** There are more of those. */
  hasMore = false
  readonly #official: ReadonlyMap<string, string>
  readonly #allowed: ReadonlySet<string>

  constructor(table: string, column: string) {
    const allowed = tableSchema(table).columns.find(({ name }) => name === column)?.values ?? []
    this.#allowed = new Set(allowed)
    this.#official = new Map([
      ...Object.entries(KNOWN_WORDS[`${table}.${column}`] ?? {}),
      ...allowed.map((value) => [plainWord(value), value] as const),
    ])
  }

  add(word: string): void {
    if (this.#allowed.has(word)) return
    const official = this.#official.get(plainWord(word))
    if (official !== undefined) {
      if (this.known.size < SPELLINGS_MAX) this.known.set(word, official)
    } else if (this.unknown.size < WORDS_MAX) this.unknown.add(word)
    else if (!this.unknown.has(word)) this.hasMore = true
  }
}

function plainWord(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}
