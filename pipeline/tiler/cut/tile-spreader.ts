import { PolygonCleaner } from '../clean/index.ts'
import { DEEPEST_ZOOM, EXTENT } from '../grid.ts'
import type { RunWriter } from '../runs/run-writer.ts'
import { ChainSet } from './chain-set.ts'
import { type Axis, clipLines, clipRings } from './clip.ts'
import { CommandWriter } from './command-writer.ts'
import { tileAt, tileStart } from './tile-range.ts'

/** Each halving of a range of tiles has a set of its own: two axes of at most 2^20 tiles. */
const DEEPEST_LEVEL = 2 * DEEPEST_ZOOM + 2

/** Draws one feature at one zoom into every tile that it reaches, buffers included. */
export class TileSpreader {
  /** What `spread` draws, in world units of the zoom. */
  readonly set: ChainSet
  /** What is being drawn. */
  zoom = 0
  feature = 0
  line = false
  /** Whether its drawings stay: those of a polygon do once one of them is to be seen. */
  shown = false
  readonly #buffer: number
  readonly #runs: RunWriter
  /** By zoom. */
  readonly #drawings: Float64Array
  readonly #cleaner = new PolygonCleaner()
  readonly #commands = new CommandWriter()
  readonly #sets = Array.from({ length: DEEPEST_LEVEL + 1 }, () => new ChainSet())
  #whole = new Int32Array(1024)
  #ringStart = new Int32Array(64)
  #partOf = new Int32Array(64)

  /** @param drawings by zoom, counted here */
  constructor(bufferUnits: number, runs: RunWriter, drawings: Float64Array) {
    this.#buffer = bufferUnits
    this.#runs = runs
    this.#drawings = drawings
    this.set = this.#sets[0]!
  }

  point(x: number, y: number): void {
    const zoom = this.zoom
    const buffer = this.#buffer
    const x1 = tileAt(zoom, x + buffer)
    const y1 = tileAt(zoom, y + buffer)
    for (let tx = tileAt(zoom, x - buffer); tx <= x1; tx++) {
      for (let ty = tileAt(zoom, y - buffer); ty <= y1; ty++) {
        this.#whole[0] = x - tileStart(zoom, tx)
        this.#whole[1] = y - tileStart(zoom, ty)
        this.#commands.at = 0
        this.#commands.begin()
        this.#commands.points(this.#whole, 0, 1)
        this.#add(tx, ty)
      }
    }
  }

  /** A feature of many points is drawn once in each tile that holds some of them, in their order. */
  manyPoints(positions: Float64Array, count: number): void {
    const zoom = this.zoom
    const buffer = this.#buffer
    const size = 2 ** zoom
    const tiles = new Map<number, number[]>()
    for (let i = 0; i < count; i++) {
      const x = positions[2 * i]!
      const y = positions[2 * i + 1]!
      const x1 = tileAt(zoom, x + buffer)
      const y1 = tileAt(zoom, y + buffer)
      for (let tx = tileAt(zoom, x - buffer); tx <= x1; tx++) {
        for (let ty = tileAt(zoom, y - buffer); ty <= y1; ty++) {
          const key = ty * size + tx
          const there = tiles.get(key)
          if (there === undefined) tiles.set(key, [i])
          else there.push(i)
        }
      }
    }
    for (const [key, points] of tiles) {
      const tx = key % size
      const ty = (key - tx) / size
      this.#growWhole(points.length)
      points.forEach((point, i) => {
        this.#whole[2 * i] = positions[2 * point]! - tileStart(zoom, tx)
        this.#whole[2 * i + 1] = positions[2 * point + 1]! - tileStart(zoom, ty)
      })
      this.#commands.at = 0
      this.#commands.begin()
      this.#commands.points(this.#whole, 0, points.length)
      this.#add(tx, ty)
    }
  }

  /** Cuts what the first set holds into all tiles that it reaches, buffers included. */
  spread(): void {
    const { positions, count } = this.set
    let minX = positions[0]!
    let maxX = minX
    let minY = positions[1]!
    let maxY = minY
    for (let i = 1; i < count; i++) {
      const x = positions[2 * i]!
      const y = positions[2 * i + 1]!
      if (x < minX) minX = x
      else if (x > maxX) maxX = x
      if (y < minY) minY = y
      else if (y > maxY) maxY = y
    }
    const zoom = this.zoom
    const buffer = this.#buffer
    this.#halve(
      0,
      tileAt(zoom, minX - buffer),
      tileAt(zoom, maxX + buffer),
      tileAt(zoom, minY - buffer),
      tileAt(zoom, maxY + buffer),
    )
  }

  /** What the set of a level holds lies within these tiles: cut in two until it lies within one. */
  #halve(level: number, x0: number, x1: number, y0: number, y1: number): void {
    if (this.#sets[level]!.chains === 0) return
    if (x0 === x1 && y0 === y1) {
      this.#draw(level, x0, y0)
      return
    }
    if (x1 - x0 >= y1 - y0) {
      const middle = (x0 + x1) >> 1
      this.#clip(level, 0, x0, middle)
      this.#halve(level + 1, x0, middle, y0, y1)
      this.#clip(level, 0, middle + 1, x1)
      this.#halve(level + 1, middle + 1, x1, y0, y1)
    } else {
      const middle = (y0 + y1) >> 1
      this.#clip(level, 1, y0, middle)
      this.#halve(level + 1, x0, x1, y0, middle)
      this.#clip(level, 1, middle + 1, y1)
      this.#halve(level + 1, x0, x1, middle + 1, y1)
    }
  }

  #clip(level: number, axis: Axis, from: number, to: number): void {
    const lo = tileStart(this.zoom, from) - this.#buffer
    const hi = tileStart(this.zoom, to) + EXTENT + this.#buffer
    const clip = this.line ? clipLines : clipRings
    clip(this.#sets[level]!, this.#sets[level + 1]!, axis, lo, hi)
  }

  /** Rounds what a set holds to the units of one tile and draws it there. */
  #draw(level: number, tx: number, ty: number): void {
    const set = this.#sets[level]!
    const originX = tileStart(this.zoom, tx)
    const originY = tileStart(this.zoom, ty)
    this.#growWhole(set.count)
    this.#growRings(set.chains)
    const whole = this.#whole
    const { positions } = set
    const fewest = this.line ? 2 : 3
    let rings = 0
    let at = 0
    for (let chain = 0; chain < set.chains; chain++) {
      const first = at
      for (let i = set.start[chain]!; i < set.start[chain + 1]!; i++) {
        const x = Math.floor(positions[2 * i]! - originX + 0.5)
        const y = Math.floor(positions[2 * i + 1]! - originY + 0.5)
        if (at > first && whole[2 * at - 2] === x && whole[2 * at - 1] === y) continue
        whole[2 * at] = x
        whole[2 * at + 1] = y
        at++
      }
      if (!this.line) {
        while (
          at - first > 1 &&
          whole[2 * at - 2] === whole[2 * first] &&
          whole[2 * at - 1] === whole[2 * first + 1]
        )
          at--
      }
      if (at - first < fewest) {
        at = first
        continue
      }
      this.#partOf[rings++] = set.part[chain]!
      this.#ringStart[rings] = at
    }
    if (rings === 0) return
    this.#commands.at = 0
    this.#commands.begin()
    if (this.line) {
      for (let ring = 0; ring < rings; ring++)
        this.#commands.line(whole, this.#ringStart[ring]!, this.#ringStart[ring + 1]!)
    } else {
      const cleaner = this.#cleaner
      const kept = cleaner.clean(whole, this.#ringStart, this.#partOf, rings)
      if (kept === 0) return
      for (let ring = 0; ring < kept; ring++)
        this.#commands.ring(cleaner.positions, cleaner.ringStart[ring]!, cleaner.ringStart[ring + 1]!)
      if (!this.shown) this.shown = reachesTile(cleaner.positions, cleaner.ringStart[kept]!)
    }
    this.#add(tx, ty)
  }

  #add(tx: number, ty: number): void {
    this.#drawings[this.zoom]!++
    this.#runs.add(this.zoom, tx, ty, this.feature, this.#commands.bytes, this.#commands.at)
    // What stays need not wait for the end of a large feature.
    if (this.shown) this.#runs.rest()
  }

  #growWhole(positions: number): void {
    if (2 * positions > this.#whole.length) this.#whole = new Int32Array(4 * positions)
  }

  #growRings(rings: number): void {
    if (rings < this.#partOf.length) return
    this.#ringStart = new Int32Array(2 * rings + 2)
    this.#partOf = new Int32Array(2 * rings + 2)
  }
}

/** False for what lies in the buffer only, which no map shows. */
function reachesTile(positions: Int32Array, count: number): boolean {
  let minX = EXTENT + 1
  let minY = EXTENT + 1
  let maxX = -1
  let maxY = -1
  for (let i = 0; i < count; i++) {
    const x = positions[2 * i]!
    const y = positions[2 * i + 1]!
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return maxX >= 0 && minX <= EXTENT && maxY >= 0 && minY <= EXTENT
}
