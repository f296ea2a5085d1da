import { flagText } from '../../values/score-codes.ts'
import { numberText, percentText, rangeText } from '../../values/written-number.ts'
import type { CriterionTrace, Trace } from '../trace.ts'
import { originText } from './code-words.ts'
import { partLines, surveyLines, worksLines } from './criterion-parts.ts'
import { fact, heading, paragraph } from './layout.ts'
import { classText, recordLines, scoreText, sourceText } from './parts.ts'
import { type Language, say, type Word } from './words.ts'

/** Decimals of the percent of one criterion. */
const PERCENT_DECIMALS = 6

/** The way of one criterion, step by step in the order in which the number came about. */
export function criterionLines(trace: Trace, lang: Language): string[] {
  const way = trace.criterion!
  let n = 0
  const step = (word: Word, lines: string[]) =>
    lines.length === 0 ? [] : [...heading(say(word, lang, { n: ++n })), ...lines]
  return [
    ...definitionLines(way, lang),
    ...(way.sum === null
      ? step('step_records', [
          ...recordLines(say('volume_record', lang), way.volume_record, lang),
          ...(way.denominator_from === 'survey'
            ? fact(say('denominator_record', lang), say('survey_header', lang))
            : recordLines(say('denominator_record', lang), way.denominator_record, lang)),
        ])
      : step('step_parts', partLines(trace, way, lang))),
    ...step('step_volume', volumeLines(way, lang)),
    ...step('step_denominator', denominatorLines(way, lang)),
    ...step('step_percent', percentLines(trace, way, lang)),
    ...step('step_score', scoreLines(trace, way, lang)),
    ...step('step_total', totalLines(trace, way, lang)),
    ...step('step_survey', surveyLines(way.survey, lang)),
    ...step('step_works', worksLines(way, lang)),
  ]
}

function definitionLines(way: CriterionTrace, lang: Language): string[] {
  const { test } = way
  return [
    ...heading(`${say('criterion', lang)} ${way.criterion}: ${way.label[lang]}`),
    ...fact(say('aspect', lang), `${way.aspect} ${way.aspect_label[lang]}`),
    ...fact(say('definition', lang), say('deficit_in', lang, { unit: way.unit_label[lang] })),
    ...fact('', sourceText(way.definition, lang)),
    ...(test === null ? [] : fact(say('test', lang), test[lang])),
    ...(test === null ? [] : fact('', sourceText(test, lang))),
  ]
}

function volumeLines(way: CriterionTrace, lang: Language): string[] {
  const { density_rule: density, sum } = way
  const amount = (value: number) => `${numberText(value, lang)} ${way.unit}`
  const unknown = way.volume_source === null ? 'not_known' : 'volume_of_percent'
  const text =
    way.volume !== null
      ? `${amount(way.volume)}: ${originText(originOf(way), lang)}`
      : sum === null
        ? say(unknown, lang, { origin: originText(way.volume_source, lang) })
        : `${say('sum_known', lang, { n: amount(sum.volume_known), missing: sum.volumes_missing })}, ${say('sum_open', lang, { n: amount(sum.volume_open) })}`
  const at =
    density?.ratio === null || density === null
      ? ''
      : ` (${say('density_at', lang, { ratio: numberText(density.ratio, lang, 0, 3), limit: density.limit })})`
  return [
    ...fact(say('volume', lang), text),
    ...(density === null || sum !== null
      ? []
      : [
          ...fact(say('rule', lang), `${density.rule[lang]}${at}`),
          ...fact('', sourceText(density.source, lang)),
        ]),
    ...(way.flag === null ? [] : fact(say('flag', lang), flagText(way.flag, lang))),
  ]
}

/** Tables built before volumes told where they come from: a sum above the RT, or the volume of the record. */
function originOf({ volume, volume_source, volume_record, sum }: CriterionTrace): string | null {
  if (volume_source !== null) return volume_source
  if (sum !== null) return 'sum'
  const stated = volume_record?.values.find((one) => one.column === 'volume')?.value
  return stated === volume ? 'stated' : null
}

function denominatorLines(way: CriterionTrace, lang: Language): string[] {
  const { sum } = way
  const amount = (value: number) => `${numberText(value, lang)} ${way.unit}`
  const named = way.denominator_values.map(({ column, title, value }) => {
    const shown = value === null ? say('not_known', lang) : numberText(value, lang)
    return `${column} (${title[lang]}) = ${shown}`
  })
  const total =
    way.denominator !== null
      ? amount(way.denominator)
      : sum === null
        ? say('not_known', lang)
        : say('sum_known', lang, { n: amount(sum.denominator_known), missing: sum.denominators_missing })
  const of = sum === null ? '' : `: ${say('sum_of_rt', lang, { n: numberText(sum.rt_count, lang) })}`
  return [
    ...fact(say('expression', lang), way.denominator_expression),
    ...(named.length === 0 ? [] : fact('', named.join('; '))),
    ...fact(say('denominator', lang), `${total}${of}`),
  ]
}

function percentLines(trace: Trace, way: CriterionTrace, lang: Language): string[] {
  const cuts = trace.cuts.map((cut) => cut.min_pct)
  const percent = (value: number) => percentText(value, lang, PERCENT_DECIMALS, cuts)
  const lines =
    way.sum === null ? [] : paragraph(`${say('never_averaged', lang)} ${sourceText(way.sum.source, lang)}.`)
  if (way.percent === null) {
    const limits = way.interval
    if (limits === null || limits.percent_min === null)
      return [...lines, ...paragraph(say('not_known', lang))]
    const max = limits.percent_max === null ? say('no_limit', lang) : `${percent(limits.percent_max)} %`
    return [
      ...lines,
      ...fact(say('percent', lang), say('unknown_percent', lang, { min: percent(limits.percent_min), max })),
      ...fact('', sourceText(limits.source, lang)),
    ]
  }
  const made = way.calculation
  if (made === null)
    return [
      ...lines,
      ...fact(say('percent', lang), say('percent_only', lang, { percent: percent(way.percent) })),
    ]
  if (made.zero_rule !== null) {
    return [
      ...lines,
      ...fact(say('percent', lang), say('zero', lang, { percent: percent(way.percent) })),
      ...fact('', sourceText(made.zero_rule, lang)),
    ]
  }
  const number = (value: number) => numberText(value, lang)
  const text = made.volume_from_percent
    ? say('arithmetic_volume', lang, {
        percent: percent(way.percent),
        text: `${number(made.percent)} x ${number(made.denominator)} / 100`,
        volume: `${number(made.volume)} ${way.unit}`,
      })
    : say('arithmetic', lang, {
        text: `100 x ${number(made.volume)} / ${number(made.denominator)}`,
        percent: percent(way.percent),
      })
  return [...lines, ...fact(say('percent', lang), text)]
}

function scoreLines(trace: Trace, way: CriterionTrace, lang: Language): string[] {
  const { band } = way
  if (band === null || way.percent === null) {
    const { score_min: min, score_max: max } = way
    return fact(say('score', lang), say('score_between', lang, { min: min ?? '?', max: max ?? '?' }))
  }
  const cuts = trace.cuts.map((cut) => cut.min_pct)
  const percent = percentText(way.percent, lang, PERCENT_DECIMALS, cuts)
  const { reached, next } = band
  const printed = reached.printed === null ? '' : say('printed', lang, { text: reached.printed })
  const cut = numberText(reached.min_pct, lang)
  const text =
    way.percent >= reached.min_pct
      ? say('reached', lang, { percent, cut, printed, score: reached.score })
      : say('below_all', lang, { percent, cut, score: reached.score })
  const further =
    next === null
      ? say('highest', lang)
      : say('next_cut', lang, {
          cut: numberText(next.min_pct, lang),
          score: next.score,
          short: percentText(next.min_pct - way.percent, lang, PERCENT_DECIMALS, [1e-9]),
        })
  return [
    ...fact(say('score', lang), text),
    ...fact('', further),
    ...fact(say('source_label', lang), sourceText(band.source, lang)),
  ]
}

function totalLines(trace: Trace, way: CriterionTrace, lang: Language): string[] {
  const { total, criteria } = trace
  if (total === null) return []
  const points =
    total.score_total === null
      ? rangeText(total.score_min, total.score_max, lang)
      : numberText(total.score_total, lang)
  const klass =
    total.score_class === null
      ? say('class_open', lang, {
          min: classText(trace, total.score_class_min, lang),
          max: classText(trace, total.score_class_max, lang),
        })
      : classText(trace, total.score_class, lang)
  const limits = total.classes.find((one) => one.code === total.score_class)
  return [
    ...fact(
      say('total', lang),
      say('part_total', lang, {
        score: scoreText(way, lang),
        others: rangeText(way.others.score_min, way.others.score_max, lang),
        n: criteria.length - 1,
        total: points,
      }),
    ),
    ...fact(say('class', lang), limits === undefined ? klass : `${klass}: ${limits.min}-${limits.max}`),
    ...fact(say('source_label', lang), sourceText(total.rule, lang)),
  ]
}
