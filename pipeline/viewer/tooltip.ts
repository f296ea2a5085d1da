import { el } from './dom.ts'

/** A label that follows the pointer and stays inside the window. */
export class Tooltip {
  readonly #node = el('div', { class: 'tooltip', attrs: { 'aria-hidden': 'true' } })

  constructor(parent: HTMLElement) {
    this.#node.hidden = true
    parent.append(this.#node)
  }

  show(lines: string[], colour: string | null, point: { x: number; y: number }): void {
    const [title = '', ...rest] = lines
    const swatch = el('span', colour === null ? 'swatch hatch' : 'swatch')
    if (colour !== null) swatch.style.backgroundColor = colour
    const head = el('strong', {}, title)
    this.#node.replaceChildren(
      head,
      ...rest.map((line, i) => el('span', 'tooltip-line', i === 0 && swatch, line)),
    )
    this.#node.hidden = false
    const { offsetWidth: width, offsetHeight: height } = this.#node
    const room = this.#node.parentElement?.getBoundingClientRect()
    const x = point.x + 14 + width > (room?.width ?? 0) ? point.x - width - 14 : point.x + 14
    const y = point.y + 16 + height > (room?.height ?? 0) ? point.y - height - 12 : point.y + 16
    this.#node.style.transform = `translate(${Math.round(Math.max(4, x))}px, ${Math.round(Math.max(4, y))}px)`
  }

  hide(): void {
    this.#node.hidden = true
  }
}
