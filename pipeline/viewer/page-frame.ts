import { el } from './dom.ts'
import type { Cards } from './layout.ts'

/** The parts of the page that stay while their content changes. */
export interface PageFrame {
  /** Names on the left, the search, buttons on the right. */
  bar: { names: HTMLElement; actions: HTMLElement }
  mapBox: HTMLElement
  cards: Cards
  foot: HTMLElement
  controls: HTMLElement
  /** What is printed where the sheet is not asked for. */
  printNote: HTMLElement
  /** What is said to a reader who does not see the page. */
  live: HTMLElement
}

/** Builds the frame in the place of the notice that the atlas is loading. */
export function pageFrame(app: HTMLElement, search: HTMLElement): PageFrame {
  const bar = { names: el('div', 'bar-part'), actions: el('div', 'bar-part') }
  const cards = {
    stage: el('main', 'stage'),
    left: el('aside', 'card left'),
    right: el('aside', 'card right'),
    drawer: el('aside', 'card drawer'),
    notices: el('div', 'notices'),
  }
  const frame: PageFrame = {
    ...{ bar, cards },
    mapBox: el('div', 'map'),
    foot: el('footer', 'foot'),
    controls: el('div', 'controls'),
    printNote: el('div', 'print-note'),
    live: el('p', { class: 'sr-only', attrs: { role: 'status', 'aria-live': 'polite' } }),
  }
  const { stage, notices, left, right, drawer } = cards
  stage.append(frame.mapBox, notices, left, right, drawer, frame.controls, frame.foot, frame.live)
  app.replaceChildren(el('header', 'bar', bar.names, search, bar.actions), stage, frame.printNote)
  return frame
}
