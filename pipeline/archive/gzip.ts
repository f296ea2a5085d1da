import { gunzipSync, gzipSync } from 'node:zlib'

const LEVEL = 6
const OS_BYTE = 9
const OS_UNKNOWN = 255

/** Gzip (RFC 1952) without time, name or operating system in the header, so that nothing but zlib shapes the bytes. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const out = gzipSync(bytes, { level: LEVEL })
  out[OS_BYTE] = OS_UNKNOWN
  return out
}

/** Whether bytes start as gzip does; an uncompressed vector tile never does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * @param maxBytes what the content may swell to; more is an error, so that a broken file cannot fill the memory.
 * @throws Error when the bytes are not gzip, are damaged or swell beyond `maxBytes`.
 */
export function gunzip(bytes: Uint8Array, maxBytes = 2 ** 28): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: maxBytes })
}
