import { gzip, gzipSync, type ZlibOptions } from 'node:zlib'

const OS_BYTE = 9
const OS_UNKNOWN = 255
/** Handing smaller tiles to another thread takes longer than compressing them. */
const ASIDE_FROM_BYTES = 4096
/** Up to here a window of 4 KB and small tables compress as well, and take a third less time to make ready. */
const SMALL_BYTES = 2048

/**
 * Gzip (RFC 1952) of a tile without time, name or operating system in the header: nothing but zlib shapes the bytes. Each
 * tile has a compressor of its own: one used again makes other bytes of some tiles, by what it has compressed before.
 * @param level 1 to 9
 */
export function compressTile(tile: Uint8Array, level: number): Uint8Array {
  return unnamed(gzipSync(tile, optionsFor(tile.length, level)))
}

/** The same bytes, made aside by a thread of the runtime where that is worth it; the tile is copied before the call returns. */
export function compressAside(tile: Uint8Array, level: number): Uint8Array | Promise<Uint8Array> {
  if (tile.length < ASIDE_FROM_BYTES) return compressTile(tile, level)
  const copy = tile.slice()
  return new Promise((resolve, reject) => {
    gzip(copy, optionsFor(copy.length, level), (error, out) =>
      error === null ? resolve(unnamed(out)) : reject(error),
    )
  })
}

/** All goes into one chunk: it has room for a tile that cannot be compressed. */
function optionsFor(bytes: number, level: number): ZlibOptions {
  const chunkSize = bytes + (bytes >> 8) + 256
  return bytes <= SMALL_BYTES ? { level, chunkSize, windowBits: 12, memLevel: 5 } : { level, chunkSize }
}

function unnamed(gzipped: Uint8Array): Uint8Array {
  gzipped[OS_BYTE] = OS_UNKNOWN
  return gzipped
}
