import type { RangeResponse, Source } from 'pmtiles'

/**
 * Reads byte ranges of one archive over HTTP. A host that ignores `Range` and sends the whole file is served too:
 * the file is kept after the first answer, so the map still opens, only slower.
 */
export class ArchiveSource implements Source {
  readonly #url: string
  #whole: ArrayBuffer | null = null
  /** The whole file on its way. */
  #pending: Promise<void> | null = null

  constructor(url: string) {
    this.#url = url
  }

  getKey(): string {
    return this.#url
  }

  /** @throws Error when the host answers neither 200 nor 206 */
  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    if (this.#pending !== null) {
      // Whoever asked first may have gone away with what was asked for; then it is asked for anew.
      await this.#pending.catch(() => {})
      signal?.throwIfAborted()
    }
    if (this.#whole !== null) return { data: this.#whole.slice(offset, offset + length) }
    const response = await fetch(this.#url, {
      headers: { Range: `bytes=${offset}-${offset + length - 1}` },
      ...(signal ? { signal } : {}),
    })
    if (response.status === 206) return { data: await response.arrayBuffer() }
    if (response.status !== 200) throw new Error(`HTTP ${response.status} for ${this.#url}`)
    if (this.#whole === null && this.#pending === null) {
      this.#pending = this.#keep(response)
      await this.#pending
    } else {
      void response.body?.cancel()
      await this.#pending?.catch(() => {})
    }
    return this.getBytes(offset, length, signal)
  }

  async #keep(response: Response): Promise<void> {
    try {
      this.#whole = await response.arrayBuffer()
    } finally {
      this.#pending = null
    }
  }
}
