import { type FeatureChunk, LINE, POINT } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM } from '../grid.ts'
import type { LayerRules } from '../rules.ts'
import type { RunWriter } from '../runs/run-writer.ts'
import type { ChainSet } from './chain-set.ts'
import { addDash, addSquare, isFlat, thicken } from './flat-rings.ts'
import { KeptPositions } from './kept-positions.ts'
import { addChain, isHole, twiceAreaOf } from './shape.ts'
import { TileSpreader } from './tile-spreader.ts'
import { isDithered, TINY_SQUARE_UNITS } from './tiny.ts'
import { ZoomCounts } from './zoom-counts.ts'

/** By zoom: square tile units in half a square place of the grid. */
const HALF_SQUARE_UNITS = Float64Array.from(
  { length: DEEPEST_ZOOM + 1 },
  (_, zoom) => 0.5 / 4 ** (DEEPEST_ZOOM - zoom),
)

/** Cuts the features of one layer into tiles, zoom by zoom. */
export class Cutter {
  readonly counts: ZoomCounts
  readonly #rules: LayerRules
  readonly #runs: RunWriter
  readonly #tiles: TileSpreader
  readonly #kept = new KeptPositions()
  #zoom = 0
  /** Whether the line being cut has shrunk to a point at a deeper zoom. */
  #gone = false

  constructor(rules: LayerRules, bufferUnits: number, runs: RunWriter) {
    this.#rules = rules
    this.#runs = runs
    this.counts = new ZoomCounts(rules.maxzoom)
    this.#tiles = new TileSpreader(bufferUnits, runs, this.counts.drawings)
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
      this.#tiles.feature = base + feature
      this.#gone = false
      this.#kept.load(chunk, feature)
      for (let zoom = highest; zoom >= Math.max(lowest, minzoom); zoom--) {
        this.#zoom = zoom
        this.#tiles.zoom = zoom
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
    const set = this.#tiles.set
    set.clear()
    const chains = chunk.chainStart[feature + 1]! - chunk.chainStart[feature]!
    for (let chain = 0; chain < chains; chain++)
      addChain(set, chunk.positions, this.#kept, chain, this.#zoom, false)
    const { positions, count } = set
    this.#tiles.shown = true
    if (count === 1) {
      this.#tiles.point(positions[0]!, positions[1]!)
      return
    }
    this.#tiles.manyPoints(positions, count)
  }

  #lines(chunk: FeatureChunk, feature: number): void {
    const set = this.#tiles.set
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
    this.#tiles.line = true
    this.#tiles.shown = true
    this.#tiles.spread()
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
    const set = this.#tiles.set
    this.#tiles.line = false
    this.#tiles.shown = false
    if (tiny_polygons !== 'keep') {
      const units2 = twiceArea * HALF_SQUARE_UNITS[zoom]!
      if (units2 < TINY_SQUARE_UNITS) {
        const drawn = zoom === maxzoom || isDithered(chunk, feature, units2)
        this.#tiny(chunk, tiny_polygons === 'dither' && drawn)
        return
      }
    }
    const flat = !this.#fill(chunk, feature, tiny_polygons === 'keep' && zoom === maxzoom)
    if (set.chains === 0) {
      if (tiny_polygons !== 'keep') {
        this.#tiny(chunk, true)
        return
      }
      addChain(set, chunk.positions, this.#kept, 0, zoom, true)
      thicken(set, zoom)
      set.endChain(0)
    }
    const mark = this.#runs.mark
    this.#tiles.spread()
    if (this.#tiles.shown) {
      if (flat) this.counts.tiny[zoom]!++
      return
    }
    // Cleaning left nothing to see: what there is lies in buffers.
    this.counts.drawings[zoom]! -= this.#runs.mark - mark
    this.#runs.rewind(mark)
    this.#tiny(chunk, true)
  }

  /**
   * The rings of a feature at the zoom; flat exteriors stand in for themselves where every part is to be seen.
   * @returns whether any exterior is not flat
   */
  #fill(chunk: FeatureChunk, feature: number, keepParts: boolean): boolean {
    const set = this.#tiles.set
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
  #tiny(chunk: FeatureChunk, drawn: boolean): void {
    if (!drawn) {
      this.counts.dropped[this.#zoom]!++
      return
    }
    const set = this.#tiles.set
    set.clear()
    addChain(set, chunk.positions, this.#kept, 0, this.#zoom, true)
    const x = set.positions[0]!
    const y = set.positions[1]!
    set.clear()
    addSquare(set, this.#zoom, x, y)
    set.endChain(0)
    this.#tiles.spread()
    this.counts.tiny[this.#zoom]!++
  }
}
