import { formatNumber, type Lang } from './i18n.ts'
import type { Bins } from './legend.ts'

/** The limits of a class of a quantity in words. */
export function binLabel({ breaks, limits_belong }: Bins, index: number, lang: Lang): string {
  const [above, below] = limits_belong === 'below' ? ['> ', '≤ '] : ['≥ ', '< ']
  const from = breaks[index - 1]
  const to = breaks[index]
  if (from === undefined) return `${below}${formatNumber(lang, to ?? 0)}`
  if (to === undefined) return `${above}${formatNumber(lang, from)}`
  // What stands without a sign belongs to the row.
  return limits_belong === 'below'
    ? `${above}${formatNumber(lang, from)} – ${formatNumber(lang, to)}`
    : `${formatNumber(lang, from)} – ${below}${formatNumber(lang, to)}`
}
