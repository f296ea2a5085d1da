import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { Atlas } from './atlas.ts'
import { AtlasMap } from './atlas-map.ts'
import { Drawer } from './drawer.ts'
import { type Failure, failurePanel } from './failure.ts'
import { FoundPlace } from './found-place.ts'
import { t } from './i18n.ts'
import { keyWish } from './keys.ts'
import { namePoints } from './label-point.ts'
import { coveredPadding, coveringBoxes, followSheets, isPhone, openPadding } from './layout.ts'
import type { Legend } from './legend.ts'
import { lookOf } from './look-of.ts'
import type { PublishedMethodology } from './methodology.ts'
import { PageCards } from './page-cards.ts'
import { type PageFrame, pageFrame } from './page-frame.ts'
import { PageState } from './page-state.ts'
import { Pointing } from './pointing.ts'
import type { Release } from './release.ts'
import { type Place, placeOfRt, placesOf } from './search.ts'
import { SearchBox } from './search-box.ts'
import type { AtlasState } from './state.ts'
import { Tools } from './tools.ts'
import type { ShowRt } from './why-parts.ts'
import { spokenText } from './words.ts'
import type { Zone } from './zones.ts'

export interface PageInput {
  app: HTMLElement
  release: Release
  zones: Zone[]
  legend: Legend
  methodology: PublishedMethodology | null
  style: StyleSpecification
  workerUrl: string
}

/** The atlas page: one state, the cards drawn from it, and the map that follows it. */
export class Page {
  /** Rejects where the browser cannot draw the map. */
  readonly ready: Promise<void>
  readonly #atlas: Atlas
  readonly #state: PageState
  readonly #atlasMap: AtlasMap | null
  /** Why the browser cannot draw the map; null where it can. */
  #blind: Failure | null = null
  readonly #frame: PageFrame
  readonly #search: SearchBox
  readonly #drawer: Drawer
  readonly #tools: Tools
  readonly #cards: PageCards
  readonly #pointing: Pointing
  readonly #found: FoundPlace

  constructor({ app, release, zones, legend, methodology, style, workerUrl }: PageInput) {
    const atlas = new Atlas(release, legend, methodology, zones, () => this.#onLoaded())
    const state = new PageState(atlas)
    const search = new SearchBox({
      places: (question) => placesOf(atlas, state.now.lang, question),
      go: (place) => this.#goTo(place),
      leave: () => this.map?.getCanvas().focus({ preventScroll: true }),
    })
    const frame = pageFrame(app, search.node)
    followSheets(frame.cards, () => this.#atlasMap?.keepNamesInside())
    const choose = (id: string | null) => this.#choose(id)
    const update = (change: Partial<AtlasState>) => this.#update(change)
    const drawer = new Drawer(frame.cards.drawer, atlas, {
      choose: (id) => {
        choose(id)
        this.#showZone(id)
      },
      hover: (id) => this.#atlasMap?.setHovered(atlas.zone(id)?.feature_id),
      say: (word) => this.#say(t(state.now.lang, word)),
      onToggle: () => this.#onToggleDrawer(),
    })
    const tools = new Tools({
      atlas,
      shown: () => ({ state: state.now, theme: state.theme, values: state.values }),
      home: () => state.home,
      open: () => this.#atlasMap?.openBounds() ?? null,
      setCompare: (compare) => update({ compare }),
      say: (text) => this.#say(text),
    })
    const { style: root } = document.documentElement
    root.setProperty('--missing', legend.missing.colour)
    root.setProperty('--missing-ground', legend.missing.ground)
    this.#atlas = atlas
    this.#state = state
    this.#frame = frame
    this.#search = search
    this.#drawer = drawer
    this.#tools = tools
    this.#pointing = new Pointing({ atlas, state, tools, drawer, stage: frame.cards.stage, choose })
    this.#found = new FoundPlace({
      atlas,
      state,
      map: () => this.#atlasMap,
      draw: () => this.#cards.drawGround(),
    })
    this.#cards = new PageCards({
      ...{ atlas, state, frame, search, drawer, tools, update, choose },
      map: () => this.#atlasMap ?? null,
      isBlind: () => this.#blind !== null,
      setLayerOpacity: (layer, percent) => {
        // The slider that is being drawn along stays: the card is not drawn anew.
        state.set({ opacity: { ...state.now.opacity, [layer]: percent } })
        this.#followMap()
      },
      step: (by) => this.#step(by),
      showRt: (rt_id) => this.#showRt(rt_id),
      found: this.#found,
    })
    this.#cards.draw()
    this.#atlasMap = this.#openMap(style, workerUrl)
    this.#followMap()
    this.#found.follow()
    this.#drawBase()
    this.ready = this.#atlasMap?.ready ?? Promise.reject(new Error('WebGL 2 is not available'))
    this.#atlasMap?.ready.then(() => this.#onFirstView())
    window.addEventListener('hashchange', () => this.#onHash())
    window.addEventListener('keydown', (event) => this.#onKey(event))
  }

  get map(): MapLibreMap | null {
    return this.#atlasMap?.map ?? null
  }

  #openMap(style: StyleSpecification, workerUrl: string): AtlasMap | null {
    const { mapBox, cards } = this.#frame
    const { now, theme, values, home } = this.#state
    try {
      return new AtlasMap({
        container: mapBox,
        style,
        workerUrl,
        legend: this.#atlas.legend,
        look: lookOf(this.#atlas, theme, values, now),
        basemap: this.#atlas.release.city.basemap,
        view: now.view,
        bounds: home,
        padding: () => openPadding(cards),
        covered: () => coveredPadding(cards),
        boxes: () => coveringBoxes(cards),
        onHover: (hits, point) => this.#pointing.hover(hits, point),
        onClick: (hits, point, by) => this.#pointing.click(hits, point, by),
        onMove: () => this.#onMove(),
        onIdle: () => this.#onIdle(),
        onProblem: (message) => this.#onProblem(message),
        onBasemapOff: () => this.#onBasemapOff(),
      })
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error)
      this.#blind = { title: 'fail_webgl', advice: 'fail_webgl_do', got }
      this.#drawBlind()
      document.body.dataset.map = 'none'
      this.#drawer.open = true
      return null
    }
  }

  #drawBlind(): void {
    if (this.#blind !== null)
      this.#frame.mapBox.replaceChildren(failurePanel(this.#blind, this.#state.now.lang, null))
  }

  #followMap(): void {
    this.#tools.follow(this.#atlasMap)
    this.#atlasMap?.setChosen(this.#state.zone?.feature_id)
  }

  #update(change: Partial<AtlasState>): void {
    // What a tooltip said is no longer what the map shows.
    this.#pointing.hide()
    this.#state.set(change)
    this.#cards.draw()
    if ('lang' in change) this.#drawBlind()
    this.#followMap()
  }

  #say(text: string): void {
    this.#frame.live.textContent = text
  }

  #onToggleDrawer(): void {
    this.#cards.drawGround()
    this.#cards.drawLeft()
    // On a phone the field would bring up the keyboard, over what was asked for.
    if (this.#drawer.open) {
      if (!isPhone()) this.#drawer.focus()
    } else this.#frame.controls.querySelector<HTMLElement>('[data-key=list]')?.focus()
  }

  #onFirstView(): void {
    this.#cards.drawLeft()
    this.#cards.drawGround()
    const { zone, view } = this.#state.now
    if (zone !== null && view === null) this.#showZone(zone)
    this.#found.follow()
  }

  #drawBase(): void {
    const [kelurahan, water] = [this.#atlas.features('kelurahan'), this.#atlas.water()]
    if (kelurahan.state === 'ready') this.#atlasMap?.setKelurahanNames(namePoints(kelurahan.value))
    if (water.state === 'ready') this.#atlasMap?.setWater(water.value)
  }

  #onLoaded(): void {
    this.#cards.draw()
    this.#followMap()
    this.#search.refresh()
    this.#drawBase()
    this.#found.follow()
  }

  #onMove(): void {
    if (this.#atlasMap === null) return
    this.#state.set({ view: this.#atlasMap.view() })
    this.#cards.drawLeft()
  }

  /** The legend counts RT as they come in. */
  #onIdle(): void {
    this.#cards.followRt()
  }

  #onProblem(message: string): void {
    this.#cards.tellProblem(message)
  }

  /** Its source is no longer named, and the ground of the atlas is seen instead. */
  #onBasemapOff(): void {
    this.#atlas.release.city.basemap = null
    this.#say(t(this.#state.now.lang, 'basemap_off'))
    this.#cards.drawGround()
  }

  #onHash(): void {
    const before = this.#state.now
    this.#pointing.hide()
    this.#state.read()
    this.#cards.draw()
    this.#drawBlind()
    this.#followMap()
    const { view, zone } = this.#state.now
    if (view !== null) this.map?.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom })
    else if (zone !== null && zone !== before.zone) this.#showZone(zone)
    this.#found.follow()
  }

  #choose(zoneId: string | null): void {
    const { right } = this.#frame.cards
    this.#found.mark(null)
    const wasInside = right.contains(document.activeElement)
    this.#update({ zone: zoneId })
    const { zone, theme, values, now } = this.#state
    if (zone === null) {
      if (wasInside) this.map?.getCanvas().focus({ preventScroll: true })
      return
    }
    this.#say(spokenText(zone, this.#atlas, theme, values, now.lang))
    right.querySelector('.profile-body')?.scrollTo({ top: 0 })
    this.#atlasMap?.uncover(zone.bounds)
  }

  #showZone(zoneId: string): void {
    const zone = this.#atlas.zone(zoneId)
    if (zone) this.#atlasMap?.fit(zone.bounds, 15.5)
  }

  /** Goes to a place that was looked for; its outline stays until something is chosen. */
  #goTo(place: Place): void {
    this.#choose(place.zone_id)
    if (place.zone_id === null) this.#say(place.name)
    else this.#frame.cards.right.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
    this.#found.goTo(place)
  }

  /** Goes to an RT and marks it; what is chosen stays. */
  async #showRt(rt_id: string): ReturnType<ShowRt> {
    this.#atlas.retryFailed()
    try {
      await this.#atlas.whenRead(() => this.#atlas.features('rt'))
    } catch {
      return 'failed'
    }
    const place = placeOfRt(this.#atlas, rt_id)
    if (place === null) return 'unmapped'
    this.#say(place.name)
    this.#found.goTo(place)
    return 'shown'
  }

  #step(by: number): void {
    const next = this.#atlas.neighbour(this.#state.now.zone, by)
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
    if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
      this.#search.focus()
      event.preventDefault()
      return
    }
    const wish = event.target instanceof HTMLCanvasElement ? keyWish(event) : null
    if (wish === null) return
    if (wish.do === 'step') this.#step(wish.by)
    else if (wish.do === 'pan') this.map?.panBy(wish.by, { duration: 150 })
    else if (wish.do === 'zoom') this.#atlasMap?.zoomBy(wish.by)
    else this.#atlasMap?.fit(this.#state.home)
    event.preventDefault()
  }
}
