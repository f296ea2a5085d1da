import { constants, createGzip, gzip, gzipSync } from 'node:zlib'

const OS_BYTE = 9
const OS_UNKNOWN = 255
/** Handing smaller tiles to another thread takes longer than compressing them. */
const ASIDE_FROM_BYTES = 4096

/**
 * Gzip (RFC 1952) of tiles without time, name or operating system in the header: nothing but zlib shapes the bytes, and
 * every way to make them makes the same.
 */
export class TileCompressor {
  readonly #level: number
  readonly #again: Again | null

  constructor(level: number) {
    this.#level = level
    this.#again = Again.start(level)
  }

  compress(tile: Uint8Array): Uint8Array {
    return unnamed(this.#again?.compress(tile) ?? gzipSync(tile, { level: this.#level }))
  }

  /** Made aside by a thread of the runtime where that is worth it; the tile is copied before the call returns. */
  compressAside(tile: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (tile.length < ASIDE_FROM_BYTES) return this.compress(tile)
    const copy = tile.slice()
    return new Promise((resolve, reject) => {
      gzip(copy, { level: this.#level }, (error, out) =>
        error === null ? resolve(unnamed(out)) : reject(error),
      )
    })
  }
}

function unnamed(gzipped: Uint8Array): Uint8Array {
  gzipped[OS_BYTE] = OS_UNKNOWN
  return gzipped
}

/** What Node keeps behind a zlib stream; not promised to stay so. */
interface Internals {
  _handle: {
    reset(): void
    writeSync(
      flush: number,
      from: Uint8Array,
      fromAt: number,
      fromLength: number,
      to: Uint8Array,
      toAt: number,
      toLength: number,
    ): void
  }
  /** Bytes of `to` that are left, and of `from`. */
  _writeState: Uint32Array
}

/** One compressor used again and again: making one anew for each tile takes longer than compressing a small tile. */
class Again {
  readonly #stream: Internals
  #out = new Uint8Array(1 << 16)

  private constructor(stream: Internals) {
    this.#stream = stream
  }

  /** Null where this version of Node does not let itself be used so, or does not make the same bytes. */
  static start(level: number): Again | null {
    try {
      const again = new Again(createGzip({ level }) as unknown as Internals)
      for (const text of ['tile', 'tile tile tile', '']) {
        const bytes = Buffer.from(text)
        if (!gzipSync(bytes, { level }).equals(again.compress(bytes))) return null
      }
      return again
    } catch {
      return null
    }
  }

  compress(tile: Uint8Array): Uint8Array {
    const { _handle, _writeState } = this.#stream
    // Deflate makes of the worst input five bytes more for each 16 KB, and gzip adds 18.
    const most = tile.length + (tile.length >> 8) + 256
    if (most > this.#out.length) this.#out = new Uint8Array(2 * most)
    _handle.reset()
    _handle.writeSync(constants.Z_FINISH, tile, 0, tile.length, this.#out, 0, this.#out.length)
    if (_writeState[1] !== 0 || _writeState[0] === 0) throw new Error('zlib left some of a tile uncompressed')
    return this.#out.slice(0, this.#out.length - _writeState[0]!)
  }
}
