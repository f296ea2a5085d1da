import type { RangeResponse, Source } from 'pmtiles'

/**
 * Reads byte ranges of one archive over HTTP. A host that ignores `Range` and sends the whole file is served too:
 * the file is kept after the first answer, so the map still opens, only slower.
 */
export class ArchiveSource implements Source {
  readonly #url: string
  #whole: ArrayBuffer | null = null
  #pending: Promise<ArrayBuffer> | null = null

  constructor(url: string) {
    this.#url = url
  }

  getKey(): string {
    return this.#url
  }

  /** @throws Error when the host answers neither 200 nor 206 */
  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    if (this.#pending !== null) this.#whole ??= await this.#pending
    if (this.#whole !== null) return { data: this.#whole.slice(offset, offset + length) }
    const response = await fetch(this.#url, {
      headers: { Range: `bytes=${offset}-${offset + length - 1}` },
      ...(signal ? { signal } : {}),
    })
    if (response.status === 206) return { data: await response.arrayBuffer() }
    if (response.status !== 200) throw new Error(`HTTP ${response.status} for ${this.#url}`)
    this.#pending ??= response.arrayBuffer()
    this.#whole = await this.#pending
    return { data: this.#whole.slice(offset, offset + length) }
  }
}
