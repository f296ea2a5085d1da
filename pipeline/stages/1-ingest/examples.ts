import { type City, type Source, sourceKey } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { decideDecimals } from '../../mapping/decimals.ts'
import { type MapContext, mapCells, secretColumns } from '../../mapping/mapping.ts'
import type { SourceRecord } from '../../readers/types.ts'

/**
 * Runs the acceptance examples of a source through its mapping: raw cells in, canonical values out.
 * @throws UserError `config` naming the example, the column, what came out and what was expected.
 */
export function runExamples(city: City, source: Source, context: MapContext): void {
  source.examples.forEach((example, number) => {
    const decimals = new Map([...decideDecimals(context, [{ cells: example.raw }]), ...context.decimals])
    const rows = mapCells({ ...context, decimals }, example.raw, example.record ?? 1)
    const matching = rows.find((row) =>
      Object.entries(example.canonical).every(([name, value]) => same(row.values[name] ?? null, value)),
    )
    if (matching) return
    const nearest = rows[0]!.values
    const [name, expected] =
      Object.entries(example.canonical).find(([column, value]) => !same(nearest[column] ?? null, value)) ??
      Object.entries(example.canonical)[0]!
    throw new UserError('config', {
      what: 'an acceptance example does not come out as written',
      where: { file: city.file, key: `${sourceKey(city, source)}.examples[${number}].canonical.${name}` },
      got: JSON.stringify(nearest[name] ?? null),
      expected: JSON.stringify(expected),
      next: `correct the mapping of ${source.id}, or the example if it is wrong`,
    })
  })
}

/**
 * Compares the records of the file with the examples that quote them; what a record holds in a secret column is not shown.
 */
export class QuotedRecords {
  readonly #city: City
  readonly #source: Source
  readonly #secret: ReadonlySet<string>
  readonly #unmet: Set<number>

  constructor(city: City, context: MapContext) {
    this.#city = city
    this.#source = context.source
    this.#secret = secretColumns(context)
    this.#unmet = new Set(context.source.examples.flatMap((example) => example.record ?? []))
  }

  /** @throws UserError `contract` when the file no longer holds what an example says. */
  check(record: SourceRecord): void {
    if (!this.#unmet.delete(record.record)) return
    this.#source.examples.forEach((example, number) => {
      if (example.record !== record.record) return
      for (const [column, expected] of Object.entries(example.raw)) {
        const got = record.cells[column] ?? null
        if (same(got, expected) || String(got ?? '') === String(expected ?? '')) continue
        const show = (cell: unknown): string =>
          this.#secret.has(column) ? '(not shown: personal)' : JSON.stringify(cell)
        throw new UserError('contract', {
          what: 'the file does not hold the record that an acceptance example quotes',
          where: { file: this.#source.path, record: record.record, field: column },
          got: show(got),
          expected: show(expected),
          next: `compare ${this.#keyOf(number)} in ${this.#city.file} with the new file`,
        })
      }
    })
  }

  /** @throws UserError `contract` when the file ended before a quoted record, or marks it as deleted. */
  finish(records: number): void {
    const number = this.#source.examples.findIndex((example) => this.#unmet.has(example.record ?? 0))
    if (number < 0) return
    throw new UserError(
      'contract',
      {
        what: 'the file does not hold the record that an acceptance example quotes',
        where: { file: this.#source.path, record: this.#source.examples[number]!.record },
        got: `${records} records, this one not among them`,
        expected: 'the record as quoted',
        next: `compare ${this.#keyOf(number)} in ${this.#city.file} with the new file`,
      },
      { quotesRecord: false },
    )
  }

  #keyOf(example: number): string {
    return `${sourceKey(this.#city, this.#source)}.examples[${example}]`
  }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
  return a === b
}
