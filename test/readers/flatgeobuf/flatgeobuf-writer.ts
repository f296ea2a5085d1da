import { Builder, type Offset } from 'flatbuffers'
import { COLUMN_TYPES, type ColumnType } from '../../../pipeline/readers/flatgeobuf/fgb-header.ts'

export interface GeometrySpec {
  type?: number
  xy?: number[]
  z?: number[]
  ends?: number[]
  parts?: GeometrySpec[]
}

export interface FeatureSpec {
  geometry?: GeometrySpec | null
  /** Column number and the bytes of its value. */
  properties?: [column: number, value: Uint8Array][]
  columns?: [name: string, type: ColumnType][]
}

export interface FileSpec {
  geometryType?: number
  columns?: [name: string, type: ColumnType][]
  crs?: { org?: string; code?: number; wkt?: string; codeString?: string } | null
  /** Stated in the header; the number there is unless given. */
  count?: number
  nodeSize?: number
  features: FeatureSpec[]
}

/** Bytes of a FlatGeobuf with these features; with a node size, zeroes stand for its index. */
export function flatGeobuf(file: FileSpec): Buffer {
  const { features, count = features.length, nodeSize = 0 } = file
  let nodes = 0
  if (nodeSize > 0 && count > 0) {
    let level = count
    nodes = level
    do {
      level = Math.ceil(level / nodeSize)
      nodes += level
    } while (level !== 1)
  }
  return Buffer.concat([
    Buffer.from([0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0]),
    header(file, count, nodeSize),
    Buffer.alloc(nodes * 40),
    ...features.map(feature),
  ])
}

/** A value of a property. */
export const value = {
  text: (text: string | Uint8Array): Uint8Array => {
    const bytes = Buffer.from(text)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return Buffer.concat([length, bytes])
  },
  of: (bytes: number, write: (buffer: Buffer) => void): Uint8Array => {
    const buffer = Buffer.alloc(bytes)
    write(buffer)
    return buffer
  },
}

function header(file: FileSpec, count: number, nodeSize: number): Uint8Array {
  const builder = new Builder()
  const name = builder.createString('lapis')
  const columns = columnVector(builder, file.columns ?? [])
  const crs = file.crs ? crsTable(builder, file.crs) : null
  builder.startObject(14)
  builder.addFieldOffset(0, name, 0)
  builder.addFieldInt8(2, file.geometryType ?? 0, 0)
  if (columns !== null) builder.addFieldOffset(7, columns, 0)
  builder.addFieldInt64(8, BigInt(count), 0n)
  builder.addFieldInt16(9, nodeSize, 16)
  if (crs !== null) builder.addFieldOffset(10, crs, 0)
  return finish(builder, builder.endObject())
}

function crsTable(builder: Builder, crs: NonNullable<FileSpec['crs']>): Offset {
  const org = crs.org === undefined ? null : builder.createString(crs.org)
  const wkt = crs.wkt === undefined ? null : builder.createString(crs.wkt)
  const codeString = crs.codeString === undefined ? null : builder.createString(crs.codeString)
  builder.startObject(6)
  if (org !== null) builder.addFieldOffset(0, org, 0)
  builder.addFieldInt32(1, crs.code ?? 0, 0)
  if (wkt !== null) builder.addFieldOffset(4, wkt, 0)
  if (codeString !== null) builder.addFieldOffset(5, codeString, 0)
  return builder.endObject()
}

function columnVector(builder: Builder, columns: [string, ColumnType][]): Offset | null {
  if (columns.length === 0) return null
  const tables = columns.map(([name, type]) => {
    const text = builder.createString(name)
    builder.startObject(11)
    builder.addFieldOffset(0, text, 0)
    builder.addFieldInt8(1, COLUMN_TYPES.indexOf(type), 0)
    return builder.endObject()
  })
  return offsets(builder, tables)
}

function feature(spec: FeatureSpec): Uint8Array {
  const builder = new Builder()
  const geometry = spec.geometry ? geometryTable(builder, spec.geometry) : null
  const bytes = Buffer.concat(
    (spec.properties ?? []).flatMap(([column, content]) => [
      Buffer.from([column & 255, column >> 8]),
      content,
    ]),
  )
  const properties = bytes.length > 0 ? builder.createByteVector(bytes) : null
  const columns = columnVector(builder, spec.columns ?? [])
  builder.startObject(3)
  if (geometry !== null) builder.addFieldOffset(0, geometry, 0)
  if (properties !== null) builder.addFieldOffset(1, properties, 0)
  if (columns !== null) builder.addFieldOffset(2, columns, 0)
  return finish(builder, builder.endObject())
}

function geometryTable(builder: Builder, spec: GeometrySpec): Offset {
  const parts = spec.parts
    ? offsets(
        builder,
        spec.parts.map((part) => geometryTable(builder, part)),
      )
    : null
  const doubles = (values: number[] | undefined) => {
    if (values === undefined) return null
    builder.startVector(8, values.length, 8)
    for (const each of values.toReversed()) builder.addFloat64(each)
    return builder.endVector()
  }
  const xy = doubles(spec.xy)
  const z = doubles(spec.z)
  let ends: Offset | null = null
  if (spec.ends) {
    builder.startVector(4, spec.ends.length, 4)
    for (const end of spec.ends.toReversed()) builder.addInt32(end)
    ends = builder.endVector()
  }
  builder.startObject(8)
  if (ends !== null) builder.addFieldOffset(0, ends, 0)
  if (xy !== null) builder.addFieldOffset(1, xy, 0)
  if (z !== null) builder.addFieldOffset(2, z, 0)
  builder.addFieldInt8(6, spec.type ?? 0, 0)
  if (parts !== null) builder.addFieldOffset(7, parts, 0)
  return builder.endObject()
}

function offsets(builder: Builder, tables: Offset[]): Offset {
  builder.startVector(4, tables.length, 4)
  for (const table of tables.toReversed()) builder.addOffset(table)
  return builder.endVector()
}

function finish(builder: Builder, root: Offset): Uint8Array {
  builder.finishSizePrefixed(root)
  return builder.asUint8Array()
}
