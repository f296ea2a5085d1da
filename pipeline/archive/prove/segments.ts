import { Int32List } from './lists.ts'

/** Sets no larger than this are searched from end to end. */
const SMALL = 32
/** So many searches from end to end cost less than a grid. */
const BEFORE_GRID = 6
/** Steps along a chain that a search takes before it asks the grid. */
const STEPS = 8

/**
 * Chains of points as segments, to be asked for the one nearest to a position. Positions asked for one after another lie
 * near each other, so a search starts at the segment found last and walks along its chain; what is not found so is looked
 * up in a grid, built when it is first needed. Near linear in segments plus questions.
 *
 * Segment i runs from point i to point `toward[i]`: i itself for a single point, the first of the chain from the last
 * point of a ring. `tileX` and `tileY` name the tile that draws it; see `distance2`.
 */
export class Segments {
  count = 0
  x = new Float64Array(256)
  y = new Float64Array(256)
  toward = new Int32Array(256)
  back = new Int32Array(256)
  tileX = new Int32Array(256)
  tileY = new Int32Array(256)
  minX = 0
  minY = 0
  maxX = 0
  maxY = 0
  #last = -1
  #ready = false
  #searches = 0
  #cell = 1
  #columns = 1
  #rows = 1
  #heads = new Int32Array(64)
  readonly #next = new Int32List(256)
  readonly #segment = new Int32List(256)

  clear(): void {
    this.count = 0
    this.#last = -1
    this.#ready = false
    this.#searches = 0
    this.minX = Number.POSITIVE_INFINITY
    this.minY = Number.POSITIVE_INFINITY
    this.maxX = Number.NEGATIVE_INFINITY
    this.maxY = Number.NEGATIVE_INFINITY
  }

  /** Makes room for so many more points. */
  reserve(more: number): void {
    const wanted = this.count + more
    if (wanted <= this.x.length) return
    const size = Math.max(wanted, 2 * this.x.length)
    this.x = grown(this.x, new Float64Array(size))
    this.y = grown(this.y, new Float64Array(size))
    this.toward = grown(this.toward, new Int32Array(size))
    this.back = grown(this.back, new Int32Array(size))
    this.tileX = grown(this.tileX, new Int32Array(size))
    this.tileY = grown(this.tileY, new Int32Array(size))
  }

  /** Adds a point; `reserve` made room for it. */
  add(x: number, y: number): void {
    const i = this.count++
    this.x[i] = x
    this.y[i] = y
    if (x < this.minX) this.minX = x
    if (x > this.maxX) this.maxX = x
    if (y < this.minY) this.minY = y
    if (y > this.maxY) this.maxY = y
  }

  /** Joins the points from `first` to the last one added: type 1 leaves them single, 2 makes a line, 3 a ring. */
  endChain(first: number, type: number, tileX: number, tileY: number): void {
    const last = this.count - 1
    for (let i = first; i <= last; i++) {
      this.toward[i] = type === 1 ? i : i + 1
      this.back[i] = type === 1 ? i : i - 1
      this.tileX[i] = tileX
      this.tileY[i] = tileY
    }
    if (type === 1 || last < first) return
    this.toward[last] = type === 3 ? first : last
    this.back[first] = type === 3 ? last : first
  }

  /**
   * Squared distance to a segment within `limit`, one that its neighbours do not beat; infinity when all are farther than
   * `limit`. When `tileUnits` is not 0 only segments count
   * whose tile, widened by `limit`, holds the position.
   */
  distance2(px: number, py: number, limit: number, tileUnits: number): number {
    const limit2 = limit * limit
    if (this.#last >= 0 && this.#counts(this.#last, px, py, limit, tileUnits)) {
      const near = this.#walk(this.#last, px, py)
      if (near <= limit2) return near
    }
    return this.count <= SMALL || (!this.#ready && this.#searches++ < BEFORE_GRID)
      ? this.#searchAll(px, py, limit, tileUnits)
      : this.#searchGrid(px, py, limit, tileUnits)
  }

  /** Whether a line from a position to the right crosses an odd number of the segments `from .. to`. */
  isCrossedOdd(px: number, py: number, from: number, to: number): boolean {
    const { x, y, toward } = this
    let odd = false
    for (let i = from; i < to; i++) {
      const j = toward[i]!
      if (y[i]! > py === y[j]! > py) continue
      if (px < ((x[j]! - x[i]!) * (py - y[i]!)) / (y[j]! - y[i]!) + x[i]!) odd = !odd
    }
    return odd
  }

  /** Whether a position lies within the rings drawn by the tile that holds it. */
  isInsideOfTile(px: number, py: number, tileUnits: number): boolean {
    const column = Math.floor(px / tileUnits)
    const row = Math.floor(py / tileUnits)
    let inside = false
    for (let i = 0; i < this.count; i++) {
      if (this.tileX[i] !== column || this.tileY[i] !== row) continue
      if (this.isCrossedOdd(px, py, i, i + 1)) inside = !inside
    }
    return inside
  }

  #walk(start: number, px: number, py: number): number {
    let at = start
    let best = this.to(at, px, py)
    for (let step = 0; step < STEPS; step++) {
      const ahead = this.toward[at]!
      const distance = ahead === at ? Number.POSITIVE_INFINITY : this.to(ahead, px, py)
      if (distance > best) break
      best = distance
      at = ahead
    }
    if (at === start) {
      for (let step = 0; step < STEPS; step++) {
        const behind = this.back[at]!
        const distance = behind === at ? Number.POSITIVE_INFINITY : this.to(behind, px, py)
        if (distance > best) break
        best = distance
        at = behind
      }
    }
    this.#last = at
    return best
  }

  #searchAll(px: number, py: number, limit: number, tileUnits: number): number {
    const limit2 = limit * limit
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.count; i++) {
      const distance = this.to(i, px, py)
      if (distance >= best || !this.#counts(i, px, py, limit, tileUnits)) continue
      best = distance
      this.#last = i
      if (best <= limit2) return this.#walk(i, px, py)
    }
    return Number.POSITIVE_INFINITY
  }

  #searchGrid(px: number, py: number, limit: number, tileUnits: number): number {
    if (!this.#ready) this.#build(limit)
    const cell = this.#cell
    const low = Math.max(0, Math.floor((px - limit - this.minX) / cell))
    const high = Math.min(this.#columns - 1, Math.floor((px + limit - this.minX) / cell))
    const top = Math.max(0, Math.floor((py - limit - this.minY) / cell))
    const bottom = Math.min(this.#rows - 1, Math.floor((py + limit - this.minY) / cell))
    let best = Number.POSITIVE_INFINITY
    const next = this.#next.data
    const segment = this.#segment.data
    for (let row = top; row <= bottom; row++) {
      for (let column = low; column <= high; column++) {
        for (let e = this.#heads[row * this.#columns + column]!; e >= 0; e = next[e]!) {
          const i = segment[e]!
          const distance = this.to(i, px, py)
          if (distance >= best || !this.#counts(i, px, py, limit, tileUnits)) continue
          best = distance
          this.#last = i
        }
      }
    }
    return best <= limit * limit ? best : Number.POSITIVE_INFINITY
  }

  #counts(i: number, px: number, py: number, limit: number, tileUnits: number): boolean {
    if (tileUnits === 0) return true
    const x = px - this.tileX[i]! * tileUnits
    const y = py - this.tileY[i]! * tileUnits
    return x >= -limit && x <= tileUnits + limit && y >= -limit && y <= tileUnits + limit
  }

  /** Squared distance to one segment. */
  to(i: number, px: number, py: number): number {
    const ax = this.x[i]!
    const ay = this.y[i]!
    const j = this.toward[i]!
    const dx = this.x[j]! - ax
    const dy = this.y[j]! - ay
    let ex = px - ax
    let ey = py - ay
    const square = dx * dx + dy * dy
    if (square > 0) {
      let t = (ex * dx + ey * dy) / square
      t = Math.min(Math.max(t, 0), 1)
      ex -= t * dx
      ey -= t * dy
    }
    return ex * ex + ey * ey
  }

  #build(limit: number): void {
    this.#ready = true
    const width = this.maxX - this.minX
    const height = this.maxY - this.minY
    let cell = Math.max(limit, Math.sqrt((width * height) / this.count), Math.max(width, height) / this.count)
    while ((Math.floor(width / cell) + 1) * (Math.floor(height / cell) + 1) > 4 * this.count + 64) cell *= 2
    this.#cell = cell
    this.#columns = Math.floor(width / cell) + 1
    this.#rows = Math.floor(height / cell) + 1
    const cells = this.#columns * this.#rows
    if (this.#heads.length < cells) this.#heads = new Int32Array(2 * cells)
    this.#heads.fill(-1, 0, cells)
    this.#next.length = 0
    this.#segment.length = 0
    for (let i = 0; i < this.count; i++) this.#enter(i)
  }

  /** Enters a segment into the cells it runs through, row by row, and now and then into one more. */
  #enter(i: number): void {
    const cell = this.#cell
    const j = this.toward[i]!
    const down = this.y[i]! <= this.y[j]!
    const ax = (down ? this.x[i]! : this.x[j]!) - this.minX
    const ay = (down ? this.y[i]! : this.y[j]!) - this.minY
    const bx = (down ? this.x[j]! : this.x[i]!) - this.minX
    const by = (down ? this.y[j]! : this.y[i]!) - this.minY
    const top = Math.floor(ay / cell)
    const bottom = Math.floor(by / cell)
    const slope = by > ay ? (bx - ax) / (by - ay) : 0
    const slack = 1e-6 * cell
    for (let row = top; row <= bottom; row++) {
      const x0 = row === top ? ax : ax + (row * cell - ay) * slope
      const x1 = row === bottom ? bx : ax + ((row + 1) * cell - ay) * slope
      const low = Math.max(0, Math.floor((Math.min(x0, x1) - slack) / cell))
      const high = Math.min(this.#columns - 1, Math.floor((Math.max(x0, x1) + slack) / cell))
      for (let column = low; column <= high; column++) {
        const at = row * this.#columns + column
        this.#next.push(this.#heads[at]!)
        this.#heads[at] = this.#segment.length
        this.#segment.push(i)
      }
    }
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
