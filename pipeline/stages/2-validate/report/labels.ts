/** A rectangle in drawing units, y downwards. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Where a label or a mark went; `dx`/`dy` from the place it belongs to its centre. */
export interface Spot {
  x: number
  y: number
}

/** Keeps labels and marks apart: the first to ask has the place. Deterministic, greedy. */
export class Placer {
  readonly #frame: Box
  readonly #taken: Box[] = []

  constructor(width: number, height: number) {
    this.#frame = { x: 0, y: 0, width, height }
  }

  /** Marks a box as taken without asking. */
  block(box: Box): void {
    this.#taken.push(box)
  }

  /**
   * Puts a box of this size with its centre at the first free spot, or null when none is free.
   * @param spots centres, best first
   */
  place(spots: readonly Spot[], width: number, height: number): Spot | null {
    for (const spot of spots) {
      const box = { x: spot.x - width / 2, y: spot.y - height / 2, width, height }
      if (inside(box, this.#frame) && !this.#taken.some((other) => meet(box, other))) {
        this.#taken.push(box)
        return spot
      }
    }
    return null
  }
}

/** Centres around a place, nearest first: the place itself, then rings of twelve. */
export function around(x: number, y: number, radii: readonly number[]): Spot[] {
  const spots: Spot[] = []
  for (const radius of radii) {
    const steps = radius === 0 ? 1 : 12
    for (let step = 0; step < steps; step++) {
      const angle = -Math.PI / 4 + (2 * Math.PI * step) / steps
      spots.push({ x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) })
    }
  }
  return spots
}

/** About how wide a text of the system's sans is at most, in drawing units. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  return [...text].length * fontSize * (bold ? 0.65 : 0.58)
}

/** The text cut to a width, with an ellipsis when it was cut. */
export function fitText(text: string, fontSize: number, width: number): string {
  const letters = [...text]
  const room = Math.max(1, Math.floor(width / (fontSize * 0.56)))
  return letters.length <= room
    ? text
    : `${letters
        .slice(0, room - 1)
        .join('')
        .trimEnd()}…`
}

function inside(box: Box, frame: Box): boolean {
  return (
    box.x >= frame.x &&
    box.y >= frame.y &&
    box.x + box.width <= frame.x + frame.width &&
    box.y + box.height <= frame.y + frame.height
  )
}

function meet(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
