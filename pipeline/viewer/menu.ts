import { type Child, el } from './dom.ts'

/**
 * A button and the list it unfolds, which closes by Esc, by a press beside it, where the focus leaves it, and when something
 * of it is chosen.
 */
export function menu(className: string, opener: HTMLButtonElement, ...content: Child[]): HTMLElement {
  const list = el('div', 'menu-list', ...content)
  const node = el('div', `menu ${className}`, opener, list)
  const onPress = ({ target }: Event) => {
    if (!node.contains(target as Node)) show(false)
  }
  const show = (open: boolean) => {
    node.classList.toggle('open', open)
    opener.setAttribute('aria-expanded', String(open))
    if (open) document.addEventListener('pointerdown', onPress)
    else document.removeEventListener('pointerdown', onPress)
  }
  const isOpen = () => node.classList.contains('open')
  show(false)
  opener.addEventListener('click', () => show(!isOpen()))
  const onChoice = ({ target }: Event) => {
    if (!isOpen() || !(target as Element).closest('a, button')) return
    // A dialog gives the focus back to where it was, and that must be in sight then.
    opener.focus({ preventScroll: true })
    show(false)
  }
  list.addEventListener('click', onChoice, { capture: true })
  node.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== null && !node.contains(relatedTarget as Node)) show(false)
  })
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen()) return
    opener.focus({ preventScroll: true })
    show(false)
    event.stopPropagation()
  })
  return node
}
