import { valueColumns } from '../values/published-place.ts'
import type {
  FigureRules,
  NumberPart,
  NumberRule,
  TracedCell,
  TracedNumber,
} from '../values/traced-numbers.ts'
import type { Bilingual } from './legend.ts'
import type { PublishedTrace } from './why-trace.ts'

export const NUMBERS_FORMAT = 'petakumuh-numbers/1'

/** `traces/numbers.json` of a release: how numbers of zones come about, which holds for all of them. */
export interface PublishedNumbers {
  format: typeof NUMBERS_FORMAT
  numbers: NumberRule[]
  /** What the keys of a number are called. */
  labels: Record<string, Record<string, Bilingual>>
  figures: FigureRules
  /** Files of the sources that rules name by their ids. */
  files: PublishedTrace['files']
}

/** Path of the rules within a release. */
export const NUMBERS_PATH = 'traces/numbers.json'

/**
 * A number of a zone in the file of its trace: id, key, year, values in the order of answers, inputs and `published.names` of
 * its rule, and its parts: name (of an RT its place in `rt`), value and, where known, file and record.
 */
export type TracedNumberRow = [
  number: string,
  key: string | null,
  year: number | null,
  values: TracedCell[],
  parts?: (string | number | null)[][],
]

/** The file as it was read; null where it is none that this page knows. */
export function readNumbers(json: unknown): PublishedNumbers | null {
  const known = json as Partial<PublishedNumbers> | null
  return known?.format === NUMBERS_FORMAT ? (known as PublishedNumbers) : null
}

/** A number of a zone by its names; null where the trace or the rules do not know it. */
export function tracedNumber(
  trace: Pick<PublishedTrace, 'numbers' | 'rt'>,
  { numbers, labels }: PublishedNumbers,
  asked: { number: string; key: string | null },
): { rule: NumberRule; told: TracedNumber } | null {
  const rule = numbers.find(({ id }) => id === asked.number)
  const row = trace.numbers?.find(([number, key]) => number === asked.number && key === asked.key)
  if (rule === undefined || row === undefined) return null
  const [number, key, year, cells, parts = []] = row
  const values = Object.fromEntries(valueColumns(rule).map((column, i) => [column, cells[i] ?? null]))
  const label = (key === null ? undefined : labels[number]?.[key]) ?? null
  return {
    rule,
    told: { number, key, label, year, values, parts: parts.map((part) => partOf(trace, rule, part)) },
  }
}

function partOf(
  { rt }: Pick<PublishedTrace, 'rt'>,
  rule: NumberRule,
  [name, value, source, source_row]: (string | number | null)[],
): NumberPart {
  const named = rule.parts === 'rt' && typeof name === 'number' ? rt[name]?.rt_id : name
  return {
    name: String(named ?? name),
    value: value as number | null,
    source: (source as number | null | undefined) ?? null,
    source_row: (source_row as number | null | undefined) ?? null,
  }
}
