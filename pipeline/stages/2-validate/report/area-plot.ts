import { statusMark, worstFirst } from './area-status.ts'
import { formatNumber } from './format.ts'
import { fitText, Placer, textWidth } from './labels.ts'
import { rounded as round, svgTitle, twice } from './svg.ts'
import type { Reconciliation } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'
const FAINT = '#d9dbd8'
const NAMED = 12

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
  const times = new Map<string, number>()
  for (const { name } of rows) if (name !== null) times.set(name, (times.get(name) ?? 0) + 1)
  const names = sorted
    .filter(({ area_status }) => area_status !== 'ok')
    .slice(0, NAMED)
    .map((row) => {
      const isShared = row.name !== null && times.get(row.name)! > 1 && row.kelurahan !== null
      const own = isShared ? `${row.name} ${row.kelurahan}` : (row.name ?? row.zone_id)
      const name = fitText(own, 12, width * 0.4)
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
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    svgTitle('Luas SK dan luas terukur', 'Decreed and measured area'),
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

function percent(value: number, language: 'id' | 'en'): string {
  const decimals = Math.abs(value) < 1 ? 2 : 1
  return `${value > 0 ? '+' : ''}${formatNumber(value, decimals, language)} %`
}
