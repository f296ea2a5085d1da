import { CentreIndex } from './kernel-density-centres.ts'

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

/** Weights of the same points, one list for each surface. */
export interface KernelWeights {
  /** A surface of what all points bring to a cell. */
  sums: readonly Float64Array[]
  /** A surface of the most that a single point brings to it. */
  maxima?: readonly Float64Array[]
}

export interface KernelSurfaces {
  sums: Float64Array[]
  maxima: Float64Array[]
}

/** Points between two words on progress. */
const ADVANCE_POINTS = 4096

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
 * Cost: points x centres within about 1.3 bandwidths of each; `binPoints` makes fewer points of many.
 *
 * @param advance told how many more points are done
 * @throws RangeError when the bandwidth is no positive number or the weights are not one for each point
 */
export function kernelDensity(
  points: KernelPoints,
  cells: KernelCells,
  bandwidth_m: number,
  { sums, maxima = [] }: KernelWeights,
  advance: (points: number) => void = () => {},
): KernelSurfaces {
  checkLengths(points, bandwidth_m, [...sums, ...maxima])
  const size = cells.x_m.length
  const surfaces = {
    sums: sums.map(() => new Float64Array(size)),
    maxima: maxima.map(() => new Float64Array(size)),
  }
  const reach = new KernelReach(cells, bandwidth_m)
  const count = points.x_m.length
  for (let p = 0; p < count; p++) {
    const near = reach.at(points.x_m[p]!, points.y_m[p]!, points.cell[p]!)
    for (let w = 0; w < sums.length; w++) addShares(surfaces.sums[w]!, reach, near, sums[w]![p]!)
    for (let w = 0; w < maxima.length; w++) raiseShares(surfaces.maxima[w]!, reach, near, maxima[w]![p]!)
    if ((p + 1) % ADVANCE_POINTS === 0) advance(ADVANCE_POINTS)
  }
  advance(count % ADVANCE_POINTS)
  return surfaces
}

function addShares(surface: Float64Array, reach: KernelReach, near: number, weight: number): void {
  if (weight === 0) return
  const share = weight / reach.mass
  for (let i = 0; i < near; i++) surface[reach.cells[i]!]! += share * reach.kernel[i]!
}

function raiseShares(surface: Float64Array, reach: KernelReach, near: number, weight: number): void {
  if (weight === 0) return
  const share = weight / reach.mass
  for (let i = 0; i < near; i++) {
    const cell = reach.cells[i]!
    const value = share * reach.kernel[i]!
    if (value > surface[cell]!) surface[cell] = value
  }
}

/** The cells that the kernel of one point reaches, in buffers that the next point uses again. */
class KernelReach {
  readonly cells: Int32Array
  readonly kernel: Float64Array
  /** Sum of kernel x area over the cells. */
  mass = 0
  readonly #index: CentreIndex
  readonly #area_ha: Float64Array
  readonly #h2: number

  constructor(cells: KernelCells, bandwidth_m: number) {
    this.cells = new Int32Array(cells.x_m.length)
    this.kernel = new Float64Array(cells.x_m.length)
    this.#index = new CentreIndex(cells.x_m, cells.y_m, bandwidth_m)
    this.#area_ha = cells.area_ha
    this.#h2 = bandwidth_m * bandwidth_m
  }

  /** Number of cells reached; `own` alone where no centre is near. */
  at(x: number, y: number, own: number): number {
    const index = this.#index
    const runs = index.runsNear(x, y)
    let near = 0
    let mass = 0
    for (let run = 0; run < runs; run++) {
      for (let i = index.from[run]!; i < index.to[run]!; i++) {
        const dx = index.x_m[i]! - x
        const dy = index.y_m[i]! - y
        const rest = 1 - (dx * dx + dy * dy) / this.#h2
        if (rest <= 0) continue
        const cell = index.cells[i]!
        this.cells[near] = cell
        this.kernel[near++] = rest * rest
        mass += rest * rest * this.#area_ha[cell]!
      }
    }
    if (near === 0) {
      near = 1
      this.cells[0] = own
      this.kernel[0] = 1
      mass = this.#area_ha[own]!
    }
    this.mass = mass
    return near
  }
}

function checkLengths(points: KernelPoints, bandwidth_m: number, weights: readonly Float64Array[]): void {
  if (!(bandwidth_m > 0) || !Number.isFinite(bandwidth_m))
    throw new RangeError(`bandwidth: got ${bandwidth_m}, expected a positive number of metres`)
  const odd = weights.find((weight) => weight.length !== points.x_m.length)
  if (odd)
    throw new RangeError(`weights: got ${odd.length}, expected ${points.x_m.length}, one for each point`)
}
