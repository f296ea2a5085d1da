import { type Lang, t } from './i18n.ts'
import { amount, bandPercent, exact } from './why-numbers.ts'
import type { PublishedTrace, TracedWay } from './why-trace.ts'

type Works = TracedWay['works'][number]

/** Decimals of a volume that works were taken from: as many as the tables have, so that the arithmetic holds as printed. */
const VOLUME_DECIMALS = 9

/**
 * What works make of a volume, as a line of arithmetic: only the part of the works that found a need is taken from it. Null
 * where the volume is not known.
 */
export function worksText(
  { bands }: Pick<PublishedTrace, 'bands'>,
  works: Works,
  unit: string,
  lang: Lang,
): string | null {
  const { year, baseline_vintage, volume_start, volume_works, volume_end, percent_end, score_end } = works
  if (year === null || volume_start === null || volume_works === null || volume_end === null) return null
  const beyond = works.works_beyond_need ?? 0
  const of = (value: number) => amount(lang, value, unit, VOLUME_DECIMALS)
  const told =
    beyond === 0 ? '' : ` ${t(lang, 'why_works_beyond', { works: of(volume_works), beyond: of(beyond) })}`
  return t(lang, 'why_works_line', {
    year: String(year),
    since: baseline_vintage === null ? '' : t(lang, 'why_works_since', { year: String(baseline_vintage) }),
    start: of(volume_start),
    works: `${of(volume_works - beyond)}${told}`,
    end: of(volume_end),
    percent: percent_end === null ? t(lang, 'why_not_known') : bandPercent({ bands }, percent_end, lang),
    score: score_end === null ? '—' : exact(lang, score_end),
  })
}

/** Whether a later survey has found what these works were expected to leave. */
export function isSurveyedSince(
  { vintage }: Pick<PublishedTrace, 'vintage'>,
  { year, baseline_vintage }: Works,
): boolean {
  if (vintage === null || year === null) return false
  return year <= vintage && (baseline_vintage === null || baseline_vintage < vintage)
}
