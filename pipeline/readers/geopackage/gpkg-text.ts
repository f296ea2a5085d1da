import iconv from 'iconv-lite'
import { UserError } from '../../errors.ts'

/** Text of stored bytes; null where they are no text in the encoding. */
export type DecodeText = (bytes: Uint8Array) => string | null

const SHORT = 32

/**
 * The decoder of the text of a file. A GeoPackage is UTF-8, but SQLite stores whatever bytes it is given, and some programs give it windows-1252.
 *
 * @throws UserError config, for an encoding nobody knows.
 */
export function textDecoder(encoding: string | undefined, label: string): DecodeText {
  if (encoding === undefined || /^utf-?8$/i.test(encoding)) return decodeUtf8
  if (!iconv.encodingExists(encoding)) {
    throw new UserError('config', {
      what: 'unknown text encoding',
      where: { file: label, key: 'encoding' },
      got: encoding,
      expected: 'a name such as utf-8 or windows-1252',
    })
  }
  return (bytes) => iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding)
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Uint8Array): string | null {
  // Most cells are short and ASCII, and a call into the decoder costs more than they do.
  if (bytes.length <= SHORT) {
    let text = ''
    let i = 0
    for (; i < bytes.length && bytes[i]! < 0x80; i++) text += String.fromCharCode(bytes[i]!)
    if (i === bytes.length) return text
  }
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}
