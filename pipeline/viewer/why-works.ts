import { el } from './dom.ts'
import { t } from './i18n.ts'
import { unitText } from './why-numbers.ts'
import { line, step, type WhyContext } from './why-parts.ts'
import type { TracedWay } from './why-trace.ts'
import { isSurveyedSince, worksText } from './why-works-text.ts'

/** What works are expected to leave of a criterion, apart from what was expected before the survey that is told here. */
export function worksStep({ trace, lang }: WhyContext, way: TracedWay): HTMLElement | null {
  const { works } = way
  const unit = unitText(way, lang)
  const items = (superseded: boolean) => {
    const told = works
      .filter((one) => isSurveyedSince(trace, one) === superseded)
      .map((one) => worksText(trace, one, unit, lang))
      .filter((text) => text !== null)
      .map((text) => el('li', {}, text))
    return told.length === 0 ? null : el('ul', 'why-files', ...told)
  }
  const before = items(true)
  const label =
    before && line(t(lang, 'why_works_before', { year: String(trace.vintage ?? '') }), 'why-label')
  return step(t(lang, 'why_works'), items(false), label, before)
}
