import { percentText } from '../values/written-number.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import type { PublishedMethodology } from './methodology.ts'
import type { ProgressYear } from './zone-progress.ts'

type Formula = 'portal' | 'worksheet'

/** A contribution of works with the arithmetic by which it was made. */
export interface ContributionText {
  value: string
  /** From the published means and scores; null where they do not give the published percent, and where no rule is published. */
  arithmetic: string | null
  source: string | null
}

/** What was put in: two sectoral means, or the score of an end that is no slum. */
type Way = Means | { by: 'not_slum'; score: number; limit: number }

interface Means {
  by: 'means'
  start: number
  end: number
  less: number
  at_most: number | null
}

/** Where a percent must stay on its side: none is not some, and all is not nearly all. */
const CUTS = [0, 1e-9, 100]

/** Means are written with as many decimals as give the percent again, at least these; the tables hold no more than nine. */
const LEAST_DECIMALS = 2
const MOST_DECIMALS = 9

/** The first surveyed year: contributions and costs are told since then. */
export function firstSurvey(years: readonly ProgressYear[]): ProgressYear | null {
  return years.find(({ projected }) => !projected) ?? null
}

/** The newest year's contribution since the first survey; null where the release tells none. */
export function contributionText(
  formula: Formula,
  years: readonly ProgressYear[],
  methodology: PublishedMethodology | null,
  lang: Lang,
): ContributionText | null {
  const [first, last] = [firstSurvey(years), years.at(-1)]
  const pct = last?.[`contribution_${formula}_pct`] ?? null
  if (first === null || last === undefined || pct === null) return null
  const value = percentOf(pct, lang)
  const rule = methodology?.contribution?.[formula]
  const way = rule === undefined ? null : wayOf(formula, first, last, methodology!)
  if (rule === undefined || way === null || !isNear(resultOf(way), pct))
    return { value, arithmetic: null, source: null }
  return {
    value,
    arithmetic: arithmeticText(way, { from: String(first.year), to: String(last.year) }, lang),
    source: pick(lang, rule.source),
  }
}

function wayOf(
  formula: Formula,
  first: ProgressYear,
  last: ProgressYear,
  { contribution }: PublishedMethodology,
): Way | null {
  const { portal, worksheet } = contribution!
  const of = ({ sectoral_pct, sectoral_pct_worksheet }: ProgressYear) =>
    formula === 'portal' ? sectoral_pct : sectoral_pct_worksheet
  const limit = worksheet.whole_up_to_score
  if (formula === 'worksheet' && last.score_max !== null && last.score_max <= limit)
    return { by: 'not_slum', score: last.score_max, limit }
  const [start, end] = [of(first), of(last)]
  if (start === null || end === null) return null
  const means = { by: 'means', start, end } as const
  return formula === 'portal'
    ? { ...means, less: 0, at_most: portal.at_most_pct }
    : { ...means, less: worksheet.offset_pct, at_most: null }
}

function resultOf(way: Way): number {
  if (way.by === 'not_slum') return 100
  const share = shareOf(way)
  return Math.min(way.at_most ?? share, share)
}

/** What the fraction gives, before it is held to at most so many percent. */
function shareOf({ start, end, less }: Means): number {
  return Number(((100 * (start - end)) / (start - less)).toFixed(MOST_DECIMALS))
}

function arithmeticText(way: Way, years: Record<'from' | 'to', string>, lang: Lang): string {
  if (way.by === 'not_slum')
    return t(lang, 'contribution_whole', {
      ...{ year: years.to, score: formatNumber(lang, way.score), limit: formatNumber(lang, way.limit) },
    })
  const rounded = (mean: number, decimals: number) => Number(mean.toFixed(decimals))
  const value = percentOf(shareOf(way), lang)
  let decimals = LEAST_DECIMALS
  const isShown = () =>
    percentOf(
      shareOf({ ...way, start: rounded(way.start, decimals), end: rounded(way.end, decimals) }),
      lang,
    ) === value
  while (decimals < MOST_DECIMALS && !isShown()) decimals++
  const mean = (pct: number) => {
    const text = withMinus(formatNumber(lang, pct, decimals))
    return pct < 0 ? `(${text})` : text
  }
  const less = formatNumber(lang, way.less, String(way.less).split('.')[1]?.length ?? 0)
  const whole = way.at_most === null ? null : formatNumber(lang, way.at_most)
  return [
    t(lang, way.less === 0 ? 'contribution_share' : 'contribution_share_less', {
      ...{ start: mean(way.start), end: mean(way.end), less, value },
    }),
    whole === null ? '' : t(lang, 'contribution_at_most', { most: whole }),
    t(lang, 'contribution_means', years),
  ].join('')
}

/** Whether two percents are the same but for how the last decimal was rounded. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 2 * 10 ** -MOST_DECIMALS * Math.max(1, Math.abs(a))
}

function percentOf(pct: number, lang: Lang): string {
  return `${withMinus(percentText(pct, lang, 1, CUTS))}\u00a0%`
}

/** The sign of the formulas, also where a number is below nothing. */
function withMinus(text: string): string {
  return text.replace(/^-/, '−')
}
