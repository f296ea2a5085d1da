import type { City } from '../../city.ts'
import { answerLabels } from '../../form/answers.ts'
import { conditionWords } from '../../methodology/condition-words.ts'
import { methodologyKind, methodologyNames } from '../../methodology/kinds.ts'
import {
  loadTests,
  type Severity,
  type SeverityClass,
  type TestRule,
  type TestsMethodology,
  tableOfFigures,
} from '../../methodology/tests.ts'
import { type Text, tableSchema } from '../../store/index.ts'
import type { FigureRule, FigureRules } from '../../values/traced-numbers.ts'
import { ruleSource } from '../rule-source.ts'
import type { NumberTrace } from './number-traces.ts'

/** The number that every household figure is one of; its key begins with methodology, group and indicator. */
export const HOUSEHOLD_SHARE = 'household_share'

/** What the household figures among the numbers count; of names that are no methodology of tests there is nothing. */
export function figureRules(
  { sources }: Pick<City, 'sources'>,
  numbers: readonly Pick<NumberTrace, 'number' | 'key'>[],
): FigureRules {
  const filesOf = (table: string) => sources.flatMap((source) => (source.table === table ? [source.id] : []))
  const known = methodologyNames()
  const figures = numbers.flatMap(({ number, key }) =>
    number === HOUSEHOLD_SHARE && key !== null ? [key.split('/')] : [],
  )
  const names = figures.map(([methodology = '']) => methodology)
  const told = (name: string) => new Set(figures.flatMap(([of, , id]) => (of === name ? [id] : [])))
  return Object.fromEntries(
    [...new Set(names)]
      .filter((name) => known.includes(name) && methodologyKind(name) === 'tests')
      .map((name) => {
        const methodology = loadTests(name)
        const all = Object.entries(figuresOf(methodology, filesOf))
        const own = told(name)
        return [
          name,
          { title: methodology.title, figures: Object.fromEntries(all.filter(([id]) => own.has(id))) },
        ]
      }),
  )
}

function figuresOf(
  methodology: TestsMethodology,
  filesOf: (table: string) => string[],
): Record<string, FigureRule> {
  const tables = tableOfFigures(methodology)
  const sourced = (of: { source: string; confidence: FigureRule['confidence'] }) => {
    const { text, confidence } = ruleSource(methodology, of)
    return { source: text, confidence }
  }
  const counted = (id: string) => {
    const table = tables.get(id)!
    return { title: titleOf(table), files: filesOf(table) }
  }
  const words = (condition: string, table: string) => conditionWords(condition, table, answerLabels(table))
  return Object.fromEntries([
    ...methodology.tests.map((test) => [
      test.id,
      {
        ...{ label: test.label, how: words(test.when, test.table), note: test.note ?? null },
        of: test.of === undefined ? null : words(test.of, test.table),
        ...{ ...sourced(test), ...counted(test.id) },
      },
    ]),
    ...methodology.rules.map((rule) => [
      rule.id,
      {
        label: rule.label,
        how: combined(methodology, rule),
        of: null,
        note: null,
        ...sourced(rule),
        ...counted(rule.id),
      },
    ]),
    ...methodology.severity.flatMap((severity) =>
      severity.classes.map((one) => [
        one.id,
        {
          label: one.label,
          how: countedTests(methodology, severity, one),
          of: null,
          note: null,
          ...sourced(severity),
          ...counted(one.id),
        },
      ]),
    ),
  ])
}

/** What figures over a table are called, by what is counted: households, or the rows of another list. */
function titleOf(table: string): Text {
  const { id, en } = tableSchema(table).title
  const lower = (text: string) => `${text[0]?.toLowerCase()}${text.slice(1)}`
  return { id: `Angka ${lower(id)}`, en: `Figure of ${lower(en)}` }
}

function combined(methodology: TestsMethodology, { combine, tests, over }: TestRule): Text {
  const of = (lang: keyof Text) =>
    tests
      .map(
        ({ id, weight }) =>
          `${labelOf(methodology, id)[lang]}${combine === 'weighted' ? ` (${weight})` : ''}`,
      )
      .join('; ')
  if (combine === 'any')
    return { id: `sedikitnya satu dari: ${of('id')}`, en: `at least one of: ${of('en')}` }
  if (combine === 'all') return { id: `semuanya: ${of('id')}`, en: `all of: ${of('en')}` }
  return {
    id: `jumlah bobot yang berlaku di atas ${over}: ${of('id')}`,
    en: `the weights of those that hold add up to more than ${over}: ${of('en')}`,
  }
}

function countedTests(
  methodology: TestsMethodology,
  { tests }: Severity,
  { exactly, at_least, only }: SeverityClass,
): Text {
  const of = (lang: keyof Text) => tests.map((id) => labelOf(methodology, id)[lang]).join('; ')
  if (only !== undefined) {
    const { id, en } = labelOf(methodology, only)
    return { id: `hanya ${id}, dari: ${of('id')}`, en: `${en} alone, of: ${of('en')}` }
  }
  return exactly === undefined
    ? { id: `sedikitnya ${at_least} dari: ${of('id')}`, en: `at least ${at_least} of: ${of('en')}` }
    : { id: `tepat ${exactly} dari: ${of('id')}`, en: `exactly ${exactly} of: ${of('en')}` }
}

function labelOf({ tests, rules }: TestsMethodology, id: string): Text {
  return [...tests, ...rules].find((one) => one.id === id)?.label ?? same(id)
}

function same(text: string): Text {
  return { id: text, en: text }
}
