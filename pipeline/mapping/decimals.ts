import type { Cell } from '../readers/types.ts'
import { DecimalEvidence, type DecimalMark } from '../values/number.ts'
import { type MapContext, numericColumns } from './mapping.ts'

/**
 * The decimal sign of each numeric source column: what `city.yaml` says, else what its unambiguous cells show. A column in which both
 * signs were met has none: its ambiguous cells are then named and not read. A mended quarantine file was written with a point; a
 * spreadsheet may have saved it with commas.
 */
export class DecimalSigns {
  readonly #stated: DecimalMark | undefined
  readonly #isOurs: boolean
  readonly #columns: string[]
  readonly #evidence = new Map<string, DecimalEvidence>()

  /** @param numericFields columns the format declares to be numbers: their one sign is the decimal one, whatever it is */
  constructor(context: Pick<MapContext, 'source' | 'schema' | 'numericFields'>) {
    const { source, numericFields } = context
    this.#stated = source.decimal
    this.#isOurs = source.amends !== undefined
    this.#columns = numericColumns(context).filter((column) => !numericFields?.has(column))
  }

  add(cells: Record<string, Cell>): void {
    if (this.#stated !== undefined) return
    for (const column of this.#columns) {
      const cell = cells[column]
      if (typeof cell !== 'string') continue
      const evidence = this.#evidence.get(column) ?? new DecimalEvidence()
      this.#evidence.set(column, evidence)
      evidence.add(cell)
    }
  }

  /** Whether further cells could change what is decided: a column of text must be looked at to its end. */
  get isOpen(): boolean {
    return this.#evidence.size > 0
  }

  get decided(): Map<string, DecimalMark> {
    const decimals = new Map<string, DecimalMark>()
    for (const column of this.#columns) {
      const evidence = this.#evidence.get(column)
      const sign = this.#stated ?? (this.#isOurs ? evidence?.markOfOurs : evidence?.mark)
      if (sign) decimals.set(column, sign)
    }
    return decimals
  }
}

/** The signs that these records show. */
export function decideDecimals(
  context: Pick<MapContext, 'source' | 'schema' | 'numericFields'>,
  records: Iterable<{ cells: Record<string, Cell> }>,
): Map<string, DecimalMark> {
  const signs = new DecimalSigns(context)
  for (const { cells } of records) signs.add(cells)
  return signs.decided
}
