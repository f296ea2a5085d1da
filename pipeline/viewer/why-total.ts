import { rangeText } from '../values/written-number.ts'
import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, percent, pick, t } from './i18n.ts'
import { bandPercent, exact } from './why-numbers.ts'
import { basis, formula, line, type Proof, proofTable, scale, step, type WhyContext } from './why-parts.ts'
import { recordStep } from './why-records.ts'
import type { PublishedTrace, TracedTotal } from './why-trace.ts'

/** From the scores of the criteria to the total and its class. */
export function totalProof(context: WhyContext, { legend }: Pick<Atlas, 'legend'>): Proof {
  const { trace, lang } = context
  const { total } = trace
  const title = t(lang, 'why_total')
  const aside = trace.vintage === null ? null : t(lang, 'why_year', { year: String(trace.vintage) })
  if (total === null)
    return {
      ...{ title, aside, answer: t(lang, 'why_not_known'), meaning: null },
      steps: [line(t(lang, 'why_no_total'), 'note warn')],
    }
  const colours = new Map(legend.score_class.map(({ code, colour }) => [code, colour]))
  return {
    ...{ title, aside },
    answer: `${totalText(total, lang)} ${t(lang, 'of_max', { max: exact(lang, total.max_total) })}`,
    meaning: classText(trace, lang),
    steps: [
      sumStep(context, total),
      classStep(context, total, colours),
      yearsStep(context, total),
      // What was computed leads to its records through its criteria; what was stated stands in the record of the zone.
      total.score_source === 'stated' ? recordStep(context, trace.record) : null,
    ],
  }
}

function totalText({ score_total, score_min, score_max }: TracedTotal, lang: Lang): string {
  return score_total === null ? rangeText(score_min, score_max, lang) : exact(lang, score_total)
}

/** The class by name; while it is not certain, between which it lies. */
export function classText({ total }: Pick<PublishedTrace, 'total'>, lang: Lang): string | null {
  if (total === null) return null
  const named = (code: string | null) => {
    const found = total.classes.find((one) => one.code === code)
    return found === undefined ? (code ?? '?') : pick(lang, found.label)
  }
  const { score_class, score_class_min, score_class_max } = total
  if (score_class !== null) return named(score_class)
  return t(lang, 'why_class_open', { min: named(score_class_min), max: named(score_class_max) })
}

function sumStep(context: WhyContext, total: TracedTotal): HTMLElement | null {
  const { trace, lang } = context
  const { criteria, rules } = trace
  const heading = t(lang, 'why_calculation')
  if (total.score_source === 'stated' || criteria.length === 0)
    return step(heading, line(t(lang, 'why_stated')))
  const points = (one: { score: number | null; score_min: number | null; score_max: number | null }) =>
    one.score === null ? rangeText(one.score_min ?? 0, one.score_max ?? 0, lang) : exact(lang, one.score)
  const complete =
    total.completeness_pct === null || total.rt_count === null
      ? null
      : t(lang, 'why_complete', {
          pct: percent(lang, total.completeness_pct, 1),
          n: exact(lang, total.rt_count),
        })
  return step(
    heading,
    formula(`${criteria.map(points).join(' + ')} = ${totalText(total, lang)}`),
    proofTable({
      caption: t(lang, 'why_total_table'),
      head: [t(lang, 'why_criterion_head'), '%', t(lang, 'score')],
      rows: criteria.map((one) => ({
        cells: [
          criterionLink(context, one.criterion, `${one.criterion} ${pick(lang, one.label)}`),
          one.percent === null ? '?' : bandPercent(trace, one.percent, lang).replace('\u00a0%', ''),
          points(one),
        ],
      })),
      foot: [t(lang, 'why_sum'), '', totalText(total, lang)],
    }),
    line(complete, 'note'),
    basis(context, rules.bands),
  )
}

function criterionLink({ ask }: WhyContext, criterion: string, name: string): HTMLElement {
  const node = el('button', { class: 'link-button', attrs: { type: 'button' } }, name)
  node.addEventListener('click', () => ask({ criterion }))
  return node
}

function classStep(
  context: WhyContext,
  total: TracedTotal,
  colours: ReadonlyMap<string, string>,
): HTMLElement | null {
  const { lang } = context
  return step(
    t(lang, 'why_classes'),
    scale(
      lang,
      total.classes.map(({ code, label, min, max }) => ({
        name: pick(lang, label),
        value: `${exact(lang, min)}–${exact(lang, max)}`,
        colour: colours.get(code) ?? null,
        reached: code === total.score_class,
      })),
    ),
    basis(context, total.rule),
  )
}

function yearsStep({ trace, lang }: WhyContext, total: TracedTotal): HTMLElement | null {
  const { years } = trace
  if (years.length < 2) return null
  return step(
    t(lang, 'why_years'),
    proofTable({
      caption: null,
      head: [t(lang, 'why_year_head'), t(lang, 'score'), t(lang, 'class'), t(lang, 'why_ha_slum')],
      rows: years.map(({ year, kind, score_total, score_min, score_max, score_class, area_ha_slum }) => {
        const named = total.classes.find(({ code }) => code === score_class)
        const of = t(lang, kind === 'projected' ? 'why_projected' : 'why_surveyed')
        return {
          cells: [
            el('span', {}, year === null ? '—' : String(year), el('small', {}, of)),
            score_total === null ? rangeText(score_min ?? 0, score_max ?? 0, lang) : exact(lang, score_total),
            named === undefined ? '—' : pick(lang, named.label),
            area_ha_slum === null ? '—' : formatNumber(lang, area_ha_slum, 2),
          ],
        }
      }),
    }),
  )
}
