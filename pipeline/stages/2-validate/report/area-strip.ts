import { differencePct, worstFirst } from './area-status.ts'
import { formatNumber, type Language } from './format.ts'
import { fitText, textWidth } from './labels.ts'
import { rounded as round, svgTitle, twice } from './svg.ts'
import type { Reconciliation, Report } from './types.ts'

export const STRIP_ROWS = 24

const INK = '#1c242b'
const SOFT = '#55606a'
const FAINT = '#d9dbd8'
const HEAD = 26
const NARROW = 500

interface StripRow {
  name: string
  note: string
  utm: number
  geodesic: number | null
}

/** The zones whose decreed area differs most, worst first; those without a decreed area have no difference. */
export function stripRows(rows: readonly Reconciliation[]): StripRow[] {
  return rows
    .filter(({ area_ha_decree, area_ha_utm }) => area_ha_decree !== null && area_ha_utm > 0)
    .sort(worstFirst)
    .slice(0, STRIP_ROWS)
    .map((row) => ({
      name: row.name ?? row.zone_id,
      note: row.kelurahan ?? '',
      utm: differencePct(row.area_ha_decree, row.area_ha_utm)!,
      geodesic: differencePct(row.area_ha_decree, row.area_ha_geodesic),
    }))
}

/**
 * One line a zone: how far the decree is from the UTM area and from the ellipsoidal one, in percent. The scale is linear
 * up to the warning limit and logarithmic beyond it, so that 0.04 % and 1,500 % stand in one picture.
 */
export function areaStrip(rows: readonly StripRow[], limits: Report['area_limits'], width: number): string {
  if (rows.length === 0) return ''
  const isNarrow = width < NARROW
  const rowHeight = isNarrow ? 34 : 22
  const height = HEAD + rows.length * rowHeight + 22
  const nameWidth = Math.round(width * (isNarrow ? 0.38 : 0.32))
  const box = { left: nameWidth + 10, right: width - (isNarrow ? 64 : 144) }
  const bent = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value) / limits.warn_pct)
  const values = rows.flatMap(({ utm, geodesic }) => [Math.abs(utm), Math.abs(geodesic ?? 0)])
  const reach = Math.max(...values, limits.error_pct * 1.5)
  const x = (value: number) =>
    (box.left + box.right) / 2 + ((box.right - box.left) / 2) * (bent(value) / bent(reach))
  const bottom = HEAD + rows.length * rowHeight
  const band = (limit: number, fill: string) =>
    `<rect x="${round(x(-limit))}" y="${HEAD}" width="${round(x(limit) - x(-limit))}" height="${bottom - HEAD}" fill="${fill}"/>`
  const axis = ticksOf(reach, limits, x).map(
    (tick) =>
      `<path d="M${round(x(tick))} ${HEAD - 4}V${bottom}" stroke="${tick === 0 ? SOFT : FAINT}"/>` +
      twice((language) => signed(tick, language), x(tick), HEAD - 9, 'text-anchor="middle"'),
  )
  const lines = rows.map((row, index) => line(row, HEAD + (index + 0.5) * rowHeight, x, nameWidth, width))
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    svgTitle(
      'Selisih luas SK terhadap luas UTM dan elipsoid',
      'Difference of decree against UTM and ellipsoidal area',
    ),
    band(limits.error_pct, '#f1f1ec'),
    band(limits.warn_pct, '#dfe6df'),
    `<g font-size="11" fill="${SOFT}">${axis.join('')}`,
    twice(
      (language) => (language === 'id' ? 'selisih, %' : 'difference, %'),
      (box.left + box.right) / 2,
      height - 6,
      'text-anchor="middle"',
    ),
    twice(() => 'UTM', width - (isNarrow ? 0 : 74), HEAD - 9, 'text-anchor="end"'),
    isNarrow
      ? ''
      : twice(
          (language) => (language === 'id' ? 'elipsoid' : 'ellipsoid'),
          width,
          HEAD - 9,
          'text-anchor="end"',
        ),
    `</g>${lines.join('')}</svg>`,
  ].join('')
}

/** A dot for the UTM area; an upright stroke for the ellipsoidal one, which shows even where both are equal. */
function line(
  row: StripRow,
  y: number,
  x: (value: number) => number,
  nameWidth: number,
  width: number,
): string {
  const isNarrow = width < NARROW
  const text = (words: string, dy: number, size: number, fill: string) =>
    twice(() => fitText(words, size, nameWidth), 0, y + dy, `font-size="${size}" fill="${fill}"`)
  const figure = (value: number, at: number) =>
    twice(
      (language) => `${signed(value, language, Math.abs(value) < 1 ? 2 : Math.abs(value) < 100 ? 1 : 0)} %`,
      at,
      y + 4,
      `font-size="11.5" text-anchor="end" fill="${INK}"`,
    )
  const whole = row.note === '' ? row.name : `${row.name}, ${row.note}`
  const names =
    isNarrow && row.note !== ''
      ? text(row.name, -2, 12, INK) + text(row.note, 11, 11, SOFT)
      : text(textWidth(whole, 12) <= nameWidth * 1.1 ? whole : row.name, 4, 12, INK)
  const stroke =
    row.geodesic === null
      ? ''
      : `<path d="M${round(x(row.geodesic))} ${round(y - 8)}v16" stroke="${INK}" stroke-width="1.4"/>`
  const dot = round(x(row.utm))
  return (
    `<path d="M${round(x(0))} ${round(y)}H${dot}" stroke="${SOFT}" stroke-width="1.2"/>${stroke}` +
    `<circle cx="${dot}" cy="${round(y)}" r="4" fill="${INK}" stroke="#fff"/>${names}` +
    figure(row.utm, isNarrow ? width : width - 74) +
    (isNarrow || row.geodesic === null ? '' : figure(row.geodesic, width))
  )
}

/** Values that are named on the axis: none so near another that their names would meet. */
function ticksOf(
  reach: number,
  { warn_pct, error_pct }: Report['area_limits'],
  x: (value: number) => number,
): number[] {
  const far = [10, 100, 1000, 10_000].filter((tick) => tick > error_pct * 3 && tick <= reach * 1.01)
  const ticks = [0]
  for (const side of [error_pct, ...far.toReversed(), warn_pct]) {
    if (ticks.every((tick) => Math.abs(x(tick) - x(side)) >= 38)) ticks.push(side, -side)
  }
  return ticks.sort((a, b) => a - b)
}

function signed(value: number, language: Language, decimals = Number.isInteger(value) ? 0 : 2): string {
  const text = formatNumber(value, decimals, language)
  return Number(value.toFixed(decimals)) > 0 ? `+${text}` : text
}
