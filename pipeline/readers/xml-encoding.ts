import iconv from 'iconv-lite'
import type { LayerEncoding } from './types.ts'

/** Bytes that an XML declaration may take; it stands at the very beginning. */
export const XML_HEAD_BYTES = 1024

/** An encoding that XML text cannot be read in. */
export class EncodingFault extends Error {
  readonly got: string
  /** Text before the first byte that does not belong, to count its lines; null where the name itself is unknown. */
  readonly before: string | null

  constructor(what: string, got: string, before: string | null = null) {
    super(what)
    this.name = 'EncodingFault'
    this.got = got
    this.before = before
  }
}

export interface XmlEncoding extends LayerEncoding {
  bomBytes: number
}

/**
 * The encoding of XML text from its first bytes: option, byte order mark, zero bytes of UTF-16, then the declaration, else UTF-8. A declaration
 * of UTF-16 that is itself written in single bytes is not believed: programs that print XML from memory write it.
 *
 * Source: XML 1.0 (fifth edition), section 4.3.3 and appendix F.
 * @throws EncodingFault for a name no decoder knows
 */
export function xmlEncodingOf(head: Buffer, option?: string): XmlEncoding {
  const bom = bomOf(head)
  if (option !== undefined) {
    if (!iconv.encodingExists(option)) throw new EncodingFault('the text encoding is not known', option)
    return { name: option, how: 'option', bomBytes: bom?.bomBytes ?? 0 }
  }
  if (bom !== null) return bom
  if (head.length >= 4 && head[0] === 0x3c && head[1] === 0 && head[3] === 0) return utf16('utf-16le')
  if (head.length >= 4 && head[0] === 0 && head[1] === 0x3c && head[2] === 0) return utf16('utf-16be')
  const declaration = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']{1,60})["']/i.exec(
    head.toString('latin1'),
  )
  const declared = declaration?.[1]?.trim().toLowerCase() ?? 'utf-8'
  if (/^(?:utf-?8|utf-?16.*|ucs-?[24]|us-ascii|ascii)$/.test(declared))
    return { name: 'utf-8', how: 'format', bomBytes: 0 }
  if (!iconv.encodingExists(declared)) {
    throw new EncodingFault('the text encoding that the file declares is not known', declared)
  }
  return { name: declared, how: 'format', bomBytes: 0 }
}

function utf16(name: string): XmlEncoding {
  return { name, how: 'format', bomBytes: 0 }
}

function bomOf(head: Buffer): XmlEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf)
    return { name: 'utf-8', how: 'bom', bomBytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', how: 'bom', bomBytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', how: 'bom', bomBytes: 2 }
  return null
}

/** Turns chunks of bytes into text; a character may lie across two of them. */
export interface TextDecoding {
  /** @throws EncodingFault for bytes that the encoding forbids */
  write(bytes: Buffer): string
  end(): string
}

export function textDecoding(encoding: XmlEncoding): TextDecoding {
  if (!/^utf-?8$/i.test(encoding.name)) {
    const decoder = iconv.getDecoder(encoding.name, { stripBOM: false })
    // In UTF-16 and UTF-32 that letter may be the file's own.
    const isWide = /^(?:utf|ucs)-?(?:2|4|16|32)/i.test(encoding.name)
    const check = (text: string): string => {
      const bad = isWide ? -1 : text.indexOf('\uFFFD')
      if (bad === -1) return text
      throw new EncodingFault(
        `the text is not valid ${encoding.name}`,
        'a byte that this encoding does not define',
        text.slice(0, bad),
      )
    }
    return { write: (bytes) => check(decoder.write(bytes)), end: () => check(decoder.end() ?? '') }
  }
  // The mark is cut off by its length: a second one is text, and not XML.
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  const decode = (bytes: Buffer, stream: boolean): string => {
    try {
      return strict.decode(bytes, { stream })
    } catch {
      const before = lenient.decode(bytes).split('\uFFFD', 1)[0]!
      throw new EncodingFault('the text is not valid UTF-8', 'a byte that UTF-8 forbids', before)
    }
  }
  return { write: (bytes) => decode(bytes, true), end: () => decode(Buffer.alloc(0), false) }
}
