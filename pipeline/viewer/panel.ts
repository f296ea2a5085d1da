const SCROLLED = ['.profile-body', '.table-scroll']

/**
 * Gives a panel new children; focus, caret, opened details and scroll stay where the reader left them. Elements are
 * recognised by their `data-key`; where one with the focus is gone, that of its `data-else` takes it.
 */
export function refill(panel: HTMLElement, ...children: HTMLElement[]): void {
  const active = document.activeElement
  const key = active instanceof HTMLElement && panel.contains(active) ? active.dataset.key : undefined
  const caret = active instanceof HTMLInputElement && active.type === 'search' ? active.selectionStart : null
  const instead = active instanceof HTMLElement ? active.dataset.else : undefined
  const open = [...panel.querySelectorAll<HTMLElement>('details[open]')].flatMap(
    ({ dataset }) => dataset.key ?? [],
  )
  const scrolls = SCROLLED.map((selector) => panel.querySelector(selector)?.scrollTop ?? 0)
  const own = panel.scrollTop
  panel.replaceChildren(...children)
  for (const details of panel.querySelectorAll<HTMLDetailsElement>('details')) {
    if (details.dataset.key !== undefined && open.includes(details.dataset.key)) details.open = true
  }
  panel.scrollTop = own
  SCROLLED.forEach((selector, i) => {
    panel.querySelector(selector)?.scrollTo({ top: scrolls[i] ?? 0 })
  })
  if (key === undefined) return
  const keyed = (of: string) => panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(of)}"]`)
  const again = keyed(key) ?? (instead === undefined ? null : keyed(instead))
  again?.focus({ preventScroll: true })
  if (again instanceof HTMLInputElement && caret !== null) again.setSelectionRange(caret, caret)
}
