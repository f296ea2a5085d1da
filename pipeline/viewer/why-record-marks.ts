import { formatNumber, type Lang, t } from './i18n.ts'
import type { RtPart } from './why-rt-parts.ts'

/** Places of files in the order in which rows name them. */
export function filesNamed(places: readonly (number | null)[]): number[] {
  return [...new Set(places.filter((place) => place !== null))]
}

const LETTERS = 26

/** The sign of one of several files: A to Z, then AA, AB. */
export function letterOf(place: number): string {
  const last = String.fromCharCode(65 + (place % LETTERS))
  return place < LETTERS ? last : `${letterOf(Math.floor(place / LETTERS) - 1)}${last}`
}

/** `rec. 48`; of several files each with its letter: `rec. A48`. */
export function recordMark(
  lang: Lang,
  files: readonly number[],
  source: number | null,
  row: number | null,
): string | null {
  if (source === null || row === null) return null
  const letter = files.length > 1 ? `${letterOf(files.indexOf(source))}\u00a0` : ''
  return t(lang, 'why_record', { n: `${letter}${formatNumber(lang, row)}` })
}

type Records = Pick<RtPart, 'source' | 'source_row' | 'denominator_source' | 'denominator_source_row'>

/**
 * The records of volume and denominator of an RT: one mark where both stand in one record, else each with what it is of.
 * @param volumes files of the volumes, as {@link filesNamed} has them
 */
export function recordMarks(
  lang: Lang,
  part: Records,
  volumes: readonly number[],
  denominators: readonly number[],
): string[] {
  const of = recordMark(lang, volumes, part.source, part.source_row)
  const against = recordMark(lang, denominators, part.denominator_source, part.denominator_source_row)
  if (of === against && part.source === part.denominator_source) return of === null ? [] : [of]
  return [
    ...(of === null ? [] : [`${t(lang, 'why_volume').toLowerCase()} ${of}`]),
    ...(against === null ? [] : [`${t(lang, 'why_denominator').toLowerCase()} ${against}`]),
  ]
}
