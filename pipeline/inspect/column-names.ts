import { fileURLToPath } from 'node:url'
import { tableSchemas } from '../store/table-schema.ts'
import { ownYaml } from '../yaml-file.ts'

/** Path of the spellings that columns have in the wild. */
export const COLUMN_NAMES_FILE = fileURLToPath(new URL('../../schemas/column-names.yaml', import.meta.url))

/** What columns are called in the wild, as `schemas/column-names.yaml` has it. */
export interface ColumnNames {
  abbreviations: Record<string, string>
  columns: Record<string, string[]>
  tables: Record<string, { words: string[]; columns: Record<string, string[]> }>
  code_parts: Record<'province' | 'city' | 'district' | 'unit', string[]>
  places: Record<'lon' | 'lat' | 'lonlat' | 'wkt' | 'geopoint', string[]>
  /** Whole names of columns that tell of one person. */
  personal: string[]
  /** Words that do so inside a name. */
  personal_words: string[]
  /** Words of those the records are not about. */
  personal_bystanders: string[]
  /** Words of telephone numbers and the like, which offices have too. */
  personal_contacts: string[]
  /** Words that make a name one of a count, a code or a state. */
  personal_unless: string[]
  /** Whole names that tell of a person only beside others. */
  personal_beside: string[]
}

let cache: ColumnNames | undefined

/** The spellings, read once. */
export function columnNames(): ColumnNames {
  cache ??= ownYaml(COLUMN_NAMES_FILE) as ColumnNames
  return cache
}

/** A column name taken apart for comparison. */
export interface NameParts {
  /** Words in lower case, abbreviations written out. */
  words: string[]
  /** The words in one run. */
  key: string
  /** What stands in parentheses at the end: `ha`, `unit`, `m2`. */
  unit: string | null
}

/** A column name that tells what it holds is shorter; what patterns read must not be without end. */
const MOST_CHARACTERS = 500

/**
 * `jumlahBangunan`, `JML_BGN` and `Jumlah Bangunan (unit)` are all `jumlah bangunan`. Of the path of a survey question (`grup_rumah/atap`) the
 * last part is the name; `RT/RW` and `Kab/Kota` are no paths.
 */
export function nameParts(name: string): NameParts {
  const plain = name
    .slice(0, MOST_CHARACTERS)
    .normalize('NFKC')
    .replace(/rt\s*[/_.-]?\s*rw/gi, 'RtRw')
    .replace(/kab\w*\s*\/\s*kota/gi, 'Kab Kota')
  const tail = /^_?[a-z][a-z0-9_]*\/.*[^/]$/.test(plain) ? plain.slice(plain.lastIndexOf('/') + 1) : plain
  const unit = /\(([^()]*)\)\s*$/.exec(tail)
  const words = tail
    .replace(/\([^()]*\)/g, ' ')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/rt rw/g, 'rtrw')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(writeOut)
  return { words, key: words.join(''), unit: unit?.[1]?.trim().toLowerCase() || null }
}

function writeOut(word: string): string {
  const { abbreviations } = columnNames()
  return Object.hasOwn(abbreviations, word) ? abbreviations[word]! : word
}

/** How well a name fits one of the spellings, 0 to 1, and the spelling it fits best. */
export interface NameMatch {
  score: number
  spelling: string | null
}

const NO_MATCH: NameMatch = { score: 0, spelling: null }
/** Length at which a DBF cuts a column name. */
const DBF_NAME = 10

/** Compares a column name with spellings; the first of equally good ones is given. */
export function matchName(name: string, spellings: readonly string[]): NameMatch {
  const own = nameParts(name)
  if (own.key === '') return NO_MATCH
  const isCut = name.length === DBF_NAME
  let best = NO_MATCH
  for (const spelling of spellings) {
    const other = nameParts(spelling)
    const score = similarity(own, other, isCut)
    if (score > best.score) best = { score, spelling }
  }
  return best
}

function similarity(own: NameParts, other: NameParts, isCut: boolean): number {
  if (own.key === other.key) return 1
  if (isCut && own.key.length >= 8 && other.key.startsWith(own.key)) return 0.9
  if (own.key.length >= 6 && other.key.length >= 6 && isOneEditAway(own.key, other.key)) return 0.85
  const shared = other.words.filter((word) => own.words.includes(word)).length
  if (shared === 0) return 0
  const dice = (2 * shared) / (own.words.length + other.words.length)
  // One shared word of two or three (`nama`, `kode`, `luas`) says little.
  return shared === 1 ? dice * 0.55 : dice * 0.85
}

function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
}

/** Every spelling of a canonical column: those of the file, the titles and the name of the schema itself; none where its table has an empty list. */
export function spellingsOf(table: string, column: string): string[] {
  const { columns, tables } = columnNames()
  const own = tables[table]?.columns[column]
  if (own?.length === 0) return []
  const schema = tableSchemas()
    .get(table)
    ?.columns.find(({ name }) => name === column)
  const titles = schema ? [schema.title.id, schema.title.en] : []
  return [
    ...(own ?? []),
    ...(columns[column] ?? []),
    column,
    ...titles.map((title) => title.replace(/ \(.*\)$/, '')),
  ]
}
