import { closeSync, openSync, writeSync } from 'node:fs'

const CHUNK = 1 << 20

/** A file written front to back in chunks, so that millions of records need no memory. */
export class AppendFile {
  readonly #file: number
  #chunk = Buffer.allocUnsafe(CHUNK)
  #used = 0
  length = 0

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  text(text: string): void {
    this.bytes(Buffer.from(text))
  }

  bytes(bytes: Buffer): void {
    if (bytes.length > this.#chunk.length - this.#used) this.#flush()
    if (bytes.length > this.#chunk.length) writeSync(this.#file, bytes)
    else this.#used += bytes.copy(this.#chunk, this.#used)
    this.length += bytes.length
  }

  /** @param head bytes that take the place of the first ones, for formats whose header states the totals */
  close(head?: Buffer): void {
    this.#flush()
    if (head) writeSync(this.#file, head, 0, head.length, 0)
    closeSync(this.#file)
  }

  #flush(): void {
    if (this.#used > 0) writeSync(this.#file, this.#chunk, 0, this.#used)
    this.#used = 0
  }
}
