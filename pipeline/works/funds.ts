import { displayPath } from '../city.ts'
import type { Text } from '../store/index.ts'
import { readYaml } from '../yaml-file.ts'
import { FUNDS_FILE } from './files.ts'

/** Who pays, under one name for all spellings. */
export interface Fund {
  kind: string
  label: Text
  names: readonly string[]
  words: readonly string[]
}

/** Kind of what is stated and fits no other. */
const OTHER = 'lainnya'
/** Kind of what several pay for. */
const SEVERAL = 'campuran'

let cache: readonly Fund[] | undefined

/**
 * Reads `data/reference/fund-sources.yaml`.
 * @throws UserError `config` naming the line when the file is not valid YAML.
 */
export function loadFunds(): readonly Fund[] {
  cache ??= (readYaml(FUNDS_FILE, displayPath(FUNDS_FILE)).value as { funds: Fund[] }).funds
  return cache
}

/**
 * The kind of a fund as a list writes it (`APBD II (KOTA/KAB)` -> `APBD kota`, `APBN/APBD` -> `campuran`); null where none
 * is stated.
 */
export function fundKind(text: string | null, funds: readonly Fund[] = loadFunds()): string | null {
  const stated = comparable(text ?? '')
  if (stated === '') return null
  const named = funds.find(({ kind, names }) => [kind, ...names].some((name) => comparable(name) === stated))
  if (named !== undefined) return named.kind
  const kinds = kindsIn(stated, funds)
  return kinds.size > 1 ? SEVERAL : ([...kinds][0] ?? OTHER)
}

/** The kinds whose words a text holds: the longest words are read first, and what was read is read no more. */
function kindsIn(stated: string, funds: readonly Fund[]): Set<string> {
  const words = funds
    .flatMap(({ kind, words }) => words.map((word) => ({ kind, word: comparable(word) })))
    .sort((a, b) => b.word.length - a.word.length)
  const kinds = new Set<string>()
  let rest = stated
  for (const { kind, word } of words) {
    while (holds(rest, word)) {
      kinds.add(kind)
      rest = ` ${rest} `.replace(` ${word} `, ' | ').trim()
    }
  }
  return kinds
}

/** Whole words only: `apbd i` is not in `apbd ii`. */
function holds(text: string, words: string): boolean {
  return ` ${text} `.includes(` ${words} `)
}

function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
