/** Rows drawn at once: more than a window shows, and few enough to be there without a wait. */
export const FIRST_ROWS = 60
/** Rows drawn when the end of those before comes near. */
const MORE_ROWS = 120
/** How near, in CSS pixels. */
const NEAR_PX = 900

export interface RowSource {
  count: number
  /** Rows that were drawn before. */
  drawn: number
  row(index: number): HTMLElement
  onDrawn(rows: number): void
}

/** Fills the body of a table as it is scrolled or walked through; what is far below is not made before it is wanted. */
export function fillAsScrolled(scroller: HTMLElement, body: HTMLElement, source: RowSource): void {
  const { count, row, onDrawn } = source
  let drawn = 0
  const draw = (until: number) => {
    const end = Math.min(count, until)
    body.append(...Array.from({ length: end - drawn }, (_, i) => row(drawn + i)))
    drawn = end
    onDrawn(drawn)
  }
  draw(Math.max(FIRST_ROWS, source.drawn))
  if (drawn === count) return
  const table = body.closest('table')
  // To who does not see it the table is as long as it is, not as far as it is drawn.
  table?.setAttribute('aria-rowcount', String(count + 1))
  scroller.addEventListener('scroll', () => {
    if (drawn < count && scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - NEAR_PX)
      draw(drawn + MORE_ROWS)
  })
  body.addEventListener('focusin', ({ target }) => {
    const at = [...body.children].indexOf((target as Element).closest('tr') as Element)
    if (drawn < count && at > drawn - 10) draw(drawn + MORE_ROWS)
  })
}
