import { Coverage, type WoundRings } from './coverage.ts'
import { Widest } from './widest.ts'

/** What one tile leaves open between neighbours, or draws twice; areas in square units, widths in whole units. */
export interface TileGaps {
  /** Squares drawn by any polygon. */
  covered: number
  /** The same with each polygon counted for itself. */
  counted: number
  gap: Fault
  overlap: Fault
}

/** Whether a border of the source that no neighbour shares passes within some units of a place. */
export type IsUnshared = (x: number, y: number, within: number) => boolean

export interface Fault {
  area: number
  /**
   * Side of the largest square of unit squares in it. Along a border that runs straight down or across this is its width,
   * along a slanting one up to 1.42 times less; 1 for what is no wider than a unit.
   */
  widest: number
  /** Lower right corner of that square. */
  at: [x: number, y: number] | undefined
  /** The same where the source itself ends, gapes or overlaps nearby, were it by less than the squares tell. */
  widest_unshared: number
}

/**
 * Gaps and overlaps that drawing made: places that nothing drawn covers although the source covers all within `margin`
 * units around, and places drawn twice where the source, within `margin`, nowhere has two polygons. Outer borders and
 * gaps of the source itself do not count, nor what the squares and triangles of two units overlap that stand for small
 * features: they are drawn over their neighbours. Both in units of the tile; only the tile proper (0 to `extent`) is looked at.
 */
export function tileGaps(
  drawn: WoundRings,
  source: WoundRings,
  extent: number,
  margin: number,
  isUnshared: IsUnshared = () => false,
): TileGaps {
  const drawnCoverage = new Coverage(drawn, extent)
  const broad = withoutMarks(drawn)
  const broadCoverage = broad === drawn ? drawnCoverage : new Coverage(broad, extent)
  const sourceCoverage = new Coverage(source, extent)
  const gaps = new Widest(extent, margin, isUnshared)
  const overlaps = new Widest(extent, margin, isUnshared)
  let covered = 0
  let counted = 0
  for (let row = 0; row < extent; row++) {
    const open: number[] = []
    const sums = drawnCoverage.stretches(row, 0, 0, open)
    covered += sums.covered
    counted += sums.counted
    gaps.row(row, within(open, sourceCoverage, row, 1, Number.POSITIVE_INFINITY, extent, margin))
    if (sums.counted === sums.covered) continue
    const twice: number[] = []
    broadCoverage.stretches(row, 2, Number.POSITIVE_INFINITY, twice)
    overlaps.row(row, within(twice, sourceCoverage, row, 0, 1, extent, margin))
  }
  return { covered, counted, gap: gaps.fault(), overlap: overlaps.fault() }
}

/** What is left of stretches where the source has `fewest` to `most` polygons everywhere within `margin`. */
function within(
  stretches: number[],
  source: Coverage,
  row: number,
  fewest: number,
  most: number,
  extent: number,
  margin: number,
): number[] {
  let left = stretches
  for (let step = 0; step <= 2 * margin && left.length > 0; step++) {
    // The row itself first, which mostly settles it; then outwards.
    const other = row + (step % 2 === 1 ? (step + 1) / 2 : -step / 2)
    if (other < 0 || other >= extent) continue
    const fine: number[] = []
    source.stretches(other, fewest, most, fine)
    left = overlapOf(left, shrunk(fine, extent, margin))
  }
  return left
}

/** Stretches without `margin` at both ends; the edge of the tile is no end. */
function shrunk(stretches: number[], extent: number, margin: number): number[] {
  const out: number[] = []
  for (let i = 0; i < stretches.length; i += 2) {
    const from = stretches[i] === 0 ? 0 : stretches[i]! + margin
    const to = stretches[i + 1] === extent ? extent : stretches[i + 1]! - margin
    if (from < to) out.push(from, to)
  }
  return out
}

function overlapOf(a: number[], b: number[]): number[] {
  const out: number[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!)
    const to = Math.min(a[i + 1]!, b[j + 1]!)
    if (from < to) out.push(from, to)
    if (a[i + 1]! < b[j + 1]!) i += 2
    else j += 2
  }
  return out
}

const MARK_MEAN_WIDTH_UNITS = 1.25

/** The rings that are wider than what stands for a small feature; holes stay. */
function withoutMarks(drawn: WoundRings): WoundRings {
  const { xy, ringStart, rings } = drawn
  const kept: number[] = []
  for (let r = 0; r < rings; r++) if (!isMark(xy, ringStart[r]!, ringStart[r + 1]!)) kept.push(r)
  if (kept.length === rings) return drawn
  const start = new Int32Array(kept.length + 1)
  kept.forEach((r, i) => {
    start[i + 1] = start[i]! + ringStart[r + 1]! - ringStart[r]!
  })
  const out = new Float64Array(2 * start[kept.length]!)
  kept.forEach((r, i) => {
    for (let v = 2 * ringStart[r]!, at = 2 * start[i]!; v < 2 * ringStart[r + 1]!; v++) out[at++] = xy[v]!
  })
  return { xy: out, ringStart: start, rings: kept.length }
}

/**
 * Whether an exterior ring is no wider on average than the triangle that stands for a flat one: two units high, and half a
 * unit more where the middle of its base has been rounded.
 */
function isMark(xy: ArrayLike<number>, from: number, to: number): boolean {
  let twice = 0
  let length = 0
  for (let i = from, j = to - 1; i < to; j = i++) {
    twice += xy[2 * j]! * xy[2 * i + 1]! - xy[2 * i]! * xy[2 * j + 1]!
    const dx = xy[2 * i]! - xy[2 * j]!
    const dy = xy[2 * i + 1]! - xy[2 * j + 1]!
    length += Math.sqrt(dx * dx + dy * dy)
  }
  return twice >= 0 && twice <= length * MARK_MEAN_WIDTH_UNITS
}
