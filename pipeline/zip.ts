import { crc32, deflateRawSync } from 'node:zlib'

/** 1 January 1980, midnight: the first moment a zip archive can name. */
const ZIP_EPOCH = 0x00210000
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const END_BYTES = 22
const NEEDS_VERSION_2 = 20
const NAMES_ARE_UTF8 = 0x800
const DEFLATED = 8

/**
 * A zip archive of a few small files in the order given; every member has the same time, so that equal content gives
 * equal bytes.
 *
 * Source: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16, without the Zip64 fields that archives of 4 GiB need.
 */
export function zipArchive(files: readonly { path: string; content: Uint8Array }[]): Buffer {
  const members: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, content } of files) {
    const name = Buffer.from(path, 'utf8')
    const packed = deflateRawSync(content, { level: 9 })
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(NEEDS_VERSION_2, 0)
    facts.writeUInt16LE(NAMES_ARE_UTF8, 2)
    facts.writeUInt16LE(DEFLATED, 4)
    facts.writeUInt32LE(ZIP_EPOCH, 6)
    facts.writeUInt32LE(crc32(content), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(content.length, 18)
    facts.writeUInt16LE(name.length, 22)
    members.push(Buffer.from('PK\x03\x04', 'latin1'), facts, name, packed)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, place, name)
    offset += LOCAL_BYTES + name.length + packed.length
  }
  const end = Buffer.alloc(END_BYTES)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  )
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...members, ...directory, end])
}

/**
 * Sets the time of every member of a zip archive, in place: libraries write the clock there.
 * @param archive without comment or encryption, below 4 GiB
 */
export function withoutClock(archive: Buffer): Buffer {
  const end = archive.length - END_BYTES
  const count = archive.readUInt16LE(end + 10)
  let entry = archive.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    archive.writeUInt32LE(ZIP_EPOCH, entry + 12)
    archive.writeUInt32LE(ZIP_EPOCH, archive.readUInt32LE(entry + 42) + 10)
    entry +=
      CENTRAL_BYTES +
      archive.readUInt16LE(entry + 28) +
      archive.readUInt16LE(entry + 30) +
      archive.readUInt16LE(entry + 32)
  }
  return archive
}
