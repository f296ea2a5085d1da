/** Points in metres of one plane, each with the index of the cell it stands in. */
export interface KernelPoints {
  x_m: Float64Array
  y_m: Float64Array
  cell: Int32Array
}

/** Centres of cells in metres of the same plane, and their areas. */
export interface KernelCells {
  x_m: Float64Array
  y_m: Float64Array
  area_ha: Float64Array
}

/**
 * Kernel density per hectare at the centre of each cell, for each of several weights of the same points.
 *
 * The kernel is the quartic or biweight one, 3 / (pi h^2) (1 - d^2 / h^2)^2 within the bandwidth h and nothing beyond it
 * (Silverman 1986, Density Estimation, section 4.2.1, equation 4.5; the kernel of the QGIS heat map by default). Distances
 * are planar. What a kernel would lay outside the cells, over the sea or beyond the border, is given back to the cells
 * within its reach in proportion (the edge correction of Jones 1993, Statistics and Computing 3, and Diggle): each point is
 * divided by the sum over the cells of kernel x area. So the sum of density x area over the cells is the sum of the weights,
 * to the rounding of doubles (1e-12 relative), and the constant of the kernel cancels. At an edge the surface is therefore higher than
 * the uncorrected one. A point with no centre within its bandwidth weighs on its own cell alone.
 *
 * Cost: points x centres in the box of 3 x 3 bandwidths around each.
 *
 * @throws RangeError when the bandwidth is no positive number or the weights are not one for each point
 */
export function kernelDensity(
  points: KernelPoints,
  cells: KernelCells,
  bandwidth_m: number,
  weights: readonly Float64Array[],
): Float64Array[] {
  checkLengths(points, bandwidth_m, weights)
  const surfaces = weights.map(() => new Float64Array(cells.x_m.length))
  const index = new CentreIndex(cells, bandwidth_m)
  const near = new Int32Array(cells.x_m.length)
  const kernel = new Float64Array(cells.x_m.length)
  const h2 = bandwidth_m * bandwidth_m
  for (let p = 0; p < points.x_m.length; p++) {
    const x = points.x_m[p]!
    const y = points.y_m[p]!
    let count = 0
    let mass = 0
    index.each(x, y, (from, to) => {
      for (let i = from; i < to; i++) {
        const dx = index.x_m[i]! - x
        const dy = index.y_m[i]! - y
        const rest = 1 - (dx * dx + dy * dy) / h2
        if (rest <= 0) continue
        const cell = index.cells[i]!
        near[count] = cell
        kernel[count++] = rest * rest
        mass += rest * rest * cells.area_ha[cell]!
      }
    })
    if (count === 0) {
      count = 1
      near[0] = points.cell[p]!
      kernel[0] = 1
      mass = cells.area_ha[near[0]!]!
    }
    for (let w = 0; w < weights.length; w++) {
      const share = weights[w]![p]! / mass
      if (share === 0) continue
      const surface = surfaces[w]!
      for (let i = 0; i < count; i++) surface[near[i]!]! += share * kernel[i]!
    }
  }
  return surfaces
}

/** Sum of the weights of the points that a kernel of this bandwidth brings to each cell. */
export function weightWithin(
  points: KernelPoints,
  cells: KernelCells,
  bandwidth_m: number,
  weight: Float64Array,
): Float64Array {
  checkLengths(points, bandwidth_m, [weight])
  const sums = new Float64Array(cells.x_m.length)
  const index = new CentreIndex(cells, bandwidth_m)
  const h2 = bandwidth_m * bandwidth_m
  for (let p = 0; p < points.x_m.length; p++) {
    const x = points.x_m[p]!
    const y = points.y_m[p]!
    const amount = weight[p]!
    let met = false
    index.each(x, y, (from, to) => {
      for (let i = from; i < to; i++) {
        const dx = index.x_m[i]! - x
        const dy = index.y_m[i]! - y
        if (1 - (dx * dx + dy * dy) / h2 <= 0) continue
        sums[index.cells[i]!]! += amount
        met = true
      }
    })
    if (!met) sums[points.cell[p]!]! += amount
  }
  return sums
}

function checkLengths(points: KernelPoints, bandwidth_m: number, weights: readonly Float64Array[]): void {
  if (!(bandwidth_m > 0) || !Number.isFinite(bandwidth_m))
    throw new RangeError(`bandwidth: got ${bandwidth_m}, expected a positive number of metres`)
  const odd = weights.find((weight) => weight.length !== points.x_m.length)
  if (odd)
    throw new RangeError(`weights: got ${odd.length}, expected ${points.x_m.length}, one for each point`)
}

/** Centres in square buckets, row by row, so that the three of a row that a point reaches lie side by side. */
class CentreIndex {
  readonly cells: Int32Array
  readonly x_m: Float64Array
  readonly y_m: Float64Array
  readonly #starts: Uint32Array
  readonly #west: number
  readonly #south: number
  readonly #columns: number
  readonly #rows: number
  readonly #side_m: number

  constructor(centres: KernelCells, bandwidth_m: number) {
    const count = centres.x_m.length
    const [west, east] = rangeOf(centres.x_m)
    const [south, north] = rangeOf(centres.y_m)
    // A bandwidth far below the spacing of the centres would need more buckets than there are centres to fill them.
    const side_m = Math.max(bandwidth_m, Math.sqrt(((east - west) * (north - south)) / (4 * count + 1)))
    this.#west = west
    this.#south = south
    this.#side_m = side_m
    this.#columns = Math.floor((east - west) / side_m) + 1
    this.#rows = Math.floor((north - south) / side_m) + 1
    this.#starts = new Uint32Array(this.#columns * this.#rows + 1)
    const bucket = (c: number): number =>
      this.#row(centres.y_m[c]!) * this.#columns + this.#column(centres.x_m[c]!)
    for (let c = 0; c < count; c++) this.#starts[bucket(c) + 1]!++
    for (let b = 1; b < this.#starts.length; b++) this.#starts[b]! += this.#starts[b - 1]!
    const next = this.#starts.slice()
    this.cells = new Int32Array(count)
    for (let c = 0; c < count; c++) this.cells[next[bucket(c)]!++] = c
    this.x_m = Float64Array.from(this.cells, (c) => centres.x_m[c]!)
    this.y_m = Float64Array.from(this.cells, (c) => centres.y_m[c]!)
  }

  #column(x: number): number {
    return Math.floor((x - this.#west) / this.#side_m)
  }

  #row(y: number): number {
    return Math.floor((y - this.#south) / this.#side_m)
  }

  /** Runs of `cells` that hold every centre within a side of the point. */
  each(x: number, y: number, visit: (from: number, to: number) => void): void {
    const column = this.#column(x)
    const row = this.#row(y)
    const first = Math.max(column - 1, 0)
    const last = Math.min(column + 1, this.#columns - 1)
    if (first > last) return
    for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, this.#rows - 1); r++) {
      const from = this.#starts[r * this.#columns + first]!
      const to = this.#starts[r * this.#columns + last + 1]!
      if (from < to) visit(from, to)
    }
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
