import type { Atlas } from './atlas.ts'
import type { Bounds } from './release.ts'
import { type AtlasState, FIRST_STATE, firstLang, formatHash, parseHash } from './state.ts'
import { type ThemeValues, themeValues } from './theme-values.ts'
import { type Theme, themes } from './themes.ts'
import { joinBounds, type Zone } from './zones.ts'

/** What a link named and the release does not hold. */
export interface Unknown {
  zone: string | null
  theme: string | null
  year: string | null
}

/** What the page shows: the state in its address, held to what the release has, and what follows from it. */
export class PageState {
  readonly #atlas: Atlas
  readonly #themes: Theme[]
  /** Of the page where its hash names none. */
  readonly #lang = firstLang(location.search)
  #now: AtlasState
  #unknown: Omit<Unknown, 'year'> = { zone: null, theme: null }
  #values: ThemeValues

  constructor(atlas: Atlas) {
    this.#atlas = atlas
    this.#themes = themes(atlas.legend, atlas.methodology)
    this.#now = this.#asked()
    this.#values = themeValues(atlas, this.theme, this.#now.year)
  }

  get now(): AtlasState {
    return this.#now
  }

  get theme(): Theme {
    return this.#themes.find(({ key }) => key === this.#now.theme) ?? (this.#themes[0] as Theme)
  }

  get values(): ThemeValues {
    return this.#values
  }

  /** What the address asked for and the release does not hold; told until something is chosen. */
  get unknown(): Unknown {
    const { state, years } = this.#values
    const { year } = this.#now
    // Which years there are is known once their table is read.
    const isRead = state === 'ready' && years.length > 0
    const isUnknown = year !== null && isRead && years.every(({ key }) => key !== year)
    return { ...this.#unknown, year: isUnknown ? year : null }
  }

  /** The chosen zone. */
  get zone(): Zone | null {
    return this.#atlas.zone(this.#now.zone)
  }

  /** All zones. */
  get home(): Bounds {
    return joinBounds(this.#atlas.zones.map(({ bounds }) => bounds)) ?? this.#atlas.release.city.bounds
  }

  /** Takes a change over and writes it to the address. */
  set(change: Partial<AtlasState>): void {
    this.#now = this.#checked({ ...this.#now, ...change })
    if ('zone' in change || 'theme' in change) this.#unknown = { zone: null, theme: null }
    const hash = formatHash(this.#now, this.#lang)
    if (hash === location.hash) return
    try {
      history.replaceState(null, '', hash || location.pathname + location.search)
    } catch {
      // Some browsers refuse more than a hundred changes in a few seconds, as a slider makes; the next one is taken.
    }
  }

  /** Takes over what the address says, as after a followed link. */
  read(): void {
    this.#now = this.#asked()
  }

  /** What the theme shows, from what has been read by now. */
  refresh(): void {
    this.#values = themeValues(this.#atlas, this.theme, this.#now.year)
  }

  #asked(): AtlasState {
    const asked = parseHash(location.hash, this.#lang)
    const now = this.#checked(asked)
    this.#unknown = {
      zone: now.zone === asked.zone ? null : asked.zone,
      theme: now.theme === asked.theme ? null : asked.theme,
    }
    return now
  }

  #checked(state: AtlasState): AtlasState {
    const zone = this.#atlas.zone(state.zone)?.zone_id ?? null
    const theme = this.#themes.find(({ key }) => key === state.theme)
    if (theme === undefined || (theme.layer !== 'zones' && !this.#atlas.hasLayer(theme.layer)))
      return { ...state, zone, theme: FIRST_STATE.theme, year: null }
    return { ...state, zone, year: theme.by_year === undefined ? null : state.year }
  }
}
