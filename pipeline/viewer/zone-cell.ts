import { el } from './dom.ts'
import type { Shown, Swatched } from './zone-columns.ts'

/** A cell of the ranked table as it stands on the page. */
export function zoneCell(shown: Shown): string | HTMLElement {
  if (typeof shown === 'string') return shown
  if (Array.isArray(shown))
    return shown.length === 1 ? withSwatch(shown[0]!) : el('span', 'change-cell', ...shown.map(withSwatch))
  return el('span', {}, el('span', 'zone-name', shown.name), el('span', 'zone-place', shown.place))
}

function withSwatch({ colour, text }: Swatched): HTMLElement {
  const swatch = el('span', colour === null ? 'swatch hatch' : 'swatch')
  if (colour !== null) swatch.style.backgroundColor = colour
  return el('span', 'class-cell', swatch, text)
}
