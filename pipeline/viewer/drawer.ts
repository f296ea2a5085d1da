import type { Atlas } from './atlas.ts'
import { type Lang, t, type Word } from './i18n.ts'
import { refill } from './panel.ts'
import type { ThemeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'
import { type SortKey, STARTS_LOW } from './zone-columns.ts'
import { type TableModel, zoneTable } from './zone-table.ts'

export interface DrawerActions {
  choose(zoneId: string): void
  /** The pointer is over the row of a zone, or of none. */
  hover(zoneId: string | null): void
  /** Tells a reader who does not see it what came of a download. */
  say(word: Word): void
  onToggle(): void
}

/** The drawer with the ranked zones: whether it is open, what it is filtered and ordered by. */
export class Drawer {
  readonly #card: HTMLElement
  readonly #atlas: Atlas
  readonly #actions: DrawerActions
  #open = false
  /** The zone the pointer is over on the map. */
  #pointed: string | null = null
  #table: Pick<TableModel, 'filter' | 'sort'> = { filter: '', sort: { key: 'score', descending: true } }
  /** Rows of the table that are drawn. */
  #drawn = 0
  #shown: Pick<TableModel, 'lang' | 'chosen' | 'theme' | 'values'> | null = null

  constructor(card: HTMLElement, atlas: Atlas, actions: DrawerActions) {
    this.#card = card
    this.#atlas = atlas
    this.#actions = actions
  }

  get open(): boolean {
    return this.#open
  }

  set open(open: boolean) {
    this.#open = open
    // The row that was pointed at goes without being left.
    if (!open) this.#actions.hover(null)
    this.#redraw()
    this.#actions.onToggle()
  }

  draw(lang: Lang, chosen: string | null, theme: Theme, values: ThemeValues): void {
    this.#shown = { lang, chosen, theme, values }
    this.#redraw()
  }

  /** Marks the row of the zone the pointer is over on the map. */
  point(zoneId: string | null): void {
    if (!this.#open || zoneId === this.#pointed) return
    this.#pointed = zoneId
    for (const row of this.#card.querySelectorAll<HTMLElement>('tbody tr'))
      row.classList.toggle('pointed', row.dataset.zone === zoneId)
  }

  focus(): void {
    this.#card.querySelector<HTMLElement>('.search')?.focus({ preventScroll: true })
  }

  #redraw(): void {
    if (this.#shown === null) return
    const { lang } = this.#shown
    document.body.dataset.drawer = this.#open ? 'open' : 'closed'
    this.#card.setAttribute('aria-label', t(lang, 'list'))
    if (!this.#open) {
      this.#card.replaceChildren()
      return
    }
    const table = zoneTable(
      { atlas: this.#atlas, ...this.#shown, ...this.#table, drawn: this.#drawn },
      {
        choose: this.#actions.choose,
        hover: this.#actions.hover,
        say: this.#actions.say,
        onDrawn: (rows) => {
          this.#drawn = rows
        },
        setFilter: (filter) => {
          this.#table = { ...this.#table, filter }
          this.#drawn = 0
          this.#redraw()
        },
        setSort: (key) => this.#sort(key),
        close: () => {
          this.open = false
        },
      },
    )
    refill(this.#card, ...table)
    this.#pointed = null
  }

  /** The same column again turns the order round; names start at A, priorities at 1, other numbers at the largest. */
  #sort(key: SortKey): void {
    const { sort } = this.#table
    const descending = sort.key === key ? !sort.descending : !STARTS_LOW.has(key)
    this.#table = { ...this.#table, sort: { key, descending } }
    this.#drawn = 0
    this.#redraw()
  }
}
