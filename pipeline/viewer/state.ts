import { type CompareState, formatCompare, parseCompare } from './compare-state.ts'
import { parseFound } from './found-text.ts'
import type { Lang } from './i18n.ts'
import type { ThemeKey } from './themes.ts'

export interface View {
  zoom: number
  lat: number
  lon: number
}

/** Everything a shared link carries. */
export interface AtlasState {
  lang: Lang
  theme: ThemeKey
  /** Key of the year the theme is drawn for; null for the newest survey. */
  year: string | null
  /** `zone_id` of the chosen zone. */
  zone: string | null
  /** RT, kelurahan or kecamatan that was looked for and is marked, see `foundKey`. */
  found: string | null
  view: View | null
  /** Vector layers that are switched off. */
  hidden: readonly string[]
  /** Opacity of vector layers in percent, where it is not whole. */
  opacity: Readonly<Record<string, number>>
  compare: CompareState | null
}

export const FIRST_STATE: AtlasState = {
  ...{ lang: 'id', theme: 'score_class', year: null, zone: null, found: null, view: null },
  ...{ hidden: [], opacity: {}, compare: null },
}

/** The language of a page whose address ends in `?lang=en`, before its hash says another; Indonesian without. */
export function firstLang(search: string): Lang {
  return langOf(new URLSearchParams(search).get('lang')) ?? FIRST_STATE.lang
}

function langOf(text: string | null): Lang | null {
  return text === 'id' || text === 'en' ? text : null
}

/**
 * Reads `#map=14.2/0.9123/104.4456&zone=…&lang=en&theme=…&year=2014&off=rt,buildings&opacity=zones:60`; what is missing or
 * damaged takes its first value. `found=rt:…` marks a place that was looked for.
 *
 * @param first language where the hash names none
 */
export function parseHash(hash: string, first: Lang = FIRST_STATE.lang): AtlasState {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const theme = fields.get('theme') ?? ''
  return {
    lang: langOf(fields.get('lang')) ?? first,
    // Which themes there are is known once the release is read.
    theme: /^[a-z][\w:.-]*$/i.test(theme) ? theme : FIRST_STATE.theme,
    year: /^\d{4}p?$/.exec(fields.get('year') ?? '')?.[0] ?? null,
    zone: fields.get('zone') || null,
    found: parseFound(fields.get('found')),
    view: parseView(fields.get('map')),
    hidden: [...new Set((fields.get('off') ?? '').split(',').filter((name) => LAYER.test(name)))].sort(),
    opacity: parseOpacity(fields.get('opacity') ?? ''),
    compare: parseCompare(fields.get('compare')),
  }
}

const LAYER = /^[a-z]\w*$/

function parseOpacity(text: string): Record<string, number> {
  const parts = text.split(',').map((part) => part.split(':'))
  return Object.fromEntries(
    parts.flatMap(([name = '', share = '']) => {
      const percent = Number(share)
      return LAYER.test(name) && /^\d+$/.test(share) && percent < 100 ? [[name, percent]] : []
    }),
  )
}

function parseView(text: string | null): View | null {
  const parts = (text ?? '').split('/')
  if (parts.length !== 3 || parts.some((part) => part.trim() === '')) return null
  const [zoom = Number.NaN, lat = Number.NaN, lon = Number.NaN] = parts.map(Number)
  const sane = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return sane ? { zoom, lat, lon } : null
}

/** Inverse of {@link parseHash}; first values are left out so that links stay short. */
export function formatHash(state: AtlasState, first: Lang = FIRST_STATE.lang): string {
  const fields: string[] = []
  if (state.view !== null) {
    const { zoom, lat, lon } = state.view
    fields.push(`map=${Number(zoom.toFixed(2))}/${Number(lat.toFixed(5))}/${Number(lon.toFixed(5))}`)
  }
  if (state.zone !== null) fields.push(`zone=${encodeURIComponent(state.zone)}`)
  if (state.found !== null) fields.push(`found=${encodeURIComponent(state.found)}`)
  if (state.theme !== FIRST_STATE.theme) fields.push(`theme=${state.theme}`)
  if (state.year !== null) fields.push(`year=${state.year}`)
  if (state.hidden.length > 0) fields.push(`off=${state.hidden.join(',')}`)
  const faded = Object.entries(state.opacity).filter(([, percent]) => percent < 100)
  if (faded.length > 0) fields.push(`opacity=${faded.map((part) => part.join(':')).join(',')}`)
  if (state.compare !== null) fields.push(`compare=${formatCompare(state.compare)}`)
  if (state.lang !== first) fields.push(`lang=${state.lang}`)
  return fields.length === 0 ? '' : `#${fields.join('&')}`
}
