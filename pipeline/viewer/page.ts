import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Feature } from 'geojson'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { Atlas } from './atlas.ts'
import { AtlasMap, type Hit, type Padding } from './atlas-map.ts'
import { headerBar } from './bar.ts'
import { dataDialog } from './data-dialog.ts'
import { button, el } from './dom.ts'
import { failurePanel } from './failure.ts'
import { formatNumber, pick, t } from './i18n.ts'
import { labelPoint } from './label-point.ts'
import { layerCard } from './layer-card.ts'
import type { Legend } from './legend.ts'
import { profileCard, zoneTitle } from './profile-card.ts'
import type { Bounds, Release } from './release.ts'
import { type AtlasState, formatHash, parseHash } from './state.ts'
import { type Theme, themes, valueColour } from './themes.ts'
import { Tooltip } from './tooltip.ts'
import { type SortKey, type TableModel, zoneTable } from './zone-table.ts'
import { boundsOverlap, joinBounds, num, str, type Zone } from './zones.ts'

export interface PageInput {
  app: HTMLElement
  release: Release
  zones: Zone[]
  legend: Legend
  style: StyleSpecification
  workerUrl: string
}

const PHONE = '(max-width: 719px)'

/** The atlas page: one state, the cards drawn from it, and the map that follows it. */
export class Page {
  /** Rejects where the browser cannot draw the map. */
  readonly ready: Promise<void>
  readonly #atlas: Atlas
  readonly #themes: Theme[]
  readonly #atlasMap: AtlasMap | null
  #state: AtlasState
  #opacity = 1
  #folded = matchMedia(PHONE).matches
  #tableOpen = false
  #table: Pick<TableModel, 'filter' | 'sort'> = { filter: '', sort: { key: 'score', descending: true } }
  readonly #hidden = new Set<string>()
  readonly #bar = el('header', 'bar')
  readonly #stage = el('main', 'stage')
  readonly #mapBox = el('div', 'map')
  readonly #left = el('aside', 'card left')
  readonly #right = el('aside', 'card right')
  readonly #drawer = el('aside', 'card drawer')
  readonly #foot = el('footer', 'foot')
  readonly #controls = el('div', 'controls')
  readonly #notices = el('div', 'notices')
  readonly #live = el('p', { class: 'sr-only', attrs: { role: 'status', 'aria-live': 'polite' } })
  readonly #tooltip: Tooltip

  constructor({ app, release, zones, legend, style, workerUrl }: PageInput) {
    this.#atlas = new Atlas(release, legend, zones, () => this.#onLoaded())
    this.#themes = themes(legend)
    this.#state = this.#checked(parseHash(location.hash))
    this.#stage.append(
      this.#mapBox,
      this.#notices,
      this.#left,
      this.#right,
      this.#drawer,
      this.#controls,
      this.#foot,
      this.#live,
    )
    app.replaceChildren(this.#bar, this.#stage)
    this.#tooltip = new Tooltip(this.#stage)
    this.#draw()
    this.#atlasMap = this.#openMap(style, workerUrl)
    this.ready = this.#atlasMap?.ready ?? Promise.reject(new Error('WebGL 2 is not available'))
    this.#atlasMap?.ready.then(() => this.#onFirstView())
    this.#followMap()
    window.addEventListener('hashchange', () => this.#onHash())
    window.addEventListener('keydown', (event) => this.#onKey(event))
  }

  get map(): MapLibreMap | null {
    return this.#atlasMap?.map ?? null
  }

  #openMap(style: StyleSpecification, workerUrl: string): AtlasMap | null {
    try {
      return new AtlasMap({
        container: this.#mapBox,
        style,
        styleUrl: this.#atlas.release.style,
        workerUrl,
        legend: this.#atlas.legend,
        view: this.#state.view,
        bounds: this.#home(),
        padding: () => this.#padding(),
        onHover: (hits, point) => this.#onHover(hits, point),
        onClick: (hits) => this.#choose(zoneIdOf(hits)),
        onMove: () => this.#onMove(),
        onProblem: (message) => this.#onProblem(message),
      })
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error)
      const panel = failurePanel(
        { title: 'fail_webgl', advice: 'fail_webgl_do', got },
        this.#state.lang,
        null,
      )
      this.#mapBox.replaceChildren(panel)
      document.body.dataset.map = 'none'
      this.#tableOpen = true
      this.#drawDrawer()
      return null
    }
  }

  #home(): Bounds {
    return joinBounds(this.#atlas.zones.map(({ bounds }) => bounds)) ?? this.#atlas.release.city.bounds
  }

  /** Room the cards take from the map, so that what is fitted lies in the open part. */
  #padding(): Padding {
    const stage = this.#stage.getBoundingClientRect()
    const visible = (node: HTMLElement) => node.offsetParent !== null && node.childElementCount > 0
    const left = this.#left.getBoundingClientRect()
    const right = this.#right.getBoundingClientRect()
    const drawer = this.#drawer.getBoundingClientRect()
    const margin = Math.min(48, stage.width * 0.08)
    if (matchMedia(PHONE).matches) {
      const sheet = Math.max(
        visible(this.#left) ? left.height : 0,
        visible(this.#right) ? right.height : 0,
        visible(this.#drawer) ? drawer.height : 0,
      )
      return { top: margin + 30, right: margin, bottom: sheet + margin, left: margin }
    }
    return {
      top: margin + 16,
      right: (visible(this.#right) ? stage.right - right.left : 0) + margin,
      bottom: (visible(this.#drawer) ? stage.bottom - drawer.top : 0) + margin,
      left: (visible(this.#left) ? left.right - stage.left : 0) + margin,
    }
  }

  #checked(state: AtlasState): AtlasState {
    const zone = this.#atlas.zone(state.zone)?.zone_id ?? null
    const theme =
      state.theme === 'change' && !this.#atlas.hasLayer('zone_changes') ? 'score_class' : state.theme
    return { ...state, zone, theme }
  }

  #theme(): Theme {
    return this.#themes.find(({ key }) => key === this.#state.theme) ?? (this.#themes[0] as Theme)
  }

  #update(change: Partial<AtlasState>): void {
    this.#state = this.#checked({ ...this.#state, ...change })
    this.#writeHash()
    this.#draw()
    this.#followMap()
  }

  #writeHash(): void {
    const hash = formatHash(this.#state)
    if (hash !== location.hash) history.replaceState(null, '', hash || location.pathname + location.search)
  }

  #onHash(): void {
    const before = this.#state
    this.#state = this.#checked(parseHash(location.hash))
    this.#draw()
    this.#followMap()
    const { view, zone } = this.#state
    if (view !== null) this.#atlasMap?.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom })
    else if (zone !== null && zone !== before.zone) this.#showZone(zone)
  }

  #draw(): void {
    const { release } = this.#atlas
    const { lang, zone: zoneId } = this.#state
    document.documentElement.lang = lang
    document.title = `${pick(lang, release.city.title)} · Atlas permukiman kumuh`
    replace(
      this.#bar,
      ...headerBar(this.#atlas, lang, {
        setLang: (next) => this.#update({ lang: next }),
        openData: () => {
          const dialog = dataDialog(release, this.#state.lang)
          document.body.append(dialog)
          dialog.showModal()
        },
      }),
    )
    this.#drawLeft()
    const zone = this.#atlas.zone(zoneId)
    document.body.dataset.profile = zone === null ? 'closed' : 'open'
    this.#right.setAttribute('aria-label', zone === null ? '' : zoneTitle(zone, lang))
    replace(
      this.#right,
      ...(zone === null
        ? []
        : profileCard(this.#atlas, zone, lang, {
            close: () => this.#choose(null),
            step: (by) => this.#step(by),
          })),
    )
    this.#drawDrawer()
    this.#drawGround()
  }

  #drawLeft(): void {
    const { lang } = this.#state
    this.#left.setAttribute('aria-label', t(lang, 'legend'))
    this.#left.classList.toggle('folded', this.#folded)
    replace(
      this.#left,
      ...layerCard(
        {
          atlas: this.#atlas,
          lang,
          theme: this.#theme(),
          view: this.#atlasMap?.bounds() ?? null,
          opacity: this.#opacity,
          hidden: this.#hidden,
          folded: this.#folded,
        },
        {
          setTheme: (theme) => this.#update({ theme }),
          setOpacity: (share) => {
            this.#opacity = share
            this.#atlasMap?.setOpacity(share)
          },
          setLayerShown: (layer, shown) => {
            if (shown) this.#hidden.delete(layer)
            else this.#hidden.add(layer)
            this.#atlasMap?.setLayerShown(layer, shown)
          },
          setFolded: (folded) => {
            this.#folded = folded
            this.#drawLeft()
          },
        },
      ),
    )
  }

  #drawDrawer(): void {
    const { lang, zone } = this.#state
    document.body.dataset.drawer = this.#tableOpen ? 'open' : 'closed'
    this.#drawer.setAttribute('aria-label', t(lang, 'list'))
    if (!this.#tableOpen) {
      this.#drawer.replaceChildren()
      return
    }
    replace(
      this.#drawer,
      ...zoneTable(
        { atlas: this.#atlas, lang, chosen: zone, ...this.#table },
        {
          choose: (id) => {
            this.#choose(id)
            this.#showZone(id)
          },
          setFilter: (filter) => {
            this.#table = { ...this.#table, filter }
            this.#drawDrawer()
          },
          setSort: (key) => this.#sort(key),
          close: () => this.#setTableOpen(false),
        },
      ),
    )
  }

  #sort(key: SortKey): void {
    const { sort } = this.#table
    const descending = sort.key === key ? !sort.descending : key !== 'name'
    this.#table = { ...this.#table, sort: { key, descending } }
    this.#drawDrawer()
  }

  #setTableOpen(open: boolean): void {
    this.#tableOpen = open
    this.#drawDrawer()
    this.#drawGround()
    if (open) this.#drawer.querySelector<HTMLElement>('.search')?.focus({ preventScroll: true })
    else this.#controls.querySelector<HTMLElement>('[data-key=list]')?.focus()
  }

  /** What lies on the map itself: the synthetic notice, the controls, the attribution. */
  #drawGround(): void {
    const { lang } = this.#state
    const { release, zones } = this.#atlas
    const { synthetic, attribution } = release.city
    const zoom = (by: number) =>
      this.#atlasMap?.map.easeTo({ zoom: this.#atlasMap.map.getZoom() + by, duration: 250 })
    const list = button(
      t(lang, 'list'),
      [`${t(lang, 'list')} (${formatNumber(lang, zones.length)})`],
      () => this.#setTableOpen(!this.#tableOpen),
      'list-button',
    )
    list.dataset.key = 'list'
    list.setAttribute('aria-expanded', String(this.#tableOpen))
    replace(
      this.#controls,
      list,
      el(
        'div',
        'zoom-buttons',
        button(t(lang, 'zoom_in'), 'plus', () => zoom(1), 'icon-button'),
        button(t(lang, 'zoom_out'), 'minus', () => zoom(-1), 'icon-button'),
        button(t(lang, 'show_all'), 'all', () => this.#atlasMap?.fit(this.#home()), 'icon-button'),
      ),
    )
    const notice = synthetic === null ? null : el('p', 'synthetic', pick(lang, synthetic))
    const empty = zones.length === 0 ? el('p', 'notice', t(lang, 'none_at_all')) : null
    const kept = [...this.#notices.querySelectorAll('.problem')]
    this.#notices.replaceChildren(...[notice, empty, ...kept].filter((node) => node !== null))
    replace(
      this.#foot,
      el('span', {}, pick(lang, attribution)),
      el('span', 'foot-release', `${t(lang, 'release')} ${release.id}`),
    )
    this.#mapBox.querySelector('canvas')?.setAttribute('aria-label', t(lang, 'map_label'))
  }

  #followMap(): void {
    const map = this.#atlasMap
    if (map === null) return
    map.setTheme(this.#theme())
    map.setChosen(this.#state.zone)
    map.setLabels(this.#labelLines())
  }

  /** Under each name stands what its colour says, so that no class is told by colour alone. */
  #labelLines(): Map<string, string> {
    const { lang } = this.#state
    const theme = this.#theme()
    const lines = this.#atlas.zones.flatMap(({ zone_id, properties }): [string, string][] => {
      const text = valueText(theme, properties[theme.attribute], lang)
      return text === null ? [] : [[zone_id, text]]
    })
    return new Map(lines)
  }

  #onFirstView(): void {
    this.#followMap()
    this.#drawLeft()
    this.#drawGround()
    if (this.#state.zone !== null && this.#state.view === null) this.#showZone(this.#state.zone)
    this.#atlas.features('kelurahan')
    this.#drawKelurahanNames()
  }

  #drawKelurahanNames(): void {
    const layer = this.#atlas.features('kelurahan')
    if (layer.state !== 'ready' || this.#atlasMap === null || !this.#atlasMap.map.isStyleLoaded()) return
    const points = layer.value.flatMap((feature): Feature[] => {
      const point = feature.geometry ? labelPoint(feature.geometry) : null
      const properties = feature.properties ?? {}
      const name = str(properties, 'name') ?? str(properties, 'kelurahan')
      if (point === null || name === null) return []
      return [{ type: 'Feature', geometry: { type: 'Point', coordinates: point }, properties: { name } }]
    })
    this.#atlasMap.setKelurahanNames({ type: 'FeatureCollection', features: points })
  }

  #onLoaded(): void {
    this.#draw()
    this.#drawKelurahanNames()
  }

  #onMove(): void {
    if (this.#atlasMap === null) return
    this.#state = { ...this.#state, view: this.#atlasMap.view() }
    this.#writeHash()
    this.#drawLeft()
  }

  #onProblem(message: string): void {
    if (this.#notices.querySelector('.problem')) return
    const { lang } = this.#state
    const again = button(t(lang, 'try_again'), [t(lang, 'try_again')], () => location.reload(), 'text-button')
    const close = button(t(lang, 'close'), 'close', () => close.parentElement?.remove(), 'icon-button')
    const text = el('span', {}, el('strong', {}, t(lang, 'fail_tiles')), ` ${t(lang, 'fail_tiles_do')} `)
    text.title = message
    this.#notices.append(el('p', { class: 'notice problem', attrs: { role: 'alert' } }, text, again, close))
  }

  #onHover(hits: Hit[], point: { x: number; y: number } | null): void {
    const hit = hits[0]
    if (hit === undefined || point === null) {
      this.#tooltip.hide()
      return
    }
    const { lang } = this.#state
    const missing = this.#atlas.legend.missing
    const zoneHit = hits.find(({ layer }) => layer === 'zones')
    const change = hits.find(({ layer }) => layer === 'zone_changes')
    const rt = hits.find(({ layer }) => layer === 'rt')
    if (hit.layer === 'interventions' || hit.layer === 'facilities') {
      const { symbol } = this.#atlas.legend
      const name =
        str(hit.properties, 'activity') ?? str(hit.properties, 'name') ?? str(hit.properties, 'kind')
      const detail = str(hit.properties, 'year') ?? str(hit.properties, 'kind')
      const lines = [name ?? '—', ...(detail && detail !== name ? [detail] : [])]
      this.#tooltip.show(lines, hit.layer === 'facilities' ? symbol.facility : symbol.intervention, point)
      return
    }
    const theme = this.#theme()
    const zone = this.#atlas.zone(str(zoneHit?.properties ?? {}, 'zone_id'))
    const from = theme.layer === 'zone_changes' ? change : (zoneHit ?? rt)
    if (from === undefined && zone === null) {
      this.#tooltip.hide()
      return
    }
    const value = from?.properties[theme.attribute]
    const lines = [
      zone
        ? zoneTitle(zone, lang)
        : (str(from?.properties ?? {}, 'name') ?? str(from?.properties ?? {}, 'rt_rw') ?? '—'),
      valueText(theme, value, lang) ?? pick(lang, missing),
    ]
    const rtName = str(rt?.properties ?? {}, 'rt_rw') ?? str(rt?.properties ?? {}, 'rt_id')
    if (rt && zoneHit && rtName !== null) {
      const rtValue = valueText(theme, rt.properties[theme.attribute], lang)
      lines.push(rtValue === null ? rtName : `${rtName}: ${rtValue}`)
    }
    const colour = valueColour(theme, value, '')
    this.#tooltip.show(lines, colour === '' ? null : colour, point)
  }

  #choose(zoneId: string | null): void {
    this.#tooltip.hide()
    this.#update({ zone: zoneId })
    const zone = this.#atlas.zone(zoneId)
    if (zone === null) return
    this.#live.textContent = `${zoneTitle(zone, this.#state.lang)}, ${valueText(this.#theme(), zone.properties[this.#theme().attribute], this.#state.lang) ?? t(this.#state.lang, 'no_data')}`
    this.#right.scrollTop = 0
    this.#uncover(zone)
  }

  /** Moves the map only when the chosen zone would lie under a card. */
  #uncover(zone: Zone): void {
    const atlasMap = this.#atlasMap
    if (atlasMap === null) return
    const { top, right, bottom, left } = this.#padding()
    const { width, height } = this.#stage.getBoundingClientRect()
    const southWest = atlasMap.map.unproject([left, height - bottom])
    const northEast = atlasMap.map.unproject([width - right, top])
    const open: Bounds = [southWest.lng, southWest.lat, northEast.lng, northEast.lat]
    const middle: Bounds = [
      (zone.bounds[0] + zone.bounds[2]) / 2,
      (zone.bounds[1] + zone.bounds[3]) / 2,
      (zone.bounds[0] + zone.bounds[2]) / 2,
      (zone.bounds[1] + zone.bounds[3]) / 2,
    ]
    if (!boundsOverlap(middle, open)) {
      atlasMap.map.easeTo({
        center: [middle[0], middle[1]],
        offset: [(left - right) / 2, (top - bottom) / 2],
        duration: 400,
      })
    }
  }

  #showZone(zoneId: string): void {
    const zone = this.#atlas.zone(zoneId)
    if (zone) this.#atlasMap?.fit(zone.bounds, 15.5)
  }

  #step(by: number): void {
    const next = this.#atlas.neighbour(this.#state.zone, by)
    if (next === null) return
    this.#choose(next.zone_id)
    this.#showZone(next.zone_id)
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    if (event.key === 'Escape') {
      if (this.#state.zone !== null) this.#choose(null)
      else if (this.#tableOpen) this.#setTableOpen(false)
      return
    }
    if (!(event.target instanceof HTMLCanvasElement)) return
    const map = this.#atlasMap?.map
    const pan = PAN[event.key]
    if (event.shiftKey && pan) map?.panBy(pan, { duration: 150 })
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') this.#step(1)
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') this.#step(-1)
    else if (event.key === '+' || event.key === '=') map?.zoomIn()
    else if (event.key === '-' || event.key === '_') map?.zoomOut()
    else if (event.key === '0' || event.key === 'Home') this.#atlasMap?.fit(this.#home())
    else return
    event.preventDefault()
  }
}

const PAN: Record<string, [number, number]> = {
  ArrowRight: [120, 0],
  ArrowLeft: [-120, 0],
  ArrowUp: [0, -120],
  ArrowDown: [0, 120],
}

function zoneIdOf(hits: Hit[]): string | null {
  const hit = hits.find(({ layer }) => layer === 'zones')
  return hit === undefined ? null : str(hit.properties, 'zone_id')
}

/** A theme's value in words and units; null when it is missing. */
function valueText(theme: Theme, value: unknown, lang: AtlasState['lang']): string | null {
  if (theme.kind === 'class') {
    const row = theme.rows.find(({ code }) => code === value)
    return row ? pick(lang, row) : null
  }
  const known = num({ value }, 'value')
  if (known === null) return null
  if (theme.key === 'density_buildings_per_ha') {
    return `${formatNumber(lang, known, 1)} ${t(lang, 'unit_density_buildings_per_ha')}`
  }
  return `${t(lang, 'score')} ${formatNumber(lang, known)}`
}

/** New children for a panel; focus, caret, opened details and scroll stay where the reader left them. */
function replace(panel: HTMLElement, ...children: HTMLElement[]): void {
  const active = document.activeElement
  const key = active instanceof HTMLElement && panel.contains(active) ? active.dataset.key : undefined
  const caret = active instanceof HTMLInputElement && active.type === 'search' ? active.selectionStart : null
  const open = [...panel.querySelectorAll<HTMLElement>('details[open]')].map(({ dataset }) => dataset.key)
  const scrolls = SCROLLED.map((selector) => panel.querySelector(selector)?.scrollTop ?? 0)
  const own = panel.scrollTop
  panel.replaceChildren(...children)
  for (const details of panel.querySelectorAll<HTMLDetailsElement>('details')) {
    if (open.includes(details.dataset.key)) details.open = true
  }
  panel.scrollTop = own
  SCROLLED.forEach((selector, i) => {
    panel.querySelector(selector)?.scrollTo({ top: scrolls[i] ?? 0 })
  })
  if (key === undefined) return
  const again = panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  again?.focus({ preventScroll: true })
  if (again instanceof HTMLInputElement && caret !== null) again.setSelectionRange(caret, caret)
}

const SCROLLED = ['.profile-body', '.table-scroll']
