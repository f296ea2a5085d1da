import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { Atlas } from './atlas.ts'
import { AtlasMap, type Hit, isZone } from './atlas-map.ts'
import { headerBar } from './bar.ts'
import { dataDialog } from './data-dialog.ts'
import { el } from './dom.ts'
import { Drawer } from './drawer.ts'
import { failurePanel } from './failure.ts'
import { mapControls, mapFoot, mapNotices, problemNotice } from './ground.ts'
import { hoverText } from './hover.ts'
import { pick, t } from './i18n.ts'
import { keyWish } from './keys.ts'
import { namePoints } from './label-point.ts'
import { layerCard } from './layer-card.ts'
import { followSheets, isPhone, openPadding } from './layout.ts'
import type { Legend } from './legend.ts'
import type { Look } from './page-style.ts'
import { refill } from './panel.ts'
import { profileCard } from './profile-card.ts'
import type { Bounds, Release } from './release.ts'
import { type AtlasState, formatHash, parseHash } from './state.ts'
import { type Theme, themes, valueColour } from './themes.ts'
import { Tooltip } from './tooltip.ts'
import { spokenText, valueText, zoneTitle } from './words.ts'
import { boundsOverlap, joinBounds, str, type Zone } from './zones.ts'

export interface PageInput {
  app: HTMLElement
  release: Release
  zones: Zone[]
  legend: Legend
  style: StyleSpecification
  workerUrl: string
}

/** The atlas page: one state, the cards drawn from it, and the map that follows it. */
export class Page {
  /** Rejects where the browser cannot draw the map. */
  readonly ready: Promise<void>
  readonly #atlas: Atlas
  readonly #themes: Theme[]
  readonly #atlasMap: AtlasMap | null
  #state: AtlasState
  #opacity = 1
  #folded = isPhone()
  readonly #hidden = new Set<string>()
  readonly #bar = el('header', 'bar')
  readonly #mapBox = el('div', 'map')
  readonly #cards = {
    stage: el('main', 'stage'),
    left: el('aside', 'card left'),
    right: el('aside', 'card right'),
    drawer: el('aside', 'card drawer'),
    notices: el('div', 'notices'),
  }
  readonly #foot = el('footer', 'foot')
  readonly #controls = el('div', 'controls')
  readonly #live = el('p', { class: 'sr-only', attrs: { role: 'status', 'aria-live': 'polite' } })
  readonly #tooltip: Tooltip
  readonly #drawer: Drawer

  constructor({ app, release, zones, legend, style, workerUrl }: PageInput) {
    this.#atlas = new Atlas(release, legend, zones, () => this.#onLoaded())
    this.#themes = themes(legend)
    this.#state = this.#checked(parseHash(location.hash))
    const { stage, left, right, drawer, notices } = this.#cards
    stage.append(this.#mapBox, notices, left, right, drawer, this.#controls, this.#foot, this.#live)
    app.replaceChildren(this.#bar, stage)
    this.#tooltip = new Tooltip(stage)
    const choose = (id: string) => {
      this.#choose(id)
      this.#showZone(id)
    }
    this.#drawer = new Drawer(drawer, this.#atlas, choose, () => this.#onToggleDrawer())
    this.#draw()
    followSheets(this.#cards)
    this.#atlasMap = this.#openMap(style, workerUrl)
    this.#followMap()
    this.#drawKelurahanNames()
    this.ready = this.#atlasMap?.ready ?? Promise.reject(new Error('WebGL 2 is not available'))
    this.#atlasMap?.ready.then(() => this.#onFirstView())
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
        look: this.#look(),
        view: this.#state.view,
        bounds: this.#home(),
        padding: () => openPadding(this.#cards),
        onHover: (hits, point) => this.#onHover(hits, point),
        onClick: (hits, point) => this.#onClick(hits, point),
        onMove: () => this.#onMove(),
        onProblem: (message) => this.#onProblem(message),
      })
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error)
      const failure = { title: 'fail_webgl', advice: 'fail_webgl_do', got } as const
      this.#mapBox.replaceChildren(failurePanel(failure, this.#state.lang, null))
      document.body.dataset.map = 'none'
      this.#drawer.open = true
      return null
    }
  }

  #home(): Bounds {
    return joinBounds(this.#atlas.zones.map(({ bounds }) => bounds)) ?? this.#atlas.release.city.bounds
  }

  #checked(state: AtlasState): AtlasState {
    const zone = this.#atlas.zone(state.zone)?.zone_id ?? null
    const { layer } = this.#themes.find(({ key }) => key === state.theme) ?? { layer: 'zones' }
    const theme = layer === 'zones' || this.#atlas.hasLayer(layer) ? state.theme : 'score_class'
    return { ...state, zone, theme }
  }

  #theme(): Theme {
    return this.#themes.find(({ key }) => key === this.#state.theme) ?? (this.#themes[0] as Theme)
  }

  #look(): Look {
    const theme = this.#theme()
    const labels = this.#atlas.zones.flatMap(({ zone_id, properties }): [string, string][] => {
      const text = theme.layer === 'zones' ? valueText(theme, properties, this.#state.lang) : null
      return text === null ? [] : [[zone_id, text]]
    })
    const { missing } = this.#atlas.legend
    const colours = this.#atlas.zones.map(({ zone_id, properties }): [string, string] => [
      zone_id,
      valueColour(theme, properties[theme.attribute], missing.colour),
    ])
    return {
      theme,
      opacity: this.#opacity,
      hidden: this.#hidden,
      colours: new Map(colours),
      labels: new Map(labels),
    }
  }

  #followMap(): void {
    this.#atlasMap?.setLook(this.#look())
    this.#atlasMap?.setChosen(this.#atlas.zone(this.#state.zone)?.feature_id)
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

  #draw(): void {
    const { release } = this.#atlas
    const { lang } = this.#state
    document.documentElement.lang = lang
    document.title = `${pick(lang, release.city.title)} · ${t(lang, 'atlas')}`
    refill(
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
    this.#drawRight()
    this.#drawer.draw(lang, this.#state.zone)
    this.#drawGround()
  }

  #drawLeft(): void {
    const { left } = this.#cards
    const { lang } = this.#state
    left.setAttribute('aria-label', t(lang, 'legend'))
    left.classList.toggle('folded', this.#folded)
    const model = {
      atlas: this.#atlas,
      lang,
      theme: this.#theme(),
      view: this.#atlasMap?.bounds() ?? null,
      opacity: this.#opacity,
      hidden: this.#hidden,
      folded: this.#folded,
    }
    const card = layerCard(model, {
      setTheme: (theme) => this.#update({ theme }),
      setOpacity: (share) => {
        this.#opacity = share
        this.#followMap()
      },
      setLayerShown: (layer, shown) => {
        if (shown) this.#hidden.delete(layer)
        else this.#hidden.add(layer)
        this.#followMap()
      },
      setFolded: (folded) => {
        this.#folded = folded
        this.#drawLeft()
      },
    })
    refill(left, ...card)
  }

  #drawRight(): void {
    const { right } = this.#cards
    const { lang, zone: zoneId } = this.#state
    const zone = this.#atlas.zone(zoneId)
    document.body.dataset.profile = zone === null ? 'closed' : 'open'
    if (zone === null) {
      right.replaceChildren()
      return
    }
    right.setAttribute('aria-label', zoneTitle(zone, lang))
    const actions = { close: () => this.#choose(null), step: (by: number) => this.#step(by) }
    refill(right, ...profileCard(this.#atlas, zone, lang, actions))
  }

  #drawGround(): void {
    const { lang } = this.#state
    const controls = mapControls(this.#atlas, lang, this.#drawer.open, {
      toggleList: () => {
        this.#drawer.open = !this.#drawer.open
      },
      zoom: (by) => this.#zoom(by),
      showAll: () => this.#atlasMap?.fit(this.#home()),
    })
    refill(this.#controls, ...controls)
    const problems = [...this.#cards.notices.querySelectorAll('.problem')]
    this.#cards.notices.replaceChildren(...mapNotices(this.#atlas, lang), ...problems)
    this.#foot.replaceChildren(...mapFoot(this.#atlas, lang))
    this.#mapBox.querySelector('canvas')?.setAttribute('aria-label', t(lang, 'map_label'))
  }

  #onToggleDrawer(): void {
    this.#drawGround()
    if (isPhone()) return
    if (this.#drawer.open) this.#drawer.focus()
    else this.#controls.querySelector<HTMLElement>('[data-key=list]')?.focus()
  }

  #onFirstView(): void {
    this.#drawLeft()
    this.#drawGround()
    if (this.#state.zone !== null && this.#state.view === null) this.#showZone(this.#state.zone)
  }

  #drawKelurahanNames(): void {
    const layer = this.#atlas.features('kelurahan')
    if (layer.state === 'ready') this.#atlasMap?.setKelurahanNames(namePoints(layer.value))
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
    if (this.#cards.notices.querySelector('.problem')) return
    this.#cards.notices.append(problemNotice(this.#state.lang, message, () => location.reload()))
  }

  #onHover(hits: Hit[], point: { x: number; y: number } | null): void {
    const text = point === null ? null : hoverText(hits, this.#atlas, this.#theme(), this.#state.lang)
    if (text === null || point === null) this.#tooltip.hide()
    else this.#tooltip.show(text.lines, text.colour, point)
  }

  /** A zone opens its profile; anything else says what it is, where no pointer hovers too. */
  #onClick(hits: Hit[], point: { x: number; y: number }): void {
    const zone = str(hits.find(isZone)?.properties ?? {}, 'zone_id')
    this.#choose(zone)
    if (zone === null) this.#onHover(hits, point)
  }

  #onHash(): void {
    const before = this.#state
    this.#state = this.#checked(parseHash(location.hash))
    this.#draw()
    this.#followMap()
    const { view, zone } = this.#state
    if (view !== null) this.map?.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom })
    else if (zone !== null && zone !== before.zone) this.#showZone(zone)
  }

  #choose(zoneId: string | null): void {
    this.#tooltip.hide()
    this.#update({ zone: zoneId })
    const zone = this.#atlas.zone(zoneId)
    if (zone === null) return
    this.#live.textContent = spokenText(zone, this.#atlas, this.#theme(), this.#state.lang)
    this.#cards.right.querySelector('.profile-body')?.scrollTo({ top: 0 })
    this.#uncover(zone)
  }

  /** Moves the map only when the middle of the chosen zone would lie under a card. */
  #uncover({ bounds: [west, south, east, north] }: Zone): void {
    const { map } = this
    if (map === null) return
    const { top, right, bottom, left } = openPadding(this.#cards)
    const { width, height } = this.#cards.stage.getBoundingClientRect()
    const southWest = map.unproject([left, height - bottom])
    const northEast = map.unproject([width - right, top])
    const [x, y] = [(west + east) / 2, (south + north) / 2]
    if (boundsOverlap([x, y, x, y], [southWest.lng, southWest.lat, northEast.lng, northEast.lat])) return
    map.easeTo({ center: [x, y], offset: [(left - right) / 2, (top - bottom) / 2], duration: 400 })
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
      else if (this.#drawer.open) this.#drawer.open = false
      return
    }
    const wish = event.target instanceof HTMLCanvasElement ? keyWish(event) : null
    if (wish === null) return
    if (wish.do === 'step') this.#step(wish.by)
    else if (wish.do === 'pan') this.map?.panBy(wish.by, { duration: 150 })
    else if (wish.do === 'zoom') this.#zoom(wish.by)
    else this.#atlasMap?.fit(this.#home())
    event.preventDefault()
  }

  #zoom(by: number): void {
    if (by > 0) this.map?.zoomIn()
    else this.map?.zoomOut()
  }
}
