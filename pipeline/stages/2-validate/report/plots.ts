import { both, escapeHtml, formatNumber } from './format.ts'
import { fitText, Placer, textWidth } from './labels.ts'
import { hatchPattern } from './legend.ts'
import type { CompletenessRow, Reconciliation, Report } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'
const FAINT = '#d9dbd8'
const PRESENT = '#5a6b78'
const NAMED = 12
/** Above this many RT the heat map shows kelurahan instead. */
export const HEATMAP_ROWS = 48

interface Axis {
  ticks: number[]
  at(value: number): number
}

/**
 * Decreed hectares (across) against planar UTM hectares (up), with the diagonal on which both agree. Logarithmic when
 * the largest is more than fifty times the smallest. Empty when no zone states an area.
 */
export function areaPlot(rows: readonly Reconciliation[], width: number): string {
  const points = rows.flatMap((row) =>
    row.area_ha_decree !== null && row.area_ha_decree > 0 && row.area_ha_utm > 0
      ? [{ ...row, decree: row.area_ha_decree }]
      : [],
  )
  if (points.length === 0) return ''
  const height = Math.round(Math.min(width * 0.95, 520))
  const box = { left: 50, top: 12, right: width - 14, bottom: height - 46 }
  const values = points.flatMap(({ decree, area_ha_utm }) => [decree, area_ha_utm])
  const axis = axisOf(Math.min(...values), Math.max(...values))
  const x = (value: number) => box.left + axis.at(value) * (box.right - box.left)
  const y = (value: number) => box.bottom - axis.at(value) * (box.bottom - box.top)
  const placer = new Placer(width, height)

  const grid = axis.ticks.map((tick) => {
    const decimals = tick === 0 || tick >= 1 ? 0 : tick < 0.1 ? 2 : 1
    const text = (tx: number, ty: number, anchor: string) =>
      twice((language) => formatNumber(tick, decimals, language), tx, ty, `text-anchor="${anchor}"`)
    return (
      `<path d="M${round(x(tick))} ${box.top}V${box.bottom}M${box.left} ${round(y(tick))}H${box.right}" stroke="${FAINT}"/>` +
      text(x(tick), box.bottom + 16, 'middle') +
      text(box.left - 6, y(tick) + 4, 'end')
    )
  })
  const [low, high] = [axis.ticks[0] ?? 0, axis.ticks.at(-1) ?? 1]
  const diagonal = `<path d="M${round(x(low))} ${round(y(low))}L${round(x(high))} ${round(y(high))}" stroke="${INK}" stroke-dasharray="5 4"/>`

  const sorted = [...points].sort(worstFirst)
  for (const { decree, area_ha_utm } of sorted) {
    placer.block({ x: x(decree) - 5, y: y(area_ha_utm) - 5, width: 10, height: 10 })
  }
  const marks = sorted
    .toReversed()
    .map((row) => statusMark(row.area_status, x(row.decree), y(row.area_ha_utm)))
  const names = sorted
    .filter(({ area_status }) => area_status !== 'ok')
    .slice(0, NAMED)
    .map((row) => {
      const name = fitText(row.name ?? row.zone_id, 12, width * 0.4)
      const text = (language: 'id' | 'en') => `${name} ${percent(row.area_difference_pct ?? 0, language)}`
      const [px, py, w] = [x(row.decree), y(row.area_ha_utm), textWidth(text('id'), 12, true)]
      const spots = [
        { x: px + w / 2 + 8, y: py + 12 },
        { x: px - w / 2 - 8, y: py - 12 },
        { x: px + w / 2 + 8, y: py },
        { x: px - w / 2 - 8, y: py },
        { x: px, y: py + 18 },
        { x: px, y: py - 18 },
      ]
      const spot = placer.place(spots, w, 13)
      const style = `font-size="12" font-weight="600" text-anchor="middle" fill="${INK}" stroke="#fff" stroke-width="3" paint-order="stroke"`
      return spot ? twice(text, spot.x, spot.y + 4, style) : ''
    })
  const middle = (box.top + box.bottom) / 2
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Luas SK dan luas terukur / Decreed and measured area">`,
    `<g font-size="11.5" fill="${SOFT}">${grid.join('')}`,
    twice(
      (language) => (language === 'id' ? 'Luas menurut SK (ha)' : 'Area by decree (ha)'),
      (box.left + box.right) / 2,
      height - 8,
      `text-anchor="middle"`,
    ),
    `<g transform="rotate(-90 12 ${middle})">`,
    twice(
      (language) => (language === 'id' ? 'Luas terukur, UTM (ha)' : 'Measured area, UTM (ha)'),
      12,
      middle,
      `text-anchor="middle"`,
    ),
    `</g></g>${diagonal}${names.join('')}${marks.join('')}</svg>`,
  ].join('')
}

/** The sign of an area status, the same in the plot, its legend and the table. */
export function statusMark(status: Reconciliation['area_status'], x: number, y: number): string {
  const [cx, cy] = [round(x), round(y)]
  if (status === 'wrong') {
    return `<path d="M${cx} ${round(y - 5.5)}L${round(x + 5.5)} ${cy}L${cx} ${round(y + 5.5)}L${round(x - 5.5)} ${cy}Z" fill="${INK}" stroke="#fff"/>`
  }
  if (status === 'stale') return `<circle cx="${cx}" cy="${cy}" r="4.5" fill="${INK}" stroke="#fff"/>`
  if (status === 'missing') {
    return `<path d="M${round(x - 4)} ${cy}h8" stroke="${SOFT}" stroke-width="1.6"/>`
  }
  return `<circle cx="${cx}" cy="${cy}" r="4" fill="#fff" fill-opacity=".7" stroke="${SOFT}" stroke-width="1.4"/>`
}

/** Worst status first, then the largest difference, then the code: a total order. */
export function worstFirst(a: Reconciliation, b: Reconciliation): number {
  const order = ['wrong', 'stale', 'missing', 'ok']
  return (
    order.indexOf(a.area_status) - order.indexOf(b.area_status) ||
    Math.abs(b.area_difference_pct ?? 0) - Math.abs(a.area_difference_pct ?? 0) ||
    (a.zone_id < b.zone_id ? -1 : a.zone_id > b.zone_id ? 1 : 0)
  )
}

function axisOf(smallest: number, largest: number): Axis {
  if (largest / smallest > 50) {
    const from = Math.floor(Math.log10(smallest))
    const to = Math.max(from + 1, Math.ceil(Math.log10(largest)))
    const ticks = Array.from({ length: to - from + 1 }, (_, index) => Number(`1e${from + index}`))
    return { ticks, at: (value) => (Math.log10(value) - from) / (to - from) }
  }
  const rough = largest / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const count = Math.ceil((largest / step) * 1.0001)
  return {
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    at: (value) => value / (count * step),
  }
}

interface HeatRow {
  label: string
  /** Share of RT that have a value, per criterion, 0 to 1. */
  shares: number[]
}

/**
 * Which criteria have a value: one row per RT, or per kelurahan when there are many; a block per vintage. A full cell
 * is complete, a hatched one has nothing, between them the fill stands as high as the share of RT with a value.
 */
export function heatmap(report: Report, width: number): string {
  const { criteria, rows } = report.completeness
  if (criteria.length === 0 || rows.length === 0) return ''
  const id = `heat-${width}`
  const labelWidth = width < 500 ? 96 : 190
  const percentWidth = 50
  const cell = Math.min(30, (width - labelWidth - percentWidth) / criteria.length)
  const rowHeight = 18
  const blocks = heatBlocks(report)
  const parts: string[] = []
  const header = criteria.map(
    ({ id: code, title }, column) =>
      `<text x="${round(labelWidth + (column + 0.5) * cell)}" y="14" text-anchor="middle">${escapeHtml(code)}<title>${escapeHtml(`${title.id} / ${title.en}`)}</title></text>`,
  )
  parts.push(`<g font-size="${cell < 16 ? 9.5 : 11}" fill="${SOFT}">${header.join('')}</g>`)
  let y = 24
  for (const { vintage, lines } of blocks) {
    parts.push(
      twice(
        (language) => (language === 'id' ? `Data ${vintage}` : `${vintage} data`),
        0,
        y + 13,
        `font-weight="600" fill="${INK}"`,
      ),
    )
    y += rowHeight + 2
    for (const { label, shares } of lines) {
      parts.push(
        `<text x="0" y="${y + 13}" fill="${INK}">${escapeHtml(fitText(label, 12, labelWidth - 4))}<title>${escapeHtml(label)}</title></text>`,
      )
      shares.forEach((share, column) => {
        const x = round(labelWidth + column * cell + 1)
        const full = rowHeight - 2
        const filled = Math.round(share * full * 10) / 10
        parts.push(
          share < 1
            ? `<rect x="${x}" y="${y + 1}" width="${round(cell - 2)}" height="${full}" fill="url(#${id}-none)"/>`
            : '',
          share > 0
            ? `<rect x="${x}" y="${round(y + 1 + full - filled)}" width="${round(cell - 2)}" height="${filled}" fill="${PRESENT}"/>`
            : '',
        )
      })
      const mean = (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length
      parts.push(
        twice(
          (language) => `${formatNumber(Math.floor(mean * 10) / 10, mean === 100 ? 0 : 1, language)} %`,
          labelWidth + criteria.length * cell + percentWidth,
          y + 13,
          `text-anchor="end" fill="${SOFT}"`,
        ),
      )
      y += rowHeight
    }
    y += 8
  }
  const drawn = round(labelWidth + criteria.length * cell + percentWidth)
  return `<svg viewBox="0 0 ${drawn} ${y}" width="${drawn}" height="${y}" font-size="12" role="img" aria-label="Kelengkapan kriteria / Completeness of criteria"><defs>${hatchPattern(`${id}-none`)}</defs>${parts.join('')}</svg>`
}

function heatBlocks(report: Report): { vintage: number; lines: HeatRow[] }[] {
  const { criteria, rows } = report.completeness
  const names = new Map(report.map.kelurahan.map(({ properties }) => [properties.code, properties.name]))
  const grouped = rows.length > HEATMAP_ROWS
  const vintages = [...new Set(rows.map(({ vintage }) => vintage))].sort((a, b) => a - b)
  return vintages.map((vintage) => {
    const groups = new Map<string, CompletenessRow[]>()
    for (const row of rows.filter((candidate) => candidate.vintage === vintage)) {
      const key = grouped ? (row.rt_id.split('/')[0] ?? row.rt_id) : row.rt_id
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
    const lines = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, members]) => {
        const [code = key, rt] = key.split('/')
        const place = names.get(code) ?? code
        return {
          label: grouped ? `${place} (${members.length} RT)` : rt === undefined ? place : `${rt} ${place}`,
          shares: criteria.map(
            ({ id }) => members.filter(({ missing }) => !missing.includes(id)).length / members.length,
          ),
        }
      })
    return { vintage, lines }
  })
}

/** The signs of the heat map, for its legend. */
export function heatmapLegend(): string {
  const defs = `<defs>${hatchPattern('heat-legend-none')}</defs>`
  const swatch = (filled: number) =>
    `<svg width="18" height="16" aria-hidden="true">${defs}<rect width="18" height="16" fill="url(#heat-legend-none)"/><rect y="${16 - filled}" width="18" height="${filled}" fill="${PRESENT}"/></svg>`
  return (
    `<ul class="legend"><li>${swatch(16)}${both('ada nilai', 'has a value')}</li>` +
    `<li>${swatch(8)}${both('ada di sebagian RT', 'in part of the RT')}</li>` +
    `<li>${swatch(0)}${both('tidak ada data', 'no data')}</li></ul>`
  )
}

function percent(value: number, language: 'id' | 'en'): string {
  const decimals = Math.abs(value) < 1 ? 2 : 1
  return `${value > 0 ? '+' : ''}${formatNumber(value, decimals, language)} %`
}

function twice(text: (language: 'id' | 'en') => string, x: number, y: number, attributes: string): string {
  const draw = (language: 'id' | 'en', lang: string) =>
    `<text x="${round(x)}" y="${round(y)}"${lang} ${attributes}>${escapeHtml(text(language))}</text>`
  if (text('id') === text('en')) return draw('id', '')
  return draw('id', ' lang="id"') + draw('en', ' lang="en"')
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}
