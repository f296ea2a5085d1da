/**
 * Hatches of classes, those with most ink first, on a tile of 24 pixels. None has dots, which are for what is expected or
 * incomplete, and none is the single diagonal of missing data.
 */
const PATTERNS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => near(x + y, 8) || near(x - y, 8),
  (x, y) => near(x, 8) || near(y, 8),
  (_, y) => near(y, 6),
  (x) => near(x, 6),
  (x, y) => near(x + y, 12) || near(x - y, 12),
  (x, y) => near(x, 12) || near(y, 12),
  (_, y) => near(y, 12),
  (x) => near(x, 12),
  (_, y) => near(y, 24),
]
const SIZE = 24
const LINE_WIDTH = 1.6
/** Pixels of a pattern to a CSS pixel. */
export const PATTERN_RATIO = 2

export const PATTERN_COUNT = PATTERNS.length

/** A hatch as RGBA pixels, seamless when tiled and clear between its dark lines; one that there is none of is clear. */
export function patternImage(index: number): { width: number; height: number; data: Uint8Array } {
  const inLine = PATTERNS[index] ?? (() => false)
  const data = new Uint8Array(SIZE * SIZE * 4)
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) if (inLine(x, y)) data.set([31, 31, 31, 150], (y * SIZE + x) * 4)
  return { width: SIZE, height: SIZE, data }
}

const wrapped = (value: number, period: number) => ((value % period) + period) % period
const near = (value: number, period: number) => wrapped(value, period) < LINE_WIDTH
