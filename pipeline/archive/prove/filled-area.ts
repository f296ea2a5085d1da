import type { Segments } from './segments.ts'

/** Distance of the lines along which areas are measured, units: off by less than an eighth of a unit along the borders. */
const LINE_STEP_UNITS = 0.25
const MOST_LINES = 1 << 20

/**
 * Square units that any part of a polygon covers, each part by even-odd of its rings, measured along lines across.
 * @param first ring c has the segments `first[c] .. first[c + 1]`
 * @param part part that ring c belongs to, rising
 */
export function filledArea(segments: Segments, first: Int32Array, part: Int32Array, rings: number): number {
  const { x, y, toward, minY, maxY } = segments
  const step = Math.max(LINE_STEP_UNITS, (maxY - minY) / MOST_LINES)
  const lines = Math.ceil((maxY - minY) / step)
  if (!(lines > 0)) return 0
  const lineFrom = (low: number) => Math.max(0, Math.ceil((low - minY) / step - 0.5))
  const start = new Int32Array(lines + 2)
  for (let i = first[0]!; i < first[rings]!; i++) {
    const j = toward[i]!
    const end = Math.min(lines, lineFrom(Math.max(y[i]!, y[j]!)))
    for (let line = lineFrom(Math.min(y[i]!, y[j]!)); line < end; line++) start[line + 2]!++
  }
  for (let line = 1; line < lines + 2; line++) start[line]! += start[line - 1]!
  const crossing = new Float64Array(start[lines + 1]!)
  const crossed = new Int32Array(crossing.length)
  for (let c = 0; c < rings; c++) {
    for (let i = first[c]!; i < first[c + 1]!; i++) {
      const j = toward[i]!
      const end = Math.min(lines, lineFrom(Math.max(y[i]!, y[j]!)))
      for (let line = lineFrom(Math.min(y[i]!, y[j]!)); line < end; line++) {
        const at = start[line + 1]!++
        const share = (minY + (line + 0.5) * step - y[i]!) / (y[j]! - y[i]!)
        crossing[at] = x[i]! + share * (x[j]! - x[i]!)
        crossed[at] = part[c]!
      }
    }
  }
  const within = new Uint8Array(part[rings - 1]! + 1)
  let covered = 0
  for (let line = 0; line < lines; line++) {
    sortTogether(crossing, crossed, start[line]!, start[line + 1]!)
    let parts = 0
    for (let at = start[line]!; at < start[line + 1]!; at++) {
      if (parts > 0) covered += crossing[at]! - crossing[at - 1]!
      const now = within[crossed[at]!]! ^ 1
      within[crossed[at]!] = now
      parts += now === 1 ? 1 : -1
    }
  }
  return covered * step
}

function sortTogether(values: Float64Array, beside: Int32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    const other = beside[i]!
    let j = i - 1
    while (j >= from && values[j]! > value) {
      values[j + 1] = values[j]!
      beside[j + 1] = beside[j]!
      j--
    }
    values[j + 1] = value
    beside[j + 1] = other
  }
}
