import { both } from './format.ts'
import { rounded as round } from './svg.ts'
import type { AreaStatus, Reconciliation } from './types.ts'

const INK = '#1c242b'
const SOFT = '#55606a'

export const STATUS_NAMES: Record<AreaStatus, string> = {
  ok: both('cocok', 'agrees'),
  stale: both('belum dihitung ulang', 'not recomputed'),
  wrong: both('tidak cocok', 'does not match'),
  missing: both('tanpa luas SK', 'no decreed area'),
}

/** The sign of an area status, the same in the plots, their legend and the table. */
export function statusMark(status: AreaStatus, x: number, y: number): string {
  const [cx, cy] = [round(x), round(y)]
  if (status === 'wrong') {
    return `<path d="M${cx} ${round(y - 5.5)}L${round(x + 5.5)} ${cy}L${cx} ${round(y + 5.5)}L${round(x - 5.5)} ${cy}Z" fill="${INK}" stroke="#fff"/>`
  }
  if (status === 'stale') return `<circle cx="${cx}" cy="${cy}" r="4.5" fill="${INK}" stroke="#fff"/>`
  if (status === 'missing') {
    return `<path d="M${round(x - 4)} ${cy}h8" stroke="${SOFT}" stroke-width="1.6"/>`
  }
  return `<circle cx="${cx}" cy="${cy}" r="4" fill="#fff" fill-opacity=".7" stroke="${SOFT}" stroke-width="1.4"/>`
}

export function statusSign(status: AreaStatus): string {
  return `<svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">${statusMark(status, 6.5, 6.5)}</svg>`
}

/** Worst status first, then the largest difference, then the code: a total order. */
export function worstFirst(a: Reconciliation, b: Reconciliation): number {
  const order = ['wrong', 'stale', 'missing', 'ok']
  return (
    order.indexOf(a.area_status) - order.indexOf(b.area_status) ||
    Math.abs(b.area_difference_pct ?? 0) - Math.abs(a.area_difference_pct ?? 0) ||
    codeOrder(a.decree_number, b.decree_number) ||
    codeOrder(a.zone_id, b.zone_id)
  )
}

/** 100 x (decree - measured) / measured, or null where nothing is stated or measured. */
export function differencePct(decree: number | null, measured: number): number | null {
  return decree === null || measured === 0 ? null : (100 * (decree - measured)) / measured
}

function codeOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
