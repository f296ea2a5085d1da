/** PMTiles directory entry (spec section 4); `runLength` 0 points to a leaf directory. Offsets and lengths in bytes. */
export interface Entry {
  tileId: number
  offset: number
  length: number
  runLength: number
}

const FIRST_ROOM = 1024

/** Entries in columns, 24 bytes each: an archive may have tens of millions. */
export class EntryList {
  tileIds = new Float64Array(FIRST_ROOM)
  offsets = new Float64Array(FIRST_ROOM)
  lengths = new Uint32Array(FIRST_ROOM)
  runLengths = new Uint32Array(FIRST_ROOM)
  count = 0

  static of(entries: Iterable<Entry>): EntryList {
    const list = new EntryList()
    for (const { tileId, offset, length, runLength } of entries) list.push(tileId, offset, length, runLength)
    return list
  }

  push(tileId: number, offset: number, length: number, runLength: number): void {
    if (this.count === this.tileIds.length) this.#grow()
    this.tileIds[this.count] = tileId
    this.offsets[this.count] = offset
    this.lengths[this.count] = length
    this.runLengths[this.count] = runLength
    this.count++
  }

  /** Adds one tile, to the last entry where it continues its run. */
  pushTile(tileId: number, offset: number, length: number): void {
    const last = this.count - 1
    if (last >= 0 && this.offsets[last] === offset && this.#endOf(last) === tileId) this.runLengths[last]!++
    else this.push(tileId, offset, length, 1)
  }

  get firstId(): number {
    return this.tileIds[0]!
  }

  get lastId(): number {
    return this.#endOf(this.count - 1) - 1
  }

  #endOf(entry: number): number {
    return this.tileIds[entry]! + this.runLengths[entry]!
  }

  #grow(): void {
    const room = this.count * 2
    const tileIds = new Float64Array(room)
    const offsets = new Float64Array(room)
    const lengths = new Uint32Array(room)
    const runLengths = new Uint32Array(room)
    tileIds.set(this.tileIds)
    offsets.set(this.offsets)
    lengths.set(this.lengths)
    runLengths.set(this.runLengths)
    this.tileIds = tileIds
    this.offsets = offsets
    this.lengths = lengths
    this.runLengths = runLengths
  }
}
