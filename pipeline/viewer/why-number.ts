import { reckonedFrom } from '../values/number-arithmetic.ts'
import { rowsText } from '../values/published-place.ts'
import type { FigureRule, NumberRule, TracedNumber } from '../values/traced-numbers.ts'
import { unitWord } from '../values/unit-words.ts'
import { boundsText } from './bounds-text.ts'
import { el } from './dom.ts'
import { type Lang, pick, t } from './i18n.ts'
import { facts } from './profile-parts.ts'
import { arithmeticText, cellText, DECIMALS, roundingText } from './why-number-text.ts'
import { exact } from './why-numbers.ts'
import { type PublishedNumbers, tracedNumber } from './why-numbers-file.ts'
import {
  formula,
  line,
  type Proof,
  proofTable,
  step,
  sureness,
  verdict,
  type WhyContext,
} from './why-parts.ts'
import { filesNamed, recordMark } from './why-record-marks.ts'
import { fileLine, rtCell } from './why-records.ts'
import { numberTopic, type WhyTopic } from './why-topics.ts'

/** Columns of the densities that have ways of their own. */
const TOPICS: Record<string, WhyTopic> = {
  area_ha_utm: 'area_ha_utm',
  population: 'people',
  families: 'people',
}

/** How a number comes about by its rule: what is counted, the arithmetic with its inputs, the parts and the files. */
export function numberProof(
  context: WhyContext,
  numbers: PublishedNumbers | null,
  asked: { number: string; key: string | null },
): Proof {
  const { trace, lang } = context
  const found = numbers === null ? null : tracedNumber(trace, numbers, asked)
  if (numbers === null || found === null) {
    return {
      ...{ title: t(lang, 'why_absent'), aside: null, answer: t(lang, 'why_not_known'), meaning: null },
      steps: [line(t(lang, 'why_number_absent'), 'note warn')],
    }
  }
  const { rule, told } = found
  const figure = figureOf(numbers, told)
  return {
    title: told.label === null ? pick(lang, rule.title) : pick(lang, told.label),
    aside: told.year === null ? null : t(lang, 'why_year', { year: String(told.year) }),
    answer: answerText(rule, told, lang),
    meaning: told.label === null ? null : pick(lang, figure?.title ?? rule.title),
    steps: [
      step(t(lang, 'why_what'), line(pick(lang, rule.rule)), sourceLine(rule, lang)),
      figure && figureStep(figure, lang),
      arithmeticStep(rule, told, lang),
      inputsStep(context, numbers, rule, told, true),
      inputsStep(context, numbers, rule, told, false),
      partsStep(context, rule, told),
      filesStep(context, numbers, rule, told, figure),
    ],
  }
}

function answerText(rule: NumberRule, { values }: TracedNumber, lang: Lang): string {
  const [least, most] = rule.answers.map(({ column }) => values[column])
  if (typeof least === 'number' && typeof most === 'number') return boundsText(lang, least, most) ?? '—'
  return least == null ? t(lang, 'why_not_known') : cellText(least, rule.unit, lang, 2)
}

function sourceLine(
  { source, confidence }: Pick<NumberRule, 'source' | 'confidence'>,
  lang: Lang,
): HTMLElement {
  return el(
    'div',
    'why-source',
    `${t(lang, 'why_source')}: ${pick(lang, source)}`,
    ' · ',
    sureness(confidence, lang),
  )
}

function figureOf({ figures }: PublishedNumbers, { key }: TracedNumber): FigureRule | null {
  const [methodology = '', , indicator = ''] = (key ?? '').split('/')
  return figures[methodology]?.figures[indicator] ?? null
}

/** Who has what a household figure says, by the words of its methodology. */
function figureStep(figure: FigureRule, lang: Lang): HTMLElement | null {
  return step(
    t(lang, 'why_test'),
    line(pick(lang, figure.how)),
    figure.of && line(`${t(lang, 'why_test_of')}: ${pick(lang, figure.of)}`),
    line(figure.note && pick(lang, figure.note), 'note'),
    sourceLine(figure, lang),
  )
}

function arithmeticStep(rule: NumberRule, told: TracedNumber, lang: Lang): HTMLElement | null {
  const text = arithmeticText(rule, told, lang)
  if (text === null) return null
  return step(
    t(lang, 'why_calculation'),
    ...text.lines.map(formula),
    line(text.note),
    line(roundingText(rule, told, lang), 'note'),
    text.verdict === null ? null : verdict(text.verdict.agrees, text.verdict.text),
  )
}

/** What the number is reckoned from, or what is told beside it. */
function inputsStep(
  context: WhyContext,
  numbers: PublishedNumbers,
  { answers, inputs, id, table }: NumberRule,
  { values }: TracedNumber,
  isReckonedFrom: boolean,
): HTMLElement | null {
  const { trace, lang, ask } = context
  const reckoned = reckonedFrom({ answers })
  const rows = inputs.flatMap(({ column, title, unit }): [string, Node][] => {
    const value = values[column]
    if (value == null || reckoned.has(column) !== isReckonedFrom) return []
    const own = numbers.numbers.find(
      (one) => one.table === table && one.id !== id && one.answers[0]?.column === column,
    )
    const isTold = own !== undefined && tracedNumber(trace, numbers, { number: own.id, key: null }) !== null
    const topic = isTold ? numberTopic(own.id) : table === 'densities' ? (TOPICS[column] ?? null) : null
    const text = cellText(value, unit, lang)
    const shown = el('span', {}, text)
    if (topic === null) return [[pick(lang, title), shown]]
    const further = el('button', { class: 'why-button', attrs: { type: 'button' } }, t(lang, 'why_ask'))
    further.setAttribute('aria-label', `${t(lang, 'why_ask')} ${pick(lang, title)}`)
    further.addEventListener('click', () => ask(topic))
    return [[pick(lang, title), el('span', {}, shown, ' ', further)]]
  })
  return rows.length === 0 ? null : step(t(lang, isReckonedFrom ? 'why_from' : 'why_beside'), facts(rows))
}

const PART_WORDS = {
  rt: 'why_rt_head',
  year: 'why_parts_year',
  criterion: 'why_parts_criterion',
  aspect: 'why_parts_aspect',
} as const

function partsStep(context: WhyContext, rule: NumberRule, { parts }: TracedNumber): HTMLElement | null {
  const { trace, lang, ask } = context
  if (rule.parts === null || parts.length === 0) return null
  const files = filesNamed(parts.map(({ source }) => source))
  const nameOf = ({ name, source, source_row }: TracedNumber['parts'][number]): Node => {
    if (rule.parts === 'rt') {
      const rt_rw = trace.rt.find((one) => one.rt_id === name)?.rt_rw ?? null
      return rtCell(context, { rt_id: name, rt_rw }, recordMark(lang, files, source, source_row))
    }
    if (rule.parts !== 'criterion' && rule.parts !== 'aspect') return el('span', {}, name)
    const criterion = trace.criteria.find((one) => one.criterion === name)
    const link = el('button', { class: 'link-button', attrs: { type: 'button' } })
    link.append(criterion === undefined ? name : `${name} ${pick(lang, criterion.label)}`)
    const topic = rule.parts === 'criterion' ? { criterion: name } : numberTopic('aspect_percent', name)
    link.addEventListener('click', () => ask(topic))
    return link
  }
  return step(
    t(lang, rule.parts === 'rt' ? 'why_rt' : 'why_parts_of'),
    proofTable({
      caption: null,
      head: [
        t(lang, PART_WORDS[rule.parts]),
        rule.unit === null ? t(lang, 'score') : unitWord(rule.unit, lang),
      ],
      rows: parts.map((part) => ({
        cells: [nameOf(part), part.value === null ? '?' : exact(lang, part.value, DECIMALS)],
      })),
    }),
  )
}

/** Files of the records of the parts, of the rule and of the figure, each once, and where the number is published. */
function filesStep(
  { trace, lang }: WhyContext,
  { files }: PublishedNumbers,
  rule: NumberRule,
  told: TracedNumber,
  figure: FigureRule | null,
): HTMLElement | null {
  const ids = new Set([...rule.files, ...(figure?.files ?? [])])
  const named = files.filter(({ source_id }) => ids.has(source_id))
  const known = named.length > 0 ? named : trace.files.filter(({ source_id }) => ids.has(source_id))
  const { published } = rule
  const rows = rowsText(published, told, lang)
  return step(
    t(lang, 'why_made_of'),
    known.length === 0
      ? null
      : el('ul', 'why-files', ...known.map((file) => fileLine(file, null, null, lang))),
    el(
      'p',
      'note',
      `${t(lang, 'why_published_in')} `,
      el('code', {}, published.file),
      `: ${rows ?? published.columns.join(', ')}`,
    ),
  )
}
