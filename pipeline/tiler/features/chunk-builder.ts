import { MAX_LATITUDE } from '../../archive/mercator.ts'
import { gridX } from '../grid.ts'
import type { Refusal } from '../tileset.ts'
import { type FeatureChunk, HOLE, type Kind, LINE, NO_ID, PART, POINT, POLYGON } from './feature-chunk.ts'
import { GrowingChunk } from './growing-chunk.ts'
import { MOST_KEYS } from './keys.ts'
import { fastGridY } from './latitude-cells.ts'

/** Positions of one feature at most. */
export const MOST_POSITIONS = 2 ** 26

export interface ChunkBuilderOptions {
  minzoom: number
  maxzoom: number
  /** A chunk with so many positions is complete. */
  maxPositionsPerChunk?: number
  /** A chunk with so many attributes is complete. */
  maxAttributesPerChunk?: number
  /** A feature with more is refused; at most `MOST_POSITIONS`. */
  maxPositionsPerFeature?: number
  emit: (chunk: FeatureChunk) => void
}

/**
 * Puts the features of one layer into chunks, position by position:
 * `begin`, then `kind`, `id`, `attribute` and (`chain`, `position`...)... in any order, then `end` or `cancel`.
 *
 * Positions that fall on the same place of the grid as the one before are left out, and so is the last one of a ring where
 * it repeats the first. What is left of a ring may then be fewer than 3 positions, of a line only one: such a chain
 * (smaller than a centimetre, or written flat) is left out, with its holes, unless nothing else is left of its feature;
 * then the first of them is kept with the 1 or 2 positions that it has, so that the feature is not lost.
 */
export class ChunkBuilder {
  readonly #layer: number
  readonly #options: Required<ChunkBuilderOptions>
  readonly #chunk = new GrowingChunk()
  #first = 0

  #kind: Kind = POINT
  #id = NO_ID
  #refusal: Refusal | null = null
  #written = 0

  #role = -1
  #chainVertex = 0
  #chainWritten = 0
  #lastX = 0
  #lastY = 0
  /** Whether the holes that follow belong to an exterior ring that was left out. */
  #partLeftOut = false
  /** Positions of the first chain that was left out: at most 2. */
  #flatCount = 0
  /** Lines and exterior rings of this feature that were left out. */
  #partsLeftOut = 0
  #partsBelowGrid = 0
  /** The first position off the globe of this feature, as written. */
  #outside: string | undefined
  #isBeyondMap = false
  #featuresBeyondMap = 0
  readonly #flat = new Int32Array(4)

  /** For each key the attribute of this feature that has it, where `#seenIn` is this feature. */
  readonly #seenAt = new Uint32Array(MOST_KEYS + 1)
  readonly #seenIn = new Uint32Array(MOST_KEYS + 1)
  #epoch = 0

  /** @param layer place of the layer among the layers of the tileset */
  constructor(layer: number, options: ChunkBuilderOptions) {
    this.#layer = layer
    this.#options = {
      maxPositionsPerChunk: 2 ** 20,
      maxAttributesPerChunk: 2 ** 21,
      maxPositionsPerFeature: MOST_POSITIONS,
      ...options,
    }
  }

  /** Features taken in so far. */
  get taken(): number {
    return this.#first + this.#chunk.features
  }

  /** Lines and exterior rings of these that were left out, with their holes, as they are smaller than the grid. */
  get partsBelowGrid(): number {
    return this.#partsBelowGrid
  }

  /** Features taken in so far with a position north or south of the map, which was moved to its edge. */
  get featuresBeyondMap(): number {
    return this.#featuresBeyondMap
  }

  /** What the refusal of this feature does not say by itself: which position is off the globe. */
  get why(): string | undefined {
    return this.#outside
  }

  /** Starts a feature; one that was begun and not ended is forgotten. */
  begin(kind: Kind = POINT): void {
    this.#rewind()
    this.#chunk.openFeature()
    this.#kind = kind
    this.#id = NO_ID
    this.#refusal = null
    this.#written = 0
    this.#role = -1
    this.#partLeftOut = false
    this.#flatCount = 0
    this.#partsLeftOut = 0
    this.#outside = undefined
    this.#isBeyondMap = false
    this.#epoch++
  }

  /** Says what the feature is, where `begin` could not know; before its first chain. */
  kind(kind: Kind): void {
    this.#kind = kind
  }

  /**
   * @param id 0 to 2^53 - 1
   * @throws RangeError when it is not
   */
  id(id: number): void {
    if (!Number.isSafeInteger(id) || id < 0) throw new RangeError(`${id} is not an id of a tile feature`)
    this.#id = id
  }

  /** @param role PART, or HOLE after the chain of the exterior ring it lies in */
  chain(role: typeof PART | typeof HOLE): void {
    if (this.#role >= 0) this.#endChain()
    else if (role === HOLE) throw new RangeError('a hole needs an exterior ring before it')
    this.#role = role
    this.#chainVertex = this.#chunk.vertices
    this.#chainWritten = 0
  }

  /** Degrees, as written. */
  position(lon: number, lat: number): void {
    this.#chainWritten++
    const isOnMap = lon >= -180 && lon <= 180 && lat >= -MAX_LATITUDE && lat <= MAX_LATITUDE
    if ((!isOnMap || this.#refusal !== null) && !this.#isBeyond(lon, lat)) return
    const x = gridX(lon)
    const y = fastGridY(lat)
    if (this.#chainWritten > 1 && x === this.#lastX && y === this.#lastY) return
    this.#lastX = x
    this.#lastY = y
    const chunk = this.#chunk
    const at = chunk.vertices * 2
    if (at === chunk.positions.length) {
      if (this.#written + this.#chainWritten > this.#options.maxPositionsPerFeature) {
        this.refuse('too_many_positions')
        return
      }
      chunk.growPositions()
    }
    chunk.positions[at] = x
    chunk.positions[at + 1] = y
    chunk.vertices++
  }

  /**
   * An attribute given again takes the place of the one before.
   * @param key number in the key table of the layer
   * @param token value; NO_VALUE (-1) for none
   */
  attribute(key: number, token: number): void {
    const chunk = this.#chunk
    if (this.#seenIn[key] === this.#epoch) {
      this.#attributeAgain(key, token)
      return
    }
    if (token < 0) return
    this.#seenIn[key] = this.#epoch
    this.#seenAt[key] = chunk.attributes
    chunk.addAttribute(key, token)
  }

  /** Notes why the feature cannot be taken in; the first reason counts. */
  refuse(why: Refusal): void {
    this.#refusal ??= why
  }

  /** Ends the feature and takes it in, or tells why not. */
  end(): Refusal | null {
    if (this.#role >= 0) this.#endChain()
    else this.refuse('no_geometry')
    if (this.#written > this.#options.maxPositionsPerFeature) this.refuse('too_many_positions')
    const chunk = this.#chunk
    if (this.#refusal !== null) {
      this.cancel()
      if (this.#refusal === 'too_many_positions') chunk.shrinkPositions(this.#options.maxPositionsPerChunk)
      return this.#refusal
    }
    if (chunk.chains === chunk.chainStart[chunk.features]) this.#keepFlat()
    this.#partsBelowGrid += this.#partsLeftOut
    if (this.#isBeyondMap) this.#featuresBeyondMap++
    chunk.addFeature(this.#kind, this.#id)
    chunk.openFeature()
    this.#role = -1
    const { maxPositionsPerChunk, maxAttributesPerChunk } = this.#options
    if (chunk.vertices >= maxPositionsPerChunk || chunk.attributes >= maxAttributesPerChunk) this.#emit()
    return null
  }

  /** Forgets the feature that was begun. */
  cancel(): void {
    this.#rewind()
    this.#role = -1
  }

  /** Emits what is left; the builder can go on. */
  flush(): void {
    this.cancel()
    if (this.#chunk.features > 0) this.#emit()
  }

  /** Whether a position that is not on the map can be moved to its edge; refuses the feature where it is not on the globe either. */
  #isBeyond(lon: number, lat: number): boolean {
    if (this.#refusal !== null) return false
    if (lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) {
      this.#isBeyondMap = true
      return true
    }
    const isPlace = Number.isFinite(lon) && Number.isFinite(lat)
    if (isPlace) this.#outside = `${lon}, ${lat}`
    this.refuse(isPlace ? 'position_outside' : 'position_not_a_number')
    return false
  }

  #emit(): void {
    const chunk = this.#chunk
    const { minzoom, maxzoom, maxPositionsPerChunk, emit } = this.#options
    emit(chunk.packed(this.#layer, this.#first, minzoom, maxzoom))
    this.#first += chunk.features
    chunk.clear(maxPositionsPerChunk)
    chunk.openFeature()
  }

  #rewind(): void {
    const chunk = this.#chunk
    chunk.chains = chunk.chainStart[chunk.features]!
    chunk.attributes = chunk.tokenStart[chunk.features]!
    chunk.vertices = chunk.firstVertex
  }

  #endChain(): void {
    const chunk = this.#chunk
    const start = this.#chainVertex
    const written = this.#chainWritten
    this.#written += written
    let count = chunk.vertices - start
    let least = 1
    if (this.#kind === LINE) {
      least = 2
      if (written < 2) this.refuse('too_few_positions')
    } else if (this.#kind === POLYGON) {
      least = 3
      const { positions } = chunk
      const last = 2 * (start + count - 1)
      const closed =
        count > 0 &&
        positions[last] === positions[2 * start] &&
        positions[last + 1] === positions[2 * start + 1]
      if (written + (closed ? 0 : 1) < 4) this.refuse('too_few_positions')
      if (closed && count > 1) count--
    } else if (written === 0) this.refuse('too_few_positions')
    if (this.#refusal !== null) {
      chunk.vertices = start
      return
    }
    const isPart = this.#role === PART
    const flat = count < least
    if (isPart) {
      this.#partLeftOut = flat
      if (flat) this.#partsLeftOut++
      if (flat && this.#flatCount === 0) {
        this.#flatCount = count
        for (let i = 0; i < 2 * count; i++) this.#flat[i] = chunk.positions[2 * start + i]!
      }
    }
    if (flat || this.#partLeftOut) {
      chunk.vertices = start
      return
    }
    chunk.vertices = start + count
    chunk.addChain(this.#role, start)
  }

  #keepFlat(): void {
    const chunk = this.#chunk
    this.#partsLeftOut--
    chunk.addChain(PART, chunk.vertices)
    for (let i = 0; i < this.#flatCount; i++) {
      if (chunk.vertices * 2 === chunk.positions.length) chunk.growPositions()
      chunk.positions[chunk.vertices * 2] = this.#flat[2 * i]!
      chunk.positions[chunk.vertices * 2 + 1] = this.#flat[2 * i + 1]!
      chunk.vertices++
    }
  }

  #attributeAgain(key: number, token: number): void {
    const chunk = this.#chunk
    const at = this.#seenAt[key]!
    if (token >= 0) {
      chunk.tokens[at] = token
      return
    }
    chunk.removeAttribute(at)
    this.#seenIn[key] = 0
    for (let i = at; i < chunk.attributes; i++) this.#seenAt[chunk.keys[i]!] = i
  }
}
