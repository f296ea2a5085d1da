import { button, el, icon } from './dom.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import { type Found, findPlaces, PLACE_KINDS, type Place } from './search.ts'

export interface SearchActions {
  /** Places that may answer a question, as far as they are read; a call may start their download. */
  places(question: string): readonly Place[]
  go(place: Place): void
  /** The reader leaves the field for the map, by a choice or without one. */
  leave(): void
}

const LIST_ID = 'search-list'

/** The search of the bar: a field with a list of what is found, by kind, for keyboard, pointer and screen reader. */
export class SearchBox {
  readonly node = el('div', { class: 'search-box', attrs: { role: 'search' } })
  readonly #actions: SearchActions
  readonly #field: HTMLInputElement
  readonly #list = el('div', { class: 'card search-list', attrs: { id: LIST_ID, role: 'listbox' } })
  readonly #count = el('p', { class: 'sr-only', attrs: { 'aria-live': 'polite' } })
  readonly #opener: HTMLButtonElement
  #lang: Lang = 'id'
  #places: readonly Place[] = []
  #found: Place[] = []
  #active = -1

  constructor(actions: SearchActions) {
    this.#actions = actions
    this.#field = el('input', {
      class: 'place-field',
      attrs: {
        ...{ type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false' },
        ...{ 'aria-expanded': 'false', 'aria-controls': LIST_ID, 'aria-autocomplete': 'list' },
        ...{ maxlength: '120', 'data-key': 'place' },
      },
      on: {
        input: () => this.#search(),
        focus: () => this.#search(),
        keydown: (event) => this.#onKey(event as KeyboardEvent),
      },
    })
    // On a phone the field has the bar for itself while it is used.
    this.#opener = button('', 'search', () => this.#open(), 'bar-button search-opener')
    this.#list.hidden = true
    this.node.append(this.#opener, icon('search'), this.#field, this.#list, this.#count)
    this.node.addEventListener('focusout', (event) => {
      if (!this.node.contains((event as FocusEvent).relatedTarget as Node | null)) this.#close()
    })
  }

  draw(lang: Lang): void {
    this.#lang = lang
    const words = t(lang, 'search_places')
    this.#field.placeholder = words
    for (const node of [this.#field, this.#opener]) node.setAttribute('aria-label', words)
    this.#opener.title = words
    this.#list.setAttribute('aria-label', words)
  }

  /** What is listed anew, where more places have been read since; what was marked stays so. */
  refresh(): void {
    if (this.#list.hidden || this.#actions.places(this.#field.value) === this.#places) return
    const active = this.#found[this.#active]
    this.#search()
    const again = this.#found.findIndex(({ kind, id }) => kind === active?.kind && id === active?.id)
    if (again < 0) return
    this.#active = again
    this.#mark()
  }

  focus(): void {
    this.#open()
  }

  #open(): void {
    this.node.classList.add('open')
    this.#field.focus()
    this.#field.select()
  }

  #close(): void {
    this.node.classList.remove('open')
    this.#show({ kinds: new Map(), isNear: false })
  }

  #search(): void {
    // Reading starts before the first letter.
    this.#places = this.#actions.places(this.#field.value)
    this.#show(findPlaces(this.#places, this.#field.value))
  }

  #show({ kinds, isNear }: Found): void {
    const lang = this.#lang
    const asked = this.#field.value.trim() !== '' && this.node.contains(document.activeElement)
    this.#found = PLACE_KINDS.flatMap((kind) => kinds.get(kind)?.places ?? [])
    this.#active = this.#found.length > 0 ? 0 : -1
    const children = PLACE_KINDS.flatMap((kind) => {
      const of = kinds.get(kind)
      if (of === undefined) return []
      const word = t(lang, `place_${kind}`)
      return [
        el(
          'div',
          { class: 'search-group', attrs: { role: 'group', 'aria-label': word } },
          el('p', { class: 'search-kind', attrs: { 'aria-hidden': 'true' } }, word),
          ...of.places.map((place) => this.#option(place)),
          of.total > of.places.length
            ? el('p', 'note', t(lang, 'search_more', { n: formatNumber(lang, of.total - of.places.length) }))
            : null,
        ),
      ]
    })
    const none = asked && this.#found.length === 0
    const near = isNear ? [el('p', 'note', t(lang, 'search_near'))] : []
    this.#list.replaceChildren(...(none ? [el('p', 'note', t(lang, 'search_none'))] : [...near, ...children]))
    this.#list.hidden = !none && this.#found.length === 0
    this.#field.setAttribute('aria-expanded', String(!this.#list.hidden))
    const total = [...kinds.values()].reduce((sum, of) => sum + of.total, 0)
    const counted = t(lang, none ? 'search_none' : 'search_count', { n: formatNumber(lang, total) })
    this.#count.textContent = asked ? (isNear ? `${t(lang, 'search_near')} ${counted}` : counted) : ''
    this.#mark()
  }

  #option(place: Place): HTMLElement {
    const i = this.#found.indexOf(place)
    return el(
      'div',
      {
        class: 'search-option',
        attrs: { role: 'option', id: `${LIST_ID}-${i}` },
        on: {
          // The field keeps the focus, so the list is not closed before the click.
          pointerdown: (event) => event.preventDefault(),
          click: () => this.#go(place),
        },
      },
      el('span', 'zone-name', place.name),
      place.within === '' ? null : el('span', 'zone-place', place.within),
    )
  }

  #mark(): void {
    const options = [...this.#list.querySelectorAll<HTMLElement>('[role=option]')]
    options.forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === this.#active))
    })
    const active = options[this.#active]
    active?.scrollIntoView({ block: 'nearest' })
    if (active) this.#field.setAttribute('aria-activedescendant', active.id)
    else this.#field.removeAttribute('aria-activedescendant')
  }

  #go(place: Place): void {
    this.#leave()
    this.#actions.go(place)
  }

  #leave(): void {
    this.#field.value = ''
    this.#field.blur()
    this.#close()
    this.#actions.leave()
  }

  #onKey(event: KeyboardEvent): void {
    // Letters that are still being put together are not a choice.
    if (event.isComposing) return
    const { length } = this.#found
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && length > 0) {
      this.#active = (this.#active + step + length) % length
      this.#mark()
    } else if (event.key === 'Enter') {
      const place = this.#found[this.#active]
      if (place) this.#go(place)
    } else if (event.key === 'Escape') {
      this.#leave()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
}
