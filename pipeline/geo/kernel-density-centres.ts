/** Buckets to a bandwidth: small ones follow the circle, many cost more than the centres they spare. */
const BUCKETS_PER_BANDWIDTH = 4

/** What the rounding of a bucket's border might cut off, as a part of the bandwidth. */
const ROUNDING = 1e-9

/** Centres in square buckets, row by row, so that those of a row that a circle reaches lie side by side. */
export class CentreIndex {
  /** Centres in the order of their buckets: which they are, and where. */
  readonly cells: Int32Array
  readonly x_m: Float64Array
  readonly y_m: Float64Array
  /** Runs of that order which `runsNear` found. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly #starts: Uint32Array
  readonly #west: number
  readonly #south: number
  readonly #columns: number
  readonly #rows: number
  readonly #side_m: number
  readonly #reach_m: number

  constructor(x_m: Float64Array, y_m: Float64Array, bandwidth_m: number) {
    const count = x_m.length
    const [west, east] = rangeOf(x_m)
    const [south, north] = rangeOf(y_m)
    // A bandwidth far below the spacing of the centres would need more buckets than there are centres to fill them.
    const side_m = Math.max(
      bandwidth_m / BUCKETS_PER_BANDWIDTH,
      Math.sqrt(((east - west) * (north - south)) / (4 * count + 1)),
      Math.max(east - west, north - south) / (4 * count + 1),
    )
    this.#west = west
    this.#south = south
    this.#side_m = side_m
    this.#reach_m = bandwidth_m * (1 + ROUNDING)
    this.#columns = Math.floor((east - west) / side_m) + 1
    this.#rows = Math.floor((north - south) / side_m) + 1
    this.#starts = new Uint32Array(this.#columns * this.#rows + 1)
    const bucket = (c: number): number => this.#row(y_m[c]!) * this.#columns + this.#column(x_m[c]!)
    for (let c = 0; c < count; c++) this.#starts[bucket(c) + 1]!++
    for (let b = 1; b < this.#starts.length; b++) this.#starts[b]! += this.#starts[b - 1]!
    const next = this.#starts.slice()
    this.cells = new Int32Array(count)
    for (let c = 0; c < count; c++) this.cells[next[bucket(c)]!++] = c
    this.x_m = Float64Array.from(this.cells, (c) => x_m[c]!)
    this.y_m = Float64Array.from(this.cells, (c) => y_m[c]!)
    this.from = new Int32Array(this.#rows)
    this.to = new Int32Array(this.#rows)
  }

  #column(x: number): number {
    return Math.floor((x - this.#west) / this.#side_m)
  }

  #row(y: number): number {
    return Math.floor((y - this.#south) / this.#side_m)
  }

  /** Number of runs that together hold every centre within the bandwidth of the point, and some beyond it. */
  runsNear(x: number, y: number): number {
    const reach_m = this.#reach_m
    const first = Math.max(this.#row(y - reach_m), 0)
    const last = Math.min(this.#row(y + reach_m), this.#rows - 1)
    let runs = 0
    for (let row = first; row <= last; row++) {
      const south = this.#south + row * this.#side_m
      const apart = Math.max(south - y, y - south - this.#side_m, 0)
      const half_m = Math.sqrt(Math.max(reach_m * reach_m - apart * apart, 0)) + reach_m * ROUNDING
      const west = Math.max(this.#column(x - half_m), 0)
      const east = Math.min(this.#column(x + half_m), this.#columns - 1)
      if (west > east) continue
      const from = this.#starts[row * this.#columns + west]!
      const to = this.#starts[row * this.#columns + east + 1]!
      if (from === to) continue
      this.from[runs] = from
      this.to[runs++] = to
    }
    return runs
  }
}

function rangeOf(values: Float64Array): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : [0, 0]
}
