import type { City, Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { decideDecimals } from './decimals.ts'
import { type MapContext, mapCells } from './mapping.ts'
import type { SourceRecord } from './readers/types.ts'

/**
 * Runs the acceptance examples of a source through its mapping: raw cells in, canonical values out.
 * @throws UserError `config` naming the example, the column, what came out and what was expected.
 */
export function runExamples(city: City, source: Source, context: MapContext): void {
  const index = city.sources.indexOf(source)
  source.examples.forEach((example, number) => {
    const decimals = new Map([...decideDecimals(context, [{ cells: example.raw }]), ...context.decimals])
    const rows = mapCells({ ...context, decimals }, example.raw)
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
      where: { file: city.file, key: `sources[${index}].examples[${number}].canonical.${name}` },
      got: JSON.stringify(nearest[name] ?? null),
      expected: JSON.stringify(expected),
      next: `correct the mapping of ${source.id}, or the example if it is wrong`,
    })
  })
}

/**
 * Compares a record of the file with the example that quotes it.
 * @throws UserError `contract` when the file no longer holds what the example says.
 */
export function checkQuotedRecord(city: City, source: Source, record: SourceRecord): void {
  source.examples.forEach((example, number) => {
    if (example.record !== record.record) return
    for (const [column, expected] of Object.entries(example.raw)) {
      const got = record.cells[column] ?? null
      if (same(got, expected) || String(got ?? '') === String(expected ?? '')) continue
      throw new UserError('contract', {
        what: 'the file does not hold the record that an acceptance example quotes',
        where: { file: source.path, record: record.record, field: column },
        got: JSON.stringify(got),
        expected: JSON.stringify(expected),
        next: `compare sources[${city.sources.indexOf(source)}].examples[${number}] in ${city.file} with the new file`,
      })
    }
  })
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
  return a === b
}
