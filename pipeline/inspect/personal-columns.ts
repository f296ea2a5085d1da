import { type Column, tableSchemas } from '../store/table-schema.ts'
import { columnNames, type NameParts, nameParts, spellingsOf } from './column-names.ts'
import type { FieldSummary } from './types.ts'

/** Share of cells with a NIK, KK or telephone number from which a whole column is taken to be personal. */
const PERSONAL_SHARE = 0.2
/** Length at which a DBF cuts a column name, and letters that must be left of a word for it to be known. */
const DBF_NAME = 10
const CUT_WORD = 5
const CUT_KEY = 8

/** What is asked of a column to tell whether its values are of a person. */
export interface PersonalTraits {
  name: string
  /** Share of the cells that hold a NIK, a KK number or a telephone number, 0 to 1. */
  personalShare: number
  /** All cells are small whole numbers: `penghuni` is then how many live there. */
  areCounts?: boolean
}

interface PersonalNames {
  /** Tell of a person wherever they stand, as the whole name. */
  always: ReadonlySet<string>
  /** Words, one after the other, that do so inside a longer name. */
  words: readonly string[][]
  /** Words that make a name one of a count, a code or a state instead. */
  unless: ReadonlySet<string>
  /** Tell of a person beside the others. */
  beside: ReadonlySet<string>
  /** How to reach somebody, be it an office: of itself no sign that the records are persons. */
  contacts: readonly string[][]
  /** Words of those who hold an office or did the survey, and of addresses: the records are not about them. */
  bystanders: readonly string[][]
}

let cache: PersonalNames | undefined

function personalNames(): PersonalNames {
  if (cache) return cache
  const secret = [...tableSchemas().values()].flatMap((table) =>
    table.columns.filter(isSecret).flatMap((column) => spellingsOf(table.name, column.name)),
  )
  const names = columnNames()
  const keys = (spellings: string[]) => new Set(spellings.map((spelling) => nameParts(spelling).key))
  const inWords = (spellings: string[]) => spellings.map((spelling) => nameParts(spelling).words)
  cache = {
    always: keys([...secret, ...names.personal]),
    words: inWords([...names.personal_words, ...names.personal_bystanders]),
    unless: new Set(names.personal_unless.flatMap((word) => nameParts(word).words)),
    beside: keys(names.personal_beside),
    contacts: inWords(names.personal_contacts),
    bystanders: inWords(names.personal_bystanders),
  }
  return cache
}

/** Whether a column of a table is dropped while reading, because it tells of a person. */
export function isSecret({ privacy }: Pick<Column, 'privacy'>): boolean {
  return privacy === 'secret'
}

/**
 * Which columns tell of persons, by name or because their cells hold NIK, KK or telephone numbers: their values are
 * not to be shown. A column such as `nama` does where another personal column, or a single such number, stands beside it.
 */
export function personalColumns(
  columns: readonly PersonalTraits[],
): Map<string, NonNullable<FieldSummary['personal']>> {
  const names = personalNames()
  const personal = new Map<string, NonNullable<FieldSummary['personal']>>()
  for (const { name, personalShare, areCounts } of columns) {
    if (isPersonalName(name, areCounts ?? false)) personal.set(name, 'name')
    else if (personalShare >= PERSONAL_SHARE) personal.set(name, 'values')
  }
  if (personal.size > 0 || columns.some(({ personalShare }) => personalShare > 0)) {
    for (const { name } of columns) {
      if (!personal.has(name) && names.beside.has(nameParts(name).key)) personal.set(name, 'name')
    }
  }
  return personal
}

/**
 * Whether the records of a layer are persons: a column names them or holds their numbers. Those who hold an office or
 * did the survey, addresses, ways to reach somebody and bare names, which may be of places, do not make a layer such a list.
 */
export function listsPersons(fields: readonly Pick<FieldSummary, 'name' | 'personal'>[]): boolean {
  const { beside, bystanders, contacts } = personalNames()
  return fields.some(({ name, personal }) => {
    const holds = (words: readonly string[]) => holdsWords(nameParts(name), words, name.length === DBF_NAME)
    if (personal === 'values') return !contacts.some(holds)
    if (personal !== 'name' || contacts.some(holds) || beside.has(nameParts(name).key)) return false
    return !bystanders.some(holds)
  })
}

function isPersonalName(name: string, areCounts: boolean): boolean {
  const { always, words, unless, beside } = personalNames()
  const parts = nameParts(name)
  const isCut = name.length === DBF_NAME
  if (always.has(parts.key)) return true
  if (areCounts || beside.has(parts.key) || parts.words.some((word) => unless.has(word))) return false
  if (isCut && parts.key.length >= CUT_KEY && [...always].some((key) => key.startsWith(parts.key)))
    return true
  return words.some((wanted) => holdsWords(parts, wanted, isCut))
}

/** Whether the words stand in the name one after the other; `namapemilik` and, where a DBF cut it, `nama pemil` hold `pemilik`. */
function holdsWords({ words }: NameParts, wanted: readonly string[], isCut: boolean): boolean {
  return words.some((_, start) =>
    wanted.every((want, offset) => {
      const word = words[start + offset]
      if (word === undefined) return false
      if (word === want || word === `nama${want}`) return true
      const isLast = start + offset === words.length - 1
      const stem = word.replace(/^nama(?=.)/, '')
      return isCut && isLast && stem.length >= CUT_WORD && want.startsWith(stem)
    }),
  )
}
