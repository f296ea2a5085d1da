import { basename, extname } from 'node:path'
import { type Place, UserError } from '../../errors.ts'
import { type ByteSource, ByteWindow, fileSource } from '../bytes.ts'
import { FindingLog } from '../finding-log.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { requireFile } from '../source-file.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { logBinaryColumn } from '../wkb-findings.ts'
import { FgbGeometries } from './fgb-geometry.ts'
import { cutOff, type FgbColumn, type FgbHeader, fgbFault, readColumns, readFgbHeader } from './fgb-header.ts'
import { isNumberColumn, readProperties } from './fgb-properties.ts'
import { FlatTable } from './flat-table.ts'

const SIZE_BYTES = 4

/**
 * Opens a FlatGeobuf, read feature by feature in file order; its index is stepped over.
 *
 * Integers too long for a JavaScript number are text, DateTime and Json the text in the file; Binary columns are left out and counted. Columns
 * that features list on their own join `fields` as they are met.
 *
 * Source: FlatGeobuf 3.
 * @throws UserError source, for a file that is damaged or holds another number of features than it states (here or while reading).
 */
export async function openFlatGeobuf(path: string, options: ReadOptions): Promise<SourceLayer> {
  const where: Place = { file: options.label }
  const source = await openSource(path, where)
  let header: FgbHeader
  try {
    header = await readFgbHeader(source, where)
  } finally {
    await source.close()
  }
  const fields: string[] = []
  const numericFields = new Set<string>()
  learn(header.columns, fields, numericFields)
  const result: SourceLayer = {
    file: options.label,
    layer: options.layer ?? basename(path, extname(path)),
    format: 'flatgeobuf',
    fields,
    numericFields,
    crs: header.crs,
    encoding: { name: 'utf-8', how: 'format' },
    records: () => readRecords(path, header, result, numericFields, options.keepBlank),
    deleted: 0,
    findings: [],
  }
  return result
}

function learn(columns: FgbColumn[], fields: string[], numericFields: Set<string>): void {
  for (const column of columns) {
    if (column.type === 'binary' || fields.includes(column.name)) continue
    fields.push(column.name)
    if (isNumberColumn(column)) numericFields.add(column.name)
  }
}

async function* readRecords(
  path: string,
  header: FgbHeader,
  result: SourceLayer,
  numericFields: Set<string>,
  keepBlank = false,
): AsyncGenerator<SourceRecord> {
  const where: Place = { file: result.file }
  const log = new FindingLog()
  result.findings = log.findings
  const geometries = new FgbGeometries(header.geometryType, where, log)
  const binary = new Map<string, number>()
  const onBinary = (column: string) => void binary.set(column, (binary.get(column) ?? 0) + 1)
  const source = await openSource(path, where)
  try {
    const window = new ByteWindow(source)
    let position = header.firstFeature
    let record = 0
    while (position < source.size) {
      record++
      if (header.features !== null && record > header.features)
        throw otherCount(where, `more than ${header.features}`, header)
      const length = await featureLength(window, position, { ...where, record })
      const at = window.at(position + SIZE_BYTES)
      let read: SourceRecord
      try {
        const feature = FlatTable.root(window.bytes.subarray(at, at + length))
        let columns = header.columns
        if (feature.has(2)) {
          const own = readColumns(feature, 2, { ...where, record })
          if (own.length > 0) {
            columns = own
            learn(own, result.fields, numericFields)
          }
        }
        read = {
          record,
          cells: readProperties(feature.buffer, feature.vector(1, 1), columns, onBinary, keepBlank),
          geometry: geometries.decode(feature, length, record),
        }
      } catch (error) {
        throw fgbFault(error, { ...where, record })
      }
      yield read
      position += SIZE_BYTES + length
    }
    if (header.features !== null && record !== header.features)
      throw otherCount(where, String(record), header)
    geometries.finish()
    for (const [column, cells] of binary) logBinaryColumn(log, column, cells)
  } finally {
    await source.close()
  }
}

/** Length of the feature whose size stands at `position`; the window then holds all of it. */
async function featureLength(window: ByteWindow, position: number, where: Place): Promise<number> {
  const { size } = window.source
  if (!window.has(position, SIZE_BYTES) && !(await window.load(position, SIZE_BYTES))) {
    throw cutOff(where, `${size - position} bytes after the last whole feature`, size)
  }
  const length = window.view.getUint32(window.at(position), true)
  if (length > RECORD_LIMITS.bytes) throw beyondLimit('bytes', length, where)
  const whole = SIZE_BYTES + length
  if (!window.has(position, whole) && !(await window.load(position, whole))) {
    throw cutOff(where, `a feature of ${length} bytes at byte ${position}`, size)
  }
  return length
}

async function openSource(path: string, where: Place): Promise<ByteSource> {
  await requireFile(path, where.file ?? path)
  return fileSource(path)
}

function otherCount(where: Place, got: string, header: FgbHeader): UserError {
  return new UserError('source', {
    what: 'the FlatGeobuf does not hold the features it states',
    where,
    got: `${got} features`,
    expected: `${header.features} features as its header states`,
    next: 'ask for the file again: the copy or the download did not complete',
  })
}
