import { type Padding, withRoom } from './padding.ts'

const PHONE = '(max-width: 719px)'

export function isPhone(): boolean {
  return matchMedia(PHONE).matches
}

export interface Cards {
  stage: HTMLElement
  left: HTMLElement
  right: HTMLElement
  drawer: HTMLElement
  /** What is said on the map itself, at its top. */
  notices: HTMLElement
}

/** Room the cards take from the map, so that what is fitted lies in the open part. */
export function openPadding(cards: Cards): Padding {
  const { stage, left, right, drawer, notices } = cards
  const box = stage.getBoundingClientRect()
  const top = notices.childElementCount > 0 ? notices.getBoundingClientRect().bottom - box.top : 0
  if (isPhone()) {
    const margin = Math.min(52, box.width * 0.13)
    return withRoom(box, {
      top: top + margin * 0.75,
      right: margin,
      bottom: sheetHeight(cards) + margin,
      left: margin,
    })
  }
  const margin = Math.min(56, box.width * 0.06)
  return withRoom(box, {
    top: top + margin * 0.75,
    right: (isOpen(right) ? box.right - right.getBoundingClientRect().left : 0) + margin,
    bottom: (isOpen(drawer) ? box.bottom - drawer.getBoundingClientRect().top : 24) + margin,
    left: (isOpen(left) ? left.getBoundingClientRect().right - box.left : 0) + margin,
  })
}

/** Keeps `--sheet` at the height of the sheet that covers the foot of a phone's map. */
export function followSheets(cards: Cards): void {
  const write = () => cards.stage.style.setProperty('--sheet', `${Math.round(sheetHeight(cards))}px`)
  const observer = new ResizeObserver(write)
  for (const card of [cards.left, cards.right, cards.drawer]) observer.observe(card)
  write()
}

function sheetHeight({ left, right, drawer }: Cards): number {
  return Math.max(
    0,
    ...[left, right, drawer].filter(isOpen).map((card) => card.getBoundingClientRect().height),
  )
}

function isOpen(card: HTMLElement): boolean {
  return card.childElementCount > 0 && card.getClientRects().length > 0
}
