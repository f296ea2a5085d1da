/** Cells a point: finer cells pass over fewer points beside a polygon, coarser ones cost less to sort into. */
const CELLS_PER_POINT = 2
const MAX_CELLS = 1 << 22

/** Points sorted by row; those of row r stand at rowStarts[r] to rowStarts[r + 1] - 1. */
interface ByRow {
  rowStarts: Uint32Array
  index: Uint32Array
  xy: Float64Array
}

/**
 * Points sorted into the cells of a uniform grid, row by row from the south, so that those of neighbouring cells of a
 * row lie side by side. Points outside every polygon's box, and those that are not finite, are left out.
 */
export class PointGrid {
  /** How many points the grid holds. */
  readonly size: number
  /** Which of the points given stands at place k, and its x, y at 2 k. */
  readonly index: Uint32Array
  readonly xy: Float64Array
  readonly #west: number
  readonly #south: number
  readonly #east: number
  readonly #north: number
  readonly #columnsPerUnit: number
  readonly #rowsPerUnit: number
  readonly #columns: number
  readonly #rows: number
  /** Cell c holds the places starts[c] to starts[c + 1] - 1. */
  readonly #starts: Uint32Array

  private constructor(lon: Float64Array, lat: Float64Array, extent: Float64Array, size: number) {
    const [west, south, east, north] = extent as unknown as [number, number, number, number]
    const cells = Math.min(MAX_CELLS, CELLS_PER_POINT * size)
    const width = east - west
    const height = north - south
    const ratio = width > 0 && height > 0 ? width / height : 1
    this.size = size
    this.#west = west
    this.#south = south
    this.#east = east
    this.#north = north
    this.#columns = Math.max(1, Math.min(cells, Math.floor(Math.sqrt(cells * ratio))))
    this.#rows = Math.max(1, Math.min(cells, Math.floor(cells / this.#columns)))
    this.#columnsPerUnit = perUnit(this.#columns, width)
    this.#rowsPerUnit = perUnit(this.#rows, height)
    const byRow = this.#sortByRow(lon, lat, extent)
    this.index = new Uint32Array(size)
    this.xy = new Float64Array(2 * size)
    this.#starts = this.#sortRows(byRow)
  }

  /** Sorted twice, by row and then by column within each row: points in no order are then never far from the last one written. */
  #sortByRow(lon: Float64Array, lat: Float64Array, extent: Float64Array): ByRow {
    const [west, south, east, north] = extent as unknown as [number, number, number, number]
    const rowStarts = new Uint32Array(this.#rows + 2)
    const rowOf = new Int32Array(lon.length)
    for (let i = 0; i < lon.length; i++) {
      const x = lon[i]!
      const y = lat[i]!
      const isIn = x >= west && x <= east && y >= south && y <= north
      const row = isIn ? this.#row(y) : -1
      rowOf[i] = row
      if (isIn) rowStarts[row + 2]!++
    }
    for (let row = 2; row < rowStarts.length; row++) rowStarts[row]! += rowStarts[row - 1]!
    const index = new Uint32Array(this.size)
    const xy = new Float64Array(2 * this.size)
    for (let i = 0; i < lon.length; i++) {
      const row = rowOf[i]!
      if (row < 0) continue
      const place = rowStarts[row + 1]!++
      index[place] = i
      xy[2 * place] = lon[i]!
      xy[2 * place + 1] = lat[i]!
    }
    return { rowStarts, index, xy }
  }

  #sortRows({ rowStarts, index, xy }: ByRow): Uint32Array {
    const columns = this.#columns
    const starts = new Uint32Array(columns * this.#rows + 1)
    const next = new Uint32Array(columns)
    for (let row = 0; row < this.#rows; row++) {
      const first = rowStarts[row]!
      const end = rowStarts[row + 1]!
      next.fill(0)
      for (let k = first; k < end; k++) next[this.#column(xy[2 * k]!)]!++
      let place = first
      for (let column = 0; column < columns; column++) {
        const count = next[column]!
        starts[row * columns + column] = place
        next[column] = place
        place += count
      }
      for (let k = first; k < end; k++) {
        const to = next[this.#column(xy[2 * k]!)]!++
        this.index[to] = index[k]!
        this.xy[2 * to] = xy[2 * k]!
        this.xy[2 * to + 1] = xy[2 * k + 1]!
      }
    }
    starts[columns * this.#rows] = this.size
    return starts
  }

  /** @returns null when no point lies in any of the boxes' common box */
  static over(lon: Float64Array, lat: Float64Array, boxes: Float64Array): PointGrid | null {
    const extent = new Float64Array([Infinity, Infinity, -Infinity, -Infinity])
    for (let b = 0; b < boxes.length; b += 4) {
      if (boxes[b]! < extent[0]!) extent[0] = boxes[b]!
      if (boxes[b + 1]! < extent[1]!) extent[1] = boxes[b + 1]!
      if (boxes[b + 2]! > extent[2]!) extent[2] = boxes[b + 2]!
      if (boxes[b + 3]! > extent[3]!) extent[3] = boxes[b + 3]!
    }
    const [west, south, east, north] = extent as unknown as [number, number, number, number]
    const own = new Float64Array([Infinity, Infinity, -Infinity, -Infinity])
    let size = 0
    for (let i = 0; i < lon.length; i++) {
      const x = lon[i]!
      const y = lat[i]!
      if (!(x >= west && x <= east && y >= south && y <= north)) continue
      size++
      if (x < own[0]!) own[0] = x
      if (y < own[1]!) own[1] = y
      if (x > own[2]!) own[2] = x
      if (y > own[3]!) own[3] = y
    }
    return size === 0 ? null : new PointGrid(lon, lat, own, size)
  }

  /**
   * Writes the places of the points in the box of polygon p into `members` and says how many; the east and north side
   * of the box belong to no polygon by the border rule.
   */
  takeBox(boxes: Float64Array, p: number, members: Uint32Array): number {
    const west = boxes[4 * p]!
    const south = boxes[4 * p + 1]!
    const east = boxes[4 * p + 2]!
    const north = boxes[4 * p + 3]!
    if (!(west < east && south < north)) return 0
    if (west > this.#east || south > this.#north || east <= this.#west || north <= this.#south) return 0
    const { xy } = this
    const starts = this.#starts
    const columns = this.#columns
    const first = this.#column(west)
    const last = this.#column(east)
    const top = this.#row(north)
    let count = 0
    for (let row = this.#row(south); row <= top; row++) {
      const end = starts[row * columns + last + 1]!
      for (let k = starts[row * columns + first]!; k < end; k++) {
        const px = xy[2 * k]!
        const py = xy[2 * k + 1]!
        if (px >= west && px < east && py >= south && py < north) members[count++] = k
      }
    }
    return count
  }

  #column(x: number): number {
    const column = Math.floor((x - this.#west) * this.#columnsPerUnit)
    // Whatever is no number for being too large is in the last one, as what lies beyond it.
    return column < this.#columns ? Math.max(column, 0) : this.#columns - 1
  }

  #row(y: number): number {
    const row = Math.floor((y - this.#south) * this.#rowsPerUnit)
    return row < this.#rows ? Math.max(row, 0) : this.#rows - 1
  }
}

/** Of a side that is next to nothing the inverse is infinite: everything is then in the first cell. */
function perUnit(cells: number, side: number): number {
  const inverse = cells / side
  return Number.isFinite(inverse) ? inverse : 0
}
