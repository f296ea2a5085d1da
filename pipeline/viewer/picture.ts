import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Hatches } from './class-hatches.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import type { CopyOptions } from './map-copy.ts'
import type { MapSymbol } from './map-symbols.ts'
import { drawRow, drawSymbol, FONT, fitted, type Pen, type PictureLegend } from './picture-legend.ts'
import { metresPerPixel, type ScaleBar, scaleBar } from './print-scale.ts'
import { drawStill } from './still-map.ts'

/** A map of the page, and the hatches it is to have over its colours. */
export interface PictureMap {
  map: MapLibreMap
  hatches: Hatches
}

export interface PictureInput extends PictureMap {
  /** The right side of a comparison, seen from this share of the width on. */
  beside: (PictureMap & { from: number }) | null
  marks: CopyOptions['marks']
  lang: Lang
  title: string
  subtitle: string
  legends: PictureLegend[]
  /** Lines and points of the ground that are drawn. */
  symbols: MapSymbol[]
  attribution: string
  /** What is said of synthetic data, on the map itself. */
  notice: string | null
}

const MARGIN = 14
const ROW = 22

/** The map as it is seen, with title, legend, scale, source and notice burnt in, as a PNG. */
export async function pictureOf(input: PictureInput): Promise<Blob> {
  const drawn = await drawnMap(input, input.marks)
  const beside = input.beside === null ? null : await drawnMap(input.beside, input.marks)
  const { clientWidth: width, clientHeight: height } = input.map.getContainer()
  const ratio = drawn.width / width
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  const head = headLines(pen, input, width)
  const foot = footLines(pen, input, width)
  const [top, bottom] = [head.height, foot.height]
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round((top + height + bottom) * ratio)
  pen.scale(ratio, ratio)
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, width, top + height + bottom)
  head.draw(0)
  pen.drawImage(drawn, 0, top, width, height)
  if (beside !== null && input.beside !== null) {
    const from = Math.round(width * input.beside.from)
    const share = from / width
    pen.drawImage(
      ...([beside, beside.width * share, 0, beside.width * (1 - share), beside.height] as const),
      ...([from, top, width - from, height] as const),
    )
    pen.fillStyle = '#1f2326'
    pen.fillRect(from - 1, top, 2, height)
  }
  if (input.notice !== null) drawNotice(pen, input.notice, width, top + 10)
  drawScale(pen, input, top + height - 14)
  drawNorth(pen, t(input.lang, 'print_north_letter'), width - MARGIN - 16, top + height - 62)
  foot.draw(top + height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  )
}

/** What a map shows; with hatches it is drawn anew, out of sight. */
function drawnMap({ map, hatches }: PictureMap, marks: CopyOptions['marks']): Promise<HTMLCanvasElement> {
  if (hatches.size === 0) return snapshot(map)
  const { lng: lon, lat } = map.getCenter()
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const view = { center: { lon, lat }, zoom: map.getZoom(), width, height, pixelRatio: map.getPixelRatio() }
  return drawStill(map, { ...view, hatches, marks }, (still) => copied(still.getCanvas()))
}

/** What a map shows; it can only be read while it is being drawn. */
function snapshot(map: MapLibreMap): Promise<HTMLCanvasElement> {
  return new Promise((resolve) => {
    map.once('render', () => resolve(copied(map.getCanvas())))
    map.triggerRepaint()
  })
}

function copied(from: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas')
  copy.width = from.width
  copy.height = from.height
  copy.getContext('2d')?.drawImage(from, 0, 0)
  return copy
}

interface Block {
  height: number
  draw(top: number): void
}

function headLines(pen: Pen, { title, subtitle }: PictureInput, width: number): Block {
  const lines = [
    ...wrapped(pen, title, width, `650 20px ${FONT}`).map((text) => ({ text, font: `650 20px ${FONT}` })),
    ...wrapped(pen, subtitle, width, `14px ${FONT}`).map((text) => ({ text, font: `14px ${FONT}` })),
  ]
  const step = 25
  return {
    height: lines.length * step + 18,
    draw(top) {
      pen.fillStyle = '#1f2326'
      lines.forEach(({ text, font }, i) => {
        pen.font = font
        pen.fillText(text, MARGIN, top + 29 + i * step)
      })
    },
  }
}

/** Legends in columns side by side, and the source below. */
function footLines(pen: Pen, { legends, symbols, attribution, lang }: PictureInput, width: number): Block {
  const columns = Math.max(1, Math.min(4, Math.floor((width - 2 * MARGIN) / 270)))
  const column_width = (width - 2 * MARGIN) / columns
  let y = 14
  const drawing: ((top: number) => void)[] = []
  for (const { heading, rows, total } of legends) {
    const at = y
    drawing.push((top) => {
      pen.font = `650 14px ${FONT}`
      pen.fillStyle = '#1f2326'
      pen.fillText(fitted(pen, heading, width - 2 * MARGIN), MARGIN, top + at + 13)
    })
    y += 20
    const deep = Math.ceil(rows.length / columns)
    rows.forEach((row, i) => {
      const [x, row_y] = [MARGIN + Math.floor(i / deep) * column_width, y + (i % deep) * ROW]
      drawing.push((top) => drawRow(pen, row, x, top + row_y, column_width - 12))
    })
    y += deep * ROW
    if (total !== '') {
      const at_total = y
      drawing.push((top) => {
        pen.font = `13px ${FONT}`
        pen.fillStyle = '#3c4348'
        pen.fillText(t(lang, 'picture_total', { total }), MARGIN, top + at_total + 15)
      })
      y += ROW
    }
    y += 8
  }
  const symbol_rows = Math.ceil(symbols.length / columns)
  symbols.forEach((symbol, i) => {
    const [x, row_y] = [MARGIN + (i % columns) * column_width, y + Math.floor(i / columns) * ROW]
    drawing.push((top) => drawSymbol(pen, symbol, x, top + row_y, column_width - 12))
  })
  y += symbol_rows === 0 ? 0 : symbol_rows * ROW + 8
  const source = wrapped(pen, attribution, width, `12px ${FONT}`)
  source.forEach((text, i) => {
    const at = y + i * 16
    drawing.push((top) => {
      pen.font = `12px ${FONT}`
      pen.fillStyle = '#3c4348'
      pen.fillText(text, MARGIN, top + at + 11)
    })
  })
  return {
    height: y + source.length * 16 + 10,
    draw: (top) => {
      for (const draw of drawing) draw(top)
    },
  }
}

function drawNotice(pen: Pen, notice: string, width: number, top: number): void {
  const font = `600 13px ${FONT}`
  const lines = wrapped(pen, notice, Math.min(width, 560), font)
  pen.font = font
  const wide = Math.max(...lines.map((line) => pen.measureText(line).width)) + 24
  const left = (width - wide) / 2
  pen.fillStyle = '#fff3d6'
  pen.strokeStyle = '#e6c06a'
  pen.lineWidth = 1
  pen.beginPath()
  pen.roundRect(left, top, wide, lines.length * 18 + 10, 8)
  pen.fill()
  pen.stroke()
  pen.fillStyle = '#7a4b00'
  pen.textAlign = 'center'
  for (const [i, line] of lines.entries()) pen.fillText(line, width / 2, top + 19 + i * 18)
  pen.textAlign = 'left'
}

function drawScale(pen: Pen, { map, lang }: PictureInput, bottom: number): void {
  const bar: ScaleBar = scaleBar(metresPerPixel(map.getZoom(), map.getCenter().lat), 160)
  const metres = bar.part_m * bar.parts
  const km = metres >= 1000
  const value = km ? metres / 1000 : metres
  const text = `${formatNumber(lang, value, Number.isInteger(value) ? 0 : 1)} ${km ? 'km' : 'm'}`
  const long = bar.part * bar.parts
  pen.fillStyle = 'rgba(255,255,255,0.85)'
  pen.fillRect(MARGIN - 6, bottom - 26, long + 12, 34)
  for (let i = 0; i < bar.parts; i++) {
    pen.fillStyle = i % 2 === 0 ? '#1f2326' : '#ffffff'
    pen.fillRect(MARGIN + bar.part * i, bottom - 4, bar.part, 6)
  }
  pen.strokeStyle = '#1f2326'
  pen.lineWidth = 1
  pen.strokeRect(MARGIN, bottom - 4, long, 6)
  pen.font = `12px ${FONT}`
  pen.fillStyle = '#1f2326'
  pen.textAlign = 'center'
  pen.fillText(text, MARGIN + long / 2, bottom - 10)
  pen.textAlign = 'left'
}

/** Web Mercator has north at the top everywhere. */
function drawNorth(pen: Pen, letter: string, x: number, top: number): void {
  pen.fillStyle = 'rgba(255,255,255,0.85)'
  pen.fillRect(x - 15, top - 4, 30, 56)
  pen.font = `700 14px ${FONT}`
  pen.fillStyle = '#1f2326'
  pen.textAlign = 'center'
  pen.fillText(letter, x, top + 10)
  pen.textAlign = 'left'
  const half = (side: 1 | -1) => {
    pen.beginPath()
    pen.moveTo(x, top + 14)
    pen.lineTo(x + side * 9, top + 48)
    pen.lineTo(x, top + 40)
    pen.closePath()
  }
  pen.strokeStyle = '#1f2326'
  pen.lineWidth = 1
  half(1)
  pen.fill()
  pen.stroke()
  half(-1)
  pen.fillStyle = '#ffffff'
  pen.fill()
  pen.stroke()
}

/** Lines no wider than the picture. */
function wrapped(pen: Pen, text: string, width: number, font: string): string[] {
  pen.font = font
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && pen.measureText(longer).width <= width - 2 * MARGIN)
      lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
