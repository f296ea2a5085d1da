import type { City } from '../../../city.ts'
import { figureRules } from '../../../explain/numbers/figures.ts'
import type { NumberTrace } from '../../../explain/numbers/number-traces.ts'
import { numberEntries, numberRules } from '../../../explain/numbers/rules.ts'
import type { Text } from '../../../store/index.ts'
import {
  NUMBERS_FORMAT,
  type PublishedNumbers,
  type TracedNumberRow,
} from '../../../viewer/why-numbers-file.ts'

type SourceOf = (source_id: string) => { title: Text | null; path: string | null }

/** Collects what the numbers of all zones have in common, which the release tells once. */
export class CommonNumbers {
  readonly #told = new Set<string>()
  readonly #labels: PublishedNumbers['labels'] = {}
  readonly #figures = new Map<string, Pick<NumberTrace, 'number' | 'key'>>()

  add(numbers: readonly NumberTrace[]): void {
    for (const { number, key, label } of numbers) {
      this.#told.add(number)
      if (key === null) continue
      this.#figures.set(`${number} ${key}`, { number, key })
      if (label !== null) this.#labels[number] = { ...this.#labels[number], [key]: label }
    }
  }

  /** `traces/numbers.json`: rules, in the order of `schemas/numbers.yaml`, of the numbers that some zone has. */
  file(city: City, source: SourceOf): PublishedNumbers {
    const numbers = numberRules(city).filter(({ id }) => this.#told.has(id))
    const figures = figureRules(city, [...this.#figures.values()])
    const named = [
      ...numbers.flatMap(({ files }) => files),
      ...Object.values(figures).flatMap((of) => Object.values(of.figures).flatMap(({ files }) => files)),
    ]
    return {
      format: NUMBERS_FORMAT,
      numbers,
      labels: Object.fromEntries(
        Object.entries(this.#labels).map(([number, labels]) => [
          number,
          Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
        ]),
      ),
      figures,
      files: [...new Set(named)].sort().map((source_id) => ({ source_id, ...source(source_id) })),
    }
  }
}

/** The numbers of a zone as rows of values in the order of the columns of their rule, for the file of its trace. */
export function numberRows(
  numbers: readonly NumberTrace[],
  places: ReadonlyMap<string, number>,
  file: (source_id: string | null) => number | null,
): TracedNumberRow[] {
  // A year, an aspect or a criterion may be called as an RT is.
  const ofRt = new Set(numberEntries().flatMap(({ rule }) => (rule.parts === 'rt' ? [rule.id] : [])))
  return numbers.map(({ number, key, year, values, parts }) => {
    const placeOf = (name: string) => (ofRt.has(number) ? (places.get(name) ?? name) : name)
    const rows = parts.map(({ name, value, source_id, source_row }) =>
      source_id === null ? [placeOf(name), value] : [placeOf(name), value, file(source_id), source_row],
    )
    return [number, key, year, Object.values(values), ...(rows.length === 0 ? [] : [rows])]
  }) as TracedNumberRow[]
}
