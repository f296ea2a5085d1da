import { gzipSync } from 'node:zlib'

const OS_BYTE = 9
const OS_UNKNOWN = 255

/** Gzip (RFC 1952) of a tile without time, name or operating system in the header: nothing but zlib shapes the bytes. */
export function compressTile(tile: Uint8Array, level: number): Uint8Array {
  const out = gzipSync(tile, { level })
  out[OS_BYTE] = OS_UNKNOWN
  return out
}
