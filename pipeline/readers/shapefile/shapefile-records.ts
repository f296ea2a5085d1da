import type { Place } from '../../errors.ts'
import { type ByteSource, ByteWindow } from '../bytes.ts'
import { FindingLog } from '../finding-log.ts'
import type { SourceLayer, SourceRecord } from '../types.ts'
import type { DbfHeader } from './dbf.ts'
import { DbfDecoder } from './dbf-cells.ts'
import { loadRow } from './dbf-encoding.ts'
import { ShapeDecoder } from './shape-decoder.ts'
import type { Layer } from './shapefile.ts'
import { countsDiffer, tableCutOff } from './shp-counts.ts'
import { ShpRecords } from './shp-records.ts'

/** A batch ends with whichever is met first, so that large shapes are not held in number. */
const BATCH_RECORDS = 256
const BATCH_BYTES = 1 << 17

/** Pairs the shapes of a layer with their rows; deleted rows are counted in `result` and left out, as findings are logged there. */
export async function* readBatches(layer: Layer, result: SourceLayer): AsyncGenerator<SourceRecord[]> {
  const { parts, where, dbf, counts } = layer
  const log = new FindingLog()
  result.findings = log.findings
  result.deleted = 0
  for (const { code, field, got, message } of layer.notes) log.add(code, null, field, got, message)
  const sources: ByteSource[] = []
  const open = async (part: '.shp' | '.shx' | '.dbf') => {
    const source = await parts.open(part)
    sources.push(source)
    return new ByteWindow(source)
  }
  try {
    const rows = dbf === null ? null : new Rows(await open('.dbf'), dbf, layer, log)
    const shapes = new ShpRecords(
      await open('.shp'),
      counts.byIndex ? await open('.shx') : null,
      counts.isContiguous,
      layer.shp.statedBytes,
      where,
    )
    const shapeOf = new ShapeDecoder(layer.shp.shapeType, where, log)
    let batch: SourceRecord[] = []
    let batchBytes = 0
    for (let record = 1; record <= counts.records; record++) {
      // Asking for the next shape steps on where there is no index: it is asked once.
      const isShapeHere = shapes.next(record)
      const isHere = isShapeHere && (rows === null || rows.next(record))
      if (!isHere || batch.length === BATCH_RECORDS || batchBytes > BATCH_BYTES) {
        // What is whole is delivered before a fault that comes after it.
        if (batch.length > 0) yield batch
        batch = []
        batchBytes = 0
        if (!isHere) {
          if (!isShapeHere && !(await shapes.load(record))) {
            throw countsDiffer(where, `${record - 1} in the .shp`, counts.records)
          }
          await rows?.load(record)
        }
      }
      if (rows?.isDeleted) {
        result.deleted++
        continue
      }
      try {
        const geometry = shapes.isAbsent
          ? null
          : shapeOf.decode(shapes.view, shapes.at, shapes.length, record)
        batch.push({ record, cells: rows === null ? {} : rows.cells(record), geometry })
      } catch (error) {
        if (batch.length > 0) yield batch
        throw error
      }
      batchBytes += shapes.length
    }
    if (batch.length > 0) yield batch
    if (await shapes.hasMore(counts.records + 1)) {
      throw countsDiffer(where, `more than ${counts.records} in the .shp`, counts.records)
    }
    shapeOf.finish()
  } finally {
    for (const source of sources) await source.close()
  }
}

/** The rows of a `.dbf`, in step with the shapes. */
class Rows {
  readonly #table: ByteWindow
  readonly #header: DbfHeader
  readonly #decoder: DbfDecoder
  readonly #where: Place
  #isPlain = false
  #at = 0

  constructor(table: ByteWindow, header: DbfHeader, layer: Layer, log: FindingLog) {
    this.#table = table
    this.#header = header
    this.#where = layer.where
    this.#decoder = new DbfDecoder(header, layer.names, layer.encoding, log)
  }

  /** Goes to a row if it is in memory. */
  next(record: number): boolean {
    const { headerLength, recordLength } = this.#header
    const position = headerLength + (record - 1) * recordLength
    if (!this.#table.has(position, recordLength)) return false
    this.#at = this.#table.at(position)
    return true
  }

  async load(record: number): Promise<void> {
    if (this.next(record)) return
    const { headerLength, recordLength } = this.#header
    const position = headerLength + (record - 1) * recordLength
    if (!(await loadRow(this.#table, position, recordLength))) {
      throw tableCutOff(this.#where, this.#header, this.#table.source.size)
    }
    this.#at = this.#table.at(position)
    this.#isPlain = this.#decoder.isPlain(this.#table.loaded)
  }

  get isDeleted(): boolean {
    return this.#table.bytes[this.#at] === 0x2a
  }

  cells(record: number): Record<string, string | number | boolean | null> {
    return this.#decoder.decode(this.#table.bytes, this.#at, record, this.#isPlain)
  }
}
