import { ContractError, type Fault, formatFault } from '../errors.ts'
import type { Correction, CorrectionSummary } from './correction.ts'
import { TableCorrections } from './table-corrections.ts'
import { Watch } from './watch.ts'

/** All corrections of a city while its tables are read: asked row by row, and held to account when all rows were seen. */
export class Corrections {
  readonly #watches: Watch[]
  readonly #tables = new Map<string, TableCorrections>()

  /** @param corrections in file order, as `loadCorrections` gives them. */
  constructor(corrections: readonly Correction[]) {
    this.#watches = corrections.map((correction, index) => new Watch(correction, index))
    for (const table of new Set(corrections.map((correction) => correction.table))) {
      const ofTable = this.#watches.filter(({ correction }) => correction.table === table)
      this.#tables.set(table, new TableCorrections(ofTable))
    }
  }

  /** The corrections of a table, which has none when nothing speaks of it. */
  table(name: string): TableCorrections {
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = new TableCorrections([])
      this.#tables.set(name, table)
    }
    return table
  }

  /**
   * What became of each correction, in file order; to be called when every row of every table was seen.
   * @throws ContractError naming every correction that matched nothing or another number of rows than it expects, whose
   * guard failed, that decides over a record another decides over, or that is `fixed` while its fault stands.
   */
  finish(): CorrectionSummary[] {
    // Those that name a field quote its cells.
    const errors = this.#watches
      .flatMap((watch) => watch.faults())
      .map((fault) => new ContractError(fault, { quotesRecord: fault.where?.field !== undefined }))
    if (errors.length === 1) throw errors[0]!
    if (errors.length > 1) {
      const onTerminal = together(errors.map((error) => error.onTerminal))
      throw new ContractError(together(errors.map(({ fault }) => fault)), { onTerminal })
    }
    return this.#watches.map((watch) => watch.summary())
  }
}

function together(faults: Fault[]): Fault {
  return {
    what: 'corrections.yaml and the data do not agree',
    where: { file: faults[0]!.where?.file },
    got: `${faults.length} faults\n${faults.map(formatFault).join('\n')}`,
    expected: 'every correction finds the records and values it speaks of; one that is fixed finds none',
    next: 'mend each as its next says',
  }
}
