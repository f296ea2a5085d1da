import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Readers of the committed demo files that share no code with the program that wrote them. */

export type Position = [number, number]

export const SOURCES = fileURLToPath(new URL('../../data/tanjungpinang/sources/', import.meta.url))

export function committed(): Map<string, Buffer> {
  return new Map(
    readdirSync(SOURCES)
      .sort()
      .map((name) => [name, readFileSync(SOURCES + name)]),
  )
}

/** Entries of a zip whose entries are stored. */
export function stored(archive: Buffer): Map<string, Buffer> {
  const entries = new Map<string, Buffer>()
  let at = 0
  while (archive.readUInt32LE(at) === 0x04034b50) {
    if (archive.readUInt16LE(at + 8) !== 0) throw new Error('an entry is compressed')
    const size = archive.readUInt32LE(at + 18)
    const nameLength = archive.readUInt16LE(at + 26)
    const start = at + 30 + nameLength + archive.readUInt16LE(at + 28)
    entries.set(
      archive.toString('latin1', at + 30, at + 30 + nameLength),
      archive.subarray(start, start + size),
    )
    at = start + size
  }
  return entries
}

export interface Shape {
  /** Closed rings as in the file. */
  rings: Position[][]
  cells: Record<string, string>
}

export function shapes(name: string): Shape[] {
  const entries = stored(readFileSync(`${SOURCES}${name}.zip`))
  const shp = entries.get(`${name}.shp`)!
  const cells = dbase(entries.get(`${name}.dbf`)!)
  const result: Shape[] = []
  for (let at = 100; at < shp.length; ) {
    const body = at + 8
    const parts = shp.readInt32LE(body + 36)
    const points = shp.readInt32LE(body + 40)
    const starts = [...Array(parts).keys()].map((i) => shp.readInt32LE(body + 44 + 4 * i))
    const first = body + 44 + 4 * parts
    const rings = starts.map((start, i) =>
      [...Array((starts[i + 1] ?? points) - start).keys()].map((k): Position => {
        const offset = first + 16 * (start + k)
        return [shp.readDoubleLE(offset), shp.readDoubleLE(offset + 8)]
      }),
    )
    result.push({ rings, cells: cells[result.length]! })
    at = body + 2 * shp.readInt32BE(at + 4)
  }
  return result
}

function dbase(bytes: Buffer): Record<string, string>[] {
  const fields: { name: string; width: number }[] = []
  for (let at = 32; bytes[at] !== 0x0d; at += 32) {
    const name = bytes.toString('latin1', at, at + 11).replace(/\0.*$/, '')
    fields.push({ name, width: bytes[at + 16]! })
  }
  const [count, head, width] = [bytes.readUInt32LE(4), bytes.readUInt16LE(8), bytes.readUInt16LE(10)]
  return [...Array(count).keys()].map((i) => {
    let at = head + i * width + 1
    return Object.fromEntries(
      fields.map((field) => {
        const text = bytes.toString('utf8', at, at + field.width).trim()
        at += field.width
        return [field.name, text]
      }),
    )
  })
}

/** Rows of a `;` table without quoted cells. */
export function table(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(SOURCES + name, 'utf8')
    .trimEnd()
    .split('\n')
  const names = head!.split(';')
  return lines.map((line) => {
    const cells = line.split(';')
    if (cells.length !== names.length) throw new Error(`${name}: ${line}`)
    return Object.fromEntries(names.map((column, i) => [column, cells[i]!]))
  })
}

/** `2.762,38 M` -> 2762.38 */
export function amount(text: string): number {
  return Number(
    text
      .replace(/[^\d.,]/g, '')
      .replaceAll('.', '')
      .replace(',', '.'),
  )
}

/** Planar hectares inside closed rings. */
export function hectares(rings: readonly Position[][]): number {
  return rings.reduce((sum, ring) => sum + Math.abs(shoelace(ring)), 0) / 1e4
}

/** Signed m2 of a closed ring, clockwise negative. */
export function shoelace(ring: readonly Position[]): number {
  const [ox, oy] = ring[0]!
  let twice = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return twice / 2
}

export function isInside([x, y]: Position, ring: readonly Position[]): boolean {
  let inside = false
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/**
 * Rings left when every edge that two cells walk in opposite directions is taken away: the outline of what the cells
 * cover. Throws where two cells walk an edge the same way, which only overlapping cells do.
 */
export function outlines(rings: readonly Position[][]): Position[][] {
  const next = new Map<string, string>()
  const edges = new Set<string>()
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const edge = `${ring[i]!.join(' ')}>${ring[i + 1]!.join(' ')}`
      if (edges.has(edge)) throw new Error(`two cells on one side of ${edge}`)
      edges.add(edge)
    }
  }
  for (const edge of edges) {
    const [a, b] = edge.split('>') as [string, string]
    if (edges.has(`${b}>${a}`)) continue
    if (next.has(a)) throw new Error(`outlines touch at ${a}`)
    next.set(a, b)
  }
  const found: Position[][] = []
  while (next.size > 0) {
    const start = [...next.keys()][0]!
    const ring = [start]
    for (let at = next.get(start); at !== undefined; at = next.get(at)) {
      next.delete(ring.at(-1)!)
      ring.push(at)
    }
    found.push(ring.map((text) => text.split(' ').map(Number) as Position))
  }
  return found
}
