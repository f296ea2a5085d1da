import { type ClosedRings, grown } from './closed-rings.ts'

/** Most segments of a leaf: measured, 4 is slower on long rings, 6 alike. */
const LEAF_SEGMENTS = 8

/** From so many rings on, leaves are put in order of place: rings come in any order, segments of one ring do not. */
const RINGS_TO_SORT = 8

/**
 * Boxes around runs of consecutive segments of one ring (leaves), and boxes around pairs of boxes, up to one for all. Node
 * n of level k covers leaves n * 2^k .. (n + 1) * 2^k - 1, so a walk needs no stack: after a box that is passed over
 * comes the largest box that begins where it ended.
 */
export class SegmentIndex {
  leaves = 0
  /** Leaf k holds segments `leafFrom[k]` .. `leafTo[k]` - 1, all of ring `leafRing[k]`. */
  leafFrom = new Int32Array(64)
  leafTo = new Int32Array(64)
  leafRing = new Int32Array(64)
  /** 1 where the leaf runs on in x or in y throughout: without spikes it cannot meet itself. */
  leafMonotone = new Uint8Array(64)
  /** Smallest x, smallest y, largest x, largest y per node; leaf k at 4k. */
  box = new Int32Array(512)
  /** Answer of the last query: leaves, or rings for `oddLeftOf`. */
  found = new Int32Array(64)
  #levelStart = new Int32Array(32)
  #topLevel = 0
  #ringOdd = new Uint8Array(32)
  #rings: ClosedRings | undefined

  build(rings: ClosedRings): void {
    this.#rings = rings
    this.#cutLeaves(rings)
    if (rings.rings >= RINGS_TO_SORT) this.#sortLeaves(rings)
    this.#measureLeaves(rings.xy)
    this.#raiseLevels()
  }

  /** Leaves after `leaf` whose box meets its box, touching included; they are in `found`. */
  overlapsAfter(leaf: number): number {
    const { box } = this
    return this.overlaps(box[4 * leaf]!, box[4 * leaf + 1]!, box[4 * leaf + 2]!, box[4 * leaf + 3]!, leaf + 1)
  }

  /** Leaves from `from` on whose box meets the given one, touching included; they are in `found`. */
  overlaps(minX: number, minY: number, maxX: number, maxY: number, from: number): number {
    const { box, found, leaves } = this
    const levelStart = this.#levelStart
    const topLevel = this.#topLevel
    let count = 0
    let at = from
    let level = largestLevel(at, topLevel)
    while (at < leaves) {
      const node = 4 * (levelStart[level]! + (at >> level))
      if (box[node]! <= maxX && box[node + 2]! >= minX && box[node + 1]! <= maxY && box[node + 3]! >= minY) {
        if (level > 0) {
          level--
          continue
        }
        found[count++] = at
        at++
      } else at += 1 << level
      level = largestLevel(at, topLevel)
    }
    return count
  }

  /**
   * Rings that a ray from the position towards smaller x crosses an odd number of times: those around the position. Rings
   * through the position itself count as if it lay a little beyond them.
   */
  oddLeftOf(x: number, y: number): number {
    const { box, found, leaves, leafFrom, leafTo, leafRing } = this
    const xy = this.#rings!.xy
    const levelStart = this.#levelStart
    const topLevel = this.#topLevel
    const odd = this.#ringOdd
    let met = 0
    let at = 0
    let level = topLevel
    while (at < leaves) {
      const node = 4 * (levelStart[level]! + (at >> level))
      if (box[node + 1]! <= y && box[node + 3]! > y && box[node]! < x) {
        if (level > 0) {
          level--
          continue
        }
        const crossed =
          box[node + 2]! < x
            ? xy[2 * leafFrom[at]! + 1]! > y !== xy[2 * leafTo[at]! + 1]! > y
            : crossingsLeftOf(xy, leafFrom[at]!, leafTo[at]!, x, y)
        if (crossed) {
          const ring = leafRing[at]!
          // 0 was never met, 1 odd, 2 even by now.
          if (odd[ring] === 0) found[met++] = ring
          odd[ring] = odd[ring] === 1 ? 2 : 1
        }
        at++
      } else at += 1 << level
      level = largestLevel(at, topLevel)
    }
    let count = 0
    for (let k = 0; k < met; k++) {
      const ring = found[k]!
      if (odd[ring] === 1) found[count++] = ring
      odd[ring] = 0
    }
    return count
  }

  #cutLeaves(rings: ClosedRings): void {
    let leaves = 0
    for (let r = 0; r < rings.rings; r++) {
      leaves += Math.ceil((rings.first[r + 1]! - rings.first[r]! - 1) / LEAF_SEGMENTS)
    }
    this.#reserve(leaves, rings.rings)
    const { leafFrom, leafTo, leafRing } = this
    let k = 0
    for (let r = 0; r < rings.rings; r++) {
      let from = rings.first[r]!
      const end = rings.first[r + 1]! - 1
      for (let left = Math.ceil((end - from) / LEAF_SEGMENTS); left > 0; left--) {
        leafFrom[k] = from
        from += Math.ceil((end - from) / left)
        leafTo[k] = from
        leafRing[k++] = r
      }
    }
    this.leaves = leaves
  }

  #measureLeaves(xy: Int32Array): void {
    const { box, leafFrom, leafTo, leafMonotone } = this
    for (let k = 0; k < this.leaves; k++) {
      const to = leafTo[k]!
      let i = leafFrom[k]!
      let x = xy[2 * i]!
      let y = xy[2 * i + 1]!
      let minX = x
      let minY = y
      let maxX = x
      let maxY = y
      let right = true
      let left = true
      let up = true
      let down = true
      for (i++; i <= to; i++) {
        const nextX = xy[2 * i]!
        const nextY = xy[2 * i + 1]!
        if (nextX < x) right = false
        else if (nextX > x) left = false
        if (nextY < y) up = false
        else if (nextY > y) down = false
        x = nextX
        y = nextY
        if (x < minX) minX = x
        else if (x > maxX) maxX = x
        if (y < minY) minY = y
        else if (y > maxY) maxY = y
      }
      box[4 * k] = minX
      box[4 * k + 1] = minY
      box[4 * k + 2] = maxX
      box[4 * k + 3] = maxY
      leafMonotone[k] = right || left || up || down ? 1 : 0
    }
  }

  #raiseLevels(): void {
    const { box } = this
    const levelStart = this.#levelStart
    levelStart[0] = 0
    let count = this.leaves
    let level = 0
    while (count > 1) {
      const from = levelStart[level]!
      const to = from + count
      levelStart[level + 1] = to
      const above = (count + 1) >> 1
      for (let n = 0; n < above; n++) {
        const a = 4 * (from + 2 * n)
        const b = 2 * n + 1 < count ? a + 4 : a
        const node = 4 * (to + n)
        box[node] = Math.min(box[a]!, box[b]!)
        box[node + 1] = Math.min(box[a + 1]!, box[b + 1]!)
        box[node + 2] = Math.max(box[a + 2]!, box[b + 2]!)
        box[node + 3] = Math.max(box[a + 3]!, box[b + 3]!)
      }
      count = above
      level++
    }
    this.#topLevel = level
  }

  /** Order along a Z curve of 2^10 by 2^10 cells over all rings, by the first position of each leaf. */
  #sortLeaves(rings: ClosedRings): void {
    const { leafFrom, leafTo, leafRing, leaves } = this
    const { xy } = rings
    let minX = xy[0]!
    let minY = xy[1]!
    let maxX = minX
    let maxY = minY
    for (let k = 0; k < leaves; k++) {
      const x = xy[2 * leafFrom[k]!]!
      const y = xy[2 * leafFrom[k]! + 1]!
      minX = Math.min(minX, x)
      minY = Math.min(minY, y)
      maxX = Math.max(maxX, x)
      maxY = Math.max(maxY, y)
    }
    const scale = 1023 / Math.max(maxX - minX, maxY - minY, 1)
    const keys = new Float64Array(leaves)
    for (let k = 0; k < leaves; k++) {
      const x = Math.floor((xy[2 * leafFrom[k]!]! - minX) * scale)
      const y = Math.floor((xy[2 * leafFrom[k]! + 1]! - minY) * scale)
      keys[k] = (spread(x) + 2 * spread(y)) * 2 ** 32 + k
    }
    keys.sort()
    const from = leafFrom.slice(0, leaves)
    const to = leafTo.slice(0, leaves)
    const ring = leafRing.slice(0, leaves)
    for (let k = 0; k < leaves; k++) {
      const old = keys[k]! % 2 ** 32
      leafFrom[k] = from[old]!
      leafTo[k] = to[old]!
      leafRing[k] = ring[old]!
    }
  }

  #reserve(leaves: number, rings: number): void {
    this.found = grown(this.found, Math.max(leaves, rings))
    if (rings > this.#ringOdd.length) this.#ringOdd = new Uint8Array(2 * rings)
    // Levels above the leaves hold fewer than leaves + 32 nodes together.
    this.box = grown(this.box, 8 * leaves + 128)
    this.leafFrom = grown(this.leafFrom, leaves)
    this.leafTo = grown(this.leafTo, leaves)
    this.leafRing = grown(this.leafRing, leaves)
    if (leaves > this.leafMonotone.length) this.leafMonotone = new Uint8Array(2 * leaves)
  }
}

/** Level of the largest node that begins at the leaf. */
function largestLevel(leaf: number, topLevel: number): number {
  if (leaf === 0) return topLevel
  const level = 31 - Math.clz32(leaf & -leaf)
  return Math.min(level, topLevel)
}

function crossingsLeftOf(xy: Int32Array, from: number, to: number, x: number, y: number): boolean {
  let odd = false
  for (let i = from; i < to; i++) {
    const ay = xy[2 * i + 1]!
    const by = xy[2 * i + 3]!
    if (ay > y === by > y) continue
    const ax = xy[2 * i]!
    const side = (xy[2 * i + 2]! - ax) * (y - ay) - (by - ay) * (x - ax)
    if (by > ay ? side < 0 : side > 0) odd = !odd
  }
  return odd
}

/** The ten bits of a number with a zero between each two. */
function spread(bits: number): number {
  let b = bits
  b = (b | (b << 8)) & 0x00ff00ff
  b = (b | (b << 4)) & 0x0f0f0f0f
  b = (b | (b << 2)) & 0x33333333
  return (b | (b << 1)) & 0x55555555
}
