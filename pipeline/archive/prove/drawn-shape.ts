import { MARK_UNITS } from './bounds.ts'
import type { Drawings } from './drawings.ts'
import { areaWithinTile, twiceRingArea } from './flat-rings.ts'
import { Segments } from './segments.ts'
import { LINE, POINT, POLYGON } from './sources.ts'

/** All that the tiles of one zoom draw of one feature. */
export class DrawnShape {
  /** Tile units in the width of a tile. */
  extent = 4096
  /** In units of the world. */
  readonly segments = new Segments()
  #type = POLYGON
  #from = 0
  #to = 0
  #drawings: Drawings | undefined

  /** @param type as which the feature is drawn */
  load(drawings: Drawings, f: number, type: number): void {
    const { segments } = this
    const { data } = drawings.xy
    this.extent = drawings.extent
    this.#drawings = drawings
    this.#type = type
    this.#from = drawings.first[f]!
    this.#to = drawings.first[f + 1]!
    segments.clear()
    for (let o = this.#from; o < this.#to; o++) {
      const p = drawings.order[o]!
      const tileX = drawings.tileX.data[p]!
      const tileY = drawings.tileY.data[p]!
      const x = tileX * this.extent
      const y = tileY * this.extent
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        const to = drawings.pointStart.data[c + 1]!
        segments.reserve(to - from)
        const first = segments.count
        for (let i = from; i < to; i++) segments.add(x + data[2 * i]!, y + data[2 * i + 1]!)
        segments.endChain(first, type, tileX, tileY)
      }
    }
  }

  /** Calls `visit` with every vertex within its tile proper, and where its chain begins and ends, until it says false. */
  eachInner(visit: (worldX: number, worldY: number, from: number, to: number) => boolean): void {
    const drawings = this.#drawings!
    const { data } = drawings.xy
    const { extent } = this
    for (let o = this.#from; o < this.#to; o++) {
      const p = drawings.order[o]!
      const worldX = drawings.tileX.data[p]! * extent
      const worldY = drawings.tileY.data[p]! * extent
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        const to = drawings.pointStart.data[c + 1]!
        for (let i = from; i < to; i++) {
          const x = data[2 * i]!
          const y = data[2 * i + 1]!
          if (x <= 0 || y <= 0 || x >= extent || y >= extent) continue
          if (!visit(worldX + x, worldY + y, from, to)) return
        }
      }
    }
  }

  /** True when each piece is thin, as what stands for small features and what tiles cut of it are. */
  isThin(): boolean {
    const drawings = this.#drawings!
    for (let o = this.#from; o < this.#to; o++) {
      const p = drawings.order[o]!
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        const to = drawings.pointStart.data[c + 1]!
        const length = this.#lengthOf(from, to)
        if (this.#type === LINE && length > MARK_UNITS) return false
        if (this.#type === POLYGON && Math.abs(twiceRingArea(drawings.xy.data, from, to)) > 2 * length)
          return false
      }
    }
    return true
  }

  /** Square units drawn within the tiles themselves. */
  area(): number {
    const drawings = this.#drawings!
    let found = 0
    for (let o = this.#from; o < this.#to; o++) {
      const p = drawings.order[o]!
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        found += areaWithinTile(drawings.xy.data, from, drawings.pointStart.data[c + 1]!, this.extent)
      }
    }
    return found
  }

  /** True for a ring no wider than what stands for a flat one, and for a stroke of two units. */
  isMinimal(from: number, to: number): boolean {
    if (this.#type === POINT) return false
    const length = this.#lengthOf(from, to)
    if (this.#type === LINE) return length <= MARK_UNITS
    return Math.abs(twiceRingArea(this.#drawings!.xy.data, from, to)) <= length
  }

  #lengthOf(from: number, to: number): number {
    const xy = this.#drawings!.xy.data
    let length = 0
    for (let i = from; i < to; i++) {
      const j = i + 1 < to ? i + 1 : this.#type === POLYGON ? from : i
      const dx = xy[2 * j]! - xy[2 * i]!
      const dy = xy[2 * j + 1]! - xy[2 * i + 1]!
      length += Math.sqrt(dx * dx + dy * dy)
    }
    return length
  }
}
