import { type Text, tableSchema } from '../store/index.ts'
import { numberText } from '../values/written-number.ts'
import { tokenise } from './tokens.ts'

/** What the answers of a column are called, by column. */
export type AnswerNames = ReadonlyMap<string, Readonly<Record<string, Text>>>

/** Words of the grammar of `condition.ts`; what is longer stands before what it begins with. */
const WORDS: readonly (readonly [grammar: string, id: string, en: string])[] = [
  ['is not given', 'kosong', 'is empty'],
  ['is given', 'terisi', 'is filled in'],
  ['not in', 'bukan salah satu dari', 'is none of'],
  ['in', 'salah satu dari', 'is one of'],
  ['and unknown', 'dan selebihnya tidak diketahui', 'and the rest is not known'],
  ['unknown', 'tidak diketahui', 'it is not known'],
  ['and', 'dan', 'and'],
  ['or', 'atau', 'or'],
  ['not', 'bukan', 'not'],
  ['<=', 'paling banyak', 'at most'],
  ['>=', 'sedikitnya', 'at least'],
  ['<>', 'bukan', 'is not'],
  ['<', 'kurang dari', 'less than'],
  ['>', 'lebih dari', 'more than'],
  ['*', 'kali', 'times'],
  ['/', 'dibagi', 'over'],
]
const SPLIT = WORDS.map(([grammar, ...words]) => ({ tokens: grammar.split(' '), words }))

/**
 * A condition of `condition.ts` as a person reads it, in both languages: columns by their titles, answers by what they are
 * called, the rest in words: `Toilet is one of («None or not used») or Floor area less than 7.2 times Household members`.
 * @param text a condition that holds no fault
 * @param names of answers; one that has none stands as it is written
 */
export function conditionWords(text: string, table: string, names: AnswerNames): Text {
  return { id: inWords(text, table, names, 'id'), en: inWords(text, table, names, 'en') }
}

function inWords(text: string, table: string, names: AnswerNames, lang: keyof Text): string {
  const tokens = tokenise(text)
  const { columns } = tableSchema(table)
  const columnOf = (at: number) => {
    const token = tokens[at]
    return token?.kind === 'name' ? columns.find(({ name }) => name === token.text) : undefined
  }
  const pieces: string[] = []
  // The column whose answers what follows may name.
  let asked: ReturnType<typeof columnOf>
  for (let at = 0; at < tokens.length; ) {
    const { kind, text: token } = tokens[at]!
    const column = columnOf(at)
    const word = SPLIT.find((one) =>
      one.tokens.every((part, i) => tokens[at + i]?.text === part && tokens[at + i]?.kind !== 'text'),
    )
    if (column !== undefined) asked = column
    if (column !== undefined) pieces.push(column.title[lang])
    else if (word !== undefined) pieces.push(word.words[lang === 'id' ? 0 : 1]!)
    else if (asked?.answers?.includes(token)) pieces.push(`«${answerName(asked, token, names, lang)}»`)
    else if (kind === 'number') pieces.push(numberText(Number(token), lang))
    else pieces.push(token)
    at += column === undefined ? (word?.tokens.length ?? 1) : 1
  }
  return pieces.join(' ').replaceAll('( ', '(').replaceAll(' )', ')').replaceAll(' ,', ',')
}

function answerName(
  { name, labels }: { name: string; labels: Record<string, Text> | null },
  answer: string,
  names: AnswerNames,
  lang: keyof Text,
): string {
  return (names.get(name)?.[answer] ?? labels?.[answer])?.[lang] ?? answer.replaceAll('_', ' ')
}
