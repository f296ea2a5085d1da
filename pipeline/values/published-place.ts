import type { NumberRule, PublishedPlace, TracedNumber } from './traced-numbers.ts'

const NAMED = /\{([a-z_]+)\}/g

/** Which rows of the file are the number, with the values of the unit in it; null for the one row of the unit. */
export function rowsText(
  { rows }: PublishedPlace,
  { values }: Pick<TracedNumber, 'values'>,
  lang: 'id' | 'en',
): string | null {
  return rows === null ? null : rows[lang].replaceAll(NAMED, (_, name: string) => String(values[name] ?? '?'))
}

/** Columns that a text about rows names, each once. */
export function namesIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map(([, name]) => name!)))]
}

/** Columns of the values of a number in their order: answers, inputs, and what only its rows are told by. */
export function valueColumns({
  answers,
  inputs,
  published,
}: Pick<NumberRule, 'answers' | 'inputs' | 'published'>): string[] {
  const columns = [...answers, ...inputs].map(({ column }) => column)
  return [...new Set([...columns, ...published.names])]
}
