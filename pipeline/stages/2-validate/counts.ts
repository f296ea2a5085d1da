/** What became of the rows of one source. */
export interface Counts {
  accepted: number
  quarantined: number
  /** By a correction. */
  dropped: number
  /** Replaced by a row of a mended file. */
  amended: number
}

/** Counts by source, begun at zero. */
export class SourceCounts extends Map<string, Counts> {
  of(source_id: string): Counts {
    let counts = this.get(source_id)
    if (!counts) {
      counts = { accepted: 0, quarantined: 0, dropped: 0, amended: 0 }
      this.set(source_id, counts)
    }
    return counts
  }
}
