import type { ChainSet } from './chain-set.ts'

/** Axis to clip along: 0 is x, 1 is y. */
export type Axis = 0 | 1

/**
 * The rings within lo..hi along one axis, after Sutherland and Hodgman (1974): a ring that leaves and comes back runs along
 * the edge in between, which `clean/` takes apart. Crossings are not rounded.
 */
export function clipRings(from: ChainSet, to: ChainSet, axis: Axis, lo: number, hi: number): void {
  to.clear()
  const source = from.positions
  const other = 1 - axis
  for (let chain = 0; chain < from.chains; chain++) {
    const start = from.start[chain]!
    const end = from.start[chain + 1]!
    to.reserve(2 * (end - start))
    const out = to.positions
    let at = 2 * to.count
    let a = source[2 * (end - 1) + axis]!
    let aOther = source[2 * (end - 1) + other]!
    for (let i = start; i < end; i++) {
      const b = source[2 * i + axis]!
      const bOther = source[2 * i + other]!
      if (a < lo ? b >= lo : a > hi && b <= hi) {
        cross(out, at, axis, a < lo ? lo : hi, a, aOther, b, bOther)
        at += 2
      }
      if (b < lo ? a >= lo : b > hi && a <= hi) {
        cross(out, at, axis, b < lo ? lo : hi, a, aOther, b, bOther)
        at += 2
      } else if (b >= lo && b <= hi) {
        out[at + axis] = b
        out[at + other] = bOther
        at += 2
      }
      a = b
      aOther = bOther
    }
    to.count = at / 2
    if (to.count - to.start[to.chains]! < 3) to.dropChain()
    else to.endChain(from.part[chain]!)
  }
}

/** The stretches of lines within lo..hi along one axis; one that leaves and comes back becomes two. Crossings are not rounded. */
export function clipLines(from: ChainSet, to: ChainSet, axis: Axis, lo: number, hi: number): void {
  to.clear()
  const source = from.positions
  const other = 1 - axis
  for (let chain = 0; chain < from.chains; chain++) {
    const start = from.start[chain]!
    const end = from.start[chain + 1]!
    const part = from.part[chain]!
    to.reserve(2 * (end - start))
    let at = 2 * to.count
    let a = source[2 * start + axis]!
    let aOther = source[2 * start + other]!
    if (a >= lo && a <= hi) {
      to.positions[at + axis] = a
      to.positions[at + other] = aOther
      at += 2
    }
    for (let i = start + 1; i < end; i++) {
      const b = source[2 * i + axis]!
      const bOther = source[2 * i + other]!
      const out = to.positions
      const entry = a < lo && b >= lo ? lo : a > hi && b <= hi ? hi : null
      if (entry !== null) {
        cross(out, at, axis, entry, a, aOther, b, bOther)
        at += 2
      }
      const exit = b < lo && a >= lo ? lo : b > hi && a <= hi ? hi : null
      if (exit !== null) {
        cross(out, at, axis, exit, a, aOther, b, bOther)
        at += 2
        to.count = at / 2
        endLine(to, part)
        to.reserve(2 * (end - i) + 2)
        at = 2 * to.count
      } else if (b >= lo && b <= hi) {
        out[at + axis] = b
        out[at + other] = bOther
        at += 2
      }
      a = b
      aOther = bOther
    }
    to.count = at / 2
    endLine(to, part)
  }
}

/** Writes where the segment from a to b meets an edge. */
function cross(
  out: Float64Array,
  at: number,
  axis: Axis,
  edge: number,
  a: number,
  aOther: number,
  b: number,
  bOther: number,
): void {
  out[at + axis] = edge
  out[at + 1 - axis] = aOther + ((edge - a) / (b - a)) * (bOther - aOther)
}

function endLine(to: ChainSet, part: number): void {
  if (to.count - to.start[to.chains]! < 2) to.dropChain()
  else to.endChain(part)
}
