import { formatNumber, type Lang } from './i18n.ts'

/** The sum of a column: at least so much while a number of it is not known, and nothing where none is. */
export function columnSum(values: readonly (number | null)[], lang: Lang): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return ''
  const sum = formatNumber(
    lang,
    known.reduce((all, value) => all + value, 0),
  )
  return known.length < values.length ? `≥ ${sum}` : sum
}

/** Whether the people of the RT add up to those of their zone; null where the people of the zone are not known. */
export function addsUp(
  population: number | null,
  parts: readonly { population: number | null }[],
): boolean | null {
  if (population === null) return null
  return parts.reduce((all, part) => all + (part.population ?? Number.NaN), 0) === population
}
