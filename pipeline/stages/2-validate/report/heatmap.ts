import { both, escapeHtml, formatNumber } from './format.ts'
import { fitText, textWidth } from './labels.ts'
import { hatchPattern } from './legend.ts'
import { rounded as round, twice } from './svg.ts'
import type { CompletenessRow, Report } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'
const PRESENT = '#5a6b78'
const ROW = 18
const PERCENT_WIDTH = 50
/** Above this many RT the heat map shows kelurahan instead. */
export const HEATMAP_ROWS = 48

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
  const { criteria, rows } = report.completeness
  if (criteria.length === 0 || rows.length === 0) return ''
  const labelWidth = rows.length > HEATMAP_ROWS ? (width < 500 ? 100 : 200) : 96
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
    const names = criteria.map(
      ({ id: code, title }, column) =>
        `<text x="${round(labelWidth + (column + 0.5) * cell)}" y="13" text-anchor="middle">${escapeHtml(code)}<title>${escapeHtml(`${title.id} / ${title.en}`)}</title></text>`,
    )
    parts.push(`<g font-size="${cell < 16 ? 9.5 : 11}" fill="${SOFT}">${names.join('')}</g>`)
    y += ROW
  }
  parts.push(`<text x="0" y="${y + 13}" font-weight="600" fill="${INK}">${escapeHtml(block.title)}</text>`)
  y += ROW
  for (const line of block.lines) {
    parts.push(drawLine(line, labelWidth, cell, y, id))
    y += ROW
  }
  const width = round(labelWidth + criteria.length * cell + PERCENT_WIDTH)
  return `<svg class="heat" viewBox="0 0 ${width} ${y + 6}" width="${width}" height="${y + 6}" font-size="12" role="img" aria-label="${escapeHtml(block.title)}"><defs>${hatchPattern(id)}</defs>${parts.join('')}</svg>`
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
  const { criteria, rows } = report.completeness
  const names = new Map(report.map.kelurahan.map(({ properties }) => [properties.code, properties.name]))
  const placeOf = ({ rt_id }: CompletenessRow) => rt_id.split('/')[0] ?? rt_id
  const line = (label: string, note: string, members: readonly CompletenessRow[]): HeatLine => ({
    label,
    note,
    shares: criteria.map(
      ({ id }) => members.filter(({ missing }) => !missing.includes(id)).length / members.length,
    ),
  })
  const many = rows.length > HEATMAP_ROWS
  return byKey(rows, ({ vintage }) => String(vintage)).flatMap(([vintage, ofVintage]) => {
    const places = byKey(ofVintage, placeOf)
    if (many) {
      const lines = places.map(([code, members]) =>
        line(names.get(code) ?? code, `${members.length} RT`, members),
      )
      return [{ title: vintage, first: true, lines }]
    }
    return places.map(([code, members], index) => ({
      first: index === 0,
      title: `${vintage} · ${names.get(code) ?? code}`,
      lines: byKey(members, ({ rt_id }) => rt_id.split('/')[1] ?? rt_id).map(([rt, same]) =>
        line(rt, '', same),
      ),
    }))
  })
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
