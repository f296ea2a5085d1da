import { logDoubtfulCells, logDoubtfulEncoding, logDoubtfulNames, mayBeDoubtful } from '../doubtful-text.ts'
import type { FindingLog } from '../finding-log.ts'
import type { TextEncoding } from '../text-encoding.ts'
import type { Cell } from '../types.ts'
import { logDroppedZ } from '../wkb-findings.ts'
import type { FeatureReading } from './geojson-feature.ts'
import type { JsonText } from './geojson-text.ts'

/** What one pass over JSON says of its records. */
export class JsonRecordLog {
  readonly #log: FindingLog
  readonly #encoding: string
  /** Names met in texts that may hold unreadable letters: each is looked at once. */
  readonly #names = new Set<string>()
  readonly #idColumns = new Set<string>()
  #withZ = 0

  constructor(log: FindingLog, encoding: TextEncoding) {
    this.#log = log
    this.#encoding = encoding.name
    logDoubtfulEncoding(log, encoding)
  }

  takeCells(cells: Record<string, Cell>, record: number, { text }: JsonText): void {
    if (!mayBeDoubtful(text)) return
    const names = Object.keys(cells).filter((name) => !this.#names.has(name))
    for (const name of names) this.#names.add(name)
    logDoubtfulNames(this.#log, names, { line: null, encoding: this.#encoding })
    logDoubtfulCells(this.#log, cells, { record, line: null, encoding: this.#encoding })
  }

  takeFeature({ finding, hadZ, idColumn }: FeatureReading): void {
    if (finding !== null) {
      const { code, record, field, got, message } = finding
      this.#log.add(code, record, field, got, message)
    }
    if (hadZ) this.#withZ++
    if (idColumn === null || idColumn === 'id' || this.#idColumns.has(idColumn)) return
    this.#idColumns.add(idColumn)
    this.#log.add('COLUMN_RENAMED', null, idColumn, 'id', {
      id: `Properti bernama id sudah ada; id milik fitur dibaca sebagai ${idColumn}.`,
      en: `There is a property called id; the id of the feature itself is read as ${idColumn}.`,
    })
  }

  finish(): void {
    logDroppedZ(this.#log, this.#withZ)
  }
}
