import { originWord } from '../../values/score-codes.ts'
import { boundsText, numberText, percentText, rangeText } from '../../values/written-number.ts'
import { methodText } from '../../values/zone-method.ts'
import type { CriterionTrace, PartTrace, SurveyTrace, Trace } from '../trace.ts'
import { comparedText } from './code-words.ts'
import { paragraph, table } from './layout.ts'
import { type Language, say } from './words.ts'

/** RT named one by one; `--json` has all of them. */
const MOST_PARTS = 60

/** The RT of a unit with their sums. */
export function partLines(trace: Trace, way: CriterionTrace, lang: Language): string[] {
  const sum = way.sum!
  const cuts = trace.cuts.map((cut) => cut.min_pct)
  const atZone = trace.unit.level === 'zone'
  const number = (value: number | null) => (value === null ? '?' : numberText(value, lang, 0, 6))
  const shown = sum.parts.slice(0, MOST_PARTS)
  const rest = sum.parts.slice(MOST_PARTS)
  const volume = (part: PartTrace) =>
    part.volume === null && part.denominator !== null ? `0-${number(part.denominator)}` : number(part.volume)
  const rows = shown.map((part) => [
    part.rt_id,
    volume(part),
    number(part.denominator),
    part.percent === null ? '?' : percentText(part.percent, lang, 3, cuts),
    part.score === null ? '?' : numberText(part.score, lang),
    originWord(part.volume_source, lang),
    atZone ? (part.method === null ? '' : methodText(part.method, lang)) : (part.zone_id ?? ''),
  ])
  if (rest.length > 0) {
    const total = (name: 'volume' | 'denominator') =>
      numberText(
        rest.reduce((all, part) => all + (part[name] ?? 0), 0),
        lang,
        0,
        6,
      )
    rows.push([say('rest', lang, { n: rest.length }), total('volume'), total('denominator'), '', '', '', ''])
  }
  const open = sum.volumes_missing + sum.denominators_missing > 0
  rows.push([
    say('sum', lang),
    open ? rangeText(sum.volume_known, sum.volume_known + sum.volume_open, lang) : number(sum.volume_known),
    number(sum.denominator_known),
    ...['', '', '', ''],
  ])
  const unscored = (trace.total?.rt_count ?? sum.rt_count) - sum.rt_count
  return [
    ...table(
      [
        { head: say('rt', lang) },
        { head: say('volume', lang), align: 'right' },
        { head: say('denominator', lang), align: 'right' },
        { head: say('percent', lang), align: 'right' },
        { head: say('score', lang), align: 'right' },
        { head: say('origin', lang) },
        { head: say(atZone ? 'to_zone' : 'to_unit', lang), gives: true },
      ],
      rows,
    ),
    ...(unscored > 0 ? paragraph(say('fewer_rt', lang, { n: numberText(unscored, lang) })) : []),
    ...(sum.agrees === false ? paragraph(say('disagrees', lang)) : []),
  ]
}

/** What the survey of an RT says of the criterion. */
export function surveyLines(survey: SurveyTrace | null, lang: Language): string[] {
  if (survey === null) return []
  const percent = (value: number | null) => (value === null ? '?' : numberText(value, lang, 0, 2))
  const { households, answered, weighted, standard_error_pct: error } = survey
  if (survey.too_few) return paragraph(say('survey_few', lang))
  if (survey.percent === null) return paragraph(comparedText(survey.status, lang))
  const { percent_min: min, percent_max: max } = survey
  const bounds =
    min === null || max === null ? `${percent(min)}-${percent(max)}` : boundsText(min, max, lang, 2)
  const isOfThings = answered === null || households === null
  const line = say(isOfThings ? 'survey_asked_none' : 'survey_line', lang, {
    percent: percent(survey.percent),
    bounds,
    answered: numberText(answered ?? 0, lang),
    households: numberText(households ?? 0, lang),
    weighted: weighted ? say('weighted', lang) : '',
    error: error === null ? '' : `, ${say('standard_error', lang, { n: numberText(error, lang, 0, 2) })}`,
  })
  const compared =
    survey.profile_percent === null || survey.difference_pct_points === null
      ? ''
      : `: ${say('survey_difference', lang, {
          profile: percent(survey.profile_percent),
          n: percent(Math.abs(survey.difference_pct_points)),
        })}`
  return [...paragraph(line), ...paragraph(`${comparedText(survey.status, lang)}${compared}`)]
}

/** What works took from the volume, year by year. */
export function worksLines({ works, unit }: CriterionTrace, lang: Language): string[] {
  const number = (value: number | null) => (value === null ? '' : numberText(value, lang, 0, 6))
  const change = (before: number | null, after: number | null, text: (value: number) => string) =>
    `${before === null ? '?' : text(before)} -> ${after === null ? '?' : text(after)}`
  return table(
    [
      { head: say('year', lang) },
      { head: say('since', lang) },
      { head: `${say('volume', lang)} ${unit}`, align: 'right' },
      { head: say('works', lang), align: 'right' },
      { head: say('after', lang), align: 'right' },
      { head: say('beyond', lang), align: 'right' },
      { head: `${say('percent', lang)}`, align: 'right' },
      { head: say('score', lang), align: 'right' },
    ],
    works.map((row) => [
      row.year === null ? say('no_year', lang) : String(row.year),
      row.baseline_vintage === null ? '' : String(row.baseline_vintage),
      number(row.volume_start),
      number(row.volume_works),
      number(row.volume_end),
      row.works_beyond_need === 0 ? '' : number(row.works_beyond_need),
      change(row.percent_start, row.percent_end, (value) => numberText(value, lang, 3, 3)),
      change(row.score_start, row.score_end, (value) => numberText(value, lang)),
    ]),
  )
}
