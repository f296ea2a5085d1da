import type { Language } from '../../../values/language.ts'
import type { Text } from './types.ts'

export type { Language }

const SEPARATORS = { id: { group: '.', decimal: ',' }, en: { group: ',', decimal: '.' } } as const
const MONTHS = {
  id: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
} as const

/** Safe as text and inside a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Grouped and rounded by language: 1.234,50 in Indonesian, 1,234.50 in English. */
export function formatNumber(value: number, decimals: number, language: Language): string {
  const { group, decimal } = SEPARATORS[language]
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group)
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '−' : ''
  return sign + grouped + (fraction === undefined ? '' : decimal + fraction)
}

/** An ISO date written out: 14 Maret 2024. Text that is no date comes back as it is. */
export function formatDate(iso: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso)
  const month = match ? MONTHS[language][Number(match[2]) - 1] : undefined
  return match && month ? `${Number(match[3])} ${month} ${match[1]}` : iso
}

/** Two ready pieces of HTML, one per language, of which the page shows one. Equal pieces are written once. */
export function both(id: string, en: string): string {
  return id === en ? id : `<span lang="id">${id}</span><span lang="en">${en}</span>`
}

/** A text of two languages, escaped; what stands between backticks becomes code. */
export function bilingual(text: Text): string {
  const prose = (words: string) => escapeHtml(words).replace(/`([^`]+)`/g, '<code>$1</code>')
  return both(prose(text.id), prose(text.en))
}

export function number(value: number, decimals = 0): string {
  return both(formatNumber(value, decimals, 'id'), formatNumber(value, decimals, 'en'))
}

/** A number with its unit, such as 12,60 ha; a dash with a spoken name where there is none. */
export function quantity(value: number | null, decimals: number, unit: string): string {
  if (value === null) return missing()
  const space = unit === '' ? '' : '\u00a0'
  return both(
    formatNumber(value, decimals, 'id') + space + unit,
    formatNumber(value, decimals, 'en') + space + unit,
  )
}

/** The same with a plus sign where the value is above zero. */
export function difference(value: number | null, decimals: number, unit: string): string {
  if (value === null) return missing()
  const plus = Number(value.toFixed(decimals)) > 0 ? '+' : ''
  return both(
    `${plus}${formatNumber(value, decimals, 'id')}\u00a0${unit}`,
    `${plus}${formatNumber(value, decimals, 'en')}\u00a0${unit}`,
  )
}

export function date(iso: string): string {
  return both(escapeHtml(formatDate(iso, 'id')), escapeHtml(formatDate(iso, 'en')))
}

export function size(bytes: number): string {
  if (bytes < 1000) return quantity(bytes, 0, 'B')
  if (bytes < 1_000_000) return quantity(bytes / 1000, 1, 'kB')
  return quantity(bytes / 1_000_000, 1, 'MB')
}

export function missing(): string {
  return `<span class="none">${both('tidak ada', 'none')}</span>`
}

/** What a cell is about, for narrow windows where the head of the table is hidden. */
export function label(id: string, en: string): string {
  return `<span class="label">${both(id, en)}</span>`
}

/** A drawing for wide windows and paper, and the same for a phone, so that its letters never shrink. */
export function drawn(draw: (width: number) => string, wide: number, narrow: number): string {
  const drawing = draw(wide)
  return drawing === '' ? '' : `<div class="wide">${drawing}</div><div class="narrow">${draw(narrow)}</div>`
}
