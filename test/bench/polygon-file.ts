import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { decodeWkb, encodeWkb } from '../../pipeline/geo/wkb.ts'
import { AppendFile } from './append-file.ts'

/** Polygons as WKB, each after its length (uint32, little-endian). */
export function writePolygonFile(path: string, polygons: Iterable<Polygonal>): void {
  const file = new AppendFile(path)
  for (const polygon of polygons) {
    const wkb = encodeWkb(polygon)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(wkb.length)
    file.bytes(length)
    file.bytes(Buffer.from(wkb.buffer, wkb.byteOffset, wkb.byteLength))
  }
  file.close()
}

export function* readPolygons(bytes: Buffer): Generator<Polygonal> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at)
    yield decodeWkb(bytes.subarray(at + 4, end)) as Polygonal
    at = end
  }
}
