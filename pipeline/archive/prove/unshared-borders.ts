/** Side of the squares by which the borders of a tile are looked up, units. */
const CELL_UNITS = 64

/** Edges of the source near one tile that no neighbour shares, in units of the tile. */
export class UnsharedBorders {
  /** Four numbers an edge. */
  readonly #edges: number[] = []
  readonly #cells = new Map<number, number[]>()
  readonly #columns: number

  constructor(extent: number) {
    this.#columns = Math.ceil(extent / CELL_UNITS)
  }

  /** Edges far from the tile are left out. */
  add(ax: number, ay: number, bx: number, by: number): void {
    const last = this.#columns - 1
    const low = Math.max(0, Math.floor(Math.min(ax, bx) / CELL_UNITS) - 1)
    const high = Math.min(last, Math.floor(Math.max(ax, bx) / CELL_UNITS) + 1)
    const top = Math.max(0, Math.floor(Math.min(ay, by) / CELL_UNITS) - 1)
    const bottom = Math.min(last, Math.floor(Math.max(ay, by) / CELL_UNITS) + 1)
    if (low > high || top > bottom) return
    const edge = this.#edges.push(ax, ay, bx, by) - 4
    for (let row = top; row <= bottom; row++) {
      for (let column = low; column <= high; column++) {
        const key = row * this.#columns + column
        const there = this.#cells.get(key)
        if (there === undefined) this.#cells.set(key, [edge])
        else there.push(edge)
      }
    }
  }

  /** Whether one passes within some units, fewer than 64, of a place of the tile. */
  isNear(x: number, y: number, within: number): boolean {
    const last = this.#columns - 1
    const column = Math.min(last, Math.floor(x / CELL_UNITS))
    const row = Math.min(last, Math.floor(y / CELL_UNITS))
    for (const edge of this.#cells.get(row * this.#columns + column) ?? []) {
      const ax = this.#edges[edge]!
      const ay = this.#edges[edge + 1]!
      const dx = this.#edges[edge + 2]! - ax
      const dy = this.#edges[edge + 3]! - ay
      const square = dx * dx + dy * dy
      const share = square > 0 ? ((x - ax) * dx + (y - ay) * dy) / square : 0
      const t = Math.min(Math.max(share, 0), 1)
      const ex = x - ax - t * dx
      const ey = y - ay - t * dy
      if (ex * ex + ey * ey <= within * within) return true
    }
    return false
  }
}
