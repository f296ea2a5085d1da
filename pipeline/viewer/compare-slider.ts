import type { SideChoice } from './compare-choices.ts'
import { el, icon } from './dom.ts'
import { formatNumber, type Lang, t } from './i18n.ts'

/** What a side is called, and in a word. */
type Name = Pick<SideChoice, 'label' | 'short'>

export interface SliderSides {
  lang: Lang
  left: Name
  right: Name
  /** Percent of the width that is left. */
  at: number
}

const STEPS: Record<string, (at: number) => number> = {
  ArrowLeft: (at) => at - 2,
  ArrowDown: (at) => at - 2,
  ArrowRight: (at) => at + 2,
  ArrowUp: (at) => at + 2,
  PageDown: (at) => at - 10,
  PageUp: (at) => at + 10,
  Home: () => 0,
  End: () => 100,
}

const NOBODY: Name = { label: '', short: '' }

/** The line between two sides, drawn along by pointer, finger or keys. */
export class CompareSlider {
  readonly node = el('div', 'compare-line')
  readonly #thumb = el(
    'div',
    {
      class: 'compare-thumb',
      attrs: {
        ...{ role: 'slider', tabindex: '0', 'aria-orientation': 'horizontal' },
        ...{ 'aria-valuemin': '0', 'aria-valuemax': '100', 'data-key': 'compare-slider' },
      },
    },
    icon('compare'),
  )
  readonly #tags = { left: el('span', 'compare-tag left-tag'), right: el('span', 'compare-tag right-tag') }
  #shown: SliderSides = { lang: 'id', left: NOBODY, right: NOBODY, at: 50 }

  /** @param onMove while it is moved; `done` when it is let go */
  constructor(onMove: (at: number, done: boolean) => void, onLeave: () => void) {
    const { node } = this
    for (const tag of Object.values(this.#tags)) tag.setAttribute('aria-hidden', 'true')
    node.append(this.#tags.left, this.#tags.right, this.#thumb)
    this.#thumb.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') onLeave()
      else {
        const step = STEPS[event.key]
        if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return
        onMove(Math.min(100, Math.max(0, Math.round(step(this.#shown.at)))), true)
      }
      event.preventDefault()
      event.stopPropagation()
    })
    this.#thumb.addEventListener('pointerdown', (event) => {
      this.#thumb.setPointerCapture(event.pointerId)
      this.#thumb.focus({ preventScroll: true })
      event.preventDefault()
    })
    const moved = (event: PointerEvent, done: boolean) => {
      if (!this.#thumb.hasPointerCapture(event.pointerId)) return
      const { left, width } = (node.parentElement ?? node).getBoundingClientRect()
      onMove(Math.min(100, Math.max(0, Math.round(((event.clientX - left) / width) * 100))), done)
    }
    this.#thumb.addEventListener('pointermove', (event) => moved(event, false))
    this.#thumb.addEventListener('pointerup', (event) => moved(event, true))
  }

  show(sides: SliderSides): void {
    this.#shown = sides
    const { lang, left, right, at } = sides
    this.node.style.left = `${at}%`
    this.#thumb.setAttribute('aria-label', t(lang, 'compare_slider'))
    this.#thumb.setAttribute('aria-valuenow', String(at))
    const fill = { pct: formatNumber(lang, at), left: left.label, right: right.label }
    this.#thumb.setAttribute('aria-valuetext', t(lang, 'compare_at', fill))
    for (const [tag, { label, short }] of [
      [this.#tags.left, left] as const,
      [this.#tags.right, right] as const,
    ])
      tag.replaceChildren(el('span', 'tag-long', label), el('span', 'tag-short', short))
  }

  focus(): void {
    this.#thumb.focus({ preventScroll: true })
  }
}
