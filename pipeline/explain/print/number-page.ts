import { type Arithmetic, numberWay, reckonedFrom } from '../../values/number-arithmetic.ts'
import { rowsText } from '../../values/published-place.ts'
import type { FigureRule, NumberRule, TracedCell } from '../../values/traced-numbers.ts'
import { cellWord, unitWord } from '../../values/unit-words.ts'
import { boundsText, isRoundedOutward, numberText } from '../../values/written-number.ts'
import { HOUSEHOLD_SHARE } from '../numbers/figures.ts'
import type { NumberTrace } from '../numbers/number-traces.ts'
import type { Trace } from '../trace.ts'
import { fact, heading, paragraph, table } from './layout.ts'
import { sourceText } from './parts.ts'
import { type Language, say } from './words.ts'

/** Decimals of the numbers of a formula: a hundredth of a square metre in hectares. */
const DECIMALS = 6

/** Decimals of the ends of a share that is only known to lie between them. */
const SHARE_DECIMALS = 1

/** Numbers of the unit that are no household figures, each with how it is asked for. */
export function numberLines(trace: Trace, lang: Language): string[] {
  const rows = trace.numbers
    .filter(({ number }) => number !== HOUSEHOLD_SHARE)
    .map((one) => [
      titleOf(ruleOf(trace, one), one, lang),
      one.year === null ? '' : String(one.year),
      answerText(ruleOf(trace, one), one, lang),
      askedBy(one),
    ])
  if (rows.length === 0) return []
  return [
    ...heading(say('numbers', lang)),
    ...table(
      [
        { head: say('number', lang), gives: true },
        { head: say('part_year', lang) },
        { head: say('value', lang), align: 'right' },
        { head: say('ask_with', lang) },
      ],
      rows,
    ),
    ...paragraph(say('numbers_households', lang)),
  ]
}

/** The whole way of the numbers that were asked for. */
export function numberPages(trace: Trace, lang: Language): string[] {
  return trace.numbers.flatMap((one) => numberPage(trace, ruleOf(trace, one), one, lang))
}

function numberPage(trace: Trace, rule: NumberRule, one: NumberTrace, lang: Language): string[] {
  const year = one.year === null ? '' : `, ${one.year}`
  const figure = figureOf(trace, one)
  const files = [...rule.files, ...(figure?.files ?? [])].flatMap((id) => fileText(trace, id, lang) ?? [])
  return [
    ...heading(`${titleOf({ title: figure?.title ?? rule.title }, one, lang)}${year}`),
    ...fact(say('answer', lang), answerText(rule, one, lang)),
    ...fact(say('rule', lang), rule.rule[lang]),
    ...fact(say('source_label', lang), sourceText({ text: rule.source, confidence: rule.confidence }, lang)),
    ...(figure === null ? [] : figureLines(figure, lang)),
    ...arithmeticLines(rule, one, lang),
    ...inputLines(rule, one, lang),
    ...partLines(trace, rule, one, lang),
    ...files.flatMap((file, i) => fact(i === 0 ? say('files', lang) : '', file)),
    ...placeLines(rule, one, lang),
  ]
}

function placeLines({ published }: NumberRule, one: NumberTrace, lang: Language): string[] {
  const rows = rowsText(published, one, lang)
  return fact(say('published_in', lang), `${published.file}: ${rows ?? published.columns.join(', ')}`)
}

function figureLines(figure: FigureRule, lang: Language): string[] {
  return [
    ...fact(say('test', lang), figure.how[lang]),
    ...(figure.of === null ? [] : fact(say('test_of', lang), figure.of[lang])),
    ...(figure.note === null ? [] : fact('', figure.note[lang])),
    ...fact('', sourceText({ text: figure.source, confidence: figure.confidence }, lang)),
  ]
}

function arithmeticLines(rule: NumberRule, one: NumberTrace, lang: Language): string[] {
  const way = numberWay(rule, one, {
    number: (value) => numberText(value, lang, 0, DECIMALS),
    ...{ times: 'x', minus: '-' },
    many: (n) => `[${say('sum_of_parts', lang, { n })}]`,
  })
  if (way.outcome === 'none') return []
  const label = say('arithmetic_label', lang)
  if (way.outcome === 'unknown') return fact(label, say('lacking', lang, { columns: way.columns.join(', ') }))
  const cell = (value: number) => cellText(value, rule.unit, lang)
  const written = ({ text, result, published, agrees }: Arithmetic) =>
    agrees
      ? `${text} = ${cell(published)}`
      : say('tables_differ', lang, { text, result: cell(result), n: cell(published) })
  const lines = [...new Set(way.lines.map(written))]
  if (way.outcome === 'explained') lines.push(way.reason[lang])
  if (way.outcome === 'disagrees') lines.push(say('tables_disagree', lang))
  if (isOutward(rule, one)) lines.push(say('rounded_outward', lang, { written: answerText(rule, one, lang) }))
  return lines.flatMap((line, i) => fact(i === 0 ? label : '', line))
}

function isOutward({ answers }: NumberRule, { values }: NumberTrace): boolean {
  const [least, most] = answers.map(({ column }) => values[column])
  if (typeof least !== 'number' || typeof most !== 'number') return false
  return isRoundedOutward(least, most, SHARE_DECIMALS)
}

function inputLines(rule: NumberRule, { values }: NumberTrace, lang: Language): string[] {
  const reckoned = reckonedFrom(rule)
  const known = rule.inputs.filter(({ column }) => values[column] != null)
  const lines = (label: string, inputs: NumberRule['inputs']) =>
    inputs.flatMap(({ column, title, unit }, i) =>
      fact(i === 0 ? label : '', `${column} (${title[lang]}) = ${cellText(values[column]!, unit, lang)}`),
    )
  return [
    ...lines(
      say('inputs', lang),
      known.filter(({ column }) => reckoned.has(column)),
    ),
    ...lines(
      say('beside', lang),
      known.filter(({ column }) => !reckoned.has(column)),
    ),
  ]
}

const PART_WORDS = {
  rt: 'part_rt',
  year: 'part_year',
  criterion: 'part_criterion',
  aspect: 'part_aspect',
} as const

function partLines(trace: Trace, rule: NumberRule, { parts }: NumberTrace, lang: Language): string[] {
  if (rule.parts === null || parts.length === 0) return []
  const head = [
    { head: say(PART_WORDS[rule.parts], lang), gives: true },
    { head: rule.unit === null ? say('value', lang) : unitWord(rule.unit, lang), align: 'right' as const },
    { head: say('record', lang) },
  ]
  const rows = parts.map(({ name, value, source_id, source_row }) => [
    name,
    value === null ? '?' : numberText(value, lang, 0, DECIMALS),
    source_id === null || source_row === null
      ? ''
      : `${pathOf(trace, source_id)}, ${numberText(source_row, lang)}`,
  ])
  return ['', ...table(head, rows), '']
}

function ruleOf(trace: Trace, { number }: NumberTrace): NumberRule {
  return trace.number_rules.find(({ id }) => id === number)!
}

function figureOf(trace: Trace, { number, key }: NumberTrace): FigureRule | null {
  if (number !== HOUSEHOLD_SHARE || key === null) return null
  const [methodology = '', , indicator = ''] = key.split('/')
  return trace.figures[methodology]?.figures[indicator] ?? null
}

function titleOf({ title }: Pick<NumberRule, 'title'>, { label, key }: NumberTrace, lang: Language): string {
  if (label === null) return key === null ? title[lang] : `${title[lang]}: ${key}`
  return `${title[lang]}: ${label[lang]}`
}

/** `--number distance_m:pasar`. */
function askedBy({ number, key }: NumberTrace): string {
  return `--number ${number}${key === null ? '' : `:${key}`}`
}

function answerText(rule: NumberRule, { values }: NumberTrace, lang: Language): string {
  const [least, most] = rule.answers.map(({ column }) => values[column])
  if (typeof least === 'number' && typeof most === 'number')
    return `${boundsText(least, most, lang, SHARE_DECIMALS)} %`
  return least == null ? say('not_known', lang) : cellText(least, rule.unit, lang)
}

function cellText(value: TracedCell, unit: string | null, lang: Language): string {
  if (typeof value !== 'number') return cellWord(value, lang)
  if (unit === 'year') return String(value)
  return numberText(value, lang, 0, DECIMALS) + (unit === null ? '' : ` ${unitWord(unit, lang, value)}`)
}

function pathOf({ files }: Trace, source_id: string): string {
  return files.find((file) => file.source_id === source_id)?.path ?? source_id
}

function fileText({ files }: Trace, source_id: string, lang: Language): string | null {
  const file = files.find((one) => one.source_id === source_id)
  return file === undefined ? null : `${file.title?.[lang] ?? source_id}: ${file.path ?? '?'}`
}
