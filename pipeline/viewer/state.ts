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
  /** `zone_id` of the chosen zone. */
  zone: string | null
  view: View | null
}

const THEMES: readonly string[] = [
  'score_class',
  'score_total',
  'density_population_class',
  'density_buildings_per_ha',
  'grid_population',
  'grid_buildings',
  'grid_population_smoothed',
  'grid_buildings_smoothed',
  'change',
] satisfies ThemeKey[]

export const FIRST_STATE: AtlasState = { lang: 'id', theme: 'score_class', zone: null, view: null }

/** Reads `#map=14.2/0.9123/104.4456&zone=…&lang=en&theme=…`; what is missing or damaged takes its first value. */
export function parseHash(hash: string): AtlasState {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const theme = fields.get('theme') ?? ''
  return {
    lang: fields.get('lang') === 'en' ? 'en' : 'id',
    theme: THEMES.includes(theme) ? (theme as ThemeKey) : FIRST_STATE.theme,
    zone: fields.get('zone') || null,
    view: parseView(fields.get('map')),
  }
}

function parseView(text: string | null): View | null {
  const parts = (text ?? '').split('/')
  if (parts.length !== 3 || parts.some((part) => part.trim() === '')) return null
  const [zoom = Number.NaN, lat = Number.NaN, lon = Number.NaN] = parts.map(Number)
  const sane = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return sane ? { zoom, lat, lon } : null
}

/** Inverse of {@link parseHash}; first values are left out so that links stay short. */
export function formatHash(state: AtlasState): string {
  const fields: string[] = []
  if (state.view !== null) {
    const { zoom, lat, lon } = state.view
    fields.push(`map=${Number(zoom.toFixed(2))}/${Number(lat.toFixed(5))}/${Number(lon.toFixed(5))}`)
  }
  if (state.zone !== null) fields.push(`zone=${encodeURIComponent(state.zone)}`)
  if (state.theme !== FIRST_STATE.theme) fields.push(`theme=${state.theme}`)
  if (state.lang !== FIRST_STATE.lang) fields.push(`lang=${state.lang}`)
  return fields.length === 0 ? '' : `#${fields.join('&')}`
}
