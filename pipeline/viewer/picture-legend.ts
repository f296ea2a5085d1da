import { patternCanvas } from './hatch-swatches.ts'
import type { MapSymbol } from './map-symbols.ts'
import { PATTERN_RATIO } from './pattern.ts'

/** A row of a legend; null for the colour of what is hatched or has none. */
export interface PictureRow {
  label: string
  colour: string | null
  hatched: boolean
  dotted: boolean
  dashed: boolean
  /** Colour of the stripes over ground that left its class; null for none. */
  stripes: string | null
  /** Index of the hatch of its class; null for none. */
  hatch: number | null
}

export interface PictureLegend {
  /** What is coloured, and of which year. */
  title: string
  /** The same with what the hectares are. */
  heading: string
  /** What all rows come to; empty where they do not add up. */
  total: string
  rows: PictureRow[]
}

/**
 * What a legend of the page says, as it stands there.
 *
 * @param noun of what is counted, for a count
 */
export function readLegend(element: Element, noun: (count: number) => string): PictureLegend {
  const words = (selector: string, within: Element = element) =>
    (within.querySelector(selector)?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  return {
    title: words('h3'),
    total: words('.legend-total')
      .slice(0, -words('.legend-where').length || undefined)
      .trim(),
    heading: [words('h3'), words('.legend-basis')].filter((part) => part !== '').join('; '),
    rows: [...element.querySelectorAll('li')].map((item) => {
      const swatch = item.querySelector<HTMLElement>('.swatch')
      const limits = words('.legend-label small', item)
      const label = words('.legend-label', item)
      const name = limits === '' ? label : `${label.slice(0, -limits.length).trim()} (${limits})`
      const count = item.querySelector('.legend-count')?.firstChild?.textContent ?? ''
      const counted = count === '' ? '' : `${count} ${noun(count === '1' ? 1 : 2)}`
      const rt = words('.legend-count small', item)
      const hectares = words('.legend-area', item)
      return {
        label: [name, counted, rt, hectares].filter((part) => part !== '').join(' · '),
        colour: swatch?.style.backgroundColor || null,
        hatched: swatch?.classList.contains('hatch') ?? false,
        dotted: swatch?.classList.contains('dots') ?? false,
        dashed: swatch?.classList.contains('dashed') ?? false,
        stripes: swatch?.style.getPropertyValue('--stripe') || null,
        hatch: swatch?.dataset.hatch === undefined ? null : Number(swatch.dataset.hatch),
      }
    }),
  }
}

export type Pen = CanvasRenderingContext2D

export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'

/** Draws a row with its left top corner at a place; what is longer than its room is cut. */
export function drawRow(pen: Pen, row: PictureRow, x: number, y: number, room: number): void {
  const { label, colour, hatched, dotted, dashed, stripes, hatch } = row
  if (colour !== null || hatched || dotted || stripes !== null) {
    pen.fillStyle = hatched ? '#e9e9e9' : (colour ?? '#ffffff')
    pen.fillRect(x, y + 3, 18, 14)
    if (hatched) drawLines(pen, x, y + 3, '#9a9a9a', 1)
    if (stripes !== null) drawLines(pen, x, y + 3, stripes, -1)
    if (hatch !== null) drawHatch(pen, hatch, x, y + 3)
    if (dotted) drawDots(pen, x, y + 3)
    pen.strokeStyle = '#6f7479'
    pen.lineWidth = 1
    pen.setLineDash(dashed ? [3, 2] : [])
    pen.strokeRect(x + 0.5, y + 3.5, 17, 13)
    pen.setLineDash([])
  }
  pen.font = `13px ${FONT}`
  pen.fillStyle = '#1f2326'
  pen.fillText(fitted(pen, label, room - 26), x + 26, y + 14.5)
}

/** @param rise of the lines: 1 from the left bottom to the right top, -1 against it */
function drawLines(pen: Pen, x: number, y: number, colour: string, rise: 1 | -1): void {
  pen.save()
  pen.beginPath()
  pen.rect(x, y, 18, 14)
  pen.clip()
  pen.strokeStyle = colour
  pen.lineWidth = 2
  for (let at = -14; at < 32; at += 6) {
    pen.beginPath()
    pen.moveTo(x + at, rise === 1 ? y + 14 : y)
    pen.lineTo(x + at + 14, rise === 1 ? y : y + 14)
    pen.stroke()
  }
  pen.restore()
}

/** Draws a line or point of the ground with its name, as {@link drawRow} does a row. */
export function drawSymbol(pen: Pen, symbol: MapSymbol, x: number, y: number, room: number): void {
  const { title, kind, colour, width_px } = symbol
  const [middle_x, middle_y] = [x + 9, y + 10]
  pen.fillStyle = colour
  if (kind === 'line') pen.fillRect(x, middle_y - width_px / 2, 18, Math.max(1, width_px))
  else if (kind === 'area') pen.fillRect(middle_x - 6, middle_y - 4, 12, 8)
  else {
    pen.beginPath()
    pen.arc(middle_x, middle_y, 4.5, 0, 2 * Math.PI)
    pen.fill()
  }
  pen.font = `13px ${FONT}`
  pen.fillStyle = '#1f2326'
  pen.fillText(fitted(pen, title, room - 26), x + 26, y + 14.5)
}

function drawHatch(pen: Pen, index: number, x: number, y: number): void {
  const hatch = pen.createPattern(patternCanvas(index), 'repeat')
  if (hatch === null) return
  hatch.setTransform(new DOMMatrix().translate(x, y).scale(1 / PATTERN_RATIO))
  pen.fillStyle = hatch
  pen.fillRect(x, y, 18, 14)
}

function drawDots(pen: Pen, x: number, y: number): void {
  pen.fillStyle = '#1f2326'
  for (let i = 0; i < 6; i++) {
    pen.beginPath()
    pen.arc(x + 4 + (i % 3) * 5, y + 4 + Math.floor(i / 3) * 6, 1.3, 0, 2 * Math.PI)
    pen.fill()
  }
}

/** A text cut to its room, with an ellipsis. */
export function fitted(pen: Pen, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text
  let shorter = text
  while (shorter.length > 1 && pen.measureText(`${shorter}…`).width > room) shorter = shorter.slice(0, -1)
  return `${shorter.trimEnd()}…`
}
