import { counterClockwise, type Point, type Ring } from './plane.ts'
import { UTM48N_PRJ } from './utm.ts'
import { zip } from './zip.ts'

/** A dBASE column: `N` cells are right-aligned text, so a decimal comma stays a decimal comma. */
export interface Field {
  name: string
  type: 'C' | 'N'
  width: number
  decimals?: number
}

export interface ShapeRecord {
  /** Outer rings of the parts, in metres. */
  rings: readonly Ring[]
  /** Rings cut out of them. */
  holes?: readonly Ring[]
  cells: readonly string[]
}

export interface LineRecord {
  /** In metres. */
  line: readonly Point[]
  cells: readonly string[]
}

/** Shape types of the format. */
const LINE = 3
const POLYGON = 5

/**
 * A polygon shapefile in UTM 48N with its companions, zipped. Outer rings run clockwise, holes the other way; all are
 * closed. Source: ESRI Shapefile Technical Description (1998); dBASE III+ table structure.
 */
export function zippedShapefile(
  name: string,
  fields: readonly Field[],
  records: readonly ShapeRecord[],
): Buffer {
  const bodies = records.map(({ rings, holes }) => {
    const outer = rings.map((ring) => closed([...counterClockwise(ring)].reverse()))
    return shape(POLYGON, [...outer, ...(holes ?? []).map((ring) => closed(counterClockwise(ring)))])
  })
  return zipped(name, POLYGON, bodies, dbase(fields, records))
}

/** The same for lines of one part each. */
export function zippedLines(name: string, fields: readonly Field[], records: readonly LineRecord[]): Buffer {
  const bodies = records.map(({ line }) => shape(LINE, [line]))
  return zipped(name, LINE, bodies, dbase(fields, records))
}

function zipped(name: string, type: number, bodies: readonly Body[], dbf: Buffer): Buffer {
  const box = union(bodies.map(({ box }) => box))
  const shp: Buffer[] = []
  const shx: Buffer[] = []
  let offset = 50
  bodies.forEach(({ bytes }, index) => {
    const head = Buffer.alloc(8)
    head.writeInt32BE(index + 1, 0)
    head.writeInt32BE(bytes.length / 2, 4)
    shp.push(head, bytes)
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(offset, 0)
    entry.writeInt32BE(bytes.length / 2, 4)
    shx.push(entry)
    offset += 4 + bytes.length / 2
  })
  return zip([
    { name: `${name}.shp`, bytes: withHeader(type, shp, box) },
    { name: `${name}.shx`, bytes: withHeader(type, shx, box) },
    { name: `${name}.dbf`, bytes: dbf },
    { name: `${name}.prj`, bytes: Buffer.from(UTM48N_PRJ, 'ascii') },
    { name: `${name}.cpg`, bytes: Buffer.from('UTF-8', 'ascii') },
  ])
}

type Box = readonly [number, number, number, number]

function union(boxes: readonly Box[]): Box {
  return boxes.reduce((a, b) => [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.max(a[2], b[2]),
    Math.max(a[3], b[3]),
  ])
}

interface Body {
  bytes: Buffer
  box: Box
}

function closed(ring: Ring): Ring {
  return [...ring, ring[0]!]
}

function shape(type: number, parts: readonly (readonly Point[])[]): Body {
  const points = parts.flat()
  const box = union(points.map(([x, y]) => [x, y, x, y]))
  const bytes = Buffer.alloc(44 + 4 * parts.length + 16 * points.length)
  bytes.writeInt32LE(type, 0)
  box.forEach((value, i) => {
    bytes.writeDoubleLE(value, 4 + 8 * i)
  })
  bytes.writeInt32LE(parts.length, 36)
  bytes.writeInt32LE(points.length, 40)
  let first = 0
  parts.forEach((part, i) => {
    bytes.writeInt32LE(first, 44 + 4 * i)
    first += part.length
  })
  const start = 44 + 4 * parts.length
  points.forEach(([x, y], i) => {
    bytes.writeDoubleLE(x, start + 16 * i)
    bytes.writeDoubleLE(y, start + 16 * i + 8)
  })
  return { bytes, box }
}

function withHeader(type: number, parts: readonly Buffer[], box: Box): Buffer {
  const body = Buffer.concat(parts)
  const header = Buffer.alloc(100)
  header.writeInt32BE(9994, 0)
  header.writeInt32BE((100 + body.length) / 2, 24)
  header.writeInt32LE(1000, 28)
  header.writeInt32LE(type, 32)
  box.forEach((value, i) => {
    header.writeDoubleLE(value, 36 + 8 * i)
  })
  return Buffer.concat([header, body])
}

function dbase(fields: readonly Field[], records: readonly { cells: readonly string[] }[]): Buffer {
  const width = 1 + fields.reduce((sum, field) => sum + field.width, 0)
  const header = Buffer.alloc(32 + 32 * fields.length + 1)
  header.writeUInt8(3, 0)
  header.set([118, 12, 31], 1)
  header.writeUInt32LE(records.length, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(width, 10)
  fields.forEach((field, i) => {
    const at = 32 + 32 * i
    header.write(field.name, at, 11, 'ascii')
    header.write(field.type, at + 11, 1, 'ascii')
    header.writeUInt8(field.width, at + 16)
    header.writeUInt8(field.decimals ?? 0, at + 17)
  })
  header.writeUInt8(0x0d, header.length - 1)
  const rows = records.map(({ cells }) => {
    const row = Buffer.alloc(width, 0x20)
    let at = 1
    fields.forEach((field, i) => {
      const text = Buffer.from(cells[i]!, 'utf8')
      if (text.length > field.width) throw new Error(`${field.name} is too narrow for "${cells[i]}"`)
      row.set(text, field.type === 'N' ? at + field.width - text.length : at)
      at += field.width
    })
    return row
  })
  return Buffer.concat([header, ...rows, Buffer.from([0x1a])])
}
