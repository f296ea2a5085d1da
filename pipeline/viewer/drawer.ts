import type { Atlas } from './atlas.ts'
import { type Lang, t } from './i18n.ts'
import { refill } from './panel.ts'
import { type SortKey, type TableModel, zoneTable } from './zone-table.ts'

/** The drawer with the ranked zones: whether it is open, what it is filtered and ordered by. */
export class Drawer {
  readonly #card: HTMLElement
  readonly #atlas: Atlas
  readonly #choose: (zoneId: string) => void
  readonly #onToggle: () => void
  #open = false
  #table: Pick<TableModel, 'filter' | 'sort'> = { filter: '', sort: { key: 'score', descending: true } }
  #shown: { lang: Lang; chosen: string | null } = { lang: 'id', chosen: null }

  constructor(card: HTMLElement, atlas: Atlas, choose: (zoneId: string) => void, onToggle: () => void) {
    this.#card = card
    this.#atlas = atlas
    this.#choose = choose
    this.#onToggle = onToggle
  }

  get open(): boolean {
    return this.#open
  }

  set open(open: boolean) {
    this.#open = open
    this.#redraw()
    this.#onToggle()
  }

  draw(lang: Lang, chosen: string | null): void {
    this.#shown = { lang, chosen }
    this.#redraw()
  }

  focus(): void {
    this.#card.querySelector<HTMLElement>('.search')?.focus({ preventScroll: true })
  }

  #redraw(): void {
    const { lang, chosen } = this.#shown
    document.body.dataset.drawer = this.#open ? 'open' : 'closed'
    this.#card.setAttribute('aria-label', t(lang, 'list'))
    if (!this.#open) {
      this.#card.replaceChildren()
      return
    }
    const table = zoneTable(
      { atlas: this.#atlas, lang, chosen, ...this.#table },
      {
        choose: this.#choose,
        setFilter: (filter) => {
          this.#table = { ...this.#table, filter }
          this.#redraw()
        },
        setSort: (key) => this.#sort(key),
        close: () => {
          this.open = false
        },
      },
    )
    refill(this.#card, ...table)
  }

  /** The same column again turns the order round; names start at A, numbers at the largest. */
  #sort(key: SortKey): void {
    const { sort } = this.#table
    const descending = sort.key === key ? !sort.descending : key !== 'name'
    this.#table = { ...this.#table, sort: { key, descending } }
    this.#redraw()
  }
}
