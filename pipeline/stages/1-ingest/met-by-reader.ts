import type { ReaderFinding, SourceLayer } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'

/**
 * What the reader met, handed out with the record it belongs to. A table without geometry does not ask what was wrong
 * with one, and nobody asks for a value of a column that is not mapped.
 */
export class MetByReader {
  readonly #layer: SourceLayer
  readonly #isSpatial: boolean
  readonly #mapped: ReadonlySet<string>
  readonly #byRecord = new Map<number, ReaderFinding[]>()
  readonly #ofFile: ReaderFinding[] = []

  /** @param mapped source columns that are read */
  constructor(layer: SourceLayer, schema: TableSchema, mapped: ReadonlySet<string>) {
    this.#layer = layer
    this.#isSpatial = schema.geometry !== null
    this.#mapped = mapped
  }

  /** What was met in a record that has been read; each finding is handed out once. */
  take(record: number): ReaderFinding[] {
    this.#collect()
    const met = this.#byRecord.get(record) ?? []
    this.#byRecord.delete(record)
    return met
  }

  /** What remains at the end: of the whole file, and of records that became no row. */
  rest(): ReaderFinding[] {
    this.#collect()
    return [...[...this.#byRecord.values()].flat(), ...this.#ofFile]
  }

  /** Takes the findings out of the layer's list, which would grow with the file. */
  #collect(): void {
    const { findings } = this.#layer
    for (const finding of findings) {
      if (!this.#isSpatial && finding.field === 'geometry') continue
      if (finding.code === 'VALUE_UNPARSABLE' && !this.#mapped.has(finding.field ?? '')) continue
      if (finding.record === null) {
        this.#ofFile.push(finding)
        continue
      }
      const group = this.#byRecord.get(finding.record)
      if (group) group.push(finding)
      else this.#byRecord.set(finding.record, [finding])
    }
    findings.length = 0
  }
}
