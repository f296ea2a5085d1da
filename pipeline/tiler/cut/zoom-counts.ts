/** What was cut of a layer, by zoom. */
export class ZoomCounts {
  /** Features that are there at the zoom by their own lowest and highest zoom. */
  readonly features: Float64Array
  /** Of these, drawn as the smallest square or dash. */
  readonly tiny: Float64Array
  /** Of these, too small to draw and left out as declared. */
  readonly dropped: Float64Array
  /** Features that begin at a deeper zoom: thinned out, or within a cluster. */
  readonly thinned: Float64Array
  readonly drawings: Float64Array

  constructor(maxzoom: number) {
    this.features = new Float64Array(maxzoom + 1)
    this.tiny = new Float64Array(maxzoom + 1)
    this.dropped = new Float64Array(maxzoom + 1)
    this.thinned = new Float64Array(maxzoom + 1)
    this.drawings = new Float64Array(maxzoom + 1)
  }

  add(other: ZoomCounts): void {
    for (const name of ['features', 'tiny', 'dropped', 'thinned', 'drawings'] as const)
      for (let zoom = 0; zoom < this[name].length; zoom++) this[name][zoom]! += other[name][zoom]!
  }
}
