/**
 * Rings of one polygon feature, each with its first position repeated at its end, so that segment i runs from position i
 * to position i + 1. Ring r holds the positions `first[r]` .. `first[r + 1]` - 1 and one segment less than positions.
 */
export class ClosedRings {
  /** x at 2i, y at 2i + 1, whole units. */
  xy = new Int32Array(512)
  first = new Int32Array(32)
  /** Which part of the multipolygon ring r belongs to, counted from 0, rising. */
  part = new Int32Array(32)
  /** 1 where position i is one of the input's, 0 where noding put it in. */
  given = new Uint8Array(256)
  rings = 0
  parts = 0

  clear(): void {
    this.rings = 0
    this.parts = 0
    this.first[0] = 0
  }

  reserveRings(rings: number): void {
    this.first = grown(this.first, rings + 1)
    this.part = grown(this.part, rings)
  }

  reservePositions(positions: number): void {
    this.xy = grown(this.xy, 2 * positions)
  }

  reserveGiven(positions: number): void {
    if (positions > this.given.length) {
      const longer = new Uint8Array(roomFor(positions))
      longer.set(this.given)
      this.given = longer
    }
  }
}

/** The array itself when it is long enough, or else a longer one that begins with its content. */
export function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array
  const longer = new Int32Array(roomFor(length))
  longer.set(array)
  return longer
}

export function grownDoubles(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= array.length) return array
  const longer = new Float64Array(roomFor(length))
  longer.set(array)
  return longer
}

/** Half as much again, so that arrays which grow step by step are copied seldom. */
function roomFor(length: number): number {
  return length + (length >> 1) + 16
}
