import { gridY } from '../grid.ts'

/** Degrees north and south within which the series are exact enough. */
const REACH = 80
const CELLS_PER_DEGREE = 64
const COEFFICIENTS = 4
/** Nearer than this to the border between two places the logarithm decides. */
const DOUBT = 2 ** -10
const GRID_SIZE = 2 ** 32
const GRID_OFFSET = 2 ** 31
const RADIANS = Math.PI / 180

/** Taylor series of the place on the grid about the middle of each cell, filled when first asked for. */
const cells = new Float64Array(2 * REACH * CELLS_PER_DEGREE * COEFFICIENTS)

/**
 * The same as `gridY` for every latitude from -90 to 90, without logarithm and sine: the cubic series about the middle of
 * a cell of 1/64 degree is off by less than 2^-13 places, and where it comes within 2^-10 of a border between places,
 * `gridY` itself is asked.
 */
export function fastGridY(lat: number): number {
  if (!(lat > -REACH && lat < REACH)) return gridY(lat)
  const cell = Math.floor((lat + REACH) * CELLS_PER_DEGREE)
  const at = cell * COEFFICIENTS
  if (cells[at + 1] === 0) fill(cell)
  const h = lat - ((cell + 0.5) / CELLS_PER_DEGREE - REACH)
  const place = cells[at]! + h * (cells[at + 1]! + h * (cells[at + 2]! + h * cells[at + 3]!)) + 0.5
  const whole = Math.floor(place)
  const rest = place - whole
  return rest < DOUBT || rest > 1 - DOUBT ? gridY(lat) : whole - GRID_OFFSET
}

/** y = 1/2 - artanh(sin lat) / 2 pi; with s the secant and t the tangent, its derivatives are those of the Gudermannian's inverse. */
function fill(cell: number): void {
  const lat = ((cell + 0.5) / CELLS_PER_DEGREE - REACH) * RADIANS
  const s = 1 / Math.cos(lat)
  const t = Math.tan(lat)
  const scale = -GRID_SIZE / (2 * Math.PI)
  const at = cell * COEFFICIENTS
  cells[at] = GRID_SIZE / 2 + scale * Math.atanh(Math.sin(lat))
  cells[at + 1] = scale * RADIANS * s
  cells[at + 2] = (scale * RADIANS ** 2 * s * t) / 2
  cells[at + 3] = (scale * RADIANS ** 3 * s * (t * t + s * s)) / 6
}
