import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const CHUNK_BYTES = 1 << 22

interface Chunk {
  bytes: Uint8Array
  /** Place in the file. */
  start: number
  filled: number
}

/**
 * A file written from front to back in large pieces, one of which is on its way to the disk while the next is filled. What
 * was appended can be read back at any time.
 */
export class GrowingFile {
  readonly #handle: FileHandle
  #filling: Chunk
  #leaving: Chunk
  #left: Promise<void> = Promise.resolve()
  #isLeaving = false
  #failure: unknown

  private constructor(handle: FileHandle, start: number) {
    this.#handle = handle
    this.#filling = { bytes: new Uint8Array(CHUNK_BYTES), start, filled: 0 }
    this.#leaving = { bytes: new Uint8Array(CHUNK_BYTES), start, filled: 0 }
  }

  /** @param start bytes at the front left free for {@link writeFront}; zeros until then. */
  static async create(file: string, start: number): Promise<GrowingFile> {
    return new GrowingFile(await open(file, 'w+'), start)
  }

  /** Place of the next byte in the file. */
  get end(): number {
    return this.#filling.start + this.#filling.filled
  }

  /** @returns what must be waited for before the next call, where the disk is behind. */
  append(data: Uint8Array): Promise<void> | undefined {
    if (this.#filling.filled + data.length <= this.#filling.bytes.length) {
      this.#put(data)
      return undefined
    }
    return this.#appendSlowly(data)
  }

  /** @returns bytes of an earlier append, valid until the next one. */
  read(offset: number, length: number): Uint8Array {
    for (const { bytes, start, filled } of [this.#filling, this.#leaving]) {
      if (offset >= start && offset + length <= start + filled)
        return bytes.subarray(offset - start, offset - start + length)
    }
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length; ) {
      const count = readSync(this.#handle.fd, bytes, done, length - done, offset + done)
      if (count === 0) throw new RangeError(`the file ends before byte ${offset + length}`)
      done += count
    }
    return bytes
  }

  async writeFront(data: Uint8Array): Promise<void> {
    await this.#write(data, 0)
  }

  /** Brings all to the disk. */
  async sync(): Promise<void> {
    await this.#leave()
    await this.#arrived()
    await this.#handle.sync()
  }

  async close(): Promise<void> {
    await this.#left
    await this.#handle.close()
  }

  #put(data: Uint8Array): void {
    this.#filling.bytes.set(data, this.#filling.filled)
    this.#filling.filled += data.length
  }

  async #appendSlowly(data: Uint8Array): Promise<void> {
    await this.#leave()
    if (data.length > this.#filling.bytes.length) this.#filling.bytes = new Uint8Array(data.length)
    this.#put(data)
  }

  /** Sends off what is filled, once what was sent off before has arrived. */
  async #leave(): Promise<void> {
    await this.#arrived()
    const { bytes, start, filled } = this.#filling
    if (filled === 0) return
    const free = this.#leaving
    this.#leaving = this.#filling
    this.#filling = { bytes: free.bytes, start: start + filled, filled: 0 }
    this.#isLeaving = true
    this.#left = this.#write(bytes.subarray(0, filled), start).catch((error: unknown) => {
      this.#failure ??= error
    })
  }

  async #arrived(): Promise<void> {
    if (!this.#isLeaving) return
    await this.#left
    this.#isLeaving = false
    if (this.#failure !== undefined) throw this.#failure
  }

  async #write(data: Uint8Array, place: number): Promise<void> {
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await this.#handle.write(data, done, data.length - done, place + done)
      done += bytesWritten
    }
  }
}
