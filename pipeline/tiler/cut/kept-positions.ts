import type { FeatureChunk } from '../features/feature-chunk.ts'

/**
 * Which positions of a feature are kept at a zoom, chain by chain: all at first, then fewer and fewer on the way up, so that
 * no zoom looks at what a deeper one has left out already.
 */
export class KeptPositions {
  /** Places in the positions of the chunk. */
  places = new Int32Array(256)
  /** Chain c of the feature keeps `places[start[c] .. start[c + 1]]`. */
  start = new Int32Array(16)
  #chains = 0
  /** The deepest first zoom among them. */
  #deepest = 0

  load({ chainStart, positionStart, firstZooms }: FeatureChunk, feature: number): void {
    const first = chainStart[feature]!
    const end = chainStart[feature + 1]!
    const from = positionStart[first]!
    const count = positionStart[end]! - from
    if (count > this.places.length) this.places = new Int32Array(2 * count)
    if (end - first >= this.start.length) this.start = new Int32Array(2 * (end - first) + 2)
    this.#chains = end - first
    for (let chain = first; chain <= end; chain++) this.start[chain - first] = positionStart[chain]! - from
    let deepest = 0
    const places = this.places
    for (let i = 0; i < count; i++) {
      places[i] = from + i
      if (firstZooms[from + i]! > deepest) deepest = firstZooms[from + i]!
    }
    this.#deepest = deepest
  }

  /** Leaves out the positions that are first kept below a zoom. */
  thin(firstZooms: Uint8Array, zoom: number): void {
    if (this.#deepest <= zoom) return
    const { places, start } = this
    let kept = 0
    let deepest = 0
    let from = 0
    for (let chain = 0; chain < this.#chains; chain++) {
      const end = start[chain + 1]!
      for (let i = from; i < end; i++) {
        const place = places[i]!
        const first = firstZooms[place]!
        if (first > zoom) continue
        places[kept++] = place
        if (first > deepest) deepest = first
      }
      from = end
      start[chain + 1] = kept
    }
    this.#deepest = deepest
  }
}
