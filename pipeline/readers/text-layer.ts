import { FindingLog } from './finding-log.ts'
import { flattenBatches } from './record-batches.ts'
import type { TextEncoding } from './text-encoding.ts'
import type { FormatName, SourceLayer, SourceRecord } from './types.ts'

/** What a reader of a text format knows of a layer once it is opened. */
export interface TextLayer {
  file: string
  layer: string
  format: FormatName
  fields: readonly string[] | LearntFields
  crs: SourceLayer['crs']
  encoding: TextEncoding
  /** One pass over the file, in batches. */
  read(log: FindingLog): AsyncGenerator<SourceRecord[]>
}

/**
 * The layer of a text format. JSON is UTF-8 by its own rule (RFC 8259), so what was found to be so was not detected.
 */
export function textLayer({ read, encoding, fields, ...stated }: TextLayer): SourceLayer {
  const isOfFormat = stated.format !== 'csv' && encoding.how === 'detected' && encoding.name === 'utf-8'
  const layer: SourceLayer = {
    ...stated,
    ...(fields instanceof LearntFields
      ? { fields: fields.names, allFields: () => fields.all(read) }
      : { fields: [...fields] }),
    encoding: {
      name: encoding.name,
      how: isOfFormat ? 'format' : encoding.how,
      ...(encoding.sample === undefined ? {} : { sample: encoding.sample }),
    },
    deleted: 0,
    findings: [],
    records() {
      const log = new FindingLog()
      layer.findings = log.findings
      return flattenBatches(read(log))
    },
  }
  return layer
}

/** The columns of records that name their own, in the order in which they are met. */
export class LearntFields {
  readonly names: string[] = []
  readonly #known = new Set<string>()
  #all: Promise<string[]> | null = null

  learn(cells: object): void {
    for (const name of Object.keys(cells)) {
      if (this.#known.has(name)) continue
      this.#known.add(name)
      this.names.push(name)
    }
  }

  /** All of them, after a pass over the file whose findings nobody looks at; `read` must `learn`. */
  all(read: (log: FindingLog) => AsyncGenerator<unknown>): Promise<string[]> {
    this.#all ??= this.#readAll(read)
    return this.#all
  }

  async #readAll(read: (log: FindingLog) => AsyncGenerator<unknown>): Promise<string[]> {
    for await (const _ of read(new FindingLog()));
    return this.names
  }
}
