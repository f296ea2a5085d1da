/** Diagonal hatch as RGBA pixels, seamless when tiled: how missing data looks, never white and never a class colour. */
export function hatchImage(
  size: number,
  lineWidth: number,
  colour: string,
  ground: string,
): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(size * size * 4)
  const line = rgb(colour)
  const fill = rgb(ground)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = (x + y) % size
      data.set([...(distance < lineWidth ? line : fill), 255], (y * size + x) * 4)
    }
  }
  return { width: size, height: size, data }
}

/**
 * Stripes that run against the hatch of missing data over a veil, seamless when tiled: ground that a verification found to be
 * no slum any more, with the colour of its class beneath.
 */
export function stripesImage(
  size: number,
  lineWidth: number,
  colour: string,
  veil: string,
): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(size * size * 4)
  const line = [...rgb(colour), 255]
  const between = [...rgb(veil), VEIL_ALPHA]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = (x - y + size) % size
      data.set(distance < lineWidth ? line : between, (y * size + x) * 4)
    }
  }
  return { width: size, height: size, data }
}

/** Of 255: the class is still told through it. */
const VEIL_ALPHA = 165

/** Dots with clear ground between them, seamless when tiled: over a value that is expected or from incomplete data. */
export function dotsImage(size: number, radius: number): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(size * size * 4)
  const middle = (size - 1) / 2
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (Math.hypot(x - middle, y - middle) <= radius) data.set([31, 35, 38, 200], (y * size + x) * 4)
    }
  }
  return { width: size, height: size, data }
}

function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
