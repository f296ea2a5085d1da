import type { Atlas } from './atlas.ts'
import type { Drawer } from './drawer.ts'
import { cellOver, hoverText } from './hover.ts'
import { t } from './i18n.ts'
import { type Hit, isZone } from './map-hits.ts'
import type { PageState } from './page-state.ts'
import type { Tools } from './tools.ts'
import { Tooltip } from './tooltip.ts'
import { zoneTitle } from './words.ts'
import { str } from './zones.ts'

export interface PointingInput {
  atlas: Atlas
  state: PageState
  tools: Tools
  drawer: Drawer
  stage: HTMLElement
  choose(zoneId: string | null): void
}

interface Point {
  x: number
  y: number
}

/** What the page says and does where a reader points at the map. */
export class Pointing {
  readonly #input: PointingInput
  readonly #tooltip: Tooltip
  /** The cell a finger told last: told again, its zone is opened. */
  #toldCell: string | null = null

  constructor(input: PointingInput) {
    this.#input = input
    this.#tooltip = new Tooltip(input.stage)
  }

  hide(): void {
    this.#tooltip.hide()
  }

  hover(hits: Hit[], point: Point | null, ...more: string[]): void {
    const { atlas, state, tools, drawer } = this.#input
    const { theme, values, isExtent } = tools.shownAt(point?.x ?? 0)
    const text = point === null ? null : hoverText(hits, atlas, theme, values, state.now.lang)
    drawer.point(str(hits.find(isZone)?.properties ?? {}, 'zone_id'))
    if (text === null || point === null) this.#tooltip.hide()
    // The extent of a decree has a name and no value.
    else if (isExtent) this.#tooltip.show(text.lines.slice(0, 1), null, point)
    else this.#tooltip.show([...text.lines, ...more], text.colour, point)
  }

  /**
   * A zone opens its profile; anything else says what it is, where no pointer hovers too. On the density grid a finger
   * first hears of the cell.
   */
  click(hits: Hit[], point: Point, by: 'touch' | 'pointer'): void {
    const { atlas, state, choose } = this.#input
    const zone = atlas.zone(str(hits.find(isZone)?.properties ?? {}, 'zone_id'))
    const cell = by === 'touch' ? cellOver(hits, state.theme) : null
    if (zone !== null && cell !== null && cell !== this.#toldCell) {
      const { lang } = state.now
      this.#toldCell = cell
      this.hover(hits, point, t(lang, 'cell_tap_again', { zone: zoneTitle(zone, lang) }))
      return
    }
    this.#toldCell = null
    choose(zone?.zone_id ?? null)
    if (zone === null) this.hover(hits, point)
  }
}
