import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A shape as it is to stand in the file: parts are written as given, in order and winding, closed or not. */
export type Shape =
  | null
  /** `kinds` are the part types of a MultiPatch. */
  | { parts: number[][][]; kinds?: number[] }
  | { points: number[][] }
  | { point: number[] }

export interface FieldSpec {
  name: string | Buffer
  type: string
  length: number
  decimals?: number
}

export interface ShapefileSpec {
  /** Shape type number of the specification; Z types (11-18) and M types (21-28) take ordinates 3 and 4 from the positions. */
  shapeType: number
  shapes: Shape[]
  fields?: FieldSpec[]
  /** Cells as they are to stand in the file, padded to the width; numbers to the right, text to the left. */
  rows?: (string | Buffer)[][]
  /** 1-based records that carry the deletion flag. */
  deleted?: number[]
  languageId?: number
  prj?: string
  cpg?: string
  /** Files left out. */
  without?: ('.shx' | '.dbf')[]
  /** Endings in capitals, as old exporters write them. */
  capitals?: boolean
}

/** A directory that is removed when the test ends. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'petakumuh-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Writes the files of a shapefile; the path of its `.shp`. */
export function writeShapefile(folder: string, name: string, spec: ShapefileSpec): string {
  mkdirSync(folder, { recursive: true })
  const files = shapefileBytes(spec)
  for (const [part, bytes] of files) writeFileSync(join(folder, name + part), bytes)
  return join(folder, name + (spec.capitals ? '.SHP' : '.shp'))
}

/** The files of a shapefile by ending. */
export function shapefileBytes(spec: ShapefileSpec): Map<string, Buffer> {
  const { shp, shx } = shapeFiles(spec.shapeType, spec.shapes)
  const files = new Map<string, Buffer>([['.shp', shp]])
  if (!spec.without?.includes('.shx')) files.set('.shx', shx)
  if (!spec.without?.includes('.dbf')) {
    const fields = spec.fields ?? [{ name: 'ID', type: 'N', length: 6 }]
    files.set('.dbf', dbfFile(fields, spec.rows ?? spec.shapes.map((_, i) => [String(i + 1)]), spec))
  }
  if (spec.prj !== undefined) files.set('.prj', Buffer.from(spec.prj))
  if (spec.cpg !== undefined) files.set('.cpg', Buffer.from(spec.cpg))
  if (!spec.capitals) return files
  return new Map([...files].map(([part, bytes]) => [part.toUpperCase(), bytes]))
}

function shapeFiles(shapeType: number, shapes: Shape[]): { shp: Buffer; shx: Buffer } {
  const records: Buffer[] = []
  const index: Buffer[] = []
  let offset = 100
  shapes.forEach((shape, i) => {
    const content = shapeContent(shapeType, shape)
    const head = Buffer.alloc(8)
    head.writeInt32BE(i + 1, 0)
    head.writeInt32BE(content.length / 2, 4)
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(offset / 2, 0)
    entry.writeInt32BE(content.length / 2, 4)
    records.push(head, content)
    index.push(entry)
    offset += 8 + content.length
  })
  return { shp: withHeader(shapeType, records), shx: withHeader(shapeType, index) }
}

function withHeader(shapeType: number, bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  const head = Buffer.alloc(100)
  head.writeInt32BE(9994, 0)
  head.writeInt32BE((100 + body.length) / 2, 24)
  head.writeInt32LE(1000, 28)
  head.writeInt32LE(shapeType, 32)
  return Buffer.concat([head, body])
}

function shapeContent(shapeType: number, shape: Shape): Buffer {
  if (shape === null) return Buffer.alloc(4)
  const measures = shapeType === 31 ? [2, 3] : shapeType > 20 ? [2] : shapeType > 10 ? [2, 3] : []
  const type = int32(shapeType)
  if ('point' in shape) {
    return Buffer.concat([
      type,
      doubles([...shape.point.slice(0, 2), ...measures.map((m) => shape.point[m] ?? 0)]),
    ])
  }
  const positions = 'parts' in shape ? shape.parts.flat() : shape.points
  const box = doubles([0, 0, 0, 0])
  const xy = doubles(positions.flatMap((position) => position.slice(0, 2)))
  const tail = measures.map((m) =>
    Buffer.concat([doubles([0, 0]), doubles(positions.map((each) => each[m] ?? 0))]),
  )
  if ('points' in shape) return Buffer.concat([type, box, int32(positions.length), xy, ...tail])
  let start = 0
  const starts = shape.parts.map((part) => {
    const at = int32(start)
    start += part.length
    return at
  })
  return Buffer.concat([
    type,
    box,
    int32(shape.parts.length),
    int32(positions.length),
    ...starts,
    ...(shapeType === 31 ? shape.parts.map((_, i) => int32(shape.kinds?.[i] ?? 2)) : []),
    xy,
    ...tail,
  ])
}

function dbfFile(fields: FieldSpec[], rows: (string | Buffer)[][], spec: ShapefileSpec): Buffer {
  const headerLength = 32 + 32 * fields.length + 1
  const recordLength = 1 + fields.reduce((sum, field) => sum + field.length, 0)
  const head = Buffer.alloc(headerLength)
  head[0] = 3
  head.set([126, 1, 2], 1)
  head.writeUInt32LE(rows.length, 4)
  head.writeUInt16LE(headerLength, 8)
  head.writeUInt16LE(recordLength, 10)
  head[29] = spec.languageId ?? 0
  fields.forEach((field, i) => {
    const at = 32 + 32 * i
    Buffer.from(field.name).copy(head, at, 0, 11)
    head[at + 11] = field.type.charCodeAt(0)
    head[at + 16] = field.length
    head[at + 17] = field.decimals ?? 0
  })
  head[headerLength - 1] = 0x0d
  const body = rows.map((row, i) => {
    const bytes = Buffer.alloc(recordLength, 0x20)
    if (spec.deleted?.includes(i + 1)) bytes[0] = 0x2a
    let at = 1
    fields.forEach((field, f) => {
      const cell = Buffer.from(row[f] ?? '').subarray(0, field.length)
      const right = field.type === 'N' || field.type === 'F'
      cell.copy(bytes, right ? at + field.length - cell.length : at)
      at += field.length
    })
    return bytes
  })
  return Buffer.concat([head, ...body, Buffer.from([0x1a])])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

function doubles(values: number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length)
  values.forEach((value, i) => void bytes.writeDoubleLE(value, 8 * i))
  return bytes
}
