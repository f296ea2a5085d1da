import type { Box } from './label-edges.ts'
import { type Padding, withMargin, withRoom } from './padding.ts'

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

/** Room the cards take from the map, and nothing besides: what lies between is in sight. */
export function coveredPadding(cards: Cards): Padding {
  const { stage, left, right, drawer } = cards
  const box = stage.getBoundingClientRect()
  if (isPhone())
    return withRoom(box, { top: noticeHeight(cards), right: 0, bottom: sheetHeight(cards), left: 0 })
  return withRoom(box, {
    // Beside a notice the map is seen.
    top: 0,
    right: isTall(right, box) ? box.right - right.getBoundingClientRect().left : 0,
    bottom: isOpen(drawer) ? box.bottom - drawer.getBoundingClientRect().top : 0,
    left: isTall(left, box) ? left.getBoundingClientRect().right - box.left : 0,
  })
}

/** Below a card that is folded, the map is in sight. */
function isTall(card: HTMLElement, stage: DOMRect): boolean {
  return isOpen(card) && card.getBoundingClientRect().height > stage.height / 2
}

/** Room for what is fitted: clear of the cards, the notices and the buttons of the map. */
export function openPadding(cards: Cards): Padding {
  const box = cards.stage.getBoundingClientRect()
  if (isPhone()) {
    const covered = coveredPadding(cards)
    // At the right are the buttons.
    const [narrow, wide] = [Math.min(28, box.width * 0.07), Math.min(50, box.width * 0.13)]
    return withRoom(box, withMargin(covered, { top: wide * 0.75, right: wide, bottom: wide, left: narrow }))
  }
  const { left, right, drawer } = cards
  const margin = Math.min(56, box.width * 0.06)
  return withRoom(box, {
    top: noticeHeight(cards) + margin * 0.75,
    right: (isOpen(right) ? box.right - right.getBoundingClientRect().left : 0) + margin,
    bottom: (isOpen(drawer) ? box.bottom - drawer.getBoundingClientRect().top : 24) + margin,
    left: (isOpen(left) ? left.getBoundingClientRect().right - box.left : 0) + margin,
  })
}

/** Whatever lies over the map, in CSS pixels from its left top corner. */
export function coveringBoxes({ stage, left, right, drawer }: Cards): Box[] {
  const { left: x, top: y } = stage.getBoundingClientRect()
  const small = '.notices > *, .controls > *, .foot, .maplibregl-ctrl-scale, .compare-line'
  return [left, right, drawer, ...stage.querySelectorAll<HTMLElement>(small)].flatMap((node): Box[] => {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.childNodes.length === 0) return []
    const box = node.getBoundingClientRect()
    return [[box.left - x, box.top - y, box.right - x, box.bottom - y]]
  })
}

/** Keeps `--sheet` at the height of the sheet that covers the foot of a phone's map, and tells of every change of a card. */
export function followSheets(cards: Cards, onChange: () => void): void {
  const write = () => {
    cards.stage.style.setProperty('--sheet', `${Math.round(sheetHeight(cards))}px`)
    onChange()
  }
  const observer = new ResizeObserver(write)
  for (const card of [cards.left, cards.right, cards.drawer, cards.notices]) observer.observe(card)
  write()
}

function noticeHeight({ stage, notices }: Cards): number {
  if (notices.childElementCount === 0) return 0
  return notices.getBoundingClientRect().bottom - stage.getBoundingClientRect().top
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
