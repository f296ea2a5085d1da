import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** Written as it is, good or bad; bytes for a name in another encoding. */
  name: string | Buffer
  bytes: Buffer
  /** Bytes written in place of the content's own, as a download that went wrong would. */
  stored?: Buffer
  /** Size stated in place of the true one. */
  statedSize?: number
  encrypted?: boolean
  /** Leaves out the flag that says the name is UTF-8. */
  unflagged?: boolean
  /** Type and permissions as Unix has them. */
  unixMode?: number
  /** Sizes and offset in a Zip64 field, as archives beyond 4 GiB have them. */
  zip64?: boolean
  /** Number of an earlier entry whose content this one shares. */
  sharesContentOf?: number
  checksum?: number
}

/** A zip archive, byte for byte the same for the same entries; names are written as they are, good or bad. */
export function zipBytes(entries: ZipEntry[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let offset = 0
  for (const entry of entries) {
    const name = typeof entry.name === 'string' ? Buffer.from(entry.name) : entry.name
    const packed = entry.stored ?? deflateRawSync(entry.bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE((entry.unflagged ? 0 : 0x800) | (entry.encrypted ? 1 : 0), 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0, 6)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(entry.checksum ?? crc32(entry.bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(entry.statedSize ?? entry.bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed])
    const at = entry.sharesContentOf === undefined ? offset : offsets[entry.sharesContentOf]!
    const attributes = Buffer.alloc(14)
    attributes.writeUInt32LE(((entry.unixMode ?? 0) << 16) >>> 0, 6)
    attributes.writeUInt32LE(entry.zip64 ? 0xffffffff : at, 10)
    const extra = entry.zip64 ? zip64Field(common.readUInt32LE(18), packed.length, at) : Buffer.alloc(0)
    if (entry.zip64) {
      common.writeUInt32LE(0xffffffff, 14)
      common.writeUInt32LE(0xffffffff, 18)
      common.writeUInt16LE(extra.length, 24)
    }
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, attributes, name, extra]),
    )
    offsets.push(at)
    if (entry.sharesContentOf !== undefined) continue
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, central, end])
}

function zip64Field(size: number, packedSize: number, offset: number): Buffer {
  const field = Buffer.alloc(28)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(24, 2)
  field.writeBigUInt64LE(BigInt(size), 4)
  field.writeBigUInt64LE(BigInt(packedSize), 12)
  field.writeBigUInt64LE(BigInt(offset), 20)
  return field
}
