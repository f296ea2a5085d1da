import type { ByteBuffer } from 'flatbuffers'
import { setCell } from '../cells.ts'
import type { Cell } from '../types.ts'
import type { ColumnType, FgbColumn } from './fgb-header.ts'
import { FlatError, type FlatVector, utf8 } from './flat-table.ts'

const SCALAR_BYTES: Partial<Record<ColumnType, number>> = {
  byte: 1,
  ubyte: 1,
  bool: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 8,
  ulong: 8,
  float: 4,
  double: 8,
}

/** The columns whose values are numbers. */
export function isNumberColumn({ type }: FgbColumn): boolean {
  return type !== 'bool' && SCALAR_BYTES[type] !== undefined
}

/**
 * Values of a feature: a 16-bit column number before each. Binary values are handed to `onBinary` by their column and left out; columns without
 * a value are null.
 *
 * Source: FlatGeobuf 3, "properties" of `feature.fbs`.
 * @throws FlatError
 */
export function readProperties(
  buffer: ByteBuffer,
  vector: FlatVector | null,
  columns: FgbColumn[],
  onBinary: (column: string) => void,
  keepBlank = false,
): Record<string, Cell> {
  const cells: Record<string, Cell> = {}
  for (const column of columns) if (column.type !== 'binary') setCell(cells, column.name, null)
  if (vector === null) return cells
  const end = vector.start + vector.count
  let at = vector.start
  const take = (bytes: number): number => {
    if (at + bytes > end) throw new FlatError('a value that leads outside its feature')
    at += bytes
    return at - bytes
  }
  while (at < end) {
    const number = buffer.readUint16(take(2))
    const column = columns[number]
    if (column === undefined) throw new FlatError(`a value of column ${number} of ${columns.length}`)
    const scalar = SCALAR_BYTES[column.type]
    if (scalar !== undefined) {
      setCell(cells, column.name, readScalar(buffer, take(scalar), column.type))
      continue
    }
    const length = buffer.readUint32(take(4))
    const from = take(length)
    if (column.type === 'binary') onBinary(column.name)
    else {
      const text = utf8(buffer.bytes().subarray(from, from + length))
      setCell(cells, column.name, keepBlank || text.trim() !== '' ? text : null)
    }
  }
  return cells
}

function readScalar(buffer: ByteBuffer, at: number, type: ColumnType): Cell {
  switch (type) {
    case 'byte':
      return buffer.readInt8(at)
    case 'ubyte':
      return buffer.readUint8(at)
    case 'bool':
      return buffer.readUint8(at) !== 0
    case 'short':
      return buffer.readInt16(at)
    case 'ushort':
      return buffer.readUint16(at)
    case 'int':
      return buffer.readInt32(at)
    case 'uint':
      return buffer.readUint32(at)
    case 'long':
      return ofInteger(buffer.readInt64(at))
    case 'ulong':
      return ofInteger(buffer.readUint64(at))
    case 'float':
      return ofNumber(buffer.readFloat32(at))
    default:
      return ofNumber(buffer.readFloat64(at))
  }
}

/** Integers that a number cannot hold become text. */
function ofInteger(value: bigint): Cell {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function ofNumber(value: number): Cell {
  return Number.isFinite(value) ? value : String(value)
}
