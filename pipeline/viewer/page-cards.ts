import type { Atlas } from './atlas.ts'
import type { AtlasMap } from './atlas-map.ts'
import { headerBar } from './bar.ts'
import { compareCard } from './compare-card.ts'
import { openDataDialog } from './data-dialog.ts'
import { nameDocument } from './document-name.ts'
import type { Drawer } from './drawer.ts'
import type { FoundPlace } from './found-place.ts'
import { foundNotice, mapControls, mapFoot, mapNotices, problemNotice } from './ground.ts'
import { t } from './i18n.ts'
import { layerCard } from './layer-card.ts'
import type { LayerListActions } from './layer-list.ts'
import { isPhone } from './layout.ts'
import { rtKey } from './legend-rt.ts'
import type { PageFrame } from './page-frame.ts'
import type { PageState } from './page-state.ts'
import { refill } from './panel.ts'
import { printNote } from './print-sheet.ts'
import { type ProfileActions, profileCard } from './profile-card.ts'
import type { SearchBox } from './search-box.ts'
import type { AtlasState } from './state.ts'
import type { Tools } from './tools.ts'
import { zoneTitle } from './words.ts'

export interface CardsInput {
  atlas: Atlas
  state: PageState
  frame: PageFrame
  search: SearchBox
  drawer: Drawer
  tools: Tools
  /** Null before there is a map, and where the browser cannot draw one. */
  map(): AtlasMap | null
  /** The browser cannot draw the map. */
  isBlind(): boolean
  update(change: Partial<AtlasState>): void
  setLayerOpacity: LayerListActions['setLayerOpacity']
  choose(zoneId: string | null): void
  step(by: number): void
  showRt: ProfileActions['showRt']
  found: FoundPlace
}

/** The bar, the cards and what lies on the map, drawn from the state. */
export class PageCards {
  readonly #input: CardsInput
  #folded = isPhone()
  /** Of which RT the legend was last drawn. */
  #rtKey = ''
  /** What the renderer said when a part of the map failed; null where nothing did, or it was read. */
  #problem: string | null = null

  constructor(input: CardsInput) {
    this.#input = input
  }

  draw(): void {
    const { atlas, state, frame, search, drawer, tools, isBlind, update } = this.#input
    const { release } = atlas
    const { lang } = state.now
    state.refresh()
    nameDocument(atlas, lang)
    const [names, ...actions] = headerBar(atlas, lang, {
      setLang: (next) => update({ lang: next }),
      openData: () => openDataDialog(release, lang),
      openShare: () => tools.share(),
      openPrint: isBlind() ? null : () => tools.print(),
    })
    refill(frame.bar.names, ...(names ? [names] : []))
    refill(frame.bar.actions, ...actions)
    search.draw(lang)
    frame.printNote.replaceChildren(...printNote(atlas, lang, isBlind() ? 'fail_webgl' : 'print_by_button'))
    this.#drawRight()
    drawer.draw(lang, state.now.zone, state.theme, state.values)
    this.drawGround()
    this.drawLeft()
  }

  /** What is shown, with counts of what is in sight. */
  drawLeft(): void {
    const { left } = this.#input.frame.cards
    const before = left.offsetHeight
    this.#fillLeft()
    // On a phone the card itself takes of what is in sight.
    if (isPhone() && left.offsetHeight !== before) this.#fillLeft()
  }

  #fillLeft(): void {
    const { atlas, state, frame, tools, map, update } = this.#input
    const { left } = frame.cards
    const { lang, compare } = state.now
    left.setAttribute('aria-label', t(lang, 'legend'))
    left.classList.toggle('folded', this.#folded && compare === null)
    if (compare === null) {
      refill(left, ...this.#layerCard())
      return
    }
    const view = map()?.seenBounds() ?? null
    const unread = tools.hasFailed ? () => atlas.retryFailed() : null
    const shown = { atlas, lang, compare, view, choices: tools.choices(), sides: tools.sides(), unread }
    refill(
      left,
      ...compareCard(shown, {
        choose: (next) => update({ compare: next }),
        stop: () => tools.stopComparing(),
      }),
    )
  }

  /** Draws the legend anew where other RT have come into view since. */
  followRt(): void {
    const { state, map } = this.#input
    if (state.now.compare !== null) return
    const { theme, values } = state
    const key = rtKey(map()?.drawnRt() ?? null, theme.key, values.year?.key ?? null)
    if (key !== this.#rtKey) this.drawLeft()
  }

  #layerCard(): HTMLElement[] {
    const { atlas, state, map, update, setLayerOpacity } = this.#input
    const { theme, values } = state
    const { lang, hidden, opacity } = state.now
    const atlasMap = map()
    const rt = atlasMap?.drawnRt() ?? null
    this.#rtKey = rtKey(rt, theme.key, values.year?.key ?? null)
    const model = {
      ...{ atlas, lang, theme, values, hidden, opacity, folded: this.#folded },
      view: atlasMap?.seenBounds() ?? null,
      rt,
      zoom: atlasMap?.map.getZoom() ?? null,
      firstZooms: atlasMap?.firstZooms ?? new Map<string, number>(),
    }
    return layerCard(model, {
      setTheme: (next) => update({ theme: next }),
      setYear: (key) => {
        const { newest, year } = values
        // Where zones are of several years, the way back to the newest of each is to let the chosen year go.
        const isLetGo = newest === null && key === year?.key
        update({ year: isLetGo || key === newest?.key ? null : key })
      },
      setLayerOpacity,
      setLayerShown: (layer, shown) => {
        const others = hidden.filter((name) => name !== layer)
        update({ hidden: shown ? others : [...others, layer].sort() })
      },
      zoomTo: (zoom) => atlasMap?.map.easeTo({ zoom, duration: 500 }),
      setFolded: (folded) => {
        this.#folded = folded
        this.drawLeft()
      },
    })
  }

  #drawRight(): void {
    const { atlas, state, frame, choose, step, showRt, isBlind } = this.#input
    const { right } = frame.cards
    const { zone } = state
    const { lang } = state.now
    document.body.dataset.profile = zone === null ? 'closed' : 'open'
    if (zone === null) {
      right.replaceChildren()
      return
    }
    right.setAttribute('aria-label', zoneTitle(zone, lang))
    refill(
      right,
      ...profileCard(atlas, zone, lang, state.values, {
        close: () => choose(null),
        step,
        showRt: isBlind() ? null : showRt,
      }),
    )
  }

  /** Buttons and notices that lie on the map, and the line at its foot. */
  drawGround(): void {
    const { atlas, state, frame, drawer, tools, map, isBlind } = this.#input
    const { controls, cards, foot, mapBox } = frame
    const { lang, compare } = state.now
    const buttons = mapControls(atlas, lang, drawer.open, {
      toggleList: () => {
        drawer.open = !drawer.open
      },
      compare: compare === null && !isBlind() && tools.canCompare ? () => tools.startComparing() : null,
      zoom: (by) => map()?.zoomBy(by),
      showAll: () => map()?.fit(state.home),
    })
    refill(controls, ...buttons)
    refill(
      cards.notices,
      ...mapNotices(atlas, lang, state.unknown, this.#input.found.lost),
      ...this.#foundNotices(),
      ...this.#problemNotices(),
    )
    foot.replaceChildren(...mapFoot(atlas, lang))
    mapBox.querySelector('canvas')?.setAttribute('aria-label', t(lang, 'map_label'))
  }

  /** A part of the map failed; the first of many failures is told, in the language of the page. */
  tellProblem(message: string): void {
    if (this.#problem !== null) return
    this.#problem = message
    this.drawGround()
  }

  #foundNotices(): HTMLElement[] {
    const { atlas, state, found } = this.#input
    const { place } = found
    return place === null ? [] : [foundNotice(atlas, place, state.now.lang, () => found.mark(null))]
  }

  #problemNotices(): HTMLElement[] {
    if (this.#problem === null) return []
    const close = () => {
      this.#problem = null
      this.drawGround()
    }
    const actions = { retry: () => location.reload(), close }
    return [problemNotice(this.#input.state.now.lang, this.#problem, actions)]
  }
}
