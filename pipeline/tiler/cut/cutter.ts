import { PolygonCleaner } from '../clean/index.ts'
import { type FeatureChunk, LINE, POINT } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM, EXTENT } from '../grid.ts'
import type { LayerRules } from '../rules.ts'
import type { RunWriter } from '../runs/run-writer.ts'
import { ChainSet } from './chain-set.ts'
import { type Axis, clipLines, clipRings } from './clip.ts'
import { CommandWriter } from './command-writer.ts'
import { addDash, addSquare, isFlat, thicken } from './flat-rings.ts'
import { KeptPositions } from './kept-positions.ts'
import { addChain, isHole, twiceAreaOf } from './shape.ts'
import { tileAt, tileStart } from './tile-range.ts'
import { isDithered, TINY_SQUARE_UNITS } from './tiny.ts'
import { ZoomCounts } from './zoom-counts.ts'

/** Each halving of a range of tiles has a set of its own: two axes of at most 2^20 tiles. */
const DEEPEST_LEVEL = 2 * DEEPEST_ZOOM + 2

/** By zoom: square tile units in half a square place of the grid. */
const HALF_SQUARE_UNITS = Float64Array.from(
  { length: DEEPEST_ZOOM + 1 },
  (_, zoom) => 0.5 / 4 ** (DEEPEST_ZOOM - zoom),
)

/** Cuts the features of one layer into tiles, zoom by zoom. */
export class Cutter {
  readonly counts: ZoomCounts
  readonly #rules: LayerRules
  readonly #buffer: number
  readonly #runs: RunWriter
  readonly #cleaner = new PolygonCleaner()
  readonly #commands = new CommandWriter()
  readonly #sets = Array.from({ length: DEEPEST_LEVEL + 1 }, () => new ChainSet())
  readonly #kept = new KeptPositions()
  #whole = new Int32Array(1024)
  #ringStart = new Int32Array(64)
  #partOf = new Int32Array(64)
  /** What is being cut. */
  #zoom = 0
  #feature = 0
  #line = false
  /** Whether its drawings stay: those of a polygon do once one of them is to be seen. */
  #shown = false
  /** Whether it has shrunk to a point at a deeper zoom. */
  #gone = false

  constructor(rules: LayerRules, bufferUnits: number, runs: RunWriter) {
    this.#rules = rules
    this.#buffer = bufferUnits
    this.#runs = runs
    this.counts = new ZoomCounts(rules.maxzoom)
  }

  /**
   * @param base place of the chunk's first feature among all features of the tileset
   * @param derived whether the features stand for others, as clusters do: their drawings are counted, they are not
   */
  cut(chunk: FeatureChunk, base: number, derived = false): void {
    const { minzoom, maxzoom } = this.#rules
    const { counts } = this
    for (let feature = 0; feature < chunk.count; feature++) {
      const lowest = chunk.minZooms[feature]!
      const highest = Math.min(chunk.maxZooms[feature]!, maxzoom)
      const kind = chunk.kinds[feature]!
      const twiceArea = kind > LINE && this.#rules.tiny_polygons !== 'keep' ? twiceAreaOf(chunk, feature) : -1
      this.#feature = base + feature
      this.#gone = false
      this.#kept.load(chunk, feature)
      for (let zoom = highest; zoom >= Math.max(lowest, minzoom); zoom--) {
        this.#zoom = zoom
        this.#kept.thin(chunk.firstZooms, zoom)
        if (!derived) counts.features[zoom]!++
        if (kind === POINT) this.#points(chunk, feature)
        else if (kind === LINE) this.#lines(chunk, feature)
        else this.#polygons(chunk, feature, twiceArea)
        this.#runs.rest()
      }
      if (!derived)
        for (let zoom = minzoom; zoom < Math.min(lowest, maxzoom + 1); zoom++) counts.thinned[zoom]!++
    }
  }

  #points(chunk: FeatureChunk, feature: number): void {
    const set = this.#sets[0]!
    set.clear()
    const chains = chunk.chainStart[feature + 1]! - chunk.chainStart[feature]!
    for (let chain = 0; chain < chains; chain++)
      addChain(set, chunk.positions, this.#kept, chain, this.#zoom, false)
    const { positions, count } = set
    this.#shown = true
    if (count === 1) {
      this.#point(positions[0]!, positions[1]!)
      return
    }
    this.#manyPoints(positions, count)
  }

  #point(x: number, y: number): void {
    const zoom = this.#zoom
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
  #manyPoints(positions: Float64Array, count: number): void {
    const zoom = this.#zoom
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

  #lines(chunk: FeatureChunk, feature: number): void {
    const set = this.#sets[0]!
    const zoom = this.#zoom
    const chains = chunk.chainStart[feature + 1]! - chunk.chainStart[feature]!
    const keepAll = this.#rules.tiny_polygons === 'keep' && zoom === this.#rules.maxzoom
    set.clear()
    let tiny = true
    for (let chain = 0; chain < chains; chain++) {
      addChain(set, chunk.positions, this.#kept, chain, zoom, false)
      if (set.count - set.start[set.chains]! > 1) {
        set.endChain(chain)
        tiny = false
      } else if (keepAll) this.#endDash(set, chain)
      else set.dropChain()
    }
    if (this.#rules.tiny_polygons !== 'keep' && (tiny || this.#gone)) {
      // Rounding may draw it longer again further up: what is not drawn at one zoom is not drawn above it.
      this.#gone = true
      this.counts.dropped[zoom]!++
      return
    }
    if (set.chains === 0) {
      addChain(set, chunk.positions, this.#kept, 0, zoom, false)
      this.#endDash(set, 0)
    }
    this.#line = true
    this.#shown = true
    this.#spread()
    if (tiny) this.counts.tiny[zoom]!++
  }

  #endDash(set: ChainSet, part: number): void {
    const at = 2 * set.start[set.chains]!
    const x = set.positions[at]!
    const y = set.positions[at + 1]!
    set.dropChain()
    addDash(set, this.#zoom, x, y)
    set.endChain(part)
  }

  #polygons(chunk: FeatureChunk, feature: number, twiceArea: number): void {
    const { tiny_polygons, maxzoom } = this.#rules
    const zoom = this.#zoom
    const set = this.#sets[0]!
    this.#line = false
    this.#shown = false
    if (tiny_polygons !== 'keep') {
      const units2 = twiceArea * HALF_SQUARE_UNITS[zoom]!
      if (units2 < TINY_SQUARE_UNITS) {
        const drawn = zoom === maxzoom || isDithered(chunk, feature, units2)
        this.#tiny(chunk, feature, tiny_polygons === 'dither' && drawn)
        return
      }
    }
    const flat = !this.#fill(chunk, feature, tiny_polygons === 'keep' && zoom === maxzoom)
    if (set.chains === 0) {
      if (tiny_polygons !== 'keep') {
        this.#tiny(chunk, feature, true)
        return
      }
      addChain(set, chunk.positions, this.#kept, 0, zoom, true)
      thicken(set, zoom)
      set.endChain(0)
    }
    const mark = this.#runs.mark
    this.#spread()
    if (this.#shown) {
      if (flat) this.counts.tiny[zoom]!++
      return
    }
    // Cleaning left nothing to see: what there is lies in buffers.
    this.counts.drawings[zoom]! -= this.#runs.mark - mark
    this.#runs.rewind(mark)
    this.#tiny(chunk, feature, true)
  }

  /**
   * The rings of a feature at the zoom; flat exteriors stand in for themselves where every part is to be seen.
   * @returns whether any exterior is not flat
   */
  #fill(chunk: FeatureChunk, feature: number, keepParts: boolean): boolean {
    const set = this.#sets[0]!
    set.clear()
    let part = -1
    let partIsFlat = false
    let hasShape = false
    const first = chunk.chainStart[feature]!
    for (let chain = first; chain < chunk.chainStart[feature + 1]!; chain++) {
      const hole = isHole(chunk, chain)
      if (!hole) part++
      if (hole && partIsFlat) continue
      addChain(set, chunk.positions, this.#kept, chain - first, this.#zoom, true)
      const flat = isFlat(set)
      if (!hole) partIsFlat = flat
      if (!flat) {
        hasShape = true
        set.endChain(part)
      } else if (!hole && keepParts) {
        thicken(set, this.#zoom)
        set.endChain(part)
      } else set.dropChain()
    }
    return hasShape
  }

  /** A polygon too small for its own shape: a square where its first position is, or nothing. */
  #tiny(chunk: FeatureChunk, _feature: number, drawn: boolean): void {
    if (!drawn) {
      this.counts.dropped[this.#zoom]!++
      return
    }
    const set = this.#sets[0]!
    set.clear()
    addChain(set, chunk.positions, this.#kept, 0, this.#zoom, true)
    const x = set.positions[0]!
    const y = set.positions[1]!
    set.clear()
    addSquare(set, this.#zoom, x, y)
    set.endChain(0)
    this.#spread()
    this.counts.tiny[this.#zoom]!++
  }

  /** Cuts what the first set holds into all tiles that it reaches, buffers included. */
  #spread(): void {
    const { positions, count } = this.#sets[0]!
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
    const zoom = this.#zoom
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
    const lo = tileStart(this.#zoom, from) - this.#buffer
    const hi = tileStart(this.#zoom, to) + EXTENT + this.#buffer
    const clip = this.#line ? clipLines : clipRings
    clip(this.#sets[level]!, this.#sets[level + 1]!, axis, lo, hi)
  }

  /** Rounds what a set holds to the units of one tile and draws it there. */
  #draw(level: number, tx: number, ty: number): void {
    const set = this.#sets[level]!
    const originX = tileStart(this.#zoom, tx)
    const originY = tileStart(this.#zoom, ty)
    this.#growWhole(set.count)
    this.#growRings(set.chains)
    const whole = this.#whole
    const { positions } = set
    const fewest = this.#line ? 2 : 3
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
      if (!this.#line) {
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
    if (this.#line) {
      for (let ring = 0; ring < rings; ring++)
        this.#commands.line(whole, this.#ringStart[ring]!, this.#ringStart[ring + 1]!)
    } else {
      const cleaner = this.#cleaner
      const kept = cleaner.clean(whole, this.#ringStart, this.#partOf, rings)
      if (kept === 0) return
      for (let ring = 0; ring < kept; ring++)
        this.#commands.ring(cleaner.positions, cleaner.ringStart[ring]!, cleaner.ringStart[ring + 1]!)
      if (!this.#shown) this.#shown = reachesTile(cleaner.positions, cleaner.ringStart[kept]!)
    }
    this.#add(tx, ty)
  }

  #add(tx: number, ty: number): void {
    this.counts.drawings[this.#zoom]!++
    this.#runs.add(this.#zoom, tx, ty, this.#feature, this.#commands.bytes, this.#commands.at)
    // What stays need not wait for the end of a large feature.
    if (this.#shown) this.#runs.rest()
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
