/** Bytes of a PMTiles v3 header. */
export const HEADER_BYTES = 127
/** Header and root directory must lie within the first 16 KiB (spec section 2). */
export const ROOT_LIMIT_BYTES = 16384

export const COMPRESSION = { unknown: 0, none: 1, gzip: 2, brotli: 3, zstd: 4 } as const
export const TILE_TYPE = { unknown: 0, mvt: 1, png: 2, jpeg: 3, webp: 4, avif: 5, mlt: 6 } as const

/** West, south, east, north in degrees. */
export type Bounds = [west: number, south: number, east: number, north: number]

/** The header of PMTiles v3 (spec section 3); offsets and lengths in bytes from the start of the file, positions in degrees. */
export interface PmtilesHeader {
  rootOffset: number
  rootLength: number
  metadataOffset: number
  metadataLength: number
  leavesOffset: number
  leavesLength: number
  tilesOffset: number
  tilesLength: number
  addressedTiles: number
  tileEntries: number
  tileContents: number
  clustered: boolean
  internalCompression: number
  tileCompression: number
  tileType: number
  minZoom: number
  maxZoom: number
  bounds: Bounds
  centerZoom: number
  center: [lon: number, lat: number]
}

const MAGIC = 'PMTiles'
const VERSION = 3
const E7 = 1e7

const LONGS = [
  'rootOffset',
  'rootLength',
  'metadataOffset',
  'metadataLength',
  'leavesOffset',
  'leavesLength',
  'tilesOffset',
  'tilesLength',
  'addressedTiles',
  'tileEntries',
  'tileContents',
] as const

export function encodeHeader(header: PmtilesHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(MAGIC))
  bytes[7] = VERSION
  LONGS.forEach((name, i) => {
    view.setBigUint64(8 + 8 * i, BigInt(header[name]), true)
  })
  bytes[96] = header.clustered ? 1 : 0
  bytes[97] = header.internalCompression
  bytes[98] = header.tileCompression
  bytes[99] = header.tileType
  bytes[100] = header.minZoom
  bytes[101] = header.maxZoom
  const degrees = [...header.bounds]
  degrees.forEach((value, i) => {
    view.setInt32(102 + 4 * i, Math.round(value * E7), true)
  })
  bytes[118] = header.centerZoom
  view.setInt32(119, Math.round(header.center[0] * E7), true)
  view.setInt32(123, Math.round(header.center[1] * E7), true)
  return bytes
}

/** @throws RangeError when the bytes are not a PMTiles v3 header. */
export function decodeHeader(bytes: Uint8Array): PmtilesHeader {
  if (bytes.length < HEADER_BYTES) {
    throw new RangeError(`the file has ${bytes.length} bytes, a PMTiles header has ${HEADER_BYTES}`)
  }
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 7)) !== MAGIC) {
    throw new RangeError('the file does not start with "PMTiles"')
  }
  if (bytes[7] !== VERSION) throw new RangeError(`PMTiles version ${bytes[7]}, expected ${VERSION}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const long = (i: number) => Number(view.getBigUint64(8 + 8 * i, true))
  const degrees = (at: number) => view.getInt32(at, true) / E7
  return {
    rootOffset: long(0),
    rootLength: long(1),
    metadataOffset: long(2),
    metadataLength: long(3),
    leavesOffset: long(4),
    leavesLength: long(5),
    tilesOffset: long(6),
    tilesLength: long(7),
    addressedTiles: long(8),
    tileEntries: long(9),
    tileContents: long(10),
    clustered: bytes[96] === 1,
    internalCompression: view.getUint8(97),
    tileCompression: view.getUint8(98),
    tileType: view.getUint8(99),
    minZoom: view.getUint8(100),
    maxZoom: view.getUint8(101),
    bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
    centerZoom: view.getUint8(118),
    center: [degrees(119), degrees(123)],
  }
}
