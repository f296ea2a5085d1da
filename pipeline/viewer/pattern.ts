/**
 * Hatches of the classes in their order, worst first, on a tile of 24 pixels; classes after them stay plain. None has dots:
 * those are for what is expected or incomplete.
 */
const PATTERNS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => near(x + y, 8) || near(x - y, 8),
  (x, y) => near(x + y, 12),
  (_, y) => near(y, 12),
]
const SIZE = 24
const LINE_WIDTH = 1.6

/** A hatch as RGBA pixels, seamless when tiled and clear between its dark lines. */
export function patternImage(index: number): { width: number; height: number; data: Uint8Array } {
  const inLine = PATTERNS[index] ?? (() => false)
  const data = new Uint8Array(SIZE * SIZE * 4)
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) if (inLine(x, y)) data.set([31, 31, 31, 150], (y * SIZE + x) * 4)
  return { width: SIZE, height: SIZE, data }
}

/** The same hatch as the address of a picture, for a legend. */
export function patternUrl(index: number): string | null {
  if (index >= PATTERNS.length) return null
  const { width, height, data } = patternImage(index)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
  return canvas.toDataURL()
}

const wrapped = (value: number, period: number) => ((value % period) + period) % period
const near = (value: number, period: number) => wrapped(value, period) < LINE_WIDTH
