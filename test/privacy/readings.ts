import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import { openTileSource } from '../../pipeline/archive/index.ts'
import { parquet, type Store, sqlName, sqlText } from '../../pipeline/store/index.ts'

/** Bytes that somebody who has a published file can read, and where: the file, and the parts within it. */
export interface Reading {
  place: string
  bytes: Buffer
}

const DEEPEST = 4

/**
 * Everything that can be read in a folder of published files: paths, bytes, and what is packed in them: gzip, zip (xlsx, qgz), tiles and
 * metadata of archives, columns and metadata of Parquet, content of data URIs.
 */
export async function* readingsOf(folder: string, store: Store): AsyncGenerator<Reading> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const place = relative(folder, path)
    yield { place: `path ${place}`, bytes: Buffer.from(place) }
    if (!entry.isFile()) continue
    const bytes = readFileSync(path)
    yield* unpacked(place, bytes, 0)
    const head = bytes.subarray(0, 16).toString('latin1')
    if (head.startsWith('PAR1')) yield* inParquet(place, path, store)
    if (head.startsWith('PMTiles') || head.startsWith('SQLite format 3')) yield* inArchive(place, path)
  }
}

/** The bytes, and what they pack. */
function* unpacked(place: string, bytes: Buffer, depth: number): Generator<Reading> {
  yield { place, bytes }
  if (depth === DEEPEST) return
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield* unpacked(`${place} > gzip`, gunzipSync(bytes), depth + 1)
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04')
    for (const [name, content] of membersOf(bytes)) {
      yield { place: `${place} > name of ${name}`, bytes: Buffer.from(name) }
      yield* unpacked(`${place} > ${name}`, content, depth + 1)
    }
  for (const [, base64] of bytes.toString('latin1').matchAll(/;base64,([\w+/]{8,}={0,2})/g))
    yield* unpacked(`${place} > data URI`, Buffer.from(base64!, 'base64'), depth + 1)
}

/** Members of a zip archive by its directory, stored or deflated. */
function* membersOf(zip: Buffer): Generator<[string, Buffer]> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = zip.readUInt32LE(end + 16)
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const [packed, nameLength, extraLength, commentLength] = [
      zip.readUInt32LE(at + 20),
      ...[28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)),
    ] as [number, number, number, number]
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const content = zip.subarray(start, start + packed)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    yield [name, zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(content) : content]
    at += 46 + nameLength + extraLength + commentLength
  }
}

async function* inParquet(place: string, path: string, store: Store): AsyncGenerator<Reading> {
  const columns = await store.rows<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM ${parquet(path)}`,
  )
  for (const { column_name: name, column_type: type } of columns) {
    if (type.startsWith('GEOMETRY')) continue
    const rows = await store.rows<{ text: string }>(
      `SELECT DISTINCT ${sqlName(name)}::VARCHAR AS text FROM ${parquet(path)} WHERE ${sqlName(name)} IS NOT NULL`,
    )
    yield { place: `${place} > column ${name}`, bytes: Buffer.from(rows.map(({ text }) => text).join('\n')) }
  }
  const about = await store.rows(
    `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${sqlText(path)})`,
  )
  yield {
    place: `${place} > metadata`,
    bytes: Buffer.from(about.map(({ key, value }) => `${key} ${value}`).join('\n')),
  }
}

async function* inArchive(place: string, path: string): AsyncGenerator<Reading> {
  const archive = await openTileSource(path)
  try {
    yield { place: `${place} > metadata`, bytes: Buffer.from(JSON.stringify(archive.metadata)) }
    for await (const run of archive.runs()) {
      const tile = Buffer.from(archive.unpacked(await archive.stored(run)))
      yield* unpacked(`${place} > tile ${run.tileId}`, tile, DEEPEST - 1)
    }
  } finally {
    await archive.close()
  }
}
