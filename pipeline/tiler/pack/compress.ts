import { gzip, gzipSync } from 'node:zlib'

const OS_BYTE = 9
const OS_UNKNOWN = 255
/** Handing smaller tiles to another thread takes longer than compressing them. */
const ASIDE_FROM_BYTES = 1024

/** Gzip (RFC 1952) of a tile without time, name or operating system in the header: nothing but zlib shapes the bytes. */
export function compressTile(tile: Uint8Array, level: number): Uint8Array {
  return unnamed(gzipSync(tile, { level }))
}

/** The same bytes, made aside by a thread of the runtime where that is worth it; the tile is copied before the call returns. */
export function compressAside(tile: Uint8Array, level: number): Uint8Array | Promise<Uint8Array> {
  if (tile.length < ASIDE_FROM_BYTES) return compressTile(tile, level)
  const copy = tile.slice()
  return new Promise((resolve, reject) => {
    gzip(copy, { level }, (error, out) => (error === null ? resolve(unnamed(out)) : reject(error)))
  })
}

function unnamed(gzipped: Uint8Array): Uint8Array {
  gzipped[OS_BYTE] = OS_UNKNOWN
  return gzipped
}
