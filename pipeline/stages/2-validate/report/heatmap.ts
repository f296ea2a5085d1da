import { kelurahanOf } from './completeness.ts'
import { both, escapeHtml, formatNumber } from './format.ts'
import { fitText, textWidth } from './labels.ts'
import { hatchPattern } from './legend.ts'
import { rounded as round, svgTitle, twice } from './svg.ts'
import type { CompletenessPlace, CompletenessRow, Report } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'
const PRESENT = '#5a6b78'
const ROW = 18
const PERCENT_WIDTH = 50
/** Above this many RT the heat map shows kelurahan instead. */
export const HEATMAP_ROWS = 48
/** Of more kelurahan than this in one year the emptiest are drawn. */
export const HEATMAP_PLACES = 60

interface HeatBlock {
  title: string
  /** Criteria are named above the first block of a vintage. */
  first: boolean
  lines: HeatLine[]
}

interface HeatLine {
  label: string
  note: string
  /** Share of RT that have a value, per criterion, 0 to 1. */
  shares: number[]
}

/**
 * Which criteria have a value: one row per RT, or per kelurahan when there are many, in blocks that may stand on
 * different sheets of paper. A full cell is complete, a hatched one has nothing, between them the fill stands as high
 * as the share of RT with a value.
 */
export function heatmap(report: Report, width: number): string {
  const { criteria, rows_total } = report.completeness
  if (criteria.length === 0 || rows_total === 0) return ''
  const labelWidth = rows_total > HEATMAP_ROWS ? (width < 500 ? 100 : 200) : 96
  const cell = Math.min(30, (width - labelWidth - PERCENT_WIDTH) / criteria.length)
  return heatBlocks(report)
    .map((block, index) => drawBlock(block, criteria, labelWidth, cell, `heat-${width}-${index}`))
    .join('')
}

function drawBlock(
  block: HeatBlock,
  criteria: Report['completeness']['criteria'],
  labelWidth: number,
  cell: number,
  id: string,
): string {
  const parts: string[] = []
  let y = 0
  if (block.first) {
    // Where cells are narrow every other name stands a line higher, so that none meets its neighbour.
    const step = cell < 15 ? 11 : 0
    const names = criteria.map(
      ({ id: code, title }, column) =>
        `<text x="${round(labelWidth + (column + 0.5) * cell)}" y="${13 + (column % 2) * step}" text-anchor="middle">${escapeHtml(code)}<title>${escapeHtml(`${title.id} / ${title.en}`)}</title></text>`,
    )
    parts.push(`<g font-size="${cell < 16 ? 9.5 : 11}" fill="${SOFT}">${names.join('')}</g>`)
    y += ROW + step
  }
  parts.push(`<text x="0" y="${y + 13}" font-weight="600" fill="${INK}">${escapeHtml(block.title)}</text>`)
  y += ROW
  for (const line of block.lines) {
    parts.push(drawLine(line, labelWidth, cell, y, id))
    y += ROW
  }
  const width = round(labelWidth + criteria.length * cell + PERCENT_WIDTH)
  return `<svg class="heat" viewBox="0 0 ${width} ${y + 6}" width="${width}" height="${y + 6}" font-size="12" role="img">${svgTitle(`Kelengkapan ${block.title}`, `Completeness ${block.title}`)}<defs>${hatchPattern(id)}</defs>${parts.join('')}</svg>`
}

function drawLine(
  { label, note, shares }: HeatLine,
  labelWidth: number,
  cell: number,
  y: number,
  id: string,
): string {
  const whole = note === '' ? label : `${label} (${note})`
  const text = textWidth(whole, 12) < labelWidth ? whole : fitText(label, 12, labelWidth - 2)
  const full = ROW - 2
  const cells = shares.map((share, column) => {
    const x = round(labelWidth + column * cell + 1)
    const filled = Math.round(share * full * 10) / 10
    const bar = (top: number, height: number, fill: string) =>
      `<rect x="${x}" y="${round(top)}" width="${round(cell - 2)}" height="${round(height)}" fill="${fill}"/>`
    return (
      (share < 1 ? bar(y + 1, full, `url(#${id})`) : '') +
      (share > 0 ? bar(y + 1 + full - filled, filled, PRESENT) : '')
    )
  })
  const mean = (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length
  const percent = twice(
    (language) => `${formatNumber(Math.floor(mean * 10) / 10, mean === 100 ? 0 : 1, language)} %`,
    labelWidth + shares.length * cell + PERCENT_WIDTH,
    y + 13,
    `text-anchor="end" fill="${SOFT}"`,
  )
  return `<text x="0" y="${y + 13}" fill="${INK}">${escapeHtml(text)}<title>${escapeHtml(whole)}</title></text>${cells.join('')}${percent}`
}

function heatBlocks(report: Report): HeatBlock[] {
  const { criteria, places, rows, rows_total } = report.completeness
  const names = new Map(report.map.kelurahan.map(({ properties }) => [properties.code, properties.name]))
  if (rows_total > HEATMAP_ROWS) {
    return byKey(places, ({ vintage }) => String(vintage)).map(([vintage, ofVintage]) => ({
      title: vintage,
      first: true,
      lines: emptiest(ofVintage).map(({ kelurahan_code, rt, present }) => ({
        label: names.get(kelurahan_code) ?? kelurahan_code,
        note: `${rt} RT`,
        shares: present.map((count) => count / rt),
      })),
    }))
  }
  const shares = ({ missing }: CompletenessRow) => criteria.map(({ id }) => (missing.includes(id) ? 0 : 1))
  return byKey(rows, ({ vintage }) => String(vintage)).flatMap(([vintage, ofVintage]) =>
    byKey(ofVintage, ({ rt_id }) => kelurahanOf(rt_id)).map(([code, members], index) => ({
      first: index === 0,
      title: `${vintage} · ${names.get(code) ?? code}`,
      lines: byKey(members, ({ rt_id }) => rt_id.split('/')[1] ?? rt_id).flatMap(([rt, same]) =>
        same.map((row) => ({ label: rt, note: '', shares: shares(row) })),
      ),
    })),
  )
}

/** The kelurahan of one year that are drawn, in the order of their codes. */
function emptiest(places: readonly CompletenessPlace[]): CompletenessPlace[] {
  if (places.length <= HEATMAP_PLACES) return [...places]
  const share = ({ present, rt }: CompletenessPlace) => present.reduce((sum, count) => sum + count, 0) / rt
  const code = (a: CompletenessPlace, b: CompletenessPlace) => (a.kelurahan_code < b.kelurahan_code ? -1 : 1)
  return [...places]
    .sort((a, b) => share(a) - share(b) || code(a, b))
    .slice(0, HEATMAP_PLACES)
    .sort(code)
}

/** Kelurahan that are not drawn, over all years. */
export function placesNotDrawn({ completeness }: Report): number {
  if (completeness.rows_total <= HEATMAP_ROWS) return 0
  return byKey(completeness.places, ({ vintage }) => String(vintage)).reduce(
    (sum, [, places]) => sum + Math.max(0, places.length - HEATMAP_PLACES),
    0,
  )
}

/** Groups in the order of their keys. */
function byKey<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The signs of the heat map, for its legend. */
export function heatmapLegend(): string {
  const swatch = (filled: number) => {
    const id = `heat-legend-${filled}`
    return `<svg width="18" height="16" aria-hidden="true"><defs>${hatchPattern(id)}</defs><rect width="18" height="16" fill="url(#${id})"/><rect y="${16 - filled}" width="18" height="${filled}" fill="${PRESENT}"/></svg>`
  }
  return (
    `<ul class="legend"><li>${swatch(16)}${both('ada nilai', 'has a value')}</li>` +
    `<li>${swatch(8)}${both('ada di sebagian RT', 'in part of the RT')}</li>` +
    `<li>${swatch(0)}${both('tidak ada data', 'no data')}</li></ul>`
  )
}
