import type { Cell } from '../readers/types.ts'
import { decideDecimal } from '../values/number.ts'
import { type MapContext, numericColumns } from './mapping.ts'

/** The decimal sign of each numeric source column: what `city.yaml` says, else what its unambiguous cells show. */
export function decideDecimals(
  context: Pick<MapContext, 'source' | 'schema'>,
  sample: { cells: Record<string, Cell> }[],
): Map<string, ',' | '.'> {
  const decimals = new Map<string, ',' | '.'>()
  for (const column of numericColumns(context)) {
    const texts = sample.map((record) => record.cells[column]).filter((cell) => typeof cell === 'string')
    const sign = context.source.decimal ?? decideDecimal(texts)
    if (sign) decimals.set(column, sign)
  }
  return decimals
}
