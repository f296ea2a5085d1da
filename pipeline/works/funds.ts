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

let cache: readonly Fund[] | undefined

/**
 * Reads `data/reference/fund-sources.yaml`.
 * @throws UserError `config` naming the line when the file is not valid YAML.
 */
export function loadFunds(): readonly Fund[] {
  cache ??= (readYaml(FUNDS_FILE, displayPath(FUNDS_FILE)).value as { funds: Fund[] }).funds
  return cache
}

/** The kind of a fund as a list writes it (`APBD II (KOTA/KAB)` -> `APBD kota`); null where none is stated. */
export function fundKind(text: string | null, funds: readonly Fund[] = loadFunds()): string | null {
  const stated = comparable(text ?? '')
  if (stated === '') return null
  const named = funds.find(({ kind, names }) => [kind, ...names].some((name) => comparable(name) === stated))
  const worded = () => funds.find(({ words }) => words.some((word) => holds(stated, comparable(word))))
  return (named ?? worded())?.kind ?? OTHER
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
