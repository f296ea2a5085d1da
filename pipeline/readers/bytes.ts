import { type FileHandle, open } from 'node:fs/promises'

/** Bytes that can be read at any position: a file, or a member of a zip archive. */
export interface ByteSource {
  readonly size: number
  /** Fills as much of `target` as there is from `position` on; the number of bytes read. */
  read(target: Buffer, position: number): Promise<number>
  close(): Promise<void>
}

/** A file on disk; `release` runs once after it is closed. */
export async function fileSource(path: string, release?: () => Promise<void>): Promise<ByteSource> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return {
      size,
      read: (target, position) => readFully(handle, target, position),
      close: async () => {
        await handle.close()
        await release?.()
      },
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Bytes already in memory. */
export function memorySource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: async (target, position) => bytes.copy(target, 0, Math.min(position, bytes.length)),
    close: async () => {},
  }
}

/** The first `length` bytes, or all there are. */
export async function readHead(source: ByteSource, length: number): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(length, source.size))
  return head.subarray(0, await source.read(head, 0))
}

async function readFully(handle: FileHandle, target: Buffer, position: number): Promise<number> {
  let filled = 0
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

const JUMP_BYTES = 32_768

/** A piece of a source kept in memory, moved along as records are read: memory stays flat however long the file. */
export class ByteWindow {
  readonly source: ByteSource
  bytes: Buffer
  view: DataView
  #start = 0
  #end = 0

  constructor(source: ByteSource, capacity = 1 << 20) {
    this.source = source
    this.bytes = Buffer.allocUnsafeSlow(Math.max(1, Math.min(capacity, source.size)))
    this.view = viewOf(this.bytes)
  }

  has(position: number, length: number): boolean {
    return position >= this.#start && position + length <= this.#end
  }

  /** What the window holds now, and the file position where that ends. */
  get loaded(): Buffer {
    return this.bytes.subarray(0, this.#end - this.#start)
  }

  get end(): number {
    return this.#end
  }

  /** Index of a file position in `bytes` and `view`. */
  at(position: number): number {
    return position - this.#start
  }

  /** Moves the window so that it begins at `position` and holds at least `length` bytes; false when the source ends before. */
  async load(position: number, length: number): Promise<boolean> {
    if (position + length > this.source.size) return false
    if (length > this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(length)
      this.view = viewOf(this.bytes)
    }
    // Records of an edited file are found by jumping about, and then most of a full window would be read in vain.
    const jumped = position < this.#start || position > this.#end
    const wanted = jumped ? Math.min(this.bytes.length, Math.max(length, JUMP_BYTES)) : this.bytes.length
    this.#start = position
    this.#end = position + (await this.source.read(this.bytes.subarray(0, wanted), position))
    return this.has(position, length)
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
