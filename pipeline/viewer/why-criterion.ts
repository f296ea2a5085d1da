import { flagText } from '../values/score-codes.ts'
import { percentText, rangeText } from '../values/written-number.ts'
import { el } from './dom.ts'
import { pick, t } from './i18n.ts'
import { rampColours } from './ramp.ts'
import { amount, bandPercent, exact, unitText } from './why-numbers.ts'
import { basis, formula, line, type Proof, scale, step, type WhyContext } from './why-parts.ts'
import { rtStep } from './why-rt.ts'
import type { TracedWay } from './why-trace.ts'
import { worksStep } from './why-works.ts'

/** From the RT over the sum of their volumes to the score of one criterion. */
export function criterionProof(context: WhyContext, way: TracedWay, ramp: readonly string[]): Proof {
  const { trace, lang } = context
  const most = Math.max(...trace.bands.map(({ score }) => score))
  const { percent, score, score_min, score_max } = way
  return {
    title: `${way.criterion} ${pick(lang, way.label)}`,
    aside: trace.vintage === null ? null : t(lang, 'why_year', { year: String(trace.vintage) }),
    answer: percent === null ? t(lang, 'why_not_known') : bandPercent(trace, percent, lang),
    meaning:
      score !== null
        ? t(lang, 'why_score_of', { score: exact(lang, score), max: exact(lang, most) })
        : t(lang, 'why_score_between', {
            min: exact(lang, score_min ?? 0),
            max: exact(lang, score_max ?? most),
          }),
    steps: [
      whatStep(context, way),
      calculationStep(context, way),
      bandStep(context, way, ramp),
      rtStep(context, way),
      partStep(context, way),
      worksStep(context, way),
    ],
  }
}

function whatStep(context: WhyContext, way: TracedWay): HTMLElement | null {
  const { lang } = context
  const column = way.denominator_columns.map(({ title }) => inSentence(pick(lang, title))).join(', ')
  return step(
    t(lang, 'why_what'),
    line(way.test && pick(lang, way.test)),
    basis(context, way.test),
    line(
      t(lang, 'why_deficit', { unit: pick(lang, way.unit_label), column: column || way.denominator_rule }),
    ),
    basis(context, way.definition),
  )
}

/** A title within a sentence: what is written in capitals, as KK, stays so. */
function inSentence(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}

function calculationStep(context: WhyContext, way: TracedWay): HTMLElement | null {
  const { trace, lang } = context
  const { volume, denominator, percent, sum, flag } = way
  const n = exact(lang, way.parts.length)
  const known = (value: number | null, told: number, missing: number) =>
    value !== null
      ? `${amount(lang, value, unitText(way, lang))}, ${t(lang, 'why_sum_of', { n })}`
      : t(lang, 'why_sum_known', { known: amount(lang, told, unitText(way, lang)), n: exact(lang, missing) })
  const open =
    sum.volume_open > 0
      ? `, ${t(lang, 'why_open', { n: amount(lang, sum.volume_open, unitText(way, lang)) })}`
      : ''
  return step(
    t(lang, 'why_calculation'),
    el(
      'dl',
      'facts why-facts',
      el('dt', {}, t(lang, 'why_volume')),
      el('dd', {}, `${known(volume, sum.volume_known, sum.volumes_missing)}${open}`),
      el('dt', {}, t(lang, 'why_denominator')),
      el('dd', {}, known(denominator, sum.denominator_known, sum.denominators_missing)),
    ),
    percentLine(context, way),
    denominator === 0 && percent !== null ? basis(context, trace.rules.zero_denominator) : null,
    percent === null ? basis(context, trace.rules.missing_data) : null,
    line(flag && flagText(flag, lang), 'note warn'),
    line(t(lang, 'why_never_averaged'), 'note'),
    basis(context, trace.rules.aggregation),
  )
}

function percentLine({ trace, lang }: WhyContext, way: TracedWay): HTMLElement | null {
  const { volume, denominator, percent, interval } = way
  const shown = (value: number) => bandPercent(trace, value, lang)
  if (percent === null) {
    if (interval === null || interval.percent_min === null) return line(t(lang, 'why_not_known'))
    const { percent_min, percent_max } = interval
    const max = percent_max === null ? t(lang, 'why_no_limit') : shown(percent_max)
    return line(t(lang, 'why_unknown', { min: shown(percent_min), max }))
  }
  if (volume === null || denominator === null) return line(t(lang, 'why_percent_only'))
  if (denominator === 0) return line(t(lang, 'why_zero', { percent: shown(percent) }))
  return formula(`100 × ${exact(lang, volume)} / ${exact(lang, denominator)} = ${shown(percent)}`)
}

function bandStep(context: WhyContext, way: TracedWay, ramp: readonly string[]): HTMLElement | null {
  const { trace, lang } = context
  const { bands, rules } = trace
  const { percent } = way
  const reached =
    percent === null
      ? -1
      : Math.max(
          0,
          bands.findLastIndex(({ min_pct }) => percent >= min_pct),
        )
  const next = reached < 0 ? undefined : bands[reached + 1]
  const colours = rampColours([...ramp], bands.length)
  const cut = (pct: number) => `${exact(lang, pct)}\u00a0%`
  const further =
    percent === null
      ? null
      : next === undefined
        ? t(lang, 'why_highest')
        : t(lang, 'why_next', {
            ...{ cut: cut(next.min_pct), score: exact(lang, next.score) },
            short: percentText(next.min_pct - percent, lang, 1, [1e-9]),
          })
  return step(
    t(lang, 'why_bands'),
    scale(
      lang,
      bands.map(({ min_pct, score, printed }, i) => {
        const from =
          i === 0
            ? t(lang, 'why_band_below', { cut: cut(bands[1]?.min_pct ?? 100) })
            : t(lang, 'why_band_from', { cut: cut(min_pct) })
        return {
          name: printed === null ? from : `${printed} (${from})`,
          value: `${t(lang, 'score').toLowerCase()} ${exact(lang, score)}`,
          colour: colours[i] ?? null,
          reached: i === reached,
        }
      }),
    ),
    line(further, 'note'),
    basis(context, rules.bands),
  )
}

function partStep({ trace, lang, ask }: WhyContext, way: TracedWay): HTMLElement | null {
  const { total, criteria } = trace
  if (total === null || total.score_source === 'stated') return null
  const others = criteria.filter((one) => one !== way)
  const add = (key: 'score_min' | 'score_max') => others.reduce((sum, one) => sum + (one[key] ?? 0), 0)
  const range = (min: number, max: number) => rangeText(min, max, lang)
  const all = el('button', { class: 'link-button', attrs: { type: 'button' } }, t(lang, 'why_total_ask'))
  all.addEventListener('click', () => ask('total'))
  return step(
    t(lang, 'why_part_of_total'),
    formula(
      t(lang, 'why_part_sum', {
        score: range(way.score_min ?? 0, way.score_max ?? 0),
        others: range(add('score_min'), add('score_max')),
        n: exact(lang, others.length),
        total: range(total.score_min, total.score_max),
      }),
    ),
    el('p', {}, all),
  )
}
